"""What may trouble an analysis in calibrated sets: skewness, ceilings, ties, anchors beyond the data.

References
----------
Oana, I.-E., Schneider, C. Q., & Thomann, E. (2021). *Qualitative comparative analysis using R: A beginner's
guide*. Cambridge University Press.

Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press.

Schneider, C. Q., & Wagemann, C. (2012). *Set-theoretic methods for the social sciences: A guide to
qualitative comparative analysis*. Cambridge University Press.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from fsqca._checks import check_count, check_fraction, counted, left_out_note, listed
from fsqca._display import html_heading, html_table, text_table
from fsqca._frames import as_frame, take_sets
from fsqca._types import CaseId, Floats, Missing
from fsqca.calibration.advice import ADVICE, HEADINGS, WHY
from fsqca.calibration.anchors import named_anchors
from fsqca.calibration.calibrator import Calibrator, number_text
from fsqca.calibration.findings import (
    TOLERANCE,
    DiagnosisSettings,
    Finding,
    look_at_multi_value,
    look_at_two_valued,
)
from fsqca.errors import ArgumentError, ArgumentTypeError

COLUMNS: Final = (
    "n", "above_half", "skewed", "at_0", "at_1", "floor", "ceiling", "at_half", "distinct", "largest_tie",
    "outside", "finding",
)  # fmt: skip
FINDING_COLUMNS: Final = ("set", "kind", "finding", "n", "share", "cases", "why", "advice")
#: Cases that a print names for each finding.
SHOWN_CASES: Final = 5


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diagnosis:
    """What may trouble an analysis in calibrated sets, as returned by :meth:`Calibrated.diagnose`.

    A finding is no fault. It is something to know before the truth table is read, and to report.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per set, index `set`; columns

        - `n`: number of cases;
        - `above_half`: share of cases with a membership above 0.5;
        - `skewed`: whether that share lies outside the limits (by default below 0.2 or above 0.8);
        - `at_0`, `at_1`: shares of cases with a membership of exactly 0 or 1;
        - `floor`, `ceiling`: shares with a membership of at most 0.05, of at least 0.95;
        - `at_half`: number of cases with a membership of exactly 0.5;
        - `distinct`: number of different memberships;
        - `largest_tie`: the largest number of cases with the same membership;
        - `outside`: the anchors that lie outside the range of the raw values, as text;
        - `finding`: what stands out, in words.

        For a multi-value set the shares are NaN, because they have no meaning there.
    findings : pandas.DataFrame
        One row per finding; columns `set`, `kind` ("constant", "skewed", "side", "ceiling", "floor",
        "crossover", "ties" or "anchors"), `finding` (in words, with the numbers), `n` and `share` (of the
        cases it is about), `cases` (their ids, a tuple; for "skewed" those on the thinner side), `why` (why
        it matters), `advice` (what can be done).
    settings : DiagnosisSettings
    dropped : tuple
        Ids of the cases left out because a membership was missing.
    """

    table: pd.DataFrame
    findings: pd.DataFrame
    settings: DiagnosisSettings
    dropped: tuple[CaseId, ...] = ()

    def _title(self) -> str:
        cases = counted(int(self.table["n"].iloc[0]), "case")
        found = counted(len(self.findings), "finding") if len(self.findings) else "nothing stands out"
        return f"Diagnosis of {counted(len(self.table), 'set')}, {cases}: {found}"

    def _shown(self) -> pd.DataFrame:
        names = ["above_half", "floor", "ceiling", "at_half", "distinct", "largest_tie"]
        return self.table[names].astype(dict.fromkeys(names[3:], object))

    def _by_kind(self) -> Iterable[tuple[str, list[str]]]:
        """Yield each kind with its findings in words, so that reason and advice stand once."""
        for kind in dict.fromkeys(self.findings["kind"]):
            own = self.findings[self.findings["kind"] == kind]
            lines = []
            for name, words, cases in zip(own["set"], own["finding"], own["cases"], strict=True):
                named = f" ({listed(cases, SHOWN_CASES)})" if kind in ("crossover", "side") and cases else ""
                lines.append(f"{name}: {words}{named}")
            yield kind, lines

    def _notes(self) -> list[str]:
        return [left_out_note(self.dropped)] if self.dropped else []

    def __repr__(self) -> str:
        sizes = f"{counted(len(self.table), 'set')}, {counted(int(self.table['n'].iloc[0]), 'case')}"
        return f"Diagnosis({sizes}; {counted(len(self.findings), 'finding')})"

    def __str__(self) -> str:
        lines = [self._title(), text_table(self._shown()), *self._notes()]
        for kind, found in self._by_kind():
            lines += ["", HEADINGS[kind], *(_wrapped(line, "  ", "      ") for line in found)]
            lines += [_wrapped(f"{WHY[kind]} {ADVICE[kind]}", "    ", "    ")]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        blocks = []
        for kind, found in self._by_kind():
            items = "".join(f"<li>{html.escape(line)}</li>" for line in found)
            reason = html.escape(f"{WHY[kind]} {ADVICE[kind]}")
            blocks.append(
                f'{html_heading(HEADINGS[kind])}<ul>{items}</ul><div class="fsqca-note">{reason}</div>'
            )
        table = html_table(self._shown(), caption=self._title(), notes=self._notes())
        return f'<div class="fsqca-diagnosis">{table}{"".join(blocks)}</div>'


def diagnose(
    data: object,
    *,
    skewed: tuple[float, float] = (0.2, 0.8),
    crowded: float = 0.5,
    ceiling: float = 0.95,
    floor: float = 0.05,
    side: float = 0.05,
    tie: float = 0.25,
    distinct: int = 6,
    many: int = 20,
    missing: Missing = "raise",
) -> Diagnosis:
    """Return what may trouble an analysis in these sets; for a plain frame, without its anchors.

    Parameters
    ----------
    data : Calibrated or pandas.DataFrame
        Memberships. Only a :class:`Calibrated` knows its raw values, so only there are anchors looked at.
    skewed : tuple of two floats in [0, 1], default (0.2, 0.8)
        A set is skewed where the share of cases above 0.5 lies outside these limits (Oana et al. 2021).
    crowded : float in [0, 1], default 0.5
        A ceiling or a floor of a fuzzy set is a finding where more than this share of the cases is there.
    ceiling, floor : float in [0, 1], default 0.95 and 0.05
        Memberships from which on a case is at the ceiling, up to which it is at the floor.
    side : float in [0, 1], default 0.05
        A side of the crossover is nearly empty where less than this share of the cases is there; so is a
        value of a multi-value set.
    tie : float in [0, 1], default 0.25
        Ties are a finding where more than this share of the cases has the same membership.
    distinct : int, default 6
        They are also a finding where a fuzzy set has fewer different memberships than this.
    many : int, default 20
        Ties are looked at only where there are at least this many cases: among few, every tie is a large
        share.
    missing : "raise" or "drop", default "raise"
        What to do with cases that lack a membership.

    Returns
    -------
    Diagnosis

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If a limit is not in its range.
    DataError
        If the data are empty, hold a set or a case id twice, or are not memberships.

    Notes
    -----
    The limits for skewness are those of Oana, Schneider and Thomann (2021); on why skewness matters see also
    Schneider and Wagemann (2012). All other limits are ours, and rules of thumb.

    References
    ----------
    Oana, I.-E., Schneider, C. Q., & Thomann, E. (2021). *Qualitative comparative analysis using R: A
    beginner's guide*. Cambridge University Press.

    Schneider, C. Q., & Wagemann, C. (2012). *Set-theoretic methods for the social sciences: A guide to
    qualitative comparative analysis*. Cambridge University Press.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.calibration import diagnose
    >>> found = diagnose(pd.DataFrame({"A": [0.1, 0.5, 0.9]}, index=["x", "y", "z"]))
    >>> found.findings.loc[0, ["set", "kind", "finding", "cases"]].tolist()
    ['A', 'crossover', '1 case at exactly 0.5', ('y',)]
    """
    settings = DiagnosisSettings(
        _check_pair("skewed", skewed),
        check_fraction("crowded", crowded),
        check_fraction("ceiling", ceiling),
        check_fraction("floor", floor),
        check_fraction("side", side),
        check_fraction("tie", tie),
        check_count("distinct", distinct),
        check_count("many", many),
    )
    if settings.floor >= settings.ceiling:
        raise ArgumentError(
            f"floor is {settings.floor:g} and ceiling is {settings.ceiling:g}, but the floor must lie below "
            "the ceiling."
        )
    frame = as_frame(data)
    calibrators: dict[str, Calibrator] = {}
    raw: Any = None
    dropped: tuple[CaseId, ...] = ()
    if isinstance(data, pd.DataFrame):
        sets = take_sets(frame, list(frame.columns), missing=missing)
        values, cases, dropped = sets.values, sets.cases, sets.dropped
    else:
        # A calibration has checked its memberships, and given its warnings.
        values, cases = frame.to_numpy(dtype=np.float64), frame.index
        calibrators, raw = getattr(data, "calibrators", {}), data
    rows, findings = [], []
    for position, name in enumerate(frame.columns):
        column = np.asarray(values[:, position], dtype=np.float64)
        outside = _outside(calibrators[name], _raw_values(raw, name)) if name in calibrators else {}
        look_at = look_at_multi_value if column.max() > 1 else look_at_two_valued
        row, found = look_at(column, settings)
        nobody = np.zeros(len(column), dtype=bool)
        found += [Finding("anchors", words, nobody) for words in outside.values()]
        row["outside"] = ", ".join(outside)
        words = [str(row["finding"])] if "finding" in row else []
        words += [_labelled(one) for one in found]
        row["finding"] = "; ".join(words) or "nothing stands out"
        rows.append(row)
        findings += [_finding_row(name, one, cases) for one in found]
    return Diagnosis(
        pd.DataFrame(
            rows, index=pd.Index(list(frame.columns), name="set", dtype=object), columns=pd.Index(COLUMNS)
        ),
        pd.DataFrame(findings, columns=pd.Index(FINDING_COLUMNS)),
        settings,
        dropped,
    )


def _outside(calibrator: Calibrator, raw: Floats | None) -> dict[str, str]:
    """Return the anchors beyond the observed range: the name of each, and the finding in words."""
    if raw is None or not len(raw):
        return {}
    low, high = float(raw.min()), float(raw.max())
    found = {}
    for name, anchor in named_anchors(calibrator).items():
        slack = TOLERANCE * max(1.0, abs(anchor))
        if low - slack <= anchor <= high + slack:
            continue
        beyond, end = ("below", "lowest") if anchor < low else ("above", "highest")
        limit = low if anchor < low else high
        label = f"{name} ({number_text(anchor)})"
        found[label] = f"{label} lies {beyond} the {end} raw value, {limit:.6g}"
    return found


def _raw_values(data: Any, name: str) -> Floats | None:
    """Return the raw values behind a set, None where they are text."""
    column = data.raw[data.settings.columns[name]]
    if not pd.api.types.is_numeric_dtype(column.dtype):
        return None
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _labelled(finding: Finding) -> str:
    """Return a finding as it stands in the table, where some kinds need their name."""
    named = finding.kind in ("skewed", "ceiling", "floor", "ties")
    return f"{finding.kind}: {finding.words}" if named else finding.words


def _finding_row(name: object, finding: Finding, cases: pd.Index[Any]) -> tuple[object, ...]:
    about = tuple(cases[finding.cases])
    kind = finding.kind
    return (name, kind, finding.words, len(about), len(about) / len(cases), about, WHY[kind], ADVICE[kind])


def _check_pair(name: str, value: object) -> tuple[float, float]:
    """Return two limits in order, or raise."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise ArgumentTypeError(f"{name} must be two shares, such as (0.2, 0.8), not {value!r}.")
    low, high = (check_fraction(f"{name}[{i}]", one) for i, one in enumerate(value))
    if low >= high:
        raise ArgumentError(f"{name} is ({low:g}, {high:g}), but the first share must be below the second.")
    return low, high


def _wrapped(text: str, first: str, rest: str) -> str:
    return textwrap.fill(
        text,
        100,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
