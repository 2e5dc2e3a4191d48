"""Fonts of figures: those for other scripts where they are installed, and what no font can draw."""

from __future__ import annotations

import unicodedata
import warnings
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from fsqca._checks import caller_level, listed
from fsqca.errors import FigureFontWarning

#: Fonts for letters that the first one lacks, by family name, where they are installed: Chinese, Japanese,
#: Korean, Arabic, Hebrew, scripts of India and Thai.
FALLBACKS: Final = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Yu Gothic",
    "Malgun Gothic",
    "Apple SD Gothic Neo",
    "Noto Sans Arabic",
    "Noto Naskh Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Nirmala UI",
    "Tahoma",
    "Arial Unicode MS",
)
#: From this release on matplotlib sets text from right to left by itself.
_BIDIRECTIONAL: Final = (3, 11)


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Return the families that letters are taken from, those of other scripts where they are installed."""
    from matplotlib import font_manager

    installed = {font.name for font in font_manager.fontManager.ttflist}
    # Named one by one, so that a figure keeps them when it is saved under other settings.
    return ("DejaVu Sans", *(name for name in FALLBACKS if name in installed))


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """Return the code points of the letters that one of the families has."""
    from matplotlib import font_manager

    found: set[int] = set()
    for name in families():
        path = font_manager.findfont(font_manager.FontProperties(family=[name]), fallback_to_default=True)
        found.update(font_manager.get_font(path).get_charmap())
    return frozenset(found)


@lru_cache(maxsize=1)
def _found_new_fonts() -> bool:
    """Tell matplotlib of fonts that were installed after it looked last; return whether there are any."""
    from matplotlib import font_manager

    manager: Any = font_manager.fontManager
    known = {font.fname for font in manager.ttflist}
    before = families()
    for path in font_manager.findSystemFonts():
        if path not in known:
            with suppress(Exception):  # a file that is no font that can be drawn
                manager.addfont(path)
    families.cache_clear()
    _covered.cache_clear()
    return families() != before


def _missing(letters: set[str]) -> list[str]:
    """Return the letters that no family has; marks of direction and the like are not drawn."""
    return sorted(
        one for one in letters if ord(one) not in _covered() and unicodedata.category(one)[0] != "C"
    )


def check_letters(figure: object) -> None:
    """Warn of letters that no installed font has, and of those that would be set in the wrong order."""
    import matplotlib
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    if not isinstance(figure, Figure):
        return
    texts: list[Any] = figure.findobj(Text)
    letters = {letter for text in texts for letter in text.get_text() if not letter.isascii()}
    if not letters:
        return
    missing = _missing(letters)
    if missing and _found_new_fonts():
        for text in texts:
            text.set_fontfamily(list(families()))
        missing = _missing(letters)
    if missing:
        warnings.warn(
            "No installed font has these letters, so the figure shows boxes in their place: "
            f"{listed(missing, 10)}. Install a font for them, such as Noto Sans CJK for Chinese, and start "
            "Python again.",
            FigureFontWarning,
            stacklevel=caller_level(),
        )
    release = tuple(int(part) for part in matplotlib.__version__.split(".")[:2])
    turned = sorted(letter for letter in letters if unicodedata.bidirectional(letter) in ("R", "AL"))
    if turned and release < _BIDIRECTIONAL:  # pragma: no cover - depends on what is installed
        warnings.warn(
            f"The figure has letters that run from right to left ({listed(turned, 5)}), which matplotlib "
            f"{matplotlib.__version__} sets in the wrong order. Install matplotlib 3.11 or later.",
            FigureFontWarning,
            stacklevel=caller_level(),
        )


__all__ = ["check_letters", "families"]
