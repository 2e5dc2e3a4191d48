"""Arguments of minimization that are not allowed, and findings that are results and not errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    DataError,
    ExpressionError,
    ModelAmbiguityError,
    UnknownNameError,
)
from fsqca.minimization import expectations_from_r, prime_implicants
from tests.bad_input.helpers import CODES, DATA, data, message, table


def intermediate(expectations: object) -> fq.Solution:
    return fq.minimize(table(), "intermediate", expectations=expectations)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: fq.minimize(DATA),
            ArgumentTypeError,
            (
                "table must be a TruthTable, made by build_truth_table() or TruthTable.from_frame(), "
                "not DataFrame."
            ),
        ),
        (
            lambda: fq.solve(None),
            ArgumentTypeError,
            (
                "table must be a TruthTable, made by build_truth_table() or TruthTable.from_frame(), "
                "not NoneType."
            ),
        ),
        (
            lambda: fq.minimize(table(), "parsimonous"),
            ArgumentError,
            (
                "solution is 'parsimonous', but it must be one of 'conservative', 'parsimonious', "
                "'intermediate'. Did you mean 'parsimonious'?"
            ),
        ),
        (
            lambda: fq.minimize(table(), "intermediate"),
            ArgumentError,
            (
                'solution="intermediate" needs expectations: say for each condition whether it is '
                "expected to "
                'contribute when present ("+"), when absent ("-") or not at all (None), for example '
                "expectations={'A': \"+\"}. An empty mapping {} gives the conservative models."
            ),
        ),
        (
            lambda: fq.minimize(table(), ties="min"),
            ArgumentError,
            "ties is 'min', but it must be one of 'minimum', 'irredundant'. Did you mean 'minimum'?",
        ),
        (
            lambda: fq.minimize(table(), max_models=0),
            ArgumentError,
            "max_models is 0, but it must be at least 1.",
        ),
        (
            lambda: fq.minimize(table(), max_models=None),
            ArgumentTypeError,
            "max_models must be a whole number, not None.",
        ),
        (
            lambda: fq.minimize(table(), max_models=float("inf")),
            ArgumentTypeError,
            "max_models must be a whole number, not inf.",
        ),
        (
            lambda: fq.minimize(table(), row_dominance="yes"),
            ArgumentTypeError,
            "row_dominance must be True or False, not 'yes'.",
        ),
        (
            lambda: fq.solve(table(), solution="intermediate"),
            ArgumentTypeError,
            (
                "solve() has no option 'solution'. It takes 'exclude', 'include', 'ties', 'max_models', "
                "'row_dominance', 'time_limit', 'max_implicants', 'progress', 'implicant_consistency', "
                "'model_consistency', 'model_coverage', 'assume'; for one of the three solutions call "
                "minimize()."
            ),
        ),
        (
            lambda: fq.minimize(table(), include="?"),
            ArgumentError,
            (
                "include holds '?', but only 'C' (contradictions) can be included. "
                'Remainders are used by solution="parsimonious" and solution="intermediate".'
            ),
        ),
        (
            lambda: fq.minimize(table(), include=["C", 1]),
            ArgumentError,
            (
                "include holds 1, but only 'C' (contradictions) can be included. "
                'Remainders are used by solution="parsimonious" and solution="intermediate".'
            ),
        ),
    ],
)
def test_an_option_that_is_not_allowed_is_refused(call, error, text):
    assert message(error, call) == text


@pytest.mark.parametrize(
    ("exclude", "error", "text"),
    [
        (17, ArgumentError, "exclude names rows that do not exist: 17. Rows are numbered 1 to 4."),
        ([0, 2, -3], ArgumentError, "exclude names rows that do not exist: 0, -3. Rows are numbered 1 to 4."),
        (2.5, ArgumentTypeError, "exclude must hold row numbers or expressions, not 2.5."),
        (None, ArgumentTypeError, "exclude must hold row numbers or expressions, not None."),
        ([None], ArgumentTypeError, "exclude must hold row numbers or expressions, but holds None."),
        ([1.0], ArgumentTypeError, "exclude must hold row numbers or expressions, but holds 1.0."),
        (True, ArgumentTypeError, "exclude must hold row numbers or expressions, but holds True."),
        ({"A": 1}, ArgumentTypeError, "exclude must hold row numbers or expressions, not {'A': 1}."),
        (b"A", ArgumentTypeError, "exclude must hold row numbers or expressions, not b'A'."),
        (
            "1",
            ArgumentError,
            "exclude holds '1', which names no condition. A row number is written without quotes, such as 1.",
        ),
        (
            ["A", "Q"],
            UnknownNameError,
            "There is no condition 'Q' in the truth table (in exclude). Available: 'A', 'B'.",
        ),
        (
            "A{2}",
            ExpressionError,
            "A{2} asks for the value 2, but 'A' has 2 values (in exclude): 0, 1.",
        ),
        (
            "A*",
            ExpressionError,
            "The expression ends too early:\n    A*\n      ^\nExpected a set name, ~, (, 1 or 0.",
        ),
    ],
)
def test_what_cannot_be_excluded_is_refused(exclude, error, text):
    assert message(error, lambda: fq.minimize(table(), exclude=exclude)) == text
    assert message(error, lambda: fq.solve(table(), exclude=exclude)) == text


def must_be(value: object) -> str:
    return (
        f"expectations['A'] is {value!r}, but it must be '+' (present), '-' (absent), None (no expectation), "
        "or a tuple of values of a multi-value condition such as (1, 2). Codes 1 and 0 mean different things "
        "in different programs; text in R's style is read by fsqca.minimization.expectations_from_r()."
    )


@pytest.mark.parametrize(
    ("expectations", "error", "text"),
    [
        *[
            ({"A": value}, ArgumentError, must_be(value))
            for value in (1, 0, True, "high", "", "+-", (), ["+"], np.nan, pd.NA)
        ],
        (
            {"A": (0, 2)},
            ArgumentError,
            "expectations['A'] holds 2, but 'A' has the values 0 to 1.",
        ),
        (
            {"Q": "+"},
            UnknownNameError,
            "There is no condition 'Q' in the truth table (in expectations). Available: 'A', 'B'.",
        ),
        (
            ("A", "Q*B"),
            UnknownNameError,
            "There is no condition 'Q' in the truth table (in expectations). Available: 'A', 'B'.",
        ),
        (
            ("A*~A",),
            ArgumentError,
            "expectations holds 'A*~A', which contradicts itself in 'A'.",
        ),
        ("1", ArgumentError, "expectations holds '1', which names no condition."),
        ("0", ArgumentError, "expectations holds '0', which names no condition."),
        (
            "1,-",
            ArgumentError,
            (
                "expectations is '1,-', which is R's style: read it with "
                "fsqca.minimization.expectations_from_r('1,-', table.conditions)."
            ),
        ),
        (
            [None],
            ArgumentTypeError,
            'expectations must hold expressions such as "A" or "A*~B", not None.',
        ),
        (
            5,
            ArgumentTypeError,
            (
                'expectations must be a mapping such as {"A": "+", "B": "-"} or expressions such as '
                '("A", "A*~B"), not int.'
            ),
        ),
        (
            pd.Series({"A": "+"}),
            ArgumentTypeError,
            (
                'expectations must be a mapping such as {"A": "+", "B": "-"} or expressions such as '
                '("A", "A*~B"), not Series.'
            ),
        ),
    ],
)
def test_expectations_that_cannot_be_meant_are_refused(expectations, error, text):
    assert message(error, lambda: intermediate(expectations)) == text
    assert message(error, lambda: fq.solve(table(), expectations)) == text


def test_a_sign_for_a_multi_value_condition_is_refused_with_the_values():
    multi = fq.build_truth_table(data(A=[0, 1, 2, 1, 2]), "Y")
    assert message(ArgumentError, lambda: fq.minimize(multi, "intermediate", expectations={"A": "+"})) == (
        "expectations['A'] is '+', but 'A' has the values 0 to 2: "
        "name the expected values, for example {'A': (1, 2)}."
    )


def test_expectations_of_every_value_are_told_to_say_nothing():
    solution = intermediate(("A", "~A"))
    assert solution.advice == ("Every value of 'A' is expected, so nothing follows for it.",)
    assert solution.advice[0] in str(solution)


def test_expectations_that_a_solution_does_not_use_are_told():
    unused = fq.minimize(table(), "parsimonious", expectations={"A": "+"})
    assert unused.advice == (
        'Expectations were given, but only solution="intermediate" uses them; this one is parsimonious.',
    )
    assert fq.minimize(table(), "parsimonious", expectations={}).advice == ()


@pytest.mark.parametrize(
    ("text", "conditions", "error", "expected"),
    [
        ("1,0", ["A"], ArgumentError, "text has 2 codes ('1,0') for 1 condition: 'A'."),
        ("1", ["A", "B"], ArgumentError, "text has 1 code ('1') for 2 conditions: 'A', 'B'."),
        ("x", ["A"], ArgumentError, "text has the code 'x' for 'A'; allowed are whole numbers and '-'."),
        (
            "1;,0",
            ["A", "B"],
            ArgumentError,
            "text has the code '1;' for 'A'; allowed are whole numbers and '-'.",
        ),
        (1, ["A"], ArgumentTypeError, 'text must be a string such as "1,0,-", not 1.'),
        ("1", "A", ArgumentTypeError, 'conditions must be a list of names such as ["A", "B"], not \'A\'.'),
    ],
)
def test_expectations_in_another_programs_style_are_checked(text, conditions, error, expected):
    assert message(error, lambda: expectations_from_r(text, conditions)) == expected


NOTHING = "No row is positive, so there is nothing to minimize and the solution has no model."


@pytest.mark.parametrize("kind", ["conservative", "parsimonious"])
def test_no_positive_row_is_a_finding_with_advice(kind):
    solution = fq.minimize(fq.build_truth_table(data(Y=[0.5, 0.1, 0.3, 0.2, 0.1]), "Y"), kind)
    advice = (
        NOTHING,
        (
            "No configuration is sufficient for the outcome (no row is coded 1). The highest consistency "
            "is 0.769 "
            "in row 4 (PRI 0.000); cut-offs: consistency >= 0.8, PRI >= 0, frequency >= 1. "
            "Look at other conditions and at the calibration before lowering a cut-off."
        ),
    )
    assert solution.advice == advice
    assert str(solution) == "\n".join([f"{kind.capitalize()} solution for Y: no model", *advice])
    assert (len(solution), solution.n_models, solution.complete) == (0, 0, True)
    assert solution.table.empty
    assert solution.chart.empty
    assert solution.prime_implicants == ()
    assert message(ModelAmbiguityError, lambda: solution.model) == (
        f"The {kind} solution has no model. {' '.join(advice)}"
    )


def test_excluding_every_positive_row_is_a_finding_with_advice():
    solution = fq.minimize(table(), exclude=[3, 4])
    assert solution.advice == (NOTHING, "All positive rows were excluded.")
    assert str(solution).endswith("\nExcluded rows: 3, 4.")


def test_all_rows_positive_is_the_empty_term_with_advice():
    positive = fq.build_truth_table(data(Y=1.0), "Y")
    conservative, parsimonious = fq.minimize(positive), fq.minimize(positive, "parsimonious")
    assert str(conservative.model.expression) == str(parsimonious.model.expression) == "1"
    assert conservative.advice == (
        'Every possible configuration is positive, so the solution is "1": the outcome is always present.',
    )
    assert parsimonious.advice == (
        (
            'No row is to be avoided, so the solution is "1" (the empty term): the outcome is not '
            "contradicted "
            "anywhere in the truth table. This says that no configuration speaks against it, not that "
            "nothing "
            "is needed for the outcome."
        ),
    )


def test_one_model_is_not_taken_out_of_several():
    tied = pd.DataFrame({"A": [1, 0], "B": [1, 0], "out": [1, 0]})
    solution = fq.minimize(fq.TruthTable.from_frame(tied, ["A", "B"]), "parsimonious")
    assert message(ModelAmbiguityError, lambda: solution.model) == (
        "The parsimonious solution has 2 tied models, not one. They fit the truth table equally well: "
        "look at all of .models before choosing, and report how many there are."
    )
    assert solution.advice == (
        (
            "There are 2 tied models; the data do not tell them apart. Report all of them, or how "
            "many there are."
        ),
    )
    one = fq.minimize(fq.TruthTable.from_frame(tied, ["A", "B"]), "parsimonious", max_models=1)
    assert one.advice == ("Only 1 of 2 models are listed; raise max_models to see more.",)


def test_the_fit_in_other_data_needs_an_outcome_and_takes_the_rule_for_missing_values():
    without = fq.minimize(fq.TruthTable.from_frame(CODES, ["A", "B"])).models[0]
    assert message(ArgumentError, lambda: without.fit_on(DATA)) == (
        "outcome is not known, because the truth table has no data behind it: "
        'name it, for example outcome="Y".'
    )
    assert without.fit_on(DATA, "Y").relation == "A*B => Y"
    solution = fq.minimize(table(), "parsimonious")
    other = data(A=[0.9, np.nan, 0.1, 0.2, 0.8])
    for fit_on in (solution.fit_on, solution.model.fit_on):
        assert message(DataError, lambda fit_on=fit_on: fit_on(other)).endswith(
            'or pass missing="drop" to leave these cases out.'
        )
        assert fit_on(other, missing="drop").dropped == ("b",)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (
            ([[1, 1]], [[1, 1]]),
            (
                "on and off overlap: [1, 1] is in both. A configuration is positive or to be avoided, "
                "not both."
            ),
        ),
        (
            ([[1, 1], [1, 0]], [[1, -1]]),
            (
                "on and off overlap: [1, 0], [1, 1] are in both. "
                "A configuration is positive or to be avoided, not both."
            ),
        ),
        (([[1, 1]], [[1]]), "on has 2 conditions, but off has 1."),
        (([1, 1], [[0, 0]]), "on must be a table of shape (rows, conditions), not of shape (2,)."),
        (([[1, 1]], [0, 0]), "off must be a table of shape (rows, conditions), not of shape (2,)."),
        (([[1, -1]], [[0, 0]]), "on must hold configurations (values 0, 1, 2, ...), but holds -1."),
        (([[1, 1]], [[-2, 0]]), "off must hold values 0, 1, 2, ... or -1 for any, but holds -2."),
        (([[0.5, 1]], [[0, 0]]), "on must hold whole numbers, but holds 0.5."),
        (([["a"]], [["b"]]), "on must hold whole numbers, not <U1."),
        (
            ([[1, 2]], [[0, 0]], [2, 2]),
            "on holds the value 2 in condition 1, which has 2 values (0 to 1).",
        ),
        (
            ([[1, 1]], [[2, 0]], [2, 2]),
            "off holds the value 2 in condition 0, which has 2 values (0 to 1).",
        ),
    ],
)
def test_rows_that_do_not_fit_each_other_have_no_prime_implicants(arguments, text):
    assert message(ArgumentError, lambda: prime_implicants(*arguments)) == text
