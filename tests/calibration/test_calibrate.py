"""calibrate(): from the columns of a frame to checked memberships."""

from __future__ import annotations

import functools
import pickle
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from fsqca.calibration import (
    Calibrated,
    Calibrator,
    Crisp,
    Direct,
    Function,
    Lookup,
    Piecewise,
    Quantiles,
    Ranks,
    calibrate,
    suggest_anchors,
)
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    DataError,
    FsqcaError,
    UncalibratedWarning,
    UnknownNameError,
)
from tests.calibration import strategies as draw

MUST = "but memberships must be numbers between 0 and 1, or 0, 1, 2, ... for a multi-value set."
#: What this version of pandas calls text.
TEXT = pd.Series(["low"]).dtype


@pytest.fixture
def scores():
    return pd.DataFrame(
        {
            "A": [1.0, 4.0, 7.0, 5.0],
            "text": ["low", "high", "low", "mid"],
            "same": [3, 3, 3, 3],
            "gap": [1, np.nan, 3, 4],
            "words": ["yes", "no", None, "yes"],
            "huge": [1, np.inf, 2, -np.inf],
        },
        index=["ann", "bob", "cid", "dee"],
    )


def scale(raw, lowest=1.0, highest=7.0):
    return (raw - lowest) / (highest - lowest)


def refuse(raw):
    raise RuntimeError("no such grade")


@dataclass(frozen=True)
class OfMaximum(Calibrator):
    """Share of the highest value seen."""

    maximum: float | None = None
    why: str = ""
    name = "of maximum"

    def fit(self, raw):
        return self if self.maximum else OfMaximum(float(np.max(raw)), why=self.why)

    def __call__(self, raw):
        return np.asarray(raw) / self.maximum


class FitsToNothing(Calibrator):
    def fit(self, raw):
        return None

    def __call__(self, raw):
        return raw


def test_one_column_per_set_in_the_order_given_and_the_index_kept(scores):
    sets = calibrate(scores, {"Z": ("A", Crisp(4)), "A": Direct(2, 4, 6)})
    assert isinstance(sets, Calibrated)
    assert list(sets.data.columns) == ["Z", "A"]
    assert list(sets.data.index) == ["ann", "bob", "cid", "dee"]
    assert sets.data["Z"].tolist() == [0, 1, 1, 1]
    assert sets.data["A"].tolist() == Direct(2, 4, 6)(scores["A"]).tolist()
    assert (sets.data.dtypes == np.float64).all()


def test_the_input_frame_is_not_changed(scores):
    before = scores.copy(deep=True)

    def overwrite(raw):
        raw[:] = 0
        return raw

    sets = calibrate(scores, {"A": Direct(2, 4, 6), "B": ("A", overwrite), "C": ("A", Piecewise(2, 4, 6))})
    pd.testing.assert_frame_equal(scores, before)
    assert sets.data["C"].tolist() == [0, 0.5, 1, 0.75], "the set after one that overwrites its argument"
    sets.data.loc["ann", "A"] = 9
    sets.raw.loc["ann", "A"] = 9
    pd.testing.assert_frame_equal(scores, before)


def test_a_calibrator_that_sorts_what_it_learns_from_does_no_harm(scores):
    class Sorting(Calibrator):
        def fit(self, raw):
            raw.sort()
            return self

        def __call__(self, raw):
            return raw / 10

    assert calibrate(scores, {"A": Sorting()}).data["A"].tolist() == [0.1, 0.4, 0.7, 0.5]


@given(draw.calibrators, draw.raw_scores)
def test_calibrate_gives_what_the_calibrator_gives(calibrator, raw):
    frame = pd.DataFrame({"raw": raw}, index=[f"case {i}" for i in range(len(raw))])
    sets = calibrate(frame, {"A": ("raw", calibrator)})
    assert sets.data["A"].tolist() == calibrator(raw).tolist()
    assert sets.data.index.equals(frame.index)
    assert sets.calibrators["A"] is calibrator


def test_text_is_calibrated_with_a_lookup(scores):
    grades = Lookup({"low": 0.0, "mid": 0.67, "high": 1.0})
    assert calibrate(scores, {"text": grades}).data["text"].tolist() == [0, 1, 0, 0.67]
    categories = scores.astype({"text": "category"})
    assert calibrate(categories, {"text": grades}).data["text"].tolist() == [0, 1, 0, 0.67]


def test_a_function_gets_numbers_as_floats_and_text_as_objects(scores):
    seen = {}

    def look(raw, name):
        seen[name] = raw
        return np.zeros(len(raw))

    calibrate(
        scores,
        {name: (name, functools.partial(look, name=name)) for name in ("same", "text")},
    )
    assert seen["same"].dtype == np.float64
    assert seen["text"].tolist() == ["low", "high", "low", "mid"]


def test_learning_calibrators_are_resolved_on_the_data(scores):
    sets = calibrate(
        scores, {"Q": ("A", Quantiles(0.25, 0.5, 0.75)), "M": ("A", OfMaximum()), "R": ("A", Ranks())}
    )
    assert sets.calibrators["Q"] == Direct(3.25, 4.5, 5.5)
    assert sets.calibrators["M"] == OfMaximum(7.0)
    assert sets.data["M"].tolist() == [1 / 7, 4 / 7, 1, 5 / 7]
    assert sets.settings.given["Q"] == Quantiles(0.25, 0.5, 0.75)
    again = calibrate(pd.DataFrame({"A": [7.0, 3.5]}), {"M": ("A", sets.calibrators["M"])})
    assert again.data["M"].tolist() == [1.0, 0.5]
    lower = calibrate(pd.DataFrame({"A": [3.5, 1.75]}), {"M": ("A", sets.calibrators["M"])})
    assert lower.data["M"].tolist() == [0.5, 0.25], "resolved once, on the first data"


def test_the_reason_given_survives_a_fit_that_forgets_it(scores):
    @dataclass(frozen=True)
    class Halfway(Calibrator):
        share: float | None = None
        why: str = ""

        def fit(self, raw):
            return Piecewise(0, float(np.mean(raw)), 9)

        def __call__(self, raw):
            return self.fit(raw)(raw)

    table = calibrate(scores, {"A": Halfway(why="the mean as crossover")}).table
    assert table.loc["A"].tolist() == ["A", "piecewise", "0 / 4.25 / 9 (Halfway)", "the mean as crossover"]
    assert Halfway(0.5).describe() == "share=0.5"


def test_functions_of_every_kind_are_taken(scores):
    sets = calibrate(
        scores,
        {
            "named": ("A", scale),
            "lambda": ("A", lambda raw: raw / 7),
            "partial": ("A", functools.partial(scale, lowest=0)),
            "list": ("A", lambda raw: [0.5, True, np.float64(1), 0]),
            "series": ("A", lambda raw: pd.Series(raw / 7, index=[4, 3, 2, 1])),
            "why": ("A", Function(scale, why="share of the scale")),
        },
    )
    assert sets.table["method"].tolist() == ["scale", "lambda", "scale", "lambda", "lambda", "scale"]
    assert sets.table.loc["partial", "anchors"] == "lowest=0"
    assert sets.table.loc["why", "why"] == "share of the scale"
    assert sets.data["partial"].tolist() == sets.data["lambda"].tolist() == sets.data["series"].tolist()
    assert sets.data["list"].tolist() == [0.5, 1, 1, 0]


def test_missing_raw_values_are_refused_with_the_cases_named(scores):
    with pytest.raises(DataError) as raised:
        calibrate(
            scores, {"A": Direct(2, 4, 6), "gap": Direct(1, 2, 3), "words": Lookup({"yes": 1, "no": 0})}
        )
    assert str(raised.value) == (
        "2 cases of data have missing values in 'gap', 'words': 'bob', 'cid'. Fill them in, "
        'or pass missing="drop" to leave these cases out.'
    )


def test_missing_raw_values_can_be_dropped_and_the_result_says_which(scores):
    sets = calibrate(
        scores,
        {"A": Ranks(), "gap": Direct(1, 2, 3), "words": Lookup({"yes": 1, "no": 0})},
        missing="drop",
    )
    assert sets.dropped == ("bob", "cid")
    assert list(sets.data.index) == list(sets.raw.index) == ["ann", "dee"]
    assert sets.data["A"].tolist() == [0, 1], "learnt from the cases that are left"
    assert sets.settings.missing == "drop"
    assert "bob" in str(sets)


def test_a_missing_value_in_a_column_that_is_not_used_does_not_matter(scores):
    assert calibrate(scores, {"A": Direct(2, 4, 6)}, missing="drop").dropped == ()


def test_snap_reproduces_the_rounding_of_r_and_leaves_multi_value_sets_alone():
    scores = pd.DataFrame({"A": [-50.0, 2.0, 4.0, 60.0], "M": [1.0, 2.0, 3.0, 9.0]})
    specs = {"A": Direct(2, 4, 6), "M": Crisp(2, 3, 4)}
    assert calibrate(scores, specs, snap=1e-4).data["A"].round(3).tolist() == [0, 0.05, 0.5, 1]
    assert 0 < calibrate(scores, specs).data["A"].iloc[0] < 1e-4
    assert calibrate(scores, specs, snap=1e-4).data["M"].tolist() == [0, 1, 2, 3]
    assert calibrate(scores, specs, snap=1e-4).settings.snap == 1e-4


def test_whole_numbers_that_look_like_raw_scores_draw_a_warning(scores):
    with pytest.warns(UncalibratedWarning) as caught:
        calibrate(scores, {"A": lambda raw: raw})
    assert [str(warning.message) for warning in caught] == [
        (
            "Set 'A': the calibrator 'lambda' returned whole numbers up to 7, which are read as a "
            "multi-value set. "
            "If they are raw scores, turn them into memberships."
        )
    ]
    assert caught[0].filename == __file__


def test_the_result_can_be_pickled(scores):
    sets = calibrate(
        scores,
        {"A": Quantiles(0.2, 0.5, 0.8), "B": ("A", scale), "text": Lookup({"low": 0, "mid": 0, "high": 1})},
    )
    copy = pickle.loads(pickle.dumps(sets))
    pd.testing.assert_frame_equal(copy.data, sets.data)
    pd.testing.assert_frame_equal(copy.table, sets.table)
    assert copy.settings == sets.settings
    assert copy.calibrators == sets.calibrators


def test_a_calibrated_result_can_be_calibrated_again(scores):
    once = calibrate(scores, {"A": Piecewise(1, 4, 7)})
    assert calibrate(once, {"B": ("A", Crisp(0.5))}).data["B"].tolist() == [0, 1, 1, 1]


BAD_CALLS = [
    (
        {"A": 5},
        ArgumentTypeError,
        (
            "Set 'A' is given 5, which is not a calibrator. Give it one, such as Direct(2, 4, 6), or "
            "any function from an "
            "array to memberships."
        ),
    ),
    (
        {"A": Direct},
        ArgumentTypeError,
        "Set 'A' is given the class Direct; give it a calibrator with its settings: Direct(...).",
    ),
    (
        {},
        ArgumentError,
        'calibrators is empty; name at least one set, such as {"A": Direct(2, 4, 6)}.',
    ),
    (
        ["A"],
        ArgumentTypeError,
        "calibrators must be a dict of set name to calibrator, such as {\"A\": Direct(2, 4, 6)}, not ['A'].",
    ),
    (
        {1: Direct(2, 4, 6)},
        ArgumentTypeError,
        'The name of a set must be a text, not 1. Name the raw column separately: {"SET": (1, Direct(...))}.',
    ),
    (
        {"A": ("A", "B", Direct(2, 4, 6))},
        ArgumentTypeError,
        (
            "Set 'A' is given as a tuple of 3, but it must be (raw column, calibrator), "
            'such as ("score", Direct(2, 4, 6)).'
        ),
    ),
    (
        {"AA": Direct(2, 4, 6)},
        UnknownNameError,
        (
            "There is no column 'AA' in data. Available: 'A', 'text', 'same', 'gap', 'words', 'huge'. "
            "Did you mean 'A'? "
            'Where the set has another name than its raw column, write {"SET": ("column", Direct(...))}.'
        ),
    ),
    (
        {"text": Direct(2, 4, 6)},
        DataError,
        (
            f"Column 'text' in data is not numeric ('{TEXT}'). Calibrate text with Lookup({{...}}), "
            "convert it with "
            "pandas.to_numeric, or leave the column out."
        ),
    ),
    (
        {"grade": ("text", Lookup({"low": 0, "mid": 0.5, "high": 1})), "text": Direct(2, 4, 6)},
        DataError,
        (
            f"Column 'text' in data is not numeric ('{TEXT}'). Calibrate text with Lookup({{...}}), "
            f"convert it with "
            "pandas.to_numeric, or leave the column out."
        ),
    ),
    (
        {"huge": Direct(2, 4, 6)},
        DataError,
        ("Column 'huge' in data has infinite values, in cases 'bob', 'dee'."),
    ),
    (
        {"same": Ranks()},
        DataError,
        (
            "Set 'same': Ranks cannot be taken: all raw values are 3. A set without variation cannot be "
            "calibrated by rank; "
            "leave it out, or use Direct(...)."
        ),
    ),
    (
        {"text": Lookup({"low": 0, "high": 1})},
        DataError,
        (
            "Set 'text': 1 raw value has no membership in Lookup: 'mid' (1 case). Listed: 'low', 'high'. "
            "Add what is missing to the Lookup, or correct the data."
        ),
    ),
    (
        {"B": ("same", Quantiles(0.1, 0.5, 0.9))},
        DataError,
        (
            "Set 'B': The quantiles 0.1 / 0.5 / 0.9 of the raw values are 3 / 3 / 3, which are not "
            "strictly ordered, because "
            "too many raw values are equal. Choose the anchors by their meaning with Direct(...), or "
            "take other quantiles."
        ),
    ),
    (
        {"A": lambda raw: raw / 2 - 1},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned -0.5, 2.5, 1.5 for 3 cases ('ann', 'cid', 'dee'), {MUST}",
    ),
    (
        {"A": lambda raw: [-1, 0, 1, 1]},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned -1 for 1 case ('ann'), {MUST}",
    ),
    (
        {"A": lambda raw: raw[:2]},
        DataError,
        (
            "Set 'A': the calibrator 'lambda' returned 2 values, but it must return one membership for "
            "each of the 4 cases."
        ),
    ),
    (
        {"A": lambda raw: np.zeros((4, 2))},
        DataError,
        (
            "Set 'A': the calibrator 'lambda' returned an array of shape (4, 2), but it must return one "
            "membership for each "
            "of the 4 cases."
        ),
    ),
    (
        {"A": lambda raw: 0.5},
        DataError,
        (
            "Set 'A': the calibrator 'lambda' returned a single value (0.5), but it must return one "
            "membership for each of "
            "the 4 cases."
        ),
    ),
    (
        {"A": lambda raw: None},
        DataError,
        (
            "Set 'A': the calibrator 'lambda' returned None, but it must return one membership for each "
            "of the 4 cases."
        ),
    ),
    (
        {"A": lambda raw: np.where(raw > 4, np.nan, 0.5)},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned NaN for 2 cases ('cid', 'dee'), {MUST}",
    ),
    (
        {"A": lambda raw: [None, 1, 1, 0]},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned NaN for 1 case ('ann'), {MUST}",
    ),
    (
        {"A": lambda raw: [np.inf, np.nan, 1, 0]},
        DataError,
        (
            f"Set 'A': the calibrator 'lambda' returned values that are not finite for 2 cases ('ann', "
            f"'bob'), {MUST}"
        ),
    ),
    (
        {"A": lambda raw: ["0.5", "1", "1", "0"]},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned text, for example '0.5', {MUST}",
    ),
    (
        {"A": lambda raw: [1j] * 4},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned values of type complex128, {MUST}",
    ),
    (
        {"A": lambda raw: [object()] * 4},
        DataError,
        f"Set 'A': the calibrator 'lambda' returned values of type object, {MUST}",
    ),
    (
        {"A": refuse},
        DataError,
        "Set 'A': the calibrator 'refuse' failed with RuntimeError: no such grade.",
    ),
    (
        {"A": FitsToNothing()},
        DataError,
        (
            "Set 'A': fit() of the calibrator 'FitsToNothing' returned NoneType, but it must return "
            "a Calibrator "
            "(itself, or one that has learnt from the data)."
        ),
    ),
]


@pytest.mark.parametrize(("specs", "error", "message"), BAD_CALLS, ids=[bad[2][:60] for bad in BAD_CALLS])
def test_a_calibration_that_cannot_be_done_is_refused(scores, specs, error, message):
    with pytest.raises(error) as raised:
        calibrate(scores, specs)
    assert str(raised.value) == message


BAD_FRAMES = [
    (lambda frame: frame.iloc[:0], {}, "data has no cases (rows)."),
    (lambda frame: frame[["A", "A"]], {}, "data has duplicate columns: 'A'. Rename or drop them."),
    (
        lambda frame: frame.iloc[[0, 1, 0]],
        {},
        (
            "data has duplicate case ids: 'ann'. Give each case an id of its own, for example with "
            "data.reset_index(drop=True)."
        ),
    ),
    (
        lambda frame: frame.to_dict(),
        {},
        "data must be a pandas DataFrame or the result of calibrate(), not dict.",
    ),
    (
        lambda frame: frame,
        {"snap": 0.7},
        ("snap is 0.7, but it must be greater than 0 and less than 0.5, or None."),
    ),
    (lambda frame: frame, {"missing": "skip"}, "missing is 'skip', but it must be one of 'raise', 'drop'."),
]


@pytest.mark.parametrize(
    ("change", "options", "message"), BAD_FRAMES, ids=[bad[2][:40] for bad in BAD_FRAMES]
)
def test_data_and_options_that_cannot_be_used_are_refused(scores, change, options, message):
    with pytest.raises(FsqcaError) as raised:
        calibrate(change(scores), {"A": Direct(2, 4, 6)}, **options)
    assert str(raised.value) == message


def test_the_error_of_a_function_stays_the_cause(scores):
    with pytest.raises(DataError) as raised:
        calibrate(scores, {"A": refuse})
    assert isinstance(raised.value.__cause__, RuntimeError)


def test_a_function_that_sorts_the_cases_is_refused(scores):
    with pytest.raises(DataError) as raised:
        calibrate(scores, {"A": lambda raw: pd.Series(raw / 7).sort_values(ascending=False)})
    assert str(raised.value) == (
        "Set 'A': the calibrator 'lambda' returned the cases in another order: its Series has the index "
        "2, 3, 1, 0. Memberships must be in the order of the raw values: return it with sort_index()."
    )
    sets = calibrate(scores, {"A": lambda raw: pd.Series(raw / 7).sort_values().sort_index()})
    assert sets.data["A"].tolist() == (scores["A"] / 7).tolist()


def test_values_of_different_lengths_are_refused(scores):
    with pytest.raises(DataError) as raised:
        calibrate(scores, {"A": lambda raw: [[1], [2, 3], 0, 1]})
    assert str(raised.value) == (
        "Set 'A': the calibrator 'lambda' returned values of different lengths, but it must return one "
        "membership for each of the 4 cases."
    )


def test_a_membership_beyond_1_by_rounding_is_shown_as_it_is(scores):
    with pytest.raises(DataError, match=r"returned 1\.0000000000000002, -1e-17 for 2 cases"):
        calibrate(scores, {"A": lambda raw: np.array([1.0000000000000002, -1e-17, 0.5, 0.5])})


def test_that_anchors_were_suggested_is_no_reason_in_strict_mode(scores):
    found = suggest_anchors(scores, ["A"], scale=(1, 7))
    with pytest.raises(ArgumentError, match="strict=True asks for the reason"):
        calibrate(scores, {"A": found.calibrator("A", "scale labels")}, strict=True)
    reasoned = found.calibrator("A", "scale labels", why="4 is the neutral label")
    assert calibrate(scores, {"A": reasoned}, strict=True).data.shape == (4, 1)
