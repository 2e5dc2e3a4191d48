"""Roles of conditions in the configuration chart, against examples worked out by hand."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization.core_conditions import core_literals
from fsqca.minimization.models import Derivation
from fsqca.report import configuration_charts
from fsqca.report.charts import configuration_chart
from tests.report import solutions as made


def roles(chart):
    """Return role and state of each condition, column by column."""
    return {
        (column.group, column.label): {
            cell.condition: (cell.role, cell.state) for cell in column.cells if cell.role
        }
        for column in chart.columns
    }


def test_a_condition_in_the_parsimonious_term_is_core_and_one_added_by_expectation_peripheral():
    assert roles(made.core_and_peripheral().chart()) == {
        ("", "1"): {"A": ("core", "present"), "C": ("peripheral", "present")}
    }


def test_a_condition_that_is_core_for_one_of_two_tied_parsimonious_models_is_ambiguous():
    chart = made.ambiguous().chart()
    assert roles(chart) == {
        ("", "1"): {
            "A": ("peripheral", "absent"),
            "B": ("ambiguous core", "absent"),
            "C": ("ambiguous core", "absent"),
        }
    }
    assert chart.notes[0] == (
        "I1: core in some of the tied parsimonious models that lead to it and not in others: B, C in "
        "~A*~B*~C."
    )


def test_configurations_with_the_same_core_share_a_number_and_differ_by_a_letter():
    assert roles(made.neutral_permutations().chart()) == {
        ("", "1a"): {
            "A": ("core", "present"),
            "B": ("peripheral", "present"),
            "C": ("peripheral", "present"),
        },
        ("", "1b"): {"A": ("core", "present"), "B": ("peripheral", "absent"), "C": ("peripheral", "absent")},
    }


def test_the_same_condition_present_and_absent_is_not_the_same_core():
    solutions = made.solve_rows("AB", ["11 1", "00 1", "10 0", "01 0"])
    assert [column.label for column in solutions.chart().columns] == ["1", "2"]


def test_a_multi_value_condition_names_its_value():
    assert roles(made.many_values().chart()) == {
        ("", "1"): {"A": ("peripheral", "present"), "D": ("core", "value 2")}
    }


def test_a_literal_is_core_if_any_parsimonious_term_that_contains_the_term_has_it():
    model = made.core_and_peripheral().intermediate.model
    core = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1]])
    several = replace(model, derivations=(Derivation("C1", "P1", model.cubes, core),))
    always, ever, alone = core_literals(several)
    assert always.tolist() == [[True, False, True]]
    assert ever.tolist() == [[True, False, True]]
    assert alone.tolist() == [False]


def test_a_term_inside_no_single_parsimonious_term_has_no_core_and_says_so():
    solutions = made.core_and_peripheral()
    model = solutions.intermediate.model
    lonely = replace(
        model, derivations=(Derivation("C1", "P1", model.cubes, np.array([[1, 1, -1], [1, 0, -1]])),)
    )
    chart = replace(solutions, intermediate=replace(solutions.intermediate, models=(lonely,))).chart()
    assert set(chart.table["role"]) == {"", "peripheral"}
    assert chart.notes == ("I1: A*C lies in no single parsimonious term, so none of its conditions is core.",)


def test_that_happens_where_tied_parsimonious_models_cover_a_term_only_together():
    rows = [
        "0000 0",
        "0010 1",
        "0100 1",
        "0101 0",
        "0111 0",
        "1000 0",
        "1001 1",
        "1011 0",
        "1100 1",
        "1110 1",
        "1111 0",
    ]
    chart = made.solve_rows("ABCD", rows, dict.fromkeys("ABCD", "+")).chart()
    assert (
        "I4: ~A*C*~D lies in no single parsimonious term, so none of its conditions is core." in chart.notes
    )
    column = next(one for one in chart.columns if (one.model, one.term) == ("I4", "~A*C*~D"))
    assert {cell.role for cell in column.cells} == {"", "peripheral"}


def test_a_chart_without_a_model_is_empty_and_gives_the_advice():
    chart = made.nothing().chart()
    assert chart.columns == ()
    assert chart.table.empty
    assert list(chart.table.columns) == ["group", "model", "column", "term", "condition", "state", "role"]
    assert chart.fit.empty
    assert chart.notes == made.nothing().intermediate.advice


def test_the_table_has_a_row_for_every_condition_of_every_configuration():
    frame = made.core_and_peripheral().chart().table
    assert frame.to_dict("records") == [
        {
            "group": "",
            "model": "I1",
            "column": "1",
            "term": "A*C",
            "condition": name,
            "state": state,
            "role": role,
        }
        for name, state, role in [("A", "present", "core"), ("B", "", ""), ("C", "present", "peripheral")]
    ]


def test_a_table_without_data_has_no_fit():
    chart = made.core_and_peripheral().chart()
    assert chart.columns[0].fit is None
    assert chart.fit.empty


def test_the_fit_is_that_of_the_models():
    groups = made.with_data()
    chart = configuration_charts(groups)
    for name, solutions in groups.items():
        own = chart.fit[chart.fit["group"] == name].set_index("term")
        expected = solutions.intermediate.model.fit.table
        pd.testing.assert_frame_equal(
            own[["consistency", "pri", "raw_coverage", "unique_coverage"]], expected, check_names=False
        )


def test_several_analyses_stand_side_by_side_with_the_conditions_of_all():
    other = made.solve_rows("BD", ["11 1", "10 0"])
    chart = configuration_charts({"one": made.core_and_peripheral(), "two": other, "none": made.nothing()})
    assert chart.conditions == ("A", "B", "C", "D")
    assert chart.groups == ("one", "two", "none")
    assert [column.group for column in chart.columns] == ["one", "two"]
    assert roles(chart)["two", "1"] == {"D": ("core", "present"), "B": ("peripheral", "present")}
    assert chart.notes[-2:] == tuple(f"none: {sentence}" for sentence in made.nothing().intermediate.advice)


def test_a_mapping_and_a_single_result_are_both_taken():
    solutions = made.core_and_peripheral()
    assert str(configuration_chart(solutions)) == str(solutions.chart())
    assert str(configuration_chart({"g": solutions})) == str(configuration_charts({"g": solutions}))


def test_models_limits_how_many_are_shown_and_a_note_says_so():
    solutions = made.solve_rows(
        "ABC", ["110 1", "011 1", "101 1", "100 1", "010 1", "001 1", "000 0", "111 0"]
    )
    assert solutions.intermediate.n_models == 2
    chart = solutions.chart(models=1)
    assert [model.name for model in chart.models] == ["I1"]
    assert chart.notes[-1] == "The chart shows 1 of 2 models."
    both = solutions.chart()
    assert [model.name for model in both.models] == ["I1", "I2"]
    assert sum(model.n_columns for model in both.models) == len(both.columns)
    assert not any("The chart shows" in note for note in both.notes)


@pytest.mark.parametrize(
    ("argument", "error", "message"),
    [
        (
            3,
            ArgumentTypeError,
            (
                "solutions must be what solve() returns, or a mapping of names to such results, such as "
                '{"operations": solutions}, not int.'
            ),
        ),
        ({}, ArgumentError, "solutions is empty: name at least one analysis."),
        ({"a": 3}, ArgumentTypeError, "solutions['a'] must be what solve() returns, not int."),
    ],
)
def test_other_arguments_are_refused(argument, error, message):
    with pytest.raises(error) as caught:
        configuration_chart(argument)
    assert str(caught.value) == message


def test_models_must_be_at_least_one():
    with pytest.raises(ArgumentError) as caught:
        made.core_and_peripheral().chart(models=0)
    assert str(caught.value) == "models is 0, but it must be at least 1."


def test_a_chart_can_be_pickled():
    chart = configuration_charts(made.with_data())
    assert str(pickle.loads(pickle.dumps(chart))) == str(chart)


@given(st.lists(st.sampled_from("10?"), min_size=8, max_size=8), st.booleans())
def test_roles_are_those_of_the_definition(codes, expect):
    """Literal by literal, from the texts of the terms alone."""
    rows = [f"{number:03b} {code}" for number, code in enumerate(codes)]
    solutions = made.solve_rows("ABC", rows, dict.fromkeys("ABC", "+") if expect else None)
    parsimonious = {model.name: model for model in solutions.parsimonious.models}
    by_name = {model.name: model for model in solutions.intermediate.models}
    chart = solutions.chart()
    assert len(chart.columns) == sum(len(model) for model in solutions.intermediate.models)
    for column in chart.columns:
        term = set(column.term.split("*")) - {"1"}
        sources = {p for _, p in by_name[column.model].origins}
        for cell in column.cells:
            literal = ("~" if cell.value == 0 else "") + cell.condition
            in_core = [
                any(
                    literal in core and core <= term
                    for core in (set(str(one).split("*")) - {"1"} for one in parsimonious[source].terms)
                )
                for source in sources
            ]
            if literal not in term or cell.value is None:
                expected = ""
            elif all(in_core):
                expected = "core"
            else:
                expected = "ambiguous core" if any(in_core) else "peripheral"
            assert cell.role == expected


def test_the_same_core_is_found_with_data():
    data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 1, 0, 0]})
    chart = fq.solve(fq.build_truth_table(data, "Y"), {"A": "+"}).chart()
    assert roles(chart) == {("", "1"): {"A": ("core", "present")}}
