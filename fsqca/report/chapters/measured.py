"""The chapters on what was measured: data and missing answers, constructs, descriptive statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import counted
from fsqca.report.chapters.material import Material, stacked
from fsqca.report.chapters.robust import not_done
from fsqca.report.page import Section
from fsqca.report.parts import Heading, Note, Part, Table, Text
from fsqca.report.sentences import and_list

if TYPE_CHECKING:
    from fsqca.survey import ConstructScores, ConstructValidity


def data_section(m: Material) -> Section:
    """Return the chapter on the data: what was read, what is missing, who is analysed."""
    data, result = m.result.data, m.result
    groups = f", and the groups in the column “{data.group}”" if data.group else ""
    parts: list[Part | str] = [
        f"The data are read from the file {data.settings.source}: {counted(len(data.data), m.unit)}, "
        f"{counted(data.data.shape[1], 'column')}{groups}. {_declared(m)}"
        + (" Nothing else looks odd." if not data.notes else "")
    ]
    parts += [Note(note) for note in m.notes(data.notes)]
    filters = result.study.data.filters
    if filters:
        parts.append(f"Only {m.unit}s that pass these filters were kept: {'; '.join(map(_filter, filters))}.")
    scores = result.scores
    if scores is not None:
        parts += _answers(m, scores)
    parts += [Text(text) for text in result.heads(of_cases=m.of_cases)]
    # What could not be done stands where the step is told of.
    steps = [note for own in not_done(m).values() for note in own]
    seen = {*data.notes, *(scores.notes if scores is not None else ()), *steps}
    parts += [Note(note) for note in m.notes([note for note in result.notes if note not in seen])]
    parts.append(Table(data.table, "The codebook: every column of the file", folded=True))
    return Section("Data and missing answers", tuple(parts))


def _filter(one: object) -> str:
    column = getattr(one, "column", "")
    words = []
    for name, text in (
        ("keep", "is"),
        ("leave_out", "is not"),
        ("least", "is at least"),
        ("most", "is at most"),
    ):
        value = getattr(one, name, None)
        if value is not None:
            words.append(
                f"{text} {' or '.join(map(str, value)) if isinstance(value, tuple) else f'{value:g}'}"
            )
    why = getattr(one, "why", "")
    return f"{column} {and_list(words)}" + (f" ({why})" if why else "")


def _declared(m: Material) -> str:
    """Return in words what stands for a missing value in the file."""
    kinds = m.result.data.missing.groupby("declared", sort=False)["n"].sum().to_dict()
    if not kinds:
        return "No value is missing."
    words = {"file: blank or -": "cells that are blank or hold a hyphen", "file: no number": "no numbers"}
    parts = [
        f"{counted(n, 'missing value')} ({words.get(str(declared), str(declared))})"
        for declared, n in kinds.items()
    ]
    return f"It has {and_list(parts)}."


def _answers(m: Material, scores: ConstructScores) -> list[Part | str]:
    missing = scores.missing
    answers, gone, lost = (int(missing[name].sum()) for name in ("answers", "missing", "lost"))
    own = m.result.study.constructs
    least = 0.5 if own is None else own.min_answered
    share = "at least half of them are" if least == 0.5 else f"at least {least:.0%} of them are"
    reverse = list(scores.reverse)
    turned = (
        f" {and_list(reverse)} {'is' if len(reverse) == 1 else 'are'} worded the other way round and "
        f"{'was' if len(reverse) == 1 else 'were'} turned."
        if reverse
        else ""
    )
    frame = missing.drop(columns="lost_cases")
    return [
        (
            f"Of {answers} answers, {gone} are missing ({gone / max(answers, 1):.1%}). A score is the "
            f"mean of the items answered, where {share} answered; {counted(lost, 'score')} could not be "
            f"made for that reason.{turned}"
        ),
        *(Note(note) for note in m.notes(scores.notes)),
        Table(frame, f"Missing answers: asked, missing, {m.unit}s with some answer missing, scores lost"),
    ]


def reliability_section(m: Material, *, constructs: Table | None = None) -> Section | None:
    """Return the chapter on constructs, None where there is none."""
    scores = m.result.scores
    if scores is None:
        return None
    parts: list[Part | str] = [constructs or Table(_constructs(scores), "The constructs and their items")]
    validity = m.validity
    if validity is None:
        parts += [
            _range_words({"Cronbach’s alpha": scores.reliability["alpha"]}),
            Table(scores.reliability, "Reliability of the constructs"),
            Note(f"Validity is not reported. {m.no_validity}"),
        ]
    else:
        parts += _validity_parts(m, validity)
    parts.append(Table(scores.items, "The items", digits=2, folded=True))
    return Section("Constructs: reliability and validity", tuple(parts))


def _constructs(scores: ConstructScores) -> pd.DataFrame:
    """Return the constructs with their items."""
    return pd.DataFrame(
        {
            "n_items": [len(items) for _, items in scores.constructs],
            "items": [", ".join(items) for _, items in scores.constructs],
            "reversed": [
                ", ".join(item for item in items if item in scores.reverse) for _, items in scores.constructs
            ],
        },
        index=pd.Index([name for name, _ in scores.constructs], name="construct"),
    )


def _validity_parts(m: Material, validity: ConstructValidity) -> list[Part | str]:
    from fsqca.survey.validity import WEAK_CHECK, lower_triangle

    table = validity.reliability.rename(columns={"composite_reliability": "CR", "ave": "AVE"})
    parts: list[Part | str] = [
        _reliability_words(validity),
        Table(
            table,
            f"Reliability (alpha with its {100 * validity.confidence:g} % interval; omega, composite "
            "reliability (CR) and average variance extracted (AVE) from a one-factor model of each "
            "construct)",
            (
                (
                    "Alpha: Cronbach (1951), interval by Feldt (1965). Omega: McDonald (1999). CR and AVE: "
                    f"Fornell & Larcker (1981). n: {m.unit}s with complete answers to the construct."
                ),
            ),
        ),
        Table(validity.loadings.drop(columns="heywood"), "Loadings (standardised)", folded=True),
    ]
    if len(validity.pairs):
        parts += [
            Heading("Do the constructs differ from each other?"),
            _discriminant_words(validity),
            Table(
                lower_triangle(validity.htmt, diagonal=False),
                "Heterotrait-monotrait ratios (Henseler, Ringle & Sarstedt 2015)",
            ),
            Table(
                lower_triangle(validity.fornell_larcker, diagonal=True),
                "Fornell-Larcker: square root of AVE on the diagonal, correlations of the scores below it",
            ),
        ]
    parts += [Note(note) for note in m.notes(validity.notes)]
    if validity.first_factor_share == validity.first_factor_share:
        parts += [
            Heading("One method for everything"),
            (
                f"Where all answers come from the same {m.unit}s at the same time, they share a method. A "
                "single-factor check (Harman; see Podsakoff et al. 2003) gives "
                f"{validity.first_factor_share:.1%} of the variance of all {len(validity.loadings)} items "
                f"to their first unrotated component ({counted(validity.first_factor_n, m.unit)} with "
                f"complete answers). {WEAK_CHECK} Separate sources, separate times of measurement and "
                "marker variables say more; a study should plan for them before it collects answers."
            ),
        ]
    return parts


def _range_words(columns: dict[str, pd.Series]) -> str:
    parts = []
    for name, given in columns.items():
        own = given.dropna()
        if len(own):
            parts.append(
                f"{name} between {own.min():.2f} ({own.idxmin()}) and {own.max():.2f} ({own.idxmax()})"
            )
    return f"How well the items of a construct go together: {and_list(parts)}." if parts else ""


def _reliability_words(validity: ConstructValidity) -> str:
    table = validity.reliability
    text = _range_words(
        {
            "Cronbach’s alpha": table["alpha"],
            "omega": table["omega"],
            "composite reliability": table["composite_reliability"],
            "AVE": table["ave"],
        }
    )
    loading = validity.loadings["loading"].dropna()
    if len(loading) == 0:
        return text or "Neither reliability nor loadings could be computed; the notes say why."
    return f"{text} The lowest loading is {loading.min():.2f} ({loading.idxmin()})."


def _discriminant_words(validity: ConstructValidity) -> str:
    from fsqca.survey.validity import HTMT_STRICT

    pairs = validity.pairs
    start = (
        "Two constructs that correlate too highly cannot be told apart, and then a combination of both says "
        "little."
    )
    if pairs["htmt"].isna().all():
        return f"{start} The heterotrait-monotrait ratios are undefined here."
    first, second = pairs.index[int(np.nanargmax(pairs["htmt"]))]
    above = int((pairs["htmt"] > HTMT_STRICT).sum())
    met = int((pairs["fornell_larcker"] == "met").sum())
    ratio = (
        f"none of the {len(pairs)} ratios is above {HTMT_STRICT}"
        if not above
        else f"{above} of the {len(pairs)} ratios are above {HTMT_STRICT}"
    )
    everywhere = "all pairs" if met == len(pairs) else f"{met} of {len(pairs)} pairs"
    return (
        f"{start} The highest heterotrait-monotrait ratio is {pairs['htmt'].max():.2f} ({first} and "
        f"{second}); {ratio}. The Fornell-Larcker comparison is met by {everywhere}: the lower AVE is above "
        "the squared correlation of the scores."
    )


def descriptives_section(m: Material) -> Section:
    """Return the chapter on descriptive statistics: scores or raw values, and memberships."""
    scores, result = m.result.scores, m.result
    parts: list[Part | str] = []
    if scores is not None:
        grouped = scores.groups is not None and len(set(scores.groups)) > 1
        frame = scores.by_group() if grouped else scores.descriptives
        frame = frame.drop(columns=[name for name in ("missing",) if name in frame])
        where = "by group, " if grouped else ""
        parts.append(
            Table(
                frame,
                f"Scores {where}in points of the scale; floor and ceiling: shares at its ends",
                digits=2,
            )
        )
        if len(scores.data.columns) > 1:
            parts.append(
                m.as_table(scores, "Means, standard deviations and correlations", what="correlations")
            )
    else:
        raw = _raw(m)
        if raw is not None:
            parts.append(Table(raw, "Raw values of the calibrated columns"))
    sets = stacked({name: _memberships(part) for name, part in result.groups.items()}, "group", "set")
    several = bool((sets["max"] > 1).any())
    parts.append(
        Table(
            sets,
            "Set memberships: mean, standard deviation, ends, and the share above 0.5",
            ("A set of several values has numbers of values, no memberships, so only its ends are given.",)
            if several
            else (),
        )
    )
    return Section("Descriptive statistics", tuple(parts))


def _memberships(frame: pd.DataFrame) -> pd.DataFrame:
    """Return memberships described; of sets of several values, which have no mean, the ends."""
    made = _described(frame)
    made.loc[made["max"] > 1, ["mean", "sd", "above_half"]] = float("nan")
    return made


def _described(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = frame.astype(float)
    made = pd.DataFrame(
        {
            "n": numbers.count(),
            "mean": numbers.mean(),
            "sd": numbers.std(),
            "min": numbers.min(),
            "max": numbers.max(),
            "above_half": (numbers > 0.5).where(numbers.notna()).astype(float).mean(),
        }
    )
    return made.rename_axis("set")


def _raw(m: Material) -> pd.DataFrame | None:
    own = m.result.study.calibration
    if own is None:
        return None
    data = m.result.data.data
    columns = [
        column
        for column in dict.fromkeys(own.column_of(name) for name in own.sets)
        if column in data and pd.api.types.is_numeric_dtype(data[column])
    ]
    if not columns:
        return None
    return _described(data[columns]).drop(columns="above_half").rename_axis("column")


__all__ = ["data_section", "descriptives_section", "reliability_section"]
