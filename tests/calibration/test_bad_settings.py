"""Calibrators refuse settings and raw values that cannot be meant; each message as a whole sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fsqca.calibration import (
    Bell,
    Crisp,
    Direct,
    Empirical,
    Function,
    Lookup,
    Piecewise,
    PiecewiseBell,
    Quantiles,
    Ranks,
)
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

ORDER = (
    " (full_out, crossover, full_in), but they must be strictly ordered: full_out < crossover < "
    "full_in for a rising "
    "set, or full_out > crossover > full_in for a falling one. Give each anchor a value of its own, in order."
)
BELL_ORDER = (
    " (out1, crossover1, in1, in2, crossover2, out2), but they must be ordered: out1 < crossover1 < "
    "in1 <= in2 < "
    "crossover2 < out2 for a bell, or in1 < crossover1 < out1 <= out2 < crossover2 < in2 for an "
    "inverted bell."
)
IDM = (
    "but the degree of membership at the anchor of full membership must be greater than 0.5 and less than 1."
)
POWER = "but the power of the curve must be greater than 0 (1 is straight)."
LOOKUP_RANGE = (
    " a membership outside the allowed range: memberships must lie between 0 and 1, "
    "or all be whole numbers 0, 1, 2, ... for a multi-value set."
)
NAN, INF = float("nan"), float("inf")
DATES = pd.Series(pd.to_datetime(["2020-01-01"]))

BAD_SETTINGS = [
    (lambda: Direct(2, 1, 3), ArgumentError, "The anchors of Direct are 2 / 1 / 3" + ORDER),
    (lambda: Direct(5, 5, 9), ArgumentError, "The anchors of Direct are 5 / 5 / 9" + ORDER),
    (lambda: Direct.ragin(1, 5, 5), ArgumentError, "The anchors of Direct are 1 / 5 / 5" + ORDER),
    (lambda: Piecewise(6, 4, 4), ArgumentError, "The anchors of Piecewise are 6 / 4 / 4" + ORDER),
    (lambda: Empirical(1, 9, 5), ArgumentError, "The anchors of Empirical are 1 / 9 / 5" + ORDER),
    (lambda: Quantiles(0.5, 0.5, 0.9), ArgumentError, "The anchors of Quantiles are 0.5 / 0.5 / 0.9" + ORDER),
    (
        lambda: Bell(1, 5, 3, 6, 8, 10),
        ArgumentError,
        "The anchors of Bell are 1 / 5 / 3 / 6 / 8 / 10" + BELL_ORDER,
    ),
    (
        lambda: PiecewiseBell(1, 2, 4, 3, 8, 10),
        ArgumentError,
        "The anchors of PiecewiseBell are 1 / 2 / 4 / 3 / 8 / 10" + BELL_ORDER,
    ),
    (lambda: Direct(2, 4, 6, idm=0.5), ArgumentError, f"idm is 0.5, {IDM}"),
    (lambda: Bell(1, 2, 3, 4, 5, 6, idm=1), ArgumentError, f"idm is 1, {IDM}"),
    (lambda: Quantiles(0.1, 0.5, 0.9, idm=95), ArgumentError, f"idm is 95, {IDM}"),
    (lambda: Direct(2, 4, 6, idm=NAN), ArgumentError, "idm is nan, but it must be a finite number."),
    (lambda: Direct(2, 4, 6, idm="high"), ArgumentTypeError, "idm must be a number, not 'high'."),
    (lambda: Piecewise(2, 4, 6, below=0), ArgumentError, f"below is 0, {POWER}"),
    (lambda: PiecewiseBell(1, 2, 3, 4, 5, 6, above=-1), ArgumentError, f"above is -1, {POWER}"),
    (lambda: Direct(2, NAN, 6), ArgumentError, "Direct crossover is nan, but it must be a finite number."),
    (
        lambda: Piecewise(2, 4, INF),
        ArgumentError,
        ("Piecewise full_in is inf, but it must be a finite number."),
    ),
    (lambda: Bell(-INF, 2, 3, 4, 5, 6), ArgumentError, "Bell out1 is -inf, but it must be a finite number."),
    (lambda: Direct("2", 4, 6), ArgumentTypeError, "Direct full_out must be a number, not '2'."),
    (lambda: Direct(2, 4, True), ArgumentTypeError, "Direct full_in must be a number, not True."),
    (
        lambda: Direct(-1e308, 0, 1e308),
        ArgumentError,
        (
            "The anchors of Direct are -1e+308 / 0 / 1e+308, but their distance is too large to "
            "compute with. "
            "Rescale the raw values."
        ),
    ),
    (
        lambda: Quantiles(10, 50, 90),
        ArgumentError,
        "Quantiles full_out is 10, but it must be greater than 0 and less than 1. Did you mean 0.1?",
    ),
    (lambda: Crisp(), ArgumentError, "Crisp needs at least one threshold, for example Crisp(3)."),
    (lambda: Crisp([3, 5]), ArgumentTypeError, "Crisp takes its thresholds one by one: Crisp(*[3, 5])."),
    (lambda: Crisp(3, "high"), ArgumentTypeError, "Crisp threshold 2 must be a number, not 'high'."),
    (lambda: Crisp(NAN), ArgumentError, "Crisp threshold 1 is nan, but it must be a finite number."),
    (
        lambda: Lookup({}),
        ArgumentError,
        "Lookup is empty: give each raw value its membership, such as {'low': 0, 'high': 1}.",
    ),
    (
        lambda: Lookup(["low"]),
        ArgumentTypeError,
        "Lookup takes a dict of raw value to membership, such as {'low': 0, 'high': 1}, not ['low'].",
    ),
    (lambda: Lookup({"a": 1.5, "b": 0}), ArgumentError, "Lookup gives 'a'" + LOOKUP_RANGE),
    (lambda: Lookup({"a": 0.5, "b": 2, "c": -1}), ArgumentError, "Lookup gives 'b', 'c'" + LOOKUP_RANGE),
    (
        lambda: Lookup({"a": "in"}),
        ArgumentTypeError,
        "The membership of 'a' in Lookup must be a number, not 'in'.",
    ),
    (
        lambda: Lookup({None: 0, "a": 1}),
        ArgumentError,
        "Lookup cannot assign a membership to a missing value. Fill missing values in beforehand.",
    ),
    (
        lambda: Direct(2, 4, 6, why=3),
        ArgumentTypeError,
        "why must be a text, the reason for the anchors, not 3.",
    ),
    (lambda: Ranks(3), ArgumentTypeError, "why must be a text, the reason for the anchors, not 3."),
    (lambda: Function("abs"), ArgumentTypeError, "function must be callable, not 'abs'."),
]

BAD_RAW = [
    (
        Ranks(),
        [3, 3, 3],
        DataError,
        (
            "Ranks cannot be taken: all raw values are 3. A set without variation cannot be "
            "calibrated by rank; "
            "leave it out, or use Direct(...)."
        ),
    ),
    (Ranks(), [], DataError, "Ranks cannot be taken: there are no raw values."),
    (Quantiles(0.1, 0.5, 0.9), [NAN], DataError, "Quantiles cannot be taken: there are no raw values."),
    (
        Quantiles(0.1, 0.5, 0.9),
        [2, 2, 2, 2, 5],
        DataError,
        (
            "The quantiles 0.1 / 0.5 / 0.9 of the raw values are 2 / 2 / 3.8, which are not strictly "
            "ordered, because too "
            "many raw values are equal. Choose the anchors by their meaning with Direct(...), or take "
            "other quantiles."
        ),
    ),
    (
        Empirical(1, 3, 5).fit([4, 5]),
        [2, 2.5, 4],
        DataError,
        (
            "Empirical has no membership for 2 raw values, for example 2: it has seen no values on that "
            "side of the "
            "crossover 3. Fit it on data with values there, or use Piecewise(...)."
        ),
    ),
    (
        Lookup({"low": 0, "high": 1}),
        ["low", "mid", "mid", "none"],
        DataError,
        (
            "2 raw values have no membership in Lookup: 'mid' (2 cases), 'none' (1 case). Listed: "
            "'low', 'high'. "
            "Add what is missing to the Lookup, or correct the data."
        ),
    ),
    (
        Lookup({1: 0, 2: 1}),
        [1.0, 3.0],
        DataError,
        (
            "1 raw value has no membership in Lookup: 3 (1 case). Listed: 1, 2. "
            "Add what is missing to the Lookup, or correct the data."
        ),
    ),
    (
        Direct(2, 4, 6),
        5,
        ArgumentTypeError,
        (
            "The raw values must be a one-dimensional array, list or Series, but they have 0 dimensions. "
            "Put a single value in a list: [5]."
        ),
    ),
    (
        Crisp(3),
        np.zeros((2, 2)),
        ArgumentTypeError,
        (
            "The raw values must be a one-dimensional array, list or Series, but they have 2 dimensions. "
            "Calibrate one column at a time."
        ),
    ),
    (
        Direct(2, 4, 6),
        ["low", "5"],
        DataError,
        (
            "The raw values must be numbers, but there are others: 'low', '5'. Calibrate text with "
            "Lookup({...})."
        ),
    ),
    (Piecewise(2, 4, 6), [1j, 2], DataError, "The raw values must be numbers, not complex128."),
    (
        Direct(2, 4, 6),
        DATES,
        DataError,
        f"The raw values must be numbers, not {DATES.dtype}.",
    ),
    (Direct(2, 4, 6), [1, INF, -INF], DataError, "The raw values must be finite, but 2 of 3 are infinite."),
]


@pytest.mark.parametrize(
    ("make", "error", "message"), BAD_SETTINGS, ids=[bad[2][:40] for bad in BAD_SETTINGS]
)
def test_a_setting_that_cannot_be_meant_is_refused(make, error, message):
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("calibrator", "raw", "error", "message"), BAD_RAW, ids=[bad[3][:40] for bad in BAD_RAW]
)
def test_raw_values_that_cannot_be_calibrated_are_refused(calibrator, raw, error, message):
    with pytest.raises(error) as raised:
        calibrator(raw)
    assert str(raised.value) == message


HUGE = 10**400


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Direct(1, 2, HUGE), ArgumentError, "Direct full_in is a number too large to compute with."),
        (
            lambda: Direct(1, 2, 3)([1, HUGE]),
            DataError,
            "The raw values have a number that is too large to compute with.",
        ),
        (
            lambda: Ranks(seen=(1, 1)),
            ArgumentError,
            (
                "Ranks seen holds 1 different value, but it must hold at least 2. Leave it out, and let "
                "fit() learn it."
            ),
        ),
        (
            lambda: Ranks(seen="abc"),
            ArgumentTypeError,
            "Ranks seen must be the values learnt by fit(), a sequence of numbers, not 'abc'.",
        ),
        (
            lambda: Empirical(1, 2, 3, seen=(1, "2")),
            ArgumentTypeError,
            "Empirical seen[1] must be a number, not '2'.",
        ),
        (
            lambda: Lookup.from_settings({"memberships": [["a", 0], ["a", 1]]}),
            ArgumentError,
            "Lookup has two memberships for 'a'. Give each raw value one.",
        ),
    ],
)
def test_settings_of_a_study_file_that_cannot_be_meant_are_refused(make, error, message):
    with pytest.raises(error) as raised:
        make()
    assert str(raised.value) == message


def test_values_learnt_are_sorted_whoever_wrote_them():
    assert Ranks(seen=(3, 1, 2))([1, 2, 3]).tolist() == [0.0, 0.5, 1.0]
    assert Empirical(1, 3, 5, seen=(5, 3, 1, 2, 4)) == Empirical(1, 3, 5, seen=(1, 2, 3, 4, 5))
