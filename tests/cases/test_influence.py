import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.cases.influence import influence_of, minimized_again, table_without
from fsqca.errors import DataError, UnknownNameError
from tests.cases.frames import drawn, small
from tests.conformance.terms import expected_warnings


def check_equal(own: fq.TruthTable, expected: fq.TruthTable) -> None:
    """The tables say the same of every row."""
    assert own.numbers == expected.numbers
    assert (own.corners == expected.corners).all()
    assert own.codes.tolist() == expected.codes.tolist()
    for name in ("n", "consistency", "pri"):
        assert getattr(own, name) == pytest.approx(getattr(expected, name), abs=1e-9, nan_ok=True)
    assert own.table["cases"].tolist() == expected.table["cases"].tolist()
    assert own.evidence.position.tolist() == expected.evidence.position.tolist()
    assert own.crossover_cases == expected.crossover_cases


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 25), frequency=st.integers(1, 2))
def test_leaving_a_case_out_of_the_sums_equals_building_without_it(seed, n, frequency):
    random = np.random.default_rng(seed)
    data = pd.DataFrame(random.integers(0, 11, (n, 4)) / 10, columns=[*"ABC", "Y"])
    data["C"] = random.integers(0, 3, n)
    # The number of values of a condition stays, and so does a set's being fuzzy.
    data.loc[0, ["A", "B", "Y"]] = 0.3, 0.4, 0.6
    data.loc[0, "C"] = 2
    case = int(random.integers(1, n))
    options = {"consistency": 0.7, "pri": 0.2, "frequency": frequency, "contradiction": 0.6}
    with expected_warnings():
        own = table_without(fq.build_truth_table(data, "Y", **options), case)
        check_equal(own, fq.build_truth_table(data.drop(index=case), "Y", **options))


def test_weights_are_subtracted_too():
    data = drawn(2).assign(w=np.linspace(0.5, 2, 40))
    own = table_without(fq.build_truth_table(data, "Y", weights="w"), "c7")
    check_equal(own, fq.build_truth_table(data.drop(index="c7"), "Y", weights="w"))


def test_codes_changed_by_hand_stay():
    table = fq.build_truth_table(drawn(2), "Y")
    row = table.numbers[0]
    code = "0" if table.codes[0] == "1" else "1"
    edited = table.edit(row, code, why="known from the field")
    case = table.cases(table.numbers[-1])[0]
    assert table_without(edited, case).table.loc[row, "out"] == code


def test_rows_models_and_terms_that_change_are_named():
    table = fq.build_truth_table(small(), "Y", consistency=0.7)
    found = influence_of("Ash", table, [fq.minimize(table, "conservative")])
    again = fq.build_truth_table(small().drop(index="Ash"), "Y", consistency=0.7)
    changed = {
        number
        for number in table.numbers
        if table.table.loc[number, "out"] != dict(again.table["out"]).get(number, "")
    }
    assert set(found.rows.index) == changed
    expected = fq.minimize(again, "conservative")
    [own] = found.solutions
    assert {model.expression for model in own.models} == {model.expression for model in expected.models}


@pytest.mark.parametrize("seed", range(6))
def test_what_is_lost_and_gained_is_the_difference_of_the_terms(seed):
    data = drawn(seed, 25)
    expectations = {"A": "+", "B": "present", "C": None}
    table = fq.build_truth_table(data, "Y")
    solutions = [
        fq.minimize(table, "parsimonious"),
        fq.minimize(table, "intermediate", expectations=expectations),
    ]
    for case in data.index[:6]:
        found = influence_of(case, table, solutions)
        again = fq.build_truth_table(data.drop(index=case), "Y")
        for before, kind in zip(solutions, ("parsimonious", "intermediate"), strict=True):
            options = {"expectations": expectations} if kind == "intermediate" else {}
            after = fq.minimize(again, kind, **options)
            old, new = ({str(t) for m in own.models for t in m.terms} for own in (before, after))
            rows = found.models[found.models["solution"] == kind]
            assert set(rows.loc[rows["change"] == "lost", "term"]) == old - new
            assert set(rows.loc[rows["change"] == "gained", "term"]) == new - old
            same = {m.expression for m in before.models} == {m.expression for m in after.models}
            assert (kind in found.unchanged) == same


@pytest.mark.parametrize(
    "expectations",
    [{"A": "+", "M": (1, 2), "B": "-"}, {"A": "absent"}, ["A*~B", "M{1}"], ["A", "~B"], {}],
)
def test_a_solution_is_minimized_again_with_its_own_expectations(expectations):
    random = np.random.default_rng(4)
    data = pd.DataFrame(random.random((30, 3)), columns=["A", "B", "Y"])
    data["M"] = random.integers(0, 3, 30)
    table = fq.build_truth_table(data, "Y", consistency=0.6)
    solution = fq.minimize(table, "intermediate", expectations=expectations, exclude=(1,), ties="irredundant")
    again = minimized_again(solution, table)
    assert [str(model.expression) for model in again.models] == [
        str(model.expression) for model in solution.models
    ]
    assert again.settings.exclude == solution.settings.exclude
    assert again.settings.ties == "irredundant"


def test_sentences_say_what_changes():
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.2, 0.1], "B": [0.7, 0.1, 0.9, 0.3], "Y": [0.9, 0.7, 0.3, 0.2]},
        index=["Ash", "Elm", "Fir", "Oak"],
    )
    table = fq.build_truth_table(data, "Y")
    solutions = [fq.minimize(table, kind) for kind in ("conservative", "parsimonious")]
    assert influence_of("Elm", table, solutions).sentences == (
        "Row 3 (1 0) goes from 1 to unobserved: n from 1 to 0, consistency from 0.923 to undefined.",
        "The parsimonious models stay what they are.",
        "The conservative models change: 1 term lost (A); 1 term gained (A*B).",
    )


def test_cases_that_are_not_there_and_the_last_case_are_refused():
    table = fq.build_truth_table(small(), "Y")
    with pytest.raises(UnknownNameError, match="There is no case 'Pine' behind the truth table"):
        table_without(table, "Pine")
    one = fq.build_truth_table(small().iloc[:1], "Y")
    with pytest.raises(DataError, match="Case 'Ash' is the only one behind the truth table"):
        table_without(one, "Ash")
    given_table = fq.TruthTable.from_frame(pd.DataFrame({"A": [1, 0], "out": ["1", "0"]}), ["A"])
    with pytest.raises(DataError, match="does not hold its cases"):
        table_without(given_table, "Ash")


@pytest.mark.parametrize("case", range(5))
def test_tables_with_conditions_that_are_not_defined_everywhere_lose_a_case_too(case):
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.3, 0.2, 0.7], "P": [0.2, 0.7, None, None, 0.8], "Y": [0.9, 0.8, 0.6, 0.1, 0.4]}
    )
    tables = [
        fq.build_truth_table(own, "Y", ["A", "P"], defined={"P": "A"})
        for own in (data, data.drop(index=case))
    ]
    check_equal(table_without(tables[0], case), tables[1])
