"""Any frame as an article table: for results of every kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

import pandas as pd

from fsqca._checks import check_count, unknown_names
from fsqca._html_table import is_number
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report.article.cells import UNDEFINED, Align, Cell, Row, cell
from fsqca.report.article.table import ArticleTable

#: Names of columns as the literature writes them; others have their underscores replaced by spaces.
WORDS = {
    "pri": "PRI",
    "ron": "RoN",
    "n": "N",
    "sd": "SD",
    "out": "Outcome",
    "ave": "AVE",
    "htmt": "HTMT",
    "n_items": "Items",
    "alpha": "Cronbach's α",
    "alpha_low": "α, lower",
    "alpha_high": "α, upper",
    "omega": "McDonald's ω",
    "why": "Reason",
    "p": "p",
    "low": "Lower",
    "high": "Upper",
    "bca_low": "BCa, lower",
    "bca_high": "BCa, upper",
    "in_some": "In some model",
    "in_all": "In all models",
    "p_family": "p, family-wise",
    "p_adjusted": "p, adjusted",
    "p_westfall_young": "p, Westfall-Young",
    "p_holm": "p, Holm",
    "p_bh": "p, Benjamini-Hochberg",
    "p_by": "p, Benjamini-Yekutieli",
    "p_search": "p, search counted",
    "p_coverage": "p of coverage",
    "consistency_p": "p of consistency",
    "coverage_p": "p of coverage",
    "between_p": "p between",
    "within_p": "p within",
    "shuffled_mean": "Shuffled, mean",
    "shuffled_95": "Shuffled, 95th percentile",
    "effect_size": "Effect size d",
    "rf_cov": "RF_cov",
    "rf_cons": "RF_cons",
    "rf_sc_min": "RF_SC_minTS",
    "rf_sc_max": "RF_SC_maxTS",
    "rcr_typical": "RCR_typ",
    "rcr_deviant": "RCR_dev",
    "rcc_rank": "RCC_rank",
    "n_models": "Models",
    "n_groups": "Groups",
    "coded_C": "Coded C",
    "coded_?": "Coded ?",
}
#: Parts of names that are written as abbreviations.
_SHORT = {"pri": "PRI", "ron": "RoN", "sd": "SD", "se": "SE", "bca": "BCa"}
#: The format of p values: one below 0.001 is shown as such, never as 0.
P_VALUE = "p"


def words(name: object) -> str:
    """Return the name of a column as words that begin with a capital.

    Examples
    --------
    >>> words("raw_coverage"), words("pri"), words("TF")
    ('Raw coverage', 'PRI', 'TF')
    """
    text = str(name)
    if text in WORDS:
        return WORDS[text]
    if text.isidentifier() and text.islower():
        text = " ".join(_SHORT.get(part, part) for part in text.split("_") if part)
        return text[:1].upper() + text[1:]
    return text


def from_frame(
    frame: pd.DataFrame,
    *,
    title: str,
    notes: str | Iterable[str] = (),
    digits: int = 3,
    formats: Mapping[object, int | str] | None = None,
    names: Mapping[object, str] | None = None,
    groups: object = None,
    index: bool | None = None,
) -> ArticleTable:
    """Return a frame as an article table, for results that have no table of their own.

    Parameters
    ----------
    frame : pandas.DataFrame
        Index levels become the first columns; columns of several levels become a header of several rows.
    title : str
        What the table shows.
    notes : str or iterable of str
        Sentences below the table.
    digits : int >= 0, default 3
        Decimals of numbers that are not whole.
    formats : mapping of column to int or str, optional
        Decimals of a column, a format such as ``".1%"``, or ``"p"`` for p values: those below 0.001 are shown
        as "<0.001".
    names : mapping of column to str, optional
        Headers. Default: the name of the column as words, "PRI" for ``pri``.
    groups : column, optional
        A column whose values become headings of groups of rows; neighbouring rows with the same value form a
        group.
    index : bool, optional
        Whether the index is shown. Default: unless it only counts the rows and has no name.

    Returns
    -------
    ArticleTable

    Raises
    ------
    ArgumentTypeError
        If `frame` is not a frame, or `notes` hold something else than text.
    UnknownNameError
        If `formats`, `names` or `groups` name a column that does not exist.
    ArgumentError
        If a format does not fit the numbers.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"consistency": [0.9, 0.75], "share": [0.5, 0.25]}, index=["A", "B"])
    >>> print(from_frame(frame, title="Robustness", formats={"share": ".0%"}, notes="Synthetic data."))
    Robustness
    ─────────────────────
       Consistency  Share
    ─────────────────────
    A        0.900    50%
    B        0.750    25%
    ─────────────────────
    Note. Synthetic data.
    """
    if not isinstance(frame, pd.DataFrame):
        raise ArgumentTypeError(f"frame must be a pandas DataFrame, not {type(frame).__name__}.")
    digits = check_count("digits", digits, least=0)
    columns = list(frame.columns)
    for argument, given in (
        ("formats", formats),
        ("names", names),
        ("groups", [groups] if groups is not None else []),
    ):
        unknown = [name for name in given or () if name not in columns]
        if unknown:
            raise unknown_names("column", unknown, columns, f"the frame ({argument})")
    shown = [place for place, name in enumerate(columns) if groups is None or name != groups]
    with_index = _counts_only(frame) is False if index is None else index
    levels = (
        [frame.index.get_level_values(k).tolist() for k in range(frame.index.nlevels)] if with_index else []
    )
    data = [frame.iloc[:, place].tolist() for place in shown]
    numeric = [is_number(values) for values in (*levels, *data)]
    kinds: list[Align] = ["right" if number else "left" for number in numeric]
    if levels and kinds[0] == "right":
        kinds[: len(levels)] = ["left"] * len(levels)
    made = [[_cell(value, digits, None) for value in values] for values in levels]
    for place, values in zip(shown, data, strict=True):
        made.append([_cell(value, digits, (formats or {}).get(columns[place])) for value in values])
    heading: list[object] | None = None
    if groups is not None:
        (place,) = (at for at, name in enumerate(columns) if name == groups)
        heading = frame.iloc[:, place].tolist()
    body: list[Row] = []
    for at in range(len(frame)):
        if heading is not None and (at == 0 or heading[at] != heading[at - 1]):
            body.append(Row((Cell(cell(heading[at], digits).text, span=len(made)),), heading=True))
        body.append(Row(tuple(column[at] for column in made)))
    head = _head(frame, [columns[place] for place in shown], len(levels), names or {})
    return ArticleTable(title, head, tuple(body), tuple(kinds), check_notes(notes), stub=max(1, len(levels)))


def _counts_only(frame: pd.DataFrame) -> bool:
    return isinstance(frame.index, pd.RangeIndex) and frame.index.name is None


def check_notes(notes: str | Iterable[str]) -> tuple[str, ...]:
    """Return notes as a tuple of texts, or raise."""
    given = (notes,) if isinstance(notes, str) else tuple(notes)
    wrong = [note for note in given if not isinstance(note, str)]
    if wrong:
        raise ArgumentTypeError(f"notes must be sentences, not {wrong[0]!r}.")
    return given


def _cell(value: object, digits: int, form: int | str | None) -> Cell:
    if form is None:
        return cell(value, digits)
    if isinstance(form, int) and not isinstance(form, bool):
        return cell(float(value) if pd.api.types.is_number(value) else value, form)  # type: ignore[arg-type]
    plain = cell(value, digits)
    if plain.value is None:
        return plain
    if form == P_VALUE:
        return Cell("<0.001", plain.value) if plain.value < 0.001 else plain
    try:
        text = format(value, str(form))
    except (ValueError, TypeError) as error:
        raise ArgumentError(
            f"formats holds {form!r}, which is not a format for the number {plain.value!r}. Write it as in "
            'format(0.5, ".1%"), or give the number of decimals.'
        ) from error
    # A percentage is no longer the number behind it: a spreadsheet shows the text.
    return Cell(text.replace("-", "−"), None if text.endswith("%") else plain.value)


def _head(
    frame: pd.DataFrame, columns: Sequence[Any], n_levels: int, names: Mapping[object, str]
) -> tuple[tuple[Cell, ...], ...]:
    labels = [label if isinstance(label, tuple) else (label,) for label in columns]
    depth = max(map(len, labels), default=1)
    corner = ["" if one is None else words(one) for one in frame.index.names][:n_levels]
    rows = []
    for level in range(depth):
        last = level == depth - 1
        cells = [Cell(text if last else "") for text in corner]
        if last:
            cells += [
                Cell(names.get(whole, words(label[-1]))) for whole, label in zip(columns, labels, strict=True)
            ]
        else:
            for key, members in groupby(labels, key=lambda label: label[: level + 1]):
                cells.append(Cell(words(key[-1]), span=len(list(members))))
        rows.append(tuple(cells))
    return tuple(rows)


__all__ = ["UNDEFINED", "check_notes", "from_frame", "words"]
