"""Ceiling lines, effect sizes and bottlenecks of small examples, computed by hand.

Example one: five cases (1, 1), (2, 3), (3, 2), (4, 5), (5, 4).

- Scope: (5 - 1) * (5 - 1) = 16.
- CE-FDH: the ceiling is 1 from x = 1, 3 from x = 2, 5 from x = 4; peers (1, 1), (2, 3), (4, 5).
  Empty zone: 1 * (5 - 1) + 2 * (5 - 3) + 1 * (5 - 5) = 8, so d = 8 / 16 = 0.5.
- CR-FDH through the peers: mean x 7/3, mean y 3; slope ((-4/3)(-2) + (5/3)(2)) / (16/9 + 1/9 + 25/9)
  = 6 / (14/3) = 9/7; intercept 3 - 9/7 * 7/3 = 0. The line y = 9/7 x leaves the scope at y = 5, x = 35/9.
  Empty zone: width 35/9 - 1 = 26/9, mean height 5 - 9/7 * (1 + 35/9) / 2 = 5 - 22/7 = 13/7; area 338/63,
  d = 338/1008.
- Above the line: (2, 3) with 18/7 and nobody else ((1, 1) has 9/7, (4, 5) has 36/7); accuracy 4/5.

Example two: four cases (0, 0.2), (0, 0.6), (0.5, 0.4), (1, 1). At x = 0 the higher case counts.

- Scope: 1 * 0.8. CE-FDH: 0.6 up to x = 1, then 1; peers (0, 0.6), (1, 1). Empty zone 1 * 0.4, d = 0.5.
- CR-FDH: y = 0.6 + 0.4 x; empty zone 0.4 / 2 = 0.2, d = 0.25.
- With the scope of theory, 0 to 1 for both: zones the same, scope 1, so d = 0.4 and 0.2.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from fsqca import nca

ONE = pd.DataFrame({"X": [1, 2, 3, 4, 5], "Y": [1, 3, 2, 5, 4]})
TWO = pd.DataFrame({"X": [0.0, 0.0, 0.5, 1.0], "Y": [0.2, 0.6, 0.4, 1.0]})


def test_the_first_example_has_its_effect_sizes_lines_and_accuracies():
    result = nca(ONE, "Y")
    table = result.table
    assert table.loc[("X", "CE-FDH"), "effect_size"] == pytest.approx(0.5)
    assert table.loc[("X", "CR-FDH"), "effect_size"] == pytest.approx(338 / 1008)
    assert table.loc[("X", "CR-FDH"), ["intercept", "slope"]].tolist() == pytest.approx([0.0, 9 / 7])
    assert table["accuracy"].tolist() == pytest.approx([1.0, 0.8])
    assert table["size"].tolist() == ["very large", "large"]
    assert table["peers"].tolist() == [3, 3]
    (ceiling,) = result.ceilings
    assert list(zip(ceiling.peers_x, ceiling.peers_y, strict=True)) == [(1, 1), (2, 3), (4, 5)]
    assert np.isnan(table["p"]).all()


def test_the_second_example_takes_the_higher_of_two_cases_at_one_place():
    table = nca(TWO, "Y").table
    assert table["effect_size"].tolist() == pytest.approx([0.5, 0.25])
    wider = nca(TWO, "Y", scope={"X": (0, 1), "Y": (0, 1)}).table
    assert wider["effect_size"].tolist() == pytest.approx([0.4, 0.2])


def test_a_scope_beyond_the_lowest_case_counts_as_empty():
    # Below x = 0 there is no case: 1 * 0.8 more of an empty zone, in a scope twice as wide.
    table = nca(TWO, "Y", scope={"X": (-1, 1)}).table
    assert table.loc[("X", "CE-FDH"), "effect_size"] == pytest.approx((0.4 + 0.8) / 1.6)
    # The line y = 0.6 + 0.4 x reaches 0.2 at x = -1: a triangle of 2 * 0.8 / 2.
    assert table.loc[("X", "CR-FDH"), "effect_size"] == pytest.approx(0.8 / 1.6)


def test_bottlenecks_of_the_first_example_in_percent_of_the_range_and_in_actual_values():
    result = nca(ONE, "Y")
    steps = result.bottleneck(levels=[0, 25, 50, 75, 100])
    # y = 1, 2, 3, 4, 5 need x = nothing, 2, 2, 4, 4: 25 % and 75 % of the range 1 to 5.
    assert steps["X"].tolist() == pytest.approx([np.nan, 25, 25, 75, 75], nan_ok=True)
    line = result.bottleneck("CR-FDH", unit="actual", levels=[1, 2, 3, 4, 5])
    # x = 7/9 y; at y = 1 this is below the lowest x: not necessary.
    assert line["X"].tolist() == pytest.approx([np.nan, 14 / 9, 21 / 9, 28 / 9, 35 / 9], nan_ok=True)
    assert line.index.name == "Y"
    default = result.bottleneck()
    assert default.index.tolist() == pytest.approx(list(range(0, 101, 10)))


def test_a_level_that_no_case_allows_is_not_available():
    result = nca(ONE, "Y", scope={"Y": (1, 9)})
    needs = result.bottleneck(unit="actual", levels=[5, 6, 9])["X"].tolist()
    assert needs == [4.0, np.inf, np.inf]
    assert "NA" in str(result)


def test_without_an_empty_corner_the_effect_is_0_and_there_is_no_line():
    data = pd.DataFrame({"X": [0.0, 1.0, 0.5], "Y": [1.0, 0.0, 0.5]})
    result = nca(data, "Y")
    assert result.table["effect_size"].tolist() == [0.0, 0.0]
    assert result.table["size"].tolist() == ["none", "none"]
    assert np.isnan(result.table.loc[("X", "CR-FDH"), "slope"])
    assert result.notes == (
        "There is no line CR-FDH for 'X': one case has the highest outcome with the least of the condition.",
    )
    assert result.bottleneck()["X"].isna().all()
    assert result.bottleneck("CR-FDH")["X"].isna().all()


def test_a_constant_column_has_no_effect_size_and_a_note_says_why():
    result = nca(ONE.assign(X=3), "Y")
    assert result.table["effect_size"].isna().all()
    assert result.table["size"].tolist() == ["undefined", "undefined"]
    assert result.notes == (
        "The effect size is undefined for 'X': the condition or the outcome has only one value.",
    )


def test_expressions_are_conditions_and_outcomes_too():
    data = pd.DataFrame({"A": [0.2, 0.6, 0.9], "B": [0.8, 0.3, 0.9], "Y": [0.1, 0.5, 0.9]})
    result = nca(data, "~Y", ["~A", "A*B"])
    assert result.conditions == ("~A", "A*B")
    by_hand = pd.DataFrame({"x": 1 - data["A"], "z": np.minimum(data["A"], data["B"]), "y": 1 - data["Y"]})
    expected = nca(by_hand, "y").table["effect_size"].tolist()
    assert result.table["effect_size"].tolist() == pytest.approx(expected)
