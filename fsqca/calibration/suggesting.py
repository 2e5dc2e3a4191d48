"""How anchors are suggested: the rules put side by side for each variable.

References
----------
Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

from fsqca._checks import check_fraction, counted, listed, unknown_names
from fsqca._frames import as_frame, numeric_columns
from fsqca._types import CaseId, Floats, Missing
from fsqca.calibration.anchor_rules import (
    Anchors,
    NoAnchorsError,
    cluster_anchors,
    gap_anchors,
    label_anchors,
    quantile_anchors,
)
from fsqca.calibration.calibrator import anchors_text, check_anchors, check_idm, number_text
from fsqca.calibration.suggestions import AnchorSuggestions
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

QUANTILES: Final = ((0.05, 0.5, 0.95), (0.1, 0.5, 0.9), (0.25, 0.5, 0.75))
#: A response scale has at least and at most this many labels.
LABELS: Final = (3, 11)


def suggest_anchors(
    data: object,
    columns: Sequence[CaseId] | None = None,
    *,
    scale: tuple[int, int] | Mapping[str, tuple[int, int]] | None = None,
    quantiles: Sequence[tuple[float, float, float]] = QUANTILES,
    idm: float = 0.95,
    missing: Missing = "raise",
) -> AnchorSuggestions:
    """Return anchors for the direct method by several rules side by side, with their effect.

    A rule knows the numbers and not what they mean. Take a suggestion only with a reason of your own: what
    the value says about a case. One that is taken without it says so in the table of the calibration.

    Parameters
    ----------
    data : pandas.DataFrame
        Rows are cases, columns are raw scores.
    columns : sequence of str, optional
        The variables. Default: all columns.
    scale : tuple of two ints, or dict of str to such a tuple, optional
        The lowest and the highest label of the response scale, ``(1, 7)``: of all variables, or of those
        named. 3 to 11 labels.
    quantiles : sequence of tuples of three floats in (0, 1)
        Default: 0.05 / 0.5 / 0.95, 0.1 / 0.5 / 0.9 and 0.25 / 0.5 / 0.75.
    idm : float in (0.5, 1), default 0.95
        Degree of membership at full membership.
    missing : "raise" or "drop", default "raise"

    Returns
    -------
    AnchorSuggestions

    Raises
    ------
    UnknownNameError
        If there is no such column.
    DataError
        If the data are empty or not numeric, if values are missing, or lie outside the scale.
    ArgumentError, ArgumentTypeError
        If a setting is not allowed.

    Notes
    -----
    - "scale labels": the labels next to the ends and the middle of the scale, 2 / 4 / 6 of 1 to 7; "scale
      ends": its ends and its middle, 1 / 4 / 7. They come from the question and not from the sample.
    - "quantiles": interpolated linearly. High then means high among these cases.
    - "clusters": ``find_thresholds(values, 3)``, the borders of four clusters by complete linkage, as
      ``findTh()`` of the R package QCA gives them. Where distances are equal, other borders are as good, and
      the note names them.
    - "largest gaps": ``find_thresholds(values, 3, method="gap")``; sensitive to outliers.

    References
    ----------
    Ragin, C. C. (2008). *Redesigning social inquiry: Fuzzy sets and beyond*. University of Chicago Press.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.calibration import suggest_anchors
    >>> scores = pd.DataFrame({"TF": [1, 1.5, 2.5, 4, 5, 5, 5.25, 7]})
    >>> found = suggest_anchors(scores, scale=(1, 7), quantiles=[(0.1, 0.5, 0.9)])
    >>> found.table[["full_out", "crossover", "full_in", "at_half"]]
                                        full_out  crossover  full_in  at_half
    variable suggestion
    TF       scale labels                   2.00       4.00    6.000        1
             scale ends                     1.00       4.00    7.000        1
             quantiles 0.1 / 0.5 / 0.9      1.35       4.50    5.775        0
             clusters                       2.00       3.25    6.125        0
             largest gaps                    NaN        NaN      NaN     <NA>
    >>> found.calibrator("TF", "clusters").why
    'suggested by clusters; give a substantive reason'
    """
    frame = as_frame(data)
    if isinstance(columns, str):
        raise ArgumentTypeError(f"columns must be a list of names, not one text: write [{columns!r}].")
    names = list(frame.columns) if columns is None else list(columns)
    if not names:
        raise ArgumentError("columns is empty: name at least one variable.")
    if len(set(names)) < len(names):
        raise ArgumentError("columns names a variable twice.")
    values, cases, dropped = numeric_columns(frame, names, missing=missing)
    scales = _check_scale(scale, names)
    probabilities = _check_quantiles(quantiles)
    idm = check_idm(idm)
    anchors: dict[tuple[CaseId, str], Anchors | None] = {}
    notes: dict[tuple[CaseId, str], str] = {}
    others: dict[tuple[CaseId, str], Anchors] = {}
    for position, variable in enumerate(names):
        own = values[:, position]
        for name, rule in _rules(variable, own, cases, scales, probabilities):
            try:
                anchors[variable, name], other = rule()
            except NoAnchorsError as reason:
                anchors[variable, name] = None
                notes[variable, name] = str(reason)
            else:
                if other is not None:
                    others[variable, name] = other
    raw = pd.DataFrame(values, index=cases, columns=pd.Index(names))
    return AnchorSuggestions(raw, anchors, notes, others, idm, scales, probabilities, dropped)


def _rules(
    variable: CaseId,
    values: Floats,
    cases: pd.Index[Any],
    scales: dict[CaseId, tuple[int, int]],
    probabilities: tuple[Anchors, ...],
) -> list[tuple[str, Callable[[], tuple[Anchors, Anchors | None]]]]:
    """Return the name of each suggestion for a variable, and how it and another as good one are made."""
    unique: list[tuple[str, Callable[[], Anchors]]] = []
    if variable in scales:
        low, high = scales[variable]
        beyond = (values < low) | (values > high)
        if beyond.any():
            lie = "lies" if beyond.sum() == 1 else "lie"
            raise DataError(
                f"The scale of {variable!r} goes from {low} to {high}, but "
                f"{counted(int(beyond.sum()), 'value')} {lie} outside, for "
                f"example {number_text(float(values[beyond][0]))} in cases {listed(cases[beyond], 3)}. "
                "Correct the data or the scale."
            )
        unique.append(("scale labels", partial(label_anchors, low, high)))
        unique.append(("scale ends", lambda: (float(low), (low + high) / 2, float(high))))
    unique += [
        (f"quantiles {anchors_text(three)}", partial(quantile_anchors, values, three))
        for three in probabilities
    ]
    return [
        *((name, partial(_alone, rule)) for name, rule in unique),
        ("clusters", partial(cluster_anchors, values)),
        ("largest gaps", partial(_alone, partial(gap_anchors, values))),
    ]


def _alone(rule: Callable[[], Anchors]) -> tuple[Anchors, None]:
    return rule(), None


def _check_scale(scale: object, names: Sequence[CaseId]) -> dict[CaseId, tuple[int, int]]:
    """Return the lowest and the highest label of each variable that has a scale."""
    if scale is None:
        return {}
    given = dict(scale) if isinstance(scale, Mapping) else dict.fromkeys(names, scale)
    unknown = [name for name in given if name not in names]
    if unknown:
        raise unknown_names("variable", unknown, names, "columns")
    checked: dict[CaseId, tuple[int, int]] = {}
    for name, pair in given.items():
        labels = list(pair) if isinstance(pair, (tuple, list)) else []
        whole = [label for label in labels if isinstance(label, (int, np.integer))]
        if len(labels) != 2 or len(whole) != 2:
            raise ArgumentTypeError(
                f"The scale of {name!r} must be its lowest and its highest label, such as (1, 7), "
                f"not {pair!r}."
            )
        low, high = int(whole[0]), int(whole[1])
        least, most = LABELS
        if not least <= high - low + 1 <= most:
            raise ArgumentError(
                f"The scale of {name!r} is ({low}, {high}), but a response scale has {least} to {most} "
                "labels, given as the lowest and the highest."
            )
        checked[name] = (low, high)
    return checked


def _check_quantiles(quantiles: object) -> tuple[Anchors, ...]:
    if not isinstance(quantiles, (tuple, list)) or any(
        not isinstance(three, (tuple, list)) or len(three) != 3 for three in quantiles
    ):
        raise ArgumentTypeError(
            "quantiles must be a list of three probabilities each, such as [(0.1, 0.5, 0.9)], "
            f"not {quantiles!r}."
        )
    checked = []
    for three in quantiles:
        for value in three:
            check_fraction("quantiles", value, inclusive=False)
        low, middle, high = check_anchors("quantiles", ("full_out", "crossover", "full_in"), three)
        if low > high:
            raise ArgumentError(f"quantiles {anchors_text((low, middle, high))} fall, but they must rise.")
        checked.append((low, middle, high))
    return tuple(dict.fromkeys(checked))
