"""Arguments of truth tables that are not allowed: cut-offs, conditions, crossover, frames, row numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    CrossoverWarning,
    DataError,
    ExpressionError,
    TooLargeError,
    UnknownNameError,
)
from tests.bad_input.helpers import CODES, DATA, data, message, table

BETWEEN = "but it must be between 0 and 1."


@pytest.mark.parametrize(
    ("option", "error", "text"),
    [
        ({"consistency": 80}, ArgumentError, f"consistency is 80, {BETWEEN} Did you mean 0.8?"),
        ({"consistency": 101}, ArgumentError, f"consistency is 101, {BETWEEN}"),
        ({"consistency": 1.0000001}, ArgumentError, f"consistency is 1.0000001, {BETWEEN}"),
        ({"consistency": -0.1}, ArgumentError, f"consistency is -0.1, {BETWEEN}"),
        ({"consistency": np.nan}, ArgumentError, "consistency is nan, but it must be a finite number."),
        ({"consistency": np.inf}, ArgumentError, "consistency is inf, but it must be a finite number."),
        ({"consistency": "0.8"}, ArgumentTypeError, "consistency must be a number, not '0.8'."),
        ({"consistency": True}, ArgumentTypeError, "consistency must be a number, not True."),
        ({"consistency": [0.8]}, ArgumentTypeError, "consistency must be a number, not [0.8]."),
        ({"pri": 60}, ArgumentError, f"pri is 60, {BETWEEN} Did you mean 0.6?"),
        ({"pri": "high"}, ArgumentTypeError, "pri must be a number, not 'high'."),
        ({"pri": np.nan}, ArgumentError, "pri is nan, but it must be a finite number."),
        ({"frequency": 0}, ArgumentError, "frequency is 0, but it must be at least 1."),
        ({"frequency": -1}, ArgumentError, "frequency is -1, but it must be at least 1."),
        ({"frequency": 1.5}, ArgumentTypeError, "frequency must be a whole number, not 1.5."),
        ({"frequency": "3"}, ArgumentTypeError, "frequency must be a whole number, not '3'."),
        ({"frequency": True}, ArgumentTypeError, "frequency must be a whole number, not True."),
        ({"frequency": np.nan}, ArgumentTypeError, "frequency must be a whole number, not nan."),
        ({"frequency": np.float64(np.inf)}, ArgumentTypeError, "frequency must be a whole number, not inf."),
        ({"contradiction": 60}, ArgumentError, f"contradiction is 60, {BETWEEN} Did you mean 0.6?"),
        ({"contradiction": "C"}, ArgumentTypeError, "contradiction must be a number, not 'C'."),
        (
            {"contradiction": 0.8},
            ArgumentError,
            (
                "contradiction is 0.8, but it must be lower than the consistency cut-off (0.8): "
                'rows between the two are coded "C".'
            ),
        ),
    ],
)
def test_a_cut_off_that_is_not_allowed_is_refused_when_building_and_when_recoding(option, error, text):
    assert message(error, lambda: table(**option)) == text
    assert message(error, lambda: table().recode(**option)) == text


@pytest.mark.parametrize("value", [np.float64(0.8), np.float32(0.5), 1, 0])
def test_numbers_of_any_kind_are_cut_offs(value):
    assert table(consistency=value).settings.coding.consistency == pytest.approx(float(value))


def test_a_whole_number_of_any_kind_is_a_frequency():
    assert [table(frequency=f).settings.coding.frequency for f in (2, 2.0, np.int64(2))] == [2, 2, 2]


LIST = 'conditions must be a list of column names such as ["A", "B"], not {}.'


@pytest.mark.parametrize(
    ("conditions", "error", "text"),
    [
        ("AB", ArgumentTypeError, LIST.format("'AB'")),
        (5, ArgumentTypeError, LIST.format("int")),
        ({"A", "B"}, ArgumentTypeError, LIST.format("set")),
        ({"A": 1}, ArgumentTypeError, LIST.format("dict")),
        ([], ArgumentError, "conditions is empty: name at least one condition."),
        (["A", "B", "A"], ArgumentError, "conditions names 'A' more than once."),
        (
            ["A", None],
            DataError,
            (
                "Columns used as conditions must have names that are text, not None. "
                "Rename them with data.rename(columns=str)."
            ),
        ),
        (
            ["A", "Y"],
            ArgumentError,
            (
                "The outcome 'Y' uses 'Y', which is also among the conditions. "
                "A set cannot explain itself: take it out of the conditions."
            ),
        ),
    ],
)
def test_conditions_that_are_no_list_of_columns_are_refused(conditions, error, text):
    assert message(error, lambda: fq.build_truth_table(DATA, "Y", conditions)) == text


@pytest.mark.parametrize(
    "names", [("A", "B"), np.array(["A", "B"]), pd.Index(["A", "B"]), pd.Series(["A", "B"])]
)
def test_any_list_of_names_is_taken(names):
    assert fq.build_truth_table(DATA, "Y", names).conditions == ("A", "B")


@pytest.mark.parametrize(
    ("outcome", "error", "text"),
    [
        (
            3,
            ArgumentTypeError,
            'outcome must be a column name or an expression such as "Y", "~Y" or "Y{1}", not 3.',
        ),
        (
            None,
            ArgumentTypeError,
            'outcome must be a column name or an expression such as "Y", "~Y" or "Y{1}", not None.',
        ),
        (
            ["Y"],
            ArgumentTypeError,
            'outcome must be a column name or an expression such as "Y", "~Y" or "Y{1}", not [\'Y\'].',
        ),
        ("1", ArgumentError, "outcome is '1', which names no column of the data."),
        (
            "",
            ExpressionError,
            'The expression is empty. Write for example "A*~B + C"; "1" is always present, "0" never.',
        ),
        (
            "A => Y",
            ExpressionError,
            (
                "Unexpected '=' in the expression:\n    A => Y\n      ^\n"
                "An arrow belongs in pof(); values of a multi-value set are written A{1}."
            ),
        ),
        ("Y{2}", ExpressionError, "Y{2} asks for the value 2, but 'Y' has 2 values in the data: 0, 1."),
    ],
)
def test_an_outcome_that_is_no_expression_over_the_data_is_refused(outcome, error, text):
    assert message(error, lambda: fq.build_truth_table(DATA, outcome)) == text


def test_data_without_a_column_besides_the_outcome_are_refused():
    assert message(ArgumentError, lambda: fq.build_truth_table(DATA[["Y"]], "Y")) == (
        "There is no condition left beside the outcome 'Y': the data have no other column."
    )


@pytest.mark.parametrize("columns", [[0, 1, "Y"], [("x", "A"), ("x", "B"), "Y"], [np.nan, "B", "Y"]])
def test_columns_whose_names_are_not_text_are_refused(columns):
    frame = pd.DataFrame(DATA.to_numpy(), columns=pd.Index(columns, dtype=object, tupleize_cols=False))
    text = message(DataError, lambda: fq.build_truth_table(frame, "Y"))
    assert text.startswith("Columns used as conditions must have names that are text, not ")
    assert text.endswith(". Rename them with data.rename(columns=str).")


def test_a_condition_cannot_be_named_like_a_column_of_the_table():
    frame = DATA.rename(columns={"A": "n", "B": "cases"})
    assert message(DataError, lambda: fq.build_truth_table(frame, "Y")) == (
        "A condition cannot be named 'n', 'cases', because a truth table has a column of its own by "
        "that name. "
        "Rename it, for example with data.rename(columns=str.upper)."
    )
    assert fq.build_truth_table(frame.rename(columns=str.upper), "Y").conditions == ("N", "CASES")


def test_a_condition_needs_a_name():
    assert message(DataError, lambda: fq.build_truth_table(DATA.rename(columns={"A": ""}), "Y")) == (
        "A column used as a condition has an empty name. Rename it, or leave it out."
    )


HALVES = data(A=[0.5, 0.5, 0.2, 0.8, 0.9])


def test_crossover_is_one_of_five_words():
    assert message(ArgumentError, lambda: table(crossover="abov")) == (
        "crossover is 'abov', but it must be one of 'unassigned', 'raise', 'above', 'below', 'drop'. "
        "Did you mean 'above'?"
    )


def test_crossover_raise_names_the_cases_and_the_condition():
    assert message(DataError, lambda: fq.build_truth_table(HALVES, "Y", crossover="raise")) == (
        "2 cases have a membership of exactly 0.5 in 'A': 'a', 'b'. "
        'Change the calibration, or choose crossover="unassigned", "above", "below" or "drop".'
    )


def test_crossover_drop_with_nothing_left_is_refused():
    assert message(DataError, lambda: fq.build_truth_table(data(A=0.5), "Y", crossover="drop")) == (
        "No case is left: every case has a membership of exactly 0.5 in a condition."
    )


def test_cases_that_are_all_on_the_crossover_give_an_empty_table_that_says_why():
    with pytest.warns(CrossoverWarning) as warned:
        empty = fq.build_truth_table(data(A=0.5), "Y")
    assert warned[0].filename == __file__
    assert empty.table.empty
    assert empty.complete()["out"].tolist() == ["?"] * 4
    assert empty.advice == (
        (
            "No configuration is sufficient for the outcome (no row is coded 1). No case belongs to a "
            "configuration."
        ),
        "Constant in all cases, so nothing can be learnt from them: 'A'.",
        (
            "5 cases with a membership of exactly 0.5 in a condition "
            "(they belong to no configuration but enter every sum): 'a', 'b', 'c', 'd', 'e'."
        ),
    )
    assert "(no rows)" in str(empty)
    assert fq.minimize(empty, "parsimonious").models == ()


def take(frame: object = CODES, conditions: object = ("A", "B"), **options: object) -> fq.TruthTable:
    return fq.TruthTable.from_frame(frame, conditions, **options)


WHOLE = "but a configuration holds whole numbers 0, 1, 2, ...."
BUILD = "To make a truth table from data, call build_truth_table()."


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: take({"A": [1]}), ArgumentTypeError, "frame must be a pandas DataFrame, not dict."),
        (lambda: take(CODES.iloc[:0]), DataError, "frame has no cases (rows)."),
        (lambda: take(conditions="A"), ArgumentTypeError, LIST.format("'A'")),
        (lambda: take(conditions=None), ArgumentTypeError, LIST.format("NoneType")),
        (lambda: take(conditions=[]), ArgumentError, "conditions is empty: name at least one condition."),
        (
            lambda: take(conditions=["A", "Q"]),
            UnknownNameError,
            "There is no condition 'Q' in frame. Available: 'A', 'B', 'out'.",
        ),
        (
            lambda: take(out="OUT"),
            UnknownNameError,
            "There is no column 'OUT' in frame. Available: 'A', 'B', 'out'.",
        ),
        (
            lambda: take(CODES.rename(columns={"out": "OUT"})),
            UnknownNameError,
            "There is no column 'out' in frame. Available: 'A', 'B', 'OUT'.",
        ),
        (
            lambda: take(out=["out"]),
            ArgumentTypeError,
            "out must be the name of the column of the codes, such as \"out\", not ['out'].",
        ),
        (lambda: take(out="A"), ArgumentError, "out is 'A', which is also one of the conditions."),
        (
            lambda: take(CODES.set_axis(["A", "A", "out"], axis=1), ["A"]),
            DataError,
            "frame has duplicate columns: 'A'. Rename or drop them.",
        ),
        (
            lambda: take(CODES.assign(A=[0.3, 1, 0.2])),
            DataError,
            f"Condition 'A' in frame holds 0.3, 0.2, {WHOLE} {BUILD}",
        ),
        (
            lambda: take(CODES.assign(B=[1, -1, 0])),
            DataError,
            f"Condition 'B' in frame holds -1, {WHOLE} {BUILD}",
        ),
        (
            lambda: take(CODES.assign(A=[1, np.nan, np.inf])),
            DataError,
            f"Condition 'A' in frame holds nan, inf, {WHOLE} {BUILD}",
        ),
        (
            lambda: take(CODES.assign(A=pd.Categorical([1, 0, 1]))),
            DataError,
            f"Condition 'A' in frame is not numeric ('category'), {WHOLE}",
        ),
        (
            lambda: take(conditions=["A"]),
            DataError,
            "frame has more than one row for the same configuration: {'A': 1}.",
        ),
        (
            lambda: take(CODES.assign(out=["1", "x", "0"])),
            DataError,
            "out holds 'x', but a code is one of '1', '0', 'C', '?'.",
        ),
        (
            lambda: take(CODES.assign(OUT=[1, 2, 0]), out="OUT"),
            DataError,
            "OUT holds 2, but a code is one of '1', '0', 'C', '?'.",
        ),
        (
            lambda: take(CODES.assign(out=[1, np.nan, 0])),
            DataError,
            "out holds nan, but a code is one of '1', '0', 'C', '?'.",
        ),
        (
            lambda: take(levels=[2, 2]),
            ArgumentTypeError,
            'levels must be a mapping of condition to number of values such as {"A": 3}, not [2, 2].',
        ),
        (
            lambda: take(levels={"Q": 3}),
            UnknownNameError,
            "There is no condition 'Q' in the truth table (in levels). Available: 'A', 'B'.",
        ),
        (lambda: take(levels={"A": "3"}), ArgumentTypeError, "levels['A'] must be a whole number, not '3'."),
        (
            lambda: take(levels={"A": True}),
            ArgumentTypeError,
            "levels['A'] must be a whole number, not True.",
        ),
        (
            lambda: take(levels={"A": 1}),
            ArgumentError,
            "levels['A'] is 1, but a condition has at least 2 values.",
        ),
        (
            lambda: take(CODES.assign(n=["few", "some", "many"])),
            DataError,
            "Column 'n' in frame must hold numbers, or NaN where they are unknown.",
        ),
        (
            lambda: take(CODES.assign(n=[-1, 2, 3])),
            DataError,
            "Column 'n' in frame holds -1, but its values must be numbers of cases or sums of weights.",
        ),
        (
            lambda: take(CODES.assign(consistency=[80, 90, 10])),
            DataError,
            "Column 'consistency' in frame holds 80, but its values must be between 0 and 1.",
        ),
        (
            lambda: take().recode(consistency=0.9),
            DataError,
            (
                "This truth table has no data behind it, so its rows cannot be coded again: "
                "change the column `out` of the frame and call TruthTable.from_frame."
            ),
        ),
    ],
)
def test_a_frame_that_is_no_truth_table_is_refused(call, error, text):
    assert message(error, call) == text


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (
            lambda: table().cases(9),
            ArgumentError,
            "row names rows that do not exist: 9. Rows are numbered 1 to 4.",
        ),
        (lambda: table().cases("1"), ArgumentTypeError, "row must hold row numbers such as 1 or 8, not '1'."),
        (lambda: table().cases(1.5), ArgumentTypeError, "row must hold row numbers such as 1 or 8, not 1.5."),
        (
            lambda: table().configurations([0, 1, 5]),
            ArgumentError,
            "rows names rows that do not exist: 0, 5. Rows are numbered 1 to 4.",
        ),
        (
            lambda: table().configurations(3),
            ArgumentTypeError,
            "rows must be a list of row numbers such as [1, 8], not 3.",
        ),
        (
            lambda: table().configurations("12"),
            ArgumentTypeError,
            "rows must hold row numbers such as 1 or 8, not '1'.",
        ),
    ],
)
def test_rows_that_do_not_exist_are_refused(call, error, text):
    assert message(error, call) == text


def test_a_complete_table_that_would_be_huge_is_refused_with_its_size():
    names = [f"C{i}" for i in range(40)]
    frame = pd.DataFrame([[1] * 40, [0] * 40], columns=names).assign(Y=[1, 0])
    assert message(TooLargeError, fq.build_truth_table(frame, "Y").complete) == (
        f"The complete truth table has {2**40} rows; at most {2**20} are listed. "
        "Minimization does not need them: logical remainders are never enumerated."
    )


@pytest.mark.parametrize(
    ("frame", "options", "advice"),
    [
        (
            DATA.iloc[:1],
            {},
            (
                (
                    "No row is coded 0: nothing in the data contradicts sufficiency, so the parsimonious "
                    'solution is "1" '
                    "(every configuration) and says nothing."
                ),
                "There is only one case: one configuration is observed and every other is a remainder.",
                (
                    "The outcome is present (membership above 0.5) in every case: every configuration "
                    "looks sufficient."
                ),
            ),
        ),
        (data(A=0.3), {}, ("Constant in all cases, so nothing can be learnt from them: 'A'.",)),
        (
            data(Y=0.0),
            {},
            (
                (
                    "No configuration is sufficient for the outcome (no row is coded 1). The highest "
                    "consistency is 0.000 "
                    "in row 1 (PRI 0.000); cut-offs: consistency >= 0.8, PRI >= 0, frequency >= 1. "
                    "Look at other conditions and at the calibration before lowering a cut-off."
                ),
                "The outcome is present (membership above 0.5) in no case.",
            ),
        ),
        (
            DATA,
            {"frequency": 9},
            (
                (
                    "No configuration is sufficient for the outcome (no row is coded 1). No row has at "
                    "least 9 cases."
                ),
            ),
        ),
    ],
)
def test_what_stands_out_is_a_finding_and_not_an_error(frame, options, advice):
    built = fq.build_truth_table(frame, "Y", **options)
    assert built.advice == advice
    assert all(sentence in str(built) for sentence in advice)
    for kind in ("conservative", "parsimonious"):
        str(fq.minimize(built, kind))
