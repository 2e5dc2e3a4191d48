"""The search for necessary conditions: rules by hand, against brute force, and what is refused."""

from __future__ import annotations

import pickle
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca import metrics
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError, UnknownNameError
from fsqca.expressions import parse
from fsqca.necessity import find_necessary
from tests.strategies import crisp_frames, fuzzy_frames

DATA = pd.DataFrame(
    {"A": [0.9, 0.2, 0.7, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.8, 0.5, 0.2]}, index=list("wxyz")
)
CONDITIONS = ("A", "B", "C")


def test_every_condition_and_its_negation_is_listed_with_its_numbers() -> None:
    table = find_necessary(DATA, "Y", consistency=0.69, ron=0.8).all_conditions
    assert list(table.index) == ["A", "~A", "B", "~B"]
    assert list(table.columns) == ["consistency", "coverage", "ron", "passes", "trivial"]
    assert table.loc["A", ["consistency", "coverage", "ron"]].to_list() == pytest.approx(
        [1.6 / 2.3, 1.6 / 1.9, 2.1 / 2.4]
    )
    assert table["passes"].to_list() == [True, False, True, False]
    assert not table["trivial"].any()


def test_only_what_passes_is_in_the_table() -> None:
    found = find_necessary(DATA, "Y", consistency=0.69, ron=0.8)
    assert list(found.table.index) == ["A", "B"]
    assert list(found.table.columns) == ["consistency", "coverage", "ron"]
    assert found.table.index.name == "expression"


def test_conditions_with_a_low_ron_are_flagged_as_trivial() -> None:
    data = DATA.assign(A=[1.0, 1.0, 1.0, 0.9])
    table = find_necessary(data, "Y").all_conditions
    assert table.loc["A", ["passes", "trivial"]].to_list() == [True, True]
    assert not table.loc["~A", "trivial"]


def test_disjunctions_are_listed_only_where_no_part_passes() -> None:
    found = find_necessary(DATA, "Y", depth=2)
    assert list(found.table.index) == ["A + B", "~A + ~B"]
    assert found.kinds == ("disjunction", "disjunction")
    pd.testing.assert_frame_equal(found.suin, found.table)
    lower = find_necessary(DATA, "Y", consistency=0.69, ron=0.8, depth=2)
    assert list(lower.table.index) == ["A", "B"]


def test_the_longest_conjunctions_that_pass_are_listed_and_single_conditions_always() -> None:
    data = pd.DataFrame({"A": [1, 1, 1, 0], "B": [1, 1, 1, 0], "C": [1, 1, 1, 0], "Y": [1, 1, 1, 0]})
    assert list(find_necessary(data, "Y", depth=3).table.index) == ["A", "B", "C", "A*B*C"]
    assert list(find_necessary(data, "Y", depth=2).table.index) == ["A", "B", "C", "A*B", "A*C", "B*C"]


def test_a_conjunction_can_pass_where_its_literals_fail_on_coverage() -> None:
    data = pd.DataFrame({"A": [1, 1, 1, 0], "B": [1, 1, 0, 1], "Y": [1, 1, 0, 0]})
    found = find_necessary(data, "Y", coverage=0.9, depth=2)
    assert list(found.table.index) == ["A*B"]
    assert found.all_conditions.loc["A", "consistency"] == 1.0


def test_values_of_multi_value_conditions_are_looked_at_one_by_one() -> None:
    data = pd.DataFrame({"R": [0, 1, 2, 2], "A": [0, 1, 0, 1], "Y": [0, 1, 1, 1]})
    found = find_necessary(data, "Y", consistency=1.0, depth=2)
    assert list(found.all_conditions.index) == ["R{2}", "R{1}", "R{0}", "A", "~A"]
    assert "R{2} + A" in found.table.index
    assert found.expressions[list(found.table.index).index("R{2} + A")] == parse("R{2} + A")


def test_the_outcome_may_be_any_expression_and_its_sets_are_no_conditions() -> None:
    found = find_necessary(DATA, "~Y*B")
    assert found.conditions == ("A",)
    assert found.outcome == "~Y*B"
    expected = metrics.necessity_consistency(DATA["A"], np.minimum(1 - DATA["Y"], DATA["B"]))
    assert found.all_conditions.loc["A", "consistency"] == pytest.approx(expected)


def test_cut_offs_carry_a_tolerance() -> None:
    data = pd.DataFrame({"A": [0.3, 0.3, 0.3], "Y": [0.4, 0.3, 0.3]})
    value = find_necessary(data, "Y").all_conditions.loc["A", "consistency"]
    assert list(find_necessary(data, "Y", consistency=value + 5e-10, coverage=0.9).table.index) == ["A"]
    assert list(find_necessary(data, "Y", consistency=value + 5e-9, coverage=0.9).table.index) == []


def test_nothing_found_is_a_result_that_says_so() -> None:
    found = find_necessary(DATA, "Y")
    assert len(found.table) == 0
    assert list(found.table.columns) == ["consistency", "coverage", "ron"]
    assert found.notes == ("Nothing reaches the cut-offs. The most consistent condition is A with 0.696.",)


def test_what_is_undefined_does_not_pass_unless_it_was_not_asked_for() -> None:
    constant = pd.DataFrame({"A": [1, 1], "Y": [1, 1]})
    found = find_necessary(constant, "Y")
    assert list(found.table.index) == ["A"]
    assert np.isnan(found.table.loc["A", "ron"])
    assert found.notes == (
        "Coverage is undefined for '~A': no case has a membership above 0 in it.",
        "RoN is undefined for 'A': every case is a full member of it and of Y.",
    )
    assert list(find_necessary(constant, "Y", ron=0.1).table.index) == []
    nobody = find_necessary(pd.DataFrame({"A": [1, 0], "Y": [0, 0]}), "Y", consistency=0.0)
    assert list(nobody.table.index) == []
    assert nobody.notes == ("Consistency is undefined: no case has a membership above 0 in Y.",)


def test_cases_with_missing_values_stop_or_are_left_out_and_named() -> None:
    data = DATA.assign(A=[0.9, np.nan, 0.7, 0.1])
    with pytest.raises(DataError, match="1 case of data has missing values in 'A': 'x'"):
        find_necessary(data, "Y")
    found = find_necessary(data, "Y", missing="drop")
    assert (found.dropped, found.n_cases) == (("x",), 3)
    assert found.notes[-1] == "1 case with missing values left out: 'x'."
    pd.testing.assert_frame_equal(found.all_conditions, find_necessary(DATA.drop("x"), "Y").all_conditions)


def test_the_result_prints_as_the_table_of_an_article() -> None:
    found = find_necessary(DATA, "Y", depth=2, ron=0.6)
    assert str(found) == (
        "Necessity for Y, 4 cases: consistency >= 0.9, coverage >= 0, RoN >= 0.6\n"
        "\n"
        "   consistency coverage    RoN passes trivial\n"
        "A        0.696    0.842  0.875               \n"
        "~A       0.609    0.667  0.731               \n"
        "B        0.696    0.889  0.917               \n"
        "~B       0.696    0.727  0.750               \n"
        "\n"
        "Combinations that pass\n"
        "\n"
        "      consistency coverage    RoN            kind\n"
        "A + B       1.000    0.852  0.765  SUIN candidate"
    )
    assert repr(found) == "<Necessity for Y: 1 expression found among 2 conditions, depth 2, 4 cases>"
    html = found._repr_html_()
    assert "consistency &gt;= 0.9" in html
    assert "SUIN candidate" in html
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.table, found.table)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"outcome": "~Y", "conditions": ["A", "Y"]},
            ArgumentError,
            (
                "conditions has 'Y', which the outcome '~Y' uses. "
                "A set cannot be a condition of its own; leave it out of conditions."
            ),
        ),
        (
            {"outcome": "Y", "conditions": []},
            ArgumentError,
            "conditions is empty. Name at least one column, or leave it out to take all others.",
        ),
        (
            {"outcome": "Y", "conditions": ["A", "A"]},
            ArgumentError,
            "conditions has 'A' more than once. Name each condition once.",
        ),
        (
            {"outcome": "Y*A*B"},
            ArgumentError,
            "data has no columns besides those of the outcome Y*A*B, so there is no condition.",
        ),
        (
            {"outcome": "Y", "conditions": ["A", "Q"]},
            UnknownNameError,
            "There is no set 'Q' in data. Available: 'A', 'B', 'Y'.",
        ),
        (
            {"outcome": "Y", "consistency": 90},
            ArgumentError,
            "consistency is 90, but it must be between 0 and 1. Did you mean 0.9?",
        ),
        ({"outcome": "Y", "depth": 0}, ArgumentError, "depth is 0, but it must be at least 1."),
        (
            {"outcome": "Y", "negated": "no"},
            ArgumentTypeError,
            "negated must be True or False, not 'no'.",
        ),
        (
            {"outcome": 5},
            ArgumentTypeError,
            "An expression must be a string or an Expression, not 5.",
        ),
    ],
)
def test_what_cannot_be_looked_for_is_refused(arguments: dict, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as caught:
        find_necessary(DATA, **arguments)
    assert str(caught.value) == message


def test_text_columns_are_refused_by_name_where_all_columns_are_taken() -> None:
    with pytest.raises(DataError, match="Column 'firm' in data is not numeric"):
        find_necessary(DATA.assign(firm=list("abcd")), "Y")
    assert find_necessary(DATA.assign(firm=list("abcd")), "Y", ["A"]).conditions == ("A",)
    assert find_necessary(DATA, "Y", "A").conditions == ("A",)


def test_searches_beyond_reason_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsqca.subsets.levelwise.MOST_CANDIDATES", 3)
    with pytest.raises(TooLargeError) as caught:
        find_necessary(DATA, "Y", consistency=0.0, coverage=1.0, depth=2)
    assert str(caught.value) == (
        "There are 4 combinations of 2 conditions to look at, more than 3. "
        "Take a smaller depth or fewer conditions."
    )


# ---- brute force


def brute_force(data: pd.DataFrame, cuts: tuple[float, float, float], depth: int) -> set:
    """Everything from the definitions: all combinations, evaluated as expressions."""

    def passes(text: str) -> bool:
        x, y = parse(text).evaluate(data), data["Y"]
        numbers = (metrics.necessity_consistency(x, y), metrics.necessity_coverage(x, y), metrics.ron(x, y))
        asked = [(n, c) for n, c in zip(numbers[1:], cuts[1:], strict=True) if c > 0]
        return all(number >= cut - 1e-9 for number, cut in ((numbers[0], cuts[0]), *asked))

    parts = [
        tuple(sign + name for sign, name in zip(signs, names, strict=True))
        for size in range(1, depth + 1)
        for names in combinations(CONDITIONS, size)
        for signs in product(("", "~"), repeat=size)
    ]
    conjunctions = {frozenset(part) for part in parts if len(part) > 1 and passes("*".join(part))}
    disjunctions = {frozenset(part) for part in parts if passes(" + ".join(part))}
    singles = {part for part in disjunctions if len(part) == 1}
    return (
        {("condition", part) for part in singles}
        | {("conjunction", part) for part in conjunctions if not any(part < other for other in conjunctions)}
        | {
            ("disjunction", part)
            for part in disjunctions
            if len(part) > 1 and not any(other < part for other in disjunctions)
        }
    )


cut = st.sampled_from([0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(fuzzy_frames((*CONDITIONS, "Y"), 6), crisp_frames((*CONDITIONS, "Y"), 8)),
    st.tuples(cut, cut, cut),
    st.integers(1, 3),
)
def test_the_search_finds_what_brute_force_finds(data: pd.DataFrame, cuts: tuple, depth: int) -> None:
    found = find_necessary(data, "Y", consistency=cuts[0], coverage=cuts[1], ron=cuts[2], depth=depth)
    ours = {
        (kind, frozenset(label.replace(" + ", "*").split("*")))
        for label, kind in zip(found.labels, found.kinds, strict=True)
    }
    if depth == 1:
        ours = {item for item in ours if item[0] == "condition"}
    assert ours == brute_force(data, cuts, depth)
    for label, row in zip(found.labels, found.values, strict=True):
        x = parse(label).evaluate(data)
        assert row[0] == pytest.approx(metrics.necessity_consistency(x, data["Y"]), nan_ok=True)
        assert row[1] == pytest.approx(metrics.necessity_coverage(x, data["Y"]), nan_ok=True)
        assert row[2] == pytest.approx(metrics.ron(x, data["Y"]), nan_ok=True)


# ---- the negated outcome, verdicts, weights


def test_both_outcomes_are_looked_at_in_one_call() -> None:
    pair = find_necessary(DATA, "Y", depth=2, ron=0.6, negated=True)
    for result, outcome in ((pair.outcome, "Y"), (pair.negated, "~Y")):
        alone = find_necessary(DATA, outcome, depth=2, ron=0.6)
        assert result.outcome == outcome
        pd.testing.assert_frame_equal(result.table, alone.table)
        pd.testing.assert_frame_equal(result.all_conditions, alone.all_conditions)
    assert list(pair.table.index.names) == ["outcome", "expression"]
    assert pair.table.loc["Y"].equals(pair.outcome.table)
    side = pair.all_conditions
    assert list(side.columns.get_level_values(0).unique()) == ["Y", "~Y"]
    assert list(side.index) == ["A", "~A", "B", "~B"]
    assert len(pair.verdicts) == len(pair.table)
    assert repr(pair) == f"<NecessityPair: {pair.outcome!r}, {pair.negated!r}>"
    assert str(pair) == f"{pair.outcome}\n\n{pair.negated}"
    assert "~Y: consistency" in pair._repr_html_()
    again = pickle.loads(pickle.dumps(pair))
    pd.testing.assert_frame_equal(again.table, pair.table)


def test_triviality_is_a_verdict_on_ron_not_on_coverage() -> None:
    data = pd.DataFrame(
        {"A": [1.0, 1.0, 1.0, 0.9], "B": [0.9, 0.8, 0.8, 0.1], "C": [1, 1, 1, 1], "Y": [0.9, 0.8, 0.9, 0.2]}
    )
    found = find_necessary(data, "Y")
    verdicts = found.verdicts
    assert list(verdicts.columns) == ["kind", "consistency", "coverage", "ron", "verdict"]
    assert verdicts["verdict"].to_dict() == {"A": "trivial", "B": "relevant", "C": "trivial"}
    assert verdicts.loc["A", "coverage"] > 0.7  # a high coverage does not help
    assert find_necessary(data, "Y", trivial=0.05).verdicts["verdict"].to_dict() == {
        "A": "relevant",
        "B": "relevant",
        "C": "trivial",
    }
    constant = find_necessary(pd.DataFrame({"A": [1, 1], "Y": [1, 1]}), "Y")
    assert constant.verdicts["verdict"].to_dict() == {"A": "undefined"}
    assert "trivial" in str(find_necessary(data, "Y", depth=2)).split("Combinations that pass")[1]


def test_a_column_of_weights_is_no_condition() -> None:
    data = DATA.assign(w=[2, 1, 1, 3])
    found = find_necessary(data, "Y", weights="w")
    assert found.conditions == ("A", "B")
    assert found.notes[-1] == "Cases are weighted: weights from 1 to 3, sum 7."
    assert str(found).startswith("Necessity for Y, 4 cases with weights: ")


@settings(max_examples=40, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 6), st.data())
def test_whole_weights_are_cases_repeated(data: pd.DataFrame, draw: st.DataObject) -> None:
    counts = draw.draw(st.lists(st.integers(1, 3), min_size=len(data), max_size=len(data)))
    again = data.loc[np.repeat(data.index, counts)].reset_index(drop=True)
    weighted = find_necessary(data, "Y", weights=counts, depth=2)
    repeated = find_necessary(again, "Y", depth=2)
    assert weighted.labels == repeated.labels
    assert weighted.values == pytest.approx(repeated.values, nan_ok=True)
    assert weighted.single_values == pytest.approx(repeated.single_values, nan_ok=True)


# ---- properties


@settings(max_examples=60, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 8))
def test_consistency_never_rises_with_a_literal_in_a_conjunction_and_never_falls_in_a_disjunction(
    data: pd.DataFrame,
) -> None:
    for names in product(*(("", "~"),) * 3):
        a, b, c = (sign + name for sign, name in zip(names, CONDITIONS, strict=True))
        down = [f"{a}", f"{a}*{b}", f"{a}*{b}*{c}"]
        up = [f"{a}", f"{a} + {b}", f"{a} + {b} + {c}"]
        falling = [metrics.necessity_consistency(parse(text).evaluate(data), data["Y"]) for text in down]
        rising = [metrics.necessity_consistency(parse(text).evaluate(data), data["Y"]) for text in up]
        if not np.isnan(falling[0]):
            assert falling == sorted(falling, reverse=True)
            assert rising == sorted(rising)


@settings(max_examples=40, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 6), st.permutations(CONDITIONS))
def test_names_and_their_order_do_not_matter(data: pd.DataFrame, order: list[str]) -> None:
    plain = find_necessary(data, "Y", depth=3)
    other = find_necessary(data, "Y", order, depth=3)
    values = dict(zip(other.expressions, other.values, strict=True))
    assert set(values) == set(plain.expressions)
    for expression, numbers in zip(plain.expressions, plain.values, strict=True):
        assert values[expression] == pytest.approx(numbers, nan_ok=True)
    renamed = data.rename(columns={"A": "alpha", "B": "beta", "C": "gamma"})
    named = find_necessary(renamed, "Y", depth=3)
    assert named.values == pytest.approx(plain.values, nan_ok=True)


@settings(max_examples=30, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 6), st.data())
def test_dropping_missing_cases_equals_dropping_them_by_hand(data: pd.DataFrame, draw: st.DataObject) -> None:
    gone = draw.draw(st.sets(st.sampled_from(list(data.index)), max_size=len(data) - 1))
    holes = data.copy()
    holes.loc[list(gone), "B"] = np.nan
    ours = find_necessary(holes, "Y", depth=2, missing="drop")
    by_hand = find_necessary(data.drop(index=list(gone)), "Y", depth=2)
    assert ours.labels == by_hand.labels
    assert ours.values == pytest.approx(by_hand.values, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(fuzzy_frames((*CONDITIONS, "Y"), 8))
def test_ron_is_low_where_a_condition_is_always_there_and_1_where_it_is_a_subset(data: pd.DataFrame) -> None:
    full = data.assign(A=1.0)
    table = find_necessary(full, "Y").all_conditions
    assert table.loc["A", "ron"] == 0.0 or np.isnan(table.loc["A", "ron"])
    inside = np.minimum(data["A"], data["Y"])
    assert metrics.ron(inside, data["Y"]) == pytest.approx(1.0, nan_ok=True)
