"""Texts that have to fit: widths measured, long names wrapped, numbers on axes kept short."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

#: Places where a text may be broken: after these, but not within a number, or before a capital that follows
#: a small letter. A no-break space keeps what it joins together.
_BREAK = re.compile(r"(?<=[ _/;:|*+])|(?<=[.,\-])(?=[^\W\d])|(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return the width of a line of text in inches, `size` in points, in the font of the figures."""
    if not text.strip():
        return 0.0
    from matplotlib.textpath import TextPath

    # Letters beyond the path's own extent: spaces at the ends do not count.
    path = TextPath((0, 0), text.strip().replace("$", r"\$"), size=size)
    return float(path.get_extents().x1) / 72


def wrapped(text: str, width: float, size: float, lines: int = 2) -> str:
    """Return text in at most `lines` lines of `width` inches; a cut end is marked."""
    pieces = [piece for piece in _BREAK.split(re.sub(r"[ \t\r\n]+", " ", text)) if piece]
    done: list[str] = []
    line = ""
    while pieces:
        piece = pieces.pop(0)
        if text_width(line + piece, size) <= width:
            line += piece
        elif line:
            done.append(line.strip())
            line = ""
            pieces.insert(0, piece)
        else:
            keep = max((i for i in range(1, len(piece)) if text_width(piece[:i], size) <= width), default=1)
            done.append(piece[:keep])
            pieces.insert(0, piece[keep:])
    done.append(line.strip())
    done = [one for one in done if one]
    if len(done) <= lines:
        return "\n".join(done)
    last = done[lines - 1]
    while last and text_width(last + "…", size) > width:
        last = last[:-1]
    return "\n".join([*done[: lines - 1], last.rstrip() + "…"])


def short_number(value: float, _: object = None) -> str:
    """Return a number as it stands at an axis: 1500 as it is, 250000 as 250k, 3000000 as 3M.

    Examples
    --------
    >>> [short_number(value) for value in (0.25, 4.0, 1500.0, 250000.0, 3.5e6, -2e9)]
    ['0.25', '4', '1500', '250k', '3.5M', '-2bn']
    """
    size = abs(value)
    if size >= 1e15:
        return f"{value:.4g}"
    for limit, unit, word in ((1e9, 1e9, "bn"), (1e6, 1e6, "M"), (1e4, 1e3, "k")):
        if size >= limit:
            return f"{value / unit:.4g}{word}"
    return f"{value:.4g}"


def short_ticks(values: Sequence[float]) -> list[str]:
    """Return numbers as they stand at an axis, with as many digits as tell them apart.

    Examples
    --------
    >>> short_ticks([10000.0, 20000.0]), short_ticks([1000000002.0, 1000000004.0])
    (['10k', '20k'], ['1000000002', '1000000004'])
    """
    labels = [short_number(value) for value in values]
    for digits in (12, 17):
        if len(set(labels)) == len(set(values)):
            break
        labels = [f"{value:.{digits}g}" for value in values]
    return labels


def short_numbers(text: str) -> str:
    """Return text with its long decimals rounded.

    Examples
    --------
    >>> short_numbers("17.2833333333 / 21291.5 / 2e-05 (quantiles 0.1 / 0.5)")
    '17.28 / 21292 / 2e-05 (quantiles 0.1 / 0.5)'
    """

    def rounded(match: re.Match[str]) -> str:
        value = float(match[0])
        return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"

    return re.sub(r"-?\d+\.\d+(?![\d.eE])", rounded, text)
