"""How the result of a calibration reads: its table, its print, its diagnosis."""

from __future__ import annotations

import math

import pandas as pd
import pytest

import fsqca as fq
from fsqca.calibration import Crisp, Direct, Function, Lookup, Quantiles, calibrate


@pytest.fixture
def sets():
    scores = pd.DataFrame({"A": [1.0, 4.0, 7.0, 5.0], "size": [10, 20, 30, 40]}, index=list("wxyz"))
    return calibrate(
        scores,
        {
            "A": Direct(2, 4, 6, why="points of the scale"),
            "LARGE": ("size", Quantiles(0.25, 0.5, 0.75)),
            "TYPE": ("size", Crisp(15, 35, why="official <classes>")),
        },
    )


def test_the_table_has_one_row_per_set(sets):
    assert sets.table.index.name == "set"
    assert sets.table.to_dict("index") == {
        "A": {"raw": "A", "method": "direct", "anchors": "2 / 4 / 6", "why": "points of the scale"},
        "LARGE": {
            "raw": "size",
            "method": "direct",
            "anchors": "17.5 / 25 / 32.5 (quantiles 0.25 / 0.5 / 0.75)",
            "why": "",
        },
        "TYPE": {"raw": "size", "method": "crisp", "anchors": "15 / 35", "why": "official <classes>"},
    }


def test_the_repr_is_one_line_with_sizes(sets):
    assert repr(sets) == "Calibrated(3 sets: A, LARGE, TYPE; 4 cases)"


def test_the_print_is_the_table_an_article_prints(sets):
    assert str(sets).splitlines()[0] == "Calibration of 3 sets, 4 cases"
    assert str(sets).splitlines()[3].split() == [
        "A",
        "A",
        "direct",
        "2",
        "/",
        "4",
        "/",
        "6",
        "points",
        "of",
        "the",
        "scale",
    ]
    assert "17.5 / 25 / 32.5 (quantiles 0.25 / 0.5 / 0.75)" in str(sets)


def test_columns_that_say_nothing_are_not_printed():
    scores = pd.DataFrame({"A": [1.0, 7.0]})
    text = str(calibrate(scores, {"A": lambda raw: raw / 7}))
    assert " ".join(text.split()) == "Calibration of 1 set, 2 cases method set A lambda"


def test_dropped_cases_are_in_the_repr_and_in_the_print():
    scores = pd.DataFrame({"A": [1.0, None, 7.0]}, index=["a", "b", "c"])
    sets = calibrate(scores, {"A": Direct(2, 4, 6)}, missing="drop")
    assert repr(sets) == "Calibrated(1 set: A; 2 cases, 1 dropped)"
    assert str(sets).endswith("Left out for missing values: 1 case ('b').")
    assert "Left out for missing values: 1 case (&#x27;b&#x27;)." in sets._repr_html_()


def test_the_html_is_escaped(sets):
    assert "official &lt;classes&gt;" in sets._repr_html_()
    assert "<classes>" not in sets._repr_html_()


def test_the_result_cannot_be_overwritten(sets):
    with pytest.raises(AttributeError):
        sets.data = None


def diagnosis(memberships, **specs):
    frame = pd.DataFrame({"A": memberships})
    return (
        calibrate(frame, {"A": specs.get("calibrator", Function(lambda raw: raw))}).diagnose().table.loc["A"]
    )


def test_the_diagnosis_counts():
    row = diagnosis([0.0, 0.05, 0.3, 0.5, 0.5, 0.6, 0.95, 0.97, 1.0, 1.0])
    assert row.drop("finding").to_dict() == {
        "n": 10, "above_half": 0.5, "skewed": False, "at_0": 0.1, "at_1": 0.2,
        "floor": 0.2, "ceiling": 0.4, "at_half": 2, "distinct": 8, "largest_tie": 2, "outside": "",
    }  # fmt: skip
    assert row["finding"] == "2 cases at exactly 0.5"


@pytest.mark.parametrize(
    ("memberships", "skewed", "finding"),
    [
        ([0.1, 0.2, 0.8, 0.9], False, "nothing stands out"),
        ([0.2, 0.2, 0.3, 0.4, 0.6], False, "nothing stands out"),
        ([0.8, 0.7, 0.6, 0.9, 0.4], False, "nothing stands out"),
        (
            [0.2, 0.2, 0.3, 0.4, 0.4, 0.6], True,
            "skewed: 17% of the cases are more in than out of the set",
        ),
        (
            [0.96, 0.97, 0.98, 0.99, 0.6, 0.1], True,
            ("skewed: 83% of the cases are more in than out of the set; "
            "ceiling: 67% of the cases have a membership of at least 0.95"),
        ),
        ([0.01, 0.02, 0.03, 0.7, 0.8], False, "floor: 60% of the cases have a membership of at most 0.05"),
        ([0.0, 0.0, 0.0, 1.0, 1.0], False, "nothing stands out"),
        ([0.0, 0.0, 1.0, 1.0, 1.0], False, "nothing stands out"),
        ([1.0, 1.0, 1.0], True, "every case has the membership 1: a constant, not a condition"),
        (
            [0.5, 0.5], True,
            "every case has the membership 0.5: a constant, not a condition; 2 cases at exactly 0.5",
        ),
        ([0.5, 0.2, 0.7], False, "1 case at exactly 0.5"),
    ],
)  # fmt: skip
def test_the_diagnosis_puts_into_words_what_stands_out(memberships, skewed, finding):
    row = diagnosis(memberships)
    assert row["skewed"] == skewed
    assert row["finding"] == finding


@pytest.mark.parametrize(
    ("memberships", "finding"),
    [
        ([0, 1, 2, 2], "multi-value set: 1 at 0, 1 at 1, 2 at 2"),
        (
            [0, 0, 3, 3],
            (
                "multi-value set: 2 at 0, 0 at 1, 0 at 2, 2 at 3; no case has the value 1, no case has "
                "the value 2"
            ),
        ),
        (
            [2, 2],
            (
                "multi-value set: 0 at 0, 0 at 1, 2 at 2; every case has the same value: a constant, "
                "not a condition"
            ),
        ),
    ],
)
def test_shares_of_a_multi_value_set_are_undefined_and_its_values_are_counted(memberships, finding):
    row = diagnosis(memberships)
    assert all(math.isnan(row[name]) for name in ("above_half", "at_0", "at_1", "floor", "ceiling"))
    assert row["finding"] == finding


def test_a_threshold_that_no_case_reaches_is_found():
    row = diagnosis([1, 2, 3], calibrator=Crisp(100))
    assert row["finding"] == (
        "every case has the membership 0: a constant, not a condition; threshold (100) lies above the "
        "highest raw value, 3"
    )


def test_the_diagnosis_of_anchors_counts_memberships_at_the_anchors_as_ceiling_and_floor():
    row = diagnosis([2.0, 6.0, 6.0], calibrator=Direct(2, 4, 6))
    assert (row["floor"], row["ceiling"]) == (1 / 3, 2 / 3)


def test_the_raw_columns_and_the_settings_travel_along(sets):
    assert list(sets.raw.columns) == ["A", "size"]
    assert sets.settings.columns == {"A": "A", "LARGE": "size", "TYPE": "size"}
    assert sets.settings.given["TYPE"] == Crisp(15, 35, why="official <classes>")
    assert (sets.settings.missing, sets.settings.snap) == ("raise", None)


def test_a_lookup_reads_as_its_assignment():
    scores = pd.DataFrame({"A": ["low", "high"]})
    assert (
        calibrate(scores, {"A": Lookup({"low": 0, "high": 1})}).table.loc["A", "anchors"]
        == "low = 0, high = 1"
    )


def test_the_calibration_travels_along_to_every_result_and_a_plain_frame_has_none():
    scores = pd.DataFrame({"A": [1, 3, 5, 7], "B": [7, 2, 6, 1], "Y": [2, 3, 6, 7]})
    sets = fq.calibrate(scores, {name: fq.Direct(2, 4.5, 6, why="points of the scale") for name in scores})
    for data, expected in ((sets, sets.table), (sets.data, None)):
        table = fq.build_truth_table(data, "Y")
        solution = fq.minimize(table)
        own = solution.models[0]
        results = {
            "truth table": table,
            "recoded": table.recode(consistency=0.9),
            "pof": fq.pof(data, "A => Y"),
            "necessity": fq.find_necessary(data, "Y"),
            "model": own.fit,
            "solution": solution.fit,
            "model in other data": own.fit_on(data),
            "solution in other data": solution.fit_on(data),
        }
        for what, result in results.items():
            assert result is not None
            if expected is None:
                assert result.calibration is None, what
            else:
                assert result.calibration is not None, what
                pd.testing.assert_frame_equal(result.calibration, expected, obj=what)
