"""Article tables of constructs: reliability, descriptives, correlations, discriminant validity."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca.report.article.frames import from_frame
from fsqca.report.article.results import check_title, check_what, register_table
from fsqca.report.article.table import ArticleTable
from fsqca.survey.scores import ConstructScores
from fsqca.survey.validity import ConstructValidity

SCORES = ("reliability", "descriptives", "correlations", "items", "missing")
VALIDITY = ("reliability", "loadings", "htmt", "fornell_larcker")
_UNIVARIATE: dict[object, str] = {"mean": "Mean", "sd": "SD", "min": "Minimum", "max": "Maximum"}
_SHARES: dict[object, int | str] = {"floor": ".1%", "ceiling": ".1%"}


@register_table
def of_scores(
    result: ConstructScores, *, what: str = "reliability", title: str | None = None
) -> ArticleTable:
    """Return reliability, descriptives, correlations, items or missing answers of constructs."""
    what = check_what(what, SCORES)
    notes = result._remarks()
    if what == "reliability":
        interval = f"α: Cronbach's alpha with its {100 * result.confidence:g} % interval"
        named = f"{interval}, from cases with complete answers."
        made = from_frame(
            result.reliability,
            title="Reliability of the constructs",
            notes=[named, *notes],
            names={"mean_correlation": "Mean inter-item correlation"},
        )
    elif what == "descriptives":
        made = from_frame(
            result.descriptives,
            title="Descriptive statistics of the constructs",
            notes=[
                "Floor and ceiling: shares of scores at the ends of the scale. Kurtosis: excess kurtosis.",
                *notes,
            ],
            formats=_SHARES,
            names=_UNIVARIATE,
        )
    elif what == "correlations":
        made = _correlations(result, notes)
    elif what == "items":
        frame = result.items.drop(columns=["construct"])
        made = from_frame(
            frame.assign(construct=result.items["construct"]),
            title="Items of the constructs",
            notes=[
                (
                    "Item-total correlation: with the sum of the other items of the construct, from complete "
                    "cases."
                ),
                *notes,
            ],
            groups="construct",
            formats=_SHARES,
            names={
                **_UNIVARIATE,
                "item_total_correlation": "Item-total correlation",
                "alpha_if_deleted": "α if deleted",
            },
        )
    else:
        frame = result.missing.assign(lost_cases=[listed(cases) for cases in result.missing["lost_cases"]])
        made = from_frame(frame, title="Missing answers", notes=notes)
    return made.with_title(check_title(title, made.title))


def _correlations(result: ConstructScores, notes: list[str]) -> ArticleTable:
    """Return means, standard deviations and Pearson correlations, numbered as articles do."""
    scores = result.data
    values = scores.corr(min_periods=3).to_numpy()
    columns: dict[str, object] = {
        "Construct": [f"{i}. {name}" for i, name in enumerate(scores.columns, start=1)],
        "Mean": result.descriptives["mean"].to_numpy(),
        "SD": result.descriptives["sd"].to_numpy(),
    }
    for j in range(len(scores.columns) - 1):
        columns[str(j + 1)] = [None if i <= j else float(values[i, j]) for i in range(len(scores.columns))]
    frame = pd.DataFrame(columns, dtype=object)
    pairs = scores.notna().to_numpy().astype(int)
    n = (pairs.T @ pairs)[np.tril_indices(len(scores.columns), -1)]
    number = (
        f"N = {n.min()}" if len(n) and n.min() == n.max() else f"N = {n.min()} to {n.max()}" if len(n) else ""
    )
    return from_frame(
        frame,
        title="Means, standard deviations and correlations",
        notes=[
            f"Pearson correlations of the scores, pairwise complete cases{f' ({number})' if number else ''}.",
            *notes,
        ],
    )


@register_table
def of_validity(
    result: ConstructValidity, *, what: str = "reliability", title: str | None = None
) -> ArticleTable:
    """Return reliability, loadings, HTMT or the Fornell-Larcker comparison of constructs."""
    what = check_what(what, VALIDITY)
    notes = result._remarks()
    n = result.reliability["n"]
    cases = (
        f"Cases with complete answers: {n.min()} to {n.max()}."
        if n.min() != n.max()
        else f"N = {n.min()} cases."
    )
    if what == "reliability":
        named = f"α with its {100 * result.confidence:g} % interval; ω, composite reliability and "
        made = from_frame(
            result.reliability,
            title="Reliability and convergent validity of the constructs",
            notes=[
                f"{named}AVE (average variance extracted) from a one-factor model of each construct.",
                *notes,
            ],
        )
    elif what == "loadings":
        made = from_frame(
            result.loadings,
            title="Standardised loadings",
            notes=["From a one-factor model of each construct.", cases, *notes],
            groups="construct",
            names={"heywood": "Heywood case"},
        )
    elif what == "htmt":
        made = _triangle(
            result.htmt, "Heterotrait-monotrait ratios of correlations", diagonal=False, notes=[cases, *notes]
        )
    else:
        made = _triangle(
            result.fornell_larcker,
            "Discriminant validity (Fornell-Larcker)",
            diagonal=True,
            notes=["Diagonal: square root of AVE. Below it: correlations of the scores.", cases, *notes],
        )
    return made.with_title(check_title(title, made.title))


def _triangle(frame: pd.DataFrame, title: str, *, diagonal: bool, notes: list[str]) -> ArticleTable:
    """Return the lower triangle of a square frame, columns numbered as the rows are."""
    size = len(frame)
    values = frame.to_numpy(dtype=float)
    columns: dict[str, list[object]] = {
        "Construct": [f"{i}. {name}" for i, name in enumerate(frame.index, start=1)]
    }
    for j in range(size if diagonal else size - 1):
        columns[str(j + 1)] = [
            float(values[i, j]) if i > j or (diagonal and i == j) else None for i in range(size)
        ]
    return from_frame(
        pd.DataFrame(columns, dtype=object),
        title=title,
        notes=notes,
    )
