"""Sentences say what the result says, whatever it is."""

from __future__ import annotations

import pandas as pd

import fsqca as fq
from fsqca.report import compare_solutions, describe_necessity, describe_solution, describe_solutions
from tests.report import solutions as made


def necessity(y, **options):
    data = pd.DataFrame({"A": [0.9, 0.2, 0.7], "B": [1.0, 0.9, 1.0], "Y": y})
    return describe_necessity(fq.find_necessary(data, "Y", **options))


def test_what_passes_stands_with_its_numbers_and_trivial_ones_are_called_so():
    assert necessity([0.8, 0.1, 0.7], consistency=0.95) == (
        "For Y, A (consistency 1.000, coverage 0.889, RoN 0.857) and B (consistency 1.000, coverage 0.552, "
        "RoN 0.071, but trivial) reach the cut-off."
    )


def test_one_condition_reaches_several_cut_offs():
    assert necessity([0.8, 0.1, 0.7], ron=0.5) == (
        "For Y, A reaches the cut-offs (consistency 1.000, coverage 0.889, RoN 0.857)."
    )


def test_nothing_necessary_names_the_most_consistent():
    assert necessity([0.8, 0.9, 0.7], conditions=["A"]) == (
        "For Y, no single condition reaches the cut-off; the most consistent is A (0.708)."
    )


def test_an_outcome_without_members_is_undefined():
    assert necessity([0.0, 0.0, 0.0]) == "For Y, necessity is undefined, because no case is a member of it."


def test_three_equal_solutions_are_said_once():
    text = describe_solutions(made.with_data()["first"])
    assert text == (
        "The conservative, intermediate and parsimonious solutions are the same model: A*B (consistency "
        "0.950, PRI 0.929, coverage 0.905)."
    )


def test_different_solutions_are_said_one_by_one():
    assert describe_solutions(made.core_and_peripheral()) == (
        "The conservative and the intermediate solution are the same model: A*C. The parsimonious solution "
        "has one model, A."
    )


def test_tied_models_are_counted_and_shown():
    assert describe_solution(made.ambiguous().parsimonious) == (
        "The parsimonious solution has 2 tied models: ~B; ~C."
    )


def test_that_no_solution_has_a_model_is_said_once():
    text = describe_solutions(made.nothing())
    assert text.startswith("None of the three solutions has a model. No row is positive")
    assert text.count("No row is positive") == 1


def test_groups_without_a_model_are_said_apart():
    some, none = made.core_and_peripheral().parsimonious, made.nothing().parsimonious
    assert compare_solutions({"a": some, "b": some, "c": none}) == (
        "c has no parsimonious model. The parsimonious model is the same in a and b."
    )
    assert compare_solutions({"a": some, "b": none}) == "b has no parsimonious model."
    assert compare_solutions({"a": none, "b": none}) == "There is no parsimonious model in a and b."


def test_no_model_gives_the_advice():
    assert describe_solution(made.nothing().parsimonious).startswith(
        "The parsimonious solution has no model. No row is positive"
    )


def test_groups_are_compared_as_sets_of_models():
    groups = made.with_data()
    assert compare_solutions({name: one.parsimonious for name, one in groups.items()}) == (
        "The parsimonious models of first and second are not all the same. No term is found in all of them."
    )
    same = groups["first"].parsimonious
    assert compare_solutions({"a": same, "b": same}) == "The parsimonious model is the same in a and b."
    tied = made.ambiguous().parsimonious
    assert compare_solutions({"a": tied, "b": tied}) == "The parsimonious models are the same in a and b."
