"""Score the constructs of a questionnaire: the scores, and the statistics that go with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from fsqca._checks import check_fraction, counted
from fsqca._frames import as_frame
from fsqca._types import Bools, Floats
from fsqca.reading import StudyData
from fsqca.survey.descriptives import describe
from fsqca.survey.questionnaire import (
    check_constructs,
    check_reverse,
    check_scale,
    check_scales,
    check_share,
    take_answers,
)
from fsqca.survey.reliability import (
    alphas_if_deleted,
    cronbach_alpha,
    feldt_interval,
    item_total_correlations,
    mean_inter_item_correlation,
)
from fsqca.survey.scores import ConstructScores

#: What the table of items says of the shape of each item, after mean and standard deviation.
ITEM_SHAPE = ("min", "max", "skewness", "kurtosis", "floor", "ceiling")


def score_constructs(
    data: object,
    constructs: Mapping[str, Sequence[str]],
    *,
    reverse: str | Iterable[str] = (),
    scale: tuple[float, float] | Mapping[str, tuple[float, float]] = (1, 7),
    min_answered: float = 0.5,
    confidence: float = 0.95,
) -> ConstructScores:
    """Return the scores of constructs that several items measure, with reliability and descriptives.

    A score is the mean of the items answered, where at least `min_answered` of the construct's items are
    answered, else NaN. Calibrate the scores next: ``calibrate(scores.data, ..., missing="drop")`` leaves
    out cases without a score.

    Parameters
    ----------
    data : pandas.DataFrame or StudyData
        Answers: cases in rows (unique ids in the index), items in columns, NaN for no answer. Other columns
        may be there. The frame is not changed. Groups that `read` was told of travel along.
    constructs : mapping of str to sequence of str
        The items of each construct, such as ``{"TF": ["TF1", "TF2", "TF3", "TF4"]}``.
    reverse : str or iterable of str
        Items worded the other way round. Their answers are turned: low + high - answer.
    scale : tuple of two numbers, or mapping of str to tuple
        Lowest and highest answer of all items; or of each construct, ``{"TF": (1, 7), "DSO": (1, 5)}``.
    min_answered : float in (0, 1]
        Share of a construct's items that must be answered for a score. With 0.5, two of four or three of
        five.
    confidence : float in (0, 1)
        Level of confidence of the intervals of Cronbach's alpha.

    Returns
    -------
    ConstructScores
        With ``data``, ``reliability``, ``items``, ``descriptives``, ``missing`` and ``notes``; its method
        ``validity()`` adds omega, composite reliability, AVE, HTMT and more.

    Raises
    ------
    ArgumentError
        If a construct has no item, an item is in two constructs, a reversed item is in none, or a number is
        out of its range.
    ArgumentTypeError
        If an argument is of the wrong type.
    UnknownNameError
        If an item is not a column of the data.
    DataError
        If the data are empty, case ids are duplicated, an item is not numeric, or answers lie outside the
        scale.

    Notes
    -----
    Cronbach's alpha [1]_ and its interval [2]_ are of the cases that answered all items of the construct;
    see `fsqca.survey.cronbach_alpha` and `fsqca.survey.feldt_interval`. Items that speak against the others
    of their construct draw a note: the usual reason is a reverse-worded item that was not named in
    `reverse`.

    References
    ----------
    .. [1] Cronbach, L. J. (1951). Coefficient alpha and the internal structure of tests. Psychometrika,
    16(3),
       297-334.
    .. [2] Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability
    coefficient
       twenty. Psychometrika, 30(3), 357-370.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> answers = pd.DataFrame(
    ...     {"A1": [1, 3, 5, 7, np.nan], "A2": [2, 3, 6, 7, np.nan], "A3": [7, 6, 2, 1, 4]},
    ...     index=["a", "b", "c", "d", "e"],
    ... )
    >>> scores = score_constructs(answers, {"A": ["A1", "A2", "A3"]}, reverse="A3")
    >>> scores
    <ConstructScores: 1 construct of 3 items, 5 cases, 1 score lost>
    >>> scores.data["A"].round(2).tolist()
    [1.33, 2.67, 5.67, 7.0, nan]
    >>> scores.missing.loc["A", "lost_cases"]
    ('e',)
    """
    frame = as_frame(data)
    items_of = check_constructs(constructs)
    turned = check_reverse(reverse, items_of)
    scales = check_scales(scale, items_of)
    min_answered = check_share("min_answered", min_answered)
    confidence = check_fraction("confidence", confidence, inclusive=False)
    ends = {item: scales[construct] for construct, items in items_of.items() for item in items}
    answers = take_answers(frame, ends, one_scale=not isinstance(scale, Mapping))
    for item in turned:
        answers[item] = sum(ends[item]) - answers[item]

    scores: dict[str, Floats] = {}
    reliability, item_rows, described, missing, notes = [], [], [], [], []
    if not isinstance(scale, Mapping):
        notes += _scale_notes(answers.values(), "The answers", *check_scale(scale))
    for construct, items in items_of.items():
        if isinstance(scale, Mapping):
            whose = f"{construct}: the answers"
            notes += _scale_notes([answers[item] for item in items], whose, *scales[construct])
        block = np.column_stack([answers[item] for item in items])
        given = ~np.isnan(block)
        scores[construct] = _means(block, given, min_answered)
        complete = block[given.all(axis=1)]
        reliability.append(_reliability_row(complete, confidence))
        item_rows += _item_rows(construct, items, turned, block, complete, scales[construct])
        described.append(describe(scores[construct], *scales[construct]))
        missing.append(_missing_row(given, frame.index[np.isnan(scores[construct])]))
        notes += _construct_notes(construct, items, complete)
    index = pd.Index(list(items_of), name="construct")
    score_frame = pd.DataFrame(scores, index=frame.index, columns=list(items_of))
    return ConstructScores(
        data=score_frame,
        reliability=pd.DataFrame(reliability, index=index),
        items=pd.DataFrame(item_rows).set_index("item"),
        descriptives=pd.DataFrame(described, index=index),
        missing=pd.DataFrame(missing, index=index),
        notes=tuple(notes),
        constructs=tuple(items_of.items()),
        reverse=turned,
        scale=next(iter(scales.values())) if len(set(scales.values())) == 1 else None,
        min_answered=min_answered,
        confidence=confidence,
        scales=tuple(scales.items()),
        answers=pd.DataFrame(answers, index=frame.index),
        groups=data.groups.copy() if isinstance(data, StudyData) and data.group is not None else None,
    )


def _means(block: Floats, given: Bools, min_answered: float) -> Floats:
    """Return the mean of the answers given, NaN where there are too few; shape (n_cases,)."""
    answered = given.sum(axis=1)
    enough = answered >= max(1.0, min_answered * block.shape[1] - 1e-9)
    scores = np.full(len(block), np.nan)
    scores[enough] = np.where(given, block, 0.0).sum(axis=1)[enough] / answered[enough]
    return scores


def _reliability_row(complete: Floats, confidence: float) -> dict[str, float | int]:
    n_cases, n_items = complete.shape
    alpha = cronbach_alpha(complete)
    low, high = feldt_interval(alpha, n_cases, n_items, confidence=confidence)
    return {
        "n_items": n_items,
        "n": n_cases,
        "alpha": alpha,
        "alpha_low": low,
        "alpha_high": high,
        "mean_correlation": mean_inter_item_correlation(complete),
    }


def _item_rows(
    construct: str,
    items: Sequence[str],
    turned: Sequence[str],
    block: Floats,
    complete: Floats,
    scale: tuple[float, float],
) -> list[dict[str, object]]:
    correlations, alphas = item_total_correlations(complete), alphas_if_deleted(complete)
    rows: list[dict[str, object]] = []
    for position, item in enumerate(items):
        described = describe(block[:, position], *scale)
        rows.append(
            {
                "item": item,
                "construct": construct,
                "reversed": item in turned,
                **{name: described[name] for name in ("n", "missing", "mean", "sd")},
                "item_total_correlation": float(correlations[position]),
                "alpha_if_deleted": float(alphas[position]),
                **{name: described[name] for name in ITEM_SHAPE},
            }
        )
    return rows


def _missing_row(given: Bools, lost: pd.Index) -> dict[str, object]:
    return {
        "answers": int(given.size),
        "missing": int((~given).sum()),
        "incomplete": int((~given.all(axis=1)).sum()),
        "lost": len(lost),
        "lost_cases": tuple(lost.tolist()),
    }


def _scale_notes(answers: Iterable[Floats], whose: str, low: float, high: float) -> list[str]:
    """Return a note where no answer reaches an end of the scale: perhaps another scale was used."""
    values = np.concatenate([column[~np.isnan(column)] for column in answers])
    if len(values) == 0 or (values.min() <= low and values.max() >= high):
        return []
    return [
        (
            f"{whose} run from {values.min():g} to {values.max():g}, the scale from {low:g} to {high:g}. "
            "Make sure that the scale is right."
        )
    ]


def _construct_notes(construct: str, items: Sequence[str], complete: Floats) -> list[str]:
    """Return why something is NaN, and which items speak against the others."""
    if len(items) == 1:
        return [f"{construct} has one item, so it has no reliability."]
    if len(complete) < 2:
        few = counted(len(complete), "case")
        return [f"{construct} has {few} with complete answers, so it has no reliability."]
    notes = []
    if np.isnan(cronbach_alpha(complete)):
        notes.append(
            f"{construct}: the sum of the items is the same in all complete cases, so alpha is undefined."
        )
    constant = [item for item, column in zip(items, complete.T, strict=True) if np.ptp(column) == 0]
    if constant:
        notes.append(
            f"{construct}: all complete cases give the same answer to {', '.join(map(str, constant))}, "
            "so the correlations are undefined."
        )
    correlations = item_total_correlations(complete)
    against = [item for item, value in zip(items, correlations, strict=True) if value < 0]
    if against:
        speak, name = ("speaks", "it") if len(against) == 1 else ("speak", "them")
        notes.append(
            f"{construct}: {', '.join(map(str, against))} {speak} against the other items (negative "
            f"item-total correlation). If worded the other way round, name {name} in reverse."
        )
    return notes
