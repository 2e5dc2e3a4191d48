"""Notations of other programs, read and written; LaTeX; the table of the terms."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.errors import ArgumentError, ExpressionError, FsqcaError, UnknownNameError
from fsqca.expressions import Expression, parse
from tests.strategies import NAMES, multi_value_expressions, multi_value_texts, two_valued_texts


@pytest.mark.parametrize(
    ("text", "names", "printed"),
    [
        ("A*~B + C", "ABC", "A*~B + C"),
        ("AB + ~AC", "ABC", "A*B + ~A*C"),
        ("ABA", "ABC", "A*B"),
        ("A ~B C", "ABC", "A*~B*C"),
        ("A(B + C)", "ABC", "A*B + A*C"),
        ("(A + B)(A + ~B)", "AB", "A + A*~B + A*B + B*~B"),
        ("~(A B)C", "ABC", "~A*C + ~B*C"),
        ("A[1]*B[0]", {"A": 2, "B": 2}, "A*~B"),
        ("A[1,2]B{0}", {"A": 3, "B": 2}, "A{1,2}*~B"),
        ("A{1}B{0}", {"A": 2, "B": 2}, "A*~B"),
        ("AaBb + ~CcDd", ["Aa", "Bb", "Cc", "Dd"], "Aa*Bb + ~Cc*Dd"),
        ("gdp.cap*~urb.pop", ["gdp.cap", "urb.pop"], "`gdp.cap`*~`urb.pop`"),
        ("AB", ["A", "B", "AB"], "AB"),
        ("AB + A", None, "AB + A"),
        ("`GDP per head`B", ["GDP per head", "B"], "`GDP per head`*B"),
        ("A" * 3000, "A", "A"),
    ],
)
def test_the_notation_of_r_is_read(text: str, names, printed: str) -> None:
    assert str(parse(text, list(names) if isinstance(names, str) else names, notation="R")) == printed


@pytest.mark.parametrize(
    ("text", "names", "printed"),
    [
        ("A*b + C", None, "A*~B + C"),
        ("Ab + aC", "ABC", "A*~B + ~A*C"),
        ("A b c", "ABC", "A*~B*~C"),
        ("~a", "A", "A"),
        ("~(aB)", "AB", "A + ~B"),
        ("a(B + c)", "ABC", "~A*B + ~A*~C"),
        ("dev*LIT", ["Dev", "Lit"], "~Dev*Lit"),
        ("URBdev", ["DEV", "URB"], "~DEV*URB"),
        ("x1*X2", None, "~X1*X2"),
        ("`gdp per head` + B", ["GDP per head", "B"], "~`GDP per head` + B"),
        ("R{1}*a", {"A": 2, "R": 3}, "~A*R{1}"),
        ("1 + a", "A", "1 + ~A"),
    ],
)
def test_small_letters_are_read_as_negation(text: str, names, printed: str) -> None:
    assert str(parse(text, list(names) if isinstance(names, str) else names, notation="case")) == printed


@pytest.mark.parametrize(
    ("text", "names", "notation", "error", "message"),
    [
        (
            "Ab + aC",
            ["A", "B", "C"],
            "R",
            UnknownNameError,
            "There are no sets 'Ab', 'aC' in names. Available: 'A', 'B', 'C'. Did you mean 'A'?",
        ),
        (
            "a*B",
            ["A", "B"],
            "fsqca",
            UnknownNameError,
            (
                "There is no set 'a' in names. Available: 'A', 'B'. "
                'If small letters mean negation, pass notation="case" to parse().'
            ),
        ),
        ("Q*a", ["A"], "case", UnknownNameError, "There is no set 'Q' in names. Available: 'A'."),
        (
            "A + ABC",
            ["A", "BC", "AB", "C"],
            "R",
            ExpressionError,
            (
                "Unexpected 'ABC' in the expression:\n    A + ABC\n        ^\n"
                "It can be read as AB*C and as A*BC. Write the sign * where it belongs."
            ),
        ),
        (
            "A**B",
            ["A", "B"],
            "R",
            ExpressionError,
            "Unexpected '*' in the expression:\n    A**B\n      ^\nExpected a set name, ~, (, 1 or 0.",
        ),
        (
            "A+",
            ["A"],
            "R",
            ExpressionError,
            "The expression ends too early:\n    A+\n      ^\nExpected a set name, ~, (, 1 or 0.",
        ),
        (
            "(A+B",
            ["A", "B"],
            "R",
            ExpressionError,
            "The expression ends too early:\n    (A+B\n        ^\nExpected *, + or ).",
        ),
        (
            "A[1",
            ["A"],
            "R",
            ExpressionError,
            "The expression ends too early:\n    A[1\n       ^\nExpected a comma or ].",
        ),
        (
            "A[1}",
            ["A"],
            "R",
            ExpressionError,
            "Unexpected '}' in the expression:\n    A[1}\n       ^\nExpected a comma or ].",
        ),
        (
            "B + Ab",
            None,
            "case",
            ExpressionError,
            (
                "Unexpected 'Ab' in the expression:\n    B + Ab\n        ^\n"
                'With notation="case" a name is all capitals (present) or all small letters (absent). '
                "Say with names which sets there are."
            ),
        ),
        (
            "Ab{1}",
            ["A", "B"],
            "case",
            ExpressionError,
            (
                "Unexpected 'b' in the expression:\n    Ab{1}\n     ^\n"
                "A set with values is written in capitals; the values say which are meant."
            ),
        ),
        (
            "A",
            ["a", "A"],
            "case",
            ArgumentError,
            (
                "names has 'a' and 'A', which differ in small and capital letters only. "
                'notation="case" cannot tell them apart; rename one, or write negations with ~.'
            ),
        ),
        ("A", None, "r", ArgumentError, "notation is 'r', but it must be one of 'fsqca', 'R', 'case'."),
        (
            "A{12345}",
            None,
            "fsqca",
            ExpressionError,
            (
                "Unexpected '12345' in the expression:\n    A{12345}\n      ^\n"
                "The values of a set are 0, 1, 2, ... up to 9999."
            ),
        ),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, names, notation, error, message: str) -> None:
    with pytest.raises(error) as caught:
        parse(text, names, notation=notation)
    assert str(caught.value) == message
    assert isinstance(caught.value, FsqcaError)


@pytest.mark.parametrize(
    ("text", "options", "written"),
    [
        ("A*~B + C", {}, "A*~B + C"),
        ("A*~B + C", {"conjunction": " "}, "A ~B + C"),
        ("A*~B + C", {"conjunction": ""}, "A~B + C"),
        ("A*~B + C", {"negation": "case"}, "A*b + C"),
        ("A*~B + C", {"negation": "case", "conjunction": ""}, "Ab + C"),
        ("A*~B + C", {"braces": True}, "A{1}*B{0} + C{1}"),
        ("A*~R{1,2}", {"conjunction": " "}, "A ~R{1,2}"),
        ("~Dev*R{1}", {"negation": "case"}, "dev*R{1}"),
        ("~`GDP per head`", {"negation": "case"}, "`gdp per head`"),
        ("1", {"negation": "case"}, "1"),
        ("0", {"conjunction": ""}, "0"),
    ],
)
def test_other_notations_are_written(text: str, options: dict, written: str) -> None:
    assert parse(text).format(**options) == written


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        (
            "A*B*AB",
            {"conjunction": ""},
            (
                "conjunction=\"\" cannot be used: 'ABAB' could be read in another way. "
                'Use conjunction="*" or conjunction=" ".'
            ),
        ),
        (
            "A*a",
            {"negation": "case"},
            (
                "negation=\"case\" cannot be used: 'A' and 'a' differ in small and capital letters only. "
                'Use negation="tilde".'
            ),
        ),
        (
            "A*`1`",
            {"negation": "case"},
            (
                "negation=\"case\" cannot be used: '1' has no letters that are small or capital. "
                'Use negation="tilde".'
            ),
        ),
        (
            "~R{1,2}",
            {"negation": "case"},
            'negation="case" cannot be used: ~R{1,2} negates values. Use negation="tilde".',
        ),
        ("A", {"conjunction": "&"}, "conjunction is '&', but it must be one of '*', ' ', ''."),
        ("A", {"negation": "bar"}, "negation is 'bar', but it must be one of 'tilde', 'case'."),
    ],
)
def test_what_could_not_be_read_back_is_not_written(text: str, options: dict, message: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        parse(text).format(**options)
    assert str(caught.value) == message


@settings(max_examples=60)
@given(two_valued_texts(), st.sampled_from(["*", " ", ""]), st.booleans())
def test_what_is_written_is_read_back(text: str, conjunction, braces: bool) -> None:
    expression = parse(text, NAMES)
    written = expression.format(conjunction=conjunction, braces=braces)
    assert parse(written, NAMES, notation="R") == expression
    small = expression.format(conjunction=conjunction, negation="case")
    assert parse(small, NAMES, notation="case") == expression


LEVELS = {"A": 2, "R": 3, "S": 4}


@settings(max_examples=60)
@given(multi_value_texts(LEVELS), st.sampled_from(["*", " ", ""]))
def test_what_is_written_of_multi_value_sets_is_read_back(text: str, conjunction) -> None:
    expression = parse(text, LEVELS)
    assert parse(expression.format(conjunction=conjunction), LEVELS, notation="R") == expression
    brackets = str(expression).replace("{", "[").replace("}", "]")
    assert parse(brackets, LEVELS, notation="R") == expression


@given(multi_value_expressions())
def test_the_notation_of_r_reads_all_that_ours_is(expression: Expression) -> None:
    assert parse(str(expression), notation="R") == expression


@pytest.mark.parametrize(
    ("text", "negation", "latex"),
    [
        ("A*~B + C", "tilde", r"A \cdot {\sim}B + C"),
        ("A*~B", "neg", r"A \cdot \neg B"),
        ("~TF", "bar", r"\overline{\mathrm{TF}}"),
        ("R{1,2}*~R{0}", "tilde", r"R\{1,2\} \cdot {\sim}R\{0\}"),
        ("`a_b 50%`", "tilde", r"\mathrm{a\_b\ 50\%}"),
        ("`R&D`", "tilde", r"\mathrm{R\&D}"),
        ("1", "tilde", "1"),
        ("0", "tilde", "0"),
    ],
)
def test_latex(text: str, negation, latex: str) -> None:
    assert parse(text).to_latex(negation=negation) == latex


def test_latex_with_special_signs_is_read_by_matplotlib() -> None:
    from matplotlib.mathtext import MathTextParser

    for negation in ("tilde", "neg", "bar"):
        text = parse(r"~`#$%_{} \^~` + A*~B{1}").to_latex(negation=negation)
        assert MathTextParser("path").parse(f"${text}$").width > 0


def test_an_unknown_negation_of_latex_is_refused() -> None:
    with pytest.raises(ArgumentError) as caught:
        parse("A").to_latex(negation="case")
    assert str(caught.value) == "negation is 'case', but it must be one of 'tilde', 'neg', 'bar'."


@pytest.mark.parametrize(
    ("text", "names", "rows"),
    [
        ("A*~B + C", None, [["1", "0", ""], ["", "", "1"]]),
        ("~R{0,1}*A + ~S{1}", {"A": 2, "R": 3, "S": 4}, [["1", "2", ""], ["", "", "0,2,3"]]),
        ("R{0,2}*R{1,2}", {"R": 3}, [["2"]]),
        ("R{0}*R{1}", {"R": 3}, [["0*1"]]),
        ("A*~A", None, [["1*0"]]),
        ("A{0,1}", None, [["0,1"]]),
        ("~A{0,1}", None, [["1*0"]]),
        ("~R{0,1,2}", {"R": 3}, [["none"]]),
        ("~R{2}", None, [["0,1"]]),
        ("1", ["A", "B"], [["", ""]]),
    ],
)
def test_the_table_has_a_row_for_each_term(text: str, names, rows: list) -> None:
    expression = parse(text, names)
    table = expression.table
    assert table.to_numpy().tolist() == rows
    assert list(table.columns) == list(expression.names)
    assert list(table.index) == [str(term) for term in expression.terms]
    assert table.index.name == "term"


def test_the_table_of_what_is_never_present_has_no_rows() -> None:
    assert parse("0", ["A"]).table.shape == (0, 1)
