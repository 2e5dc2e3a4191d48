"""The diagnosis: what is found, with which numbers and cases, and how it is told."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.calibration import diagnose
from fsqca.calibration.advice import ADVICE, HEADINGS, WHY
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError


def found(memberships, **limits):
    """Return kind -> (words, positions of the cases) for one set."""
    findings = diagnose(pd.DataFrame({"A": memberships}, dtype=float), **limits).findings
    return {row.kind: (row.finding, row.cases) for row in findings.itertuples()}


def test_a_quiet_set_has_no_finding():
    result = diagnose(pd.DataFrame({"A": [0.1, 0.3, 0.7, 0.9]}))
    assert len(result.findings) == 0
    assert result.table.loc["A", "finding"] == "nothing stands out"
    assert str(result).splitlines()[0] == "Diagnosis of 1 set, 4 cases: nothing stands out"


def test_skewness_names_the_cases_on_the_thinner_side():
    assert found([0.1, 0.2, 0.3, 0.4, 0.3, 0.9])["skewed"] == (
        "17% of the cases are more in than out of the set",
        (5,),
    )
    assert found([0.9, 0.8, 0.7, 0.6, 0.7, 0.1])["skewed"] == (
        "83% of the cases are more in than out of the set",
        (5,),
    )


@pytest.mark.parametrize(("above", "skewed"), [(19, True), (20, False), (80, False), (81, True)])
def test_a_set_is_skewed_below_20_and_above_80_percent(above, skewed):
    values = [0.9] * above + [0.1] * (100 - above)
    assert ("skewed" in found(values)) == skewed
    assert diagnose(pd.DataFrame({"A": values})).table.loc["A", "skewed"] == skewed


def test_the_limits_of_skewness_can_be_moved():
    values = [0.9] * 3 + [0.1] * 7
    assert "skewed" not in found(values)
    assert "skewed" in found(values, skewed=(0.4, 0.6))


def test_a_nearly_empty_side_is_found_with_its_cases():
    values = [0.2] * 98 + [0.8, 0.9]
    assert found(values)["side"] == ("only 2 of 100 cases are above 0.5", (98, 99))
    assert found([0.2, 0.3, 0.4, 0.45])["side"] == ("no case is above 0.5", ())
    assert found([0.8] * 30 + [0.1])["side"] == ("only 1 of 31 cases is below 0.5", (30,))
    assert "side" not in found([0.2] * 95 + [0.8] * 5)


def test_ceiling_and_floor_are_found_where_most_cases_of_a_fuzzy_set_are_there():
    assert found([0.96, 0.97, 1.0, 0.3])["ceiling"] == (
        "75% of the cases have a membership of at least 0.95",
        (0, 1, 2),
    )
    assert found([0.96, 0.97, 1.0, 0.3], ceiling=0.99).keys() == set()
    assert found([0.04, 0.0, 0.01, 0.7])["floor"][1] == (0, 1, 2)
    assert "floor" not in found([0.0, 0.0, 0.0, 1.0])


def test_cases_at_exactly_one_half_are_named():
    assert found([0.5, 0.2, 0.5, 0.8])["crossover"] == ("2 cases at exactly 0.5", (0, 2))
    assert "crossover" not in found([0.5 + 1e-9, 0.2, 0.8])


def test_a_coarse_scale_gives_ties():
    values = [0.05, 0.2, 0.8, 0.95] * 6
    assert found(values)["ties"][0] == "4 different memberships among 24 cases, 6 cases (25%) at 0.05"
    assert "ties" not in found(values, distinct=4)
    # A membership that more than a quarter of the cases share is found in a fine scale too.
    fine = [*np.linspace(0.01, 0.99, 20).tolist(), *[0.3] * 10]
    assert found(fine)["ties"] == (
        "21 different memberships among 30 cases, 10 cases (33%) at 0.3",
        tuple(range(20, 30)),
    )
    assert "ties" not in found(fine, tie=0.4)


def test_ties_are_not_looked_for_among_few_cases_or_in_crisp_sets():
    assert "ties" not in found([0.2, 0.8] * 9)
    assert "ties" in found([0.2, 0.8] * 9, many=10)
    assert "ties" not in found([0.0, 1.0] * 30)


def test_a_constant_is_one_finding_and_not_skewed_too():
    assert found([0.7, 0.7, 0.7]) == {
        "constant": ("every case has the membership 0.7: a constant, not a condition", (0, 1, 2))
    }


def test_values_of_a_multi_value_set_that_few_cases_have_are_found():
    values = [0] * 50 + [2] * 49 + [3]
    result = diagnose(pd.DataFrame({"M": values}))
    assert result.findings["finding"].tolist() == ["no case has the value 1", "only 1 of 100 cases is at 3"]
    assert result.table.loc["M", "finding"] == (
        "multi-value set: 50 at 0, 0 at 1, 49 at 2, 1 at 3; no case has the value 1; only 1 of 100 cases is "
        "at 3"
    )
    assert len(diagnose(pd.DataFrame({"M": [0, 1, 2] * 5})).findings) == 0


def outside(scores, calibrator):
    sets = fq.calibrate(pd.DataFrame({"A": scores}), {"A": calibrator})
    own = sets.diagnose()
    return own.findings.loc[own.findings["kind"] == "anchors", "finding"].tolist()


class Own(fq.Calibrator):
    """A calibrator with anchors in a form of its own."""

    def __init__(self, anchors):
        self.anchors = anchors

    def __call__(self, raw):
        return np.clip(np.asarray(raw) / 10, 0, 1)


class Broken(Own):
    """A calibrator whose anchors cannot be read."""

    @property
    def anchors(self):
        raise RuntimeError("not now")

    @anchors.setter
    def anchors(self, value):
        pass


@pytest.mark.parametrize(
    ("calibrator", "expected"),
    [
        (fq.Direct(2, 4, 6), []),
        (
            fq.Direct(1, 4, 8),
            [
                "full_out (1) lies below the lowest raw value, 2",
                "full_in (8) lies above the highest raw value, 7",
            ],
        ),
        (fq.Direct(8, 4, 2), ["full_out (8) lies above the highest raw value, 7"]),
        (fq.Piecewise(2, 7, 7.5), ["full_in (7.5) lies above the highest raw value, 7"]),
        (fq.Crisp(4, 20), ["threshold 2 (20) lies above the highest raw value, 7"]),
        (fq.Bell(1, 3, 4, 5, 6, 7), ["out1 (1) lies below the lowest raw value, 2"]),
        (fq.Quantiles(0.1, 0.5, 0.9), []),
        (fq.Ranks(), []),
        (lambda raw: raw / 10, []),
        (Own((3, 12)), ["anchor 2 (12) lies above the highest raw value, 7"]),
        (Own({"half": 5, "full": 9, "label": "x"}), ["full (9) lies above the highest raw value, 7"]),
        (Own(None), []),
        (Own("2 / 4 / 6"), []),
        (Broken(None), []),
    ],
)  # fmt: skip
def test_anchors_beyond_the_raw_values_are_found(calibrator, expected):
    assert outside([2.0, 3.0, 4.0, 5.5, 7.0], calibrator) == expected


def test_text_has_no_range():
    assert outside(["low", "high"], fq.Lookup({"low": 0, "high": 1})) == []


def test_every_kind_has_a_heading_a_reason_and_advice():
    assert set(HEADINGS) == set(WHY) == set(ADVICE)


@pytest.fixture
def result():
    scores = pd.DataFrame(
        {"A": [1.0, 4.0, 4.0, 5.0, 7.0], "B<1>": [2.0, 2.5, 3.0, 3.5, 3.0]}, index=list("vwxyz")
    )
    return fq.calibrate(scores, {"A": fq.Direct(2, 4, 6), "B<1>": fq.Direct(2, 4, 6)}).diagnose()


def test_the_print_has_numbers_then_each_kind_with_reason_and_advice(result):
    lines = str(result).splitlines()
    assert lines[0] == "Diagnosis of 2 sets, 5 cases: 5 findings"
    assert [line.split() for line in lines[1:5]] == [
        ["above_half", "floor", "ceiling", "at_half", "distinct", "largest_tie"],
        ["set"],
        ["A", "0.400", "0.200", "0.200", "2", "4", "2"],
        ["B<1>", "0.000", "0.200", "0.000", "0", "4", "2"],
    ]
    assert (
        "\n".join(lines[6:])
        == """\
On the crossover
  A: 2 cases at exactly 0.5 ('w', 'x')
    A membership of 0.5 is the point of maximum ambiguity (Ragin 2008): with one in a condition, a
    case belongs to no row of the truth table. Put the crossover between two raw values that mean
    different things, or state a rule: crossover=... of build_truth_table(), or crossover under
    [cutoffs] in a study file.

Skewed sets
  B<1>: 0% of the cases are more in than out of the set
    Where nearly all cases are on one side of the crossover, subset relations hold for want of cases
    that could contradict them, at times for the outcome and for its negation at once; consistency
    and coverage then say little (Schneider & Wagemann 2012). Ask whether the crossover means what
    you want it to mean; report PRI and RoN with the results, and analyse the negated outcome too.
    Do not move an anchor only to balance the shares.

Nearly empty sides
  B<1>: no case is above 0.5
    Every row of the truth table that lies on this side rests on these cases alone: most such rows
    will be remainders, and one case decides what the others say. Look at these cases one by one,
    and see what becomes of the result without them; if the crossover has no strong reason, compare
    others.

Anchors beyond the data
  B<1>: crossover (4) lies above the highest raw value, 3.5
  B<1>: full_in (6) lies above the highest raw value, 3.5
    An anchor beyond the data is no fault: anchors come from knowledge outside the sample (Ragin
    2008). But no case gets there, so the set uses only a part of its range. Check the unit of the
    raw values and the direction of the set; if both are right, keep the anchor and give its reason."""
    )


def test_the_result_is_one_line_escaped_frozen_and_can_be_pickled(result):
    assert repr(result) == "Diagnosis(2 sets, 5 cases; 5 findings)"
    html = result._repr_html_()
    assert "<li>B&lt;1&gt;: no case is above 0.5</li>" in html
    assert "B<1>" not in html
    with pytest.raises(AttributeError):
        result.table = None
    copy = pickle.loads(pickle.dumps(result))
    pd.testing.assert_frame_equal(copy.findings, result.findings)
    assert copy.settings == result.settings


def test_findings_are_tidy(result):
    assert list(result.findings.columns) == ["set", "kind", "finding", "n", "share", "cases", "why", "advice"]
    first = result.findings.iloc[0]
    assert first[["set", "kind", "n", "share", "cases"]].tolist() == ["A", "crossover", 2, 0.4, ("w", "x")]


def test_the_settings_travel_with_the_result():
    sets = fq.calibrate(pd.DataFrame({"A": [1, 5, 7]}), {"A": fq.Direct(2, 4, 6)})
    settings = sets.diagnose(skewed=(0.1, 0.9), tie=0.5, distinct=3, many=5).settings
    assert (settings.skewed, settings.tie, settings.distinct, settings.many) == ((0.1, 0.9), 0.5, 3, 5)
    assert (settings.ceiling, settings.floor, settings.crowded, settings.side) == (0.95, 0.05, 0.5, 0.05)


def test_missing_memberships_of_a_frame_are_refused_or_left_out_and_listed():
    frame = pd.DataFrame({"A": [0.1, None, 0.9]}, index=["x", "y", "z"])
    with pytest.raises(DataError):
        diagnose(frame)
    result = diagnose(frame, missing="drop")
    assert (result.dropped, result.table.loc["A", "n"]) == (("y",), 2)
    assert "Left out for missing values: 1 case ('y')." in str(result)


@pytest.mark.parametrize(
    ("limits", "error", "message"),
    [
        ({"skewed": 0.2}, ArgumentTypeError, "skewed must be two shares, such as (0.2, 0.8), not 0.2."),
        (
            {"skewed": (0.8, 0.2)}, ArgumentError,
            "skewed is (0.8, 0.2), but the first share must be below the second.",
        ),
        ({"tie": 25}, ArgumentError, "tie is 25, but it must be between 0 and 1. Did you mean 0.25?"),
        (
            {"floor": 0.96}, ArgumentError,
            "floor is 0.96 and ceiling is 0.95, but the floor must lie below the ceiling.",
        ),
        ({"distinct": 0}, ArgumentError, "distinct is 0, but it must be at least 1."),
    ],
)  # fmt: skip
def test_limits_that_make_no_sense_are_refused(limits, error, message):
    with pytest.raises(error) as caught:
        diagnose(pd.DataFrame({"A": [0.1, 0.9]}), **limits)
    assert str(caught.value) == message


@given(st.lists(st.sampled_from([0.0, 0.03, 0.2, 0.5, 0.7, 0.96, 1.0]), min_size=2, max_size=60))
def test_turning_a_set_round_turns_its_diagnosis_round(values):
    # Multiples whose complement is exact, so that 1 - x meets the same limits.
    own, turned = np.array(values), 1 - np.array(values)
    first, second = (diagnose(pd.DataFrame({"A": one})).table.loc["A"] for one in (own, turned))
    assert first["above_half"] + second["above_half"] + first["at_half"] / len(own) == pytest.approx(1)
    assert (first["floor"], first["at_0"]) == (second["ceiling"], second["at_1"])
    assert (first["at_half"], first["distinct"], first["largest_tie"]) == (
        second["at_half"],
        second["distinct"],
        second["largest_tie"],
    )
