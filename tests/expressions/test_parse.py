"""The language: what a text stands for, how it prints, and what is wrong with a text that is none."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given

from fsqca.errors import (
    ArgumentError,
    ArgumentTypeError,
    ExpressionError,
    FsqcaError,
    TooLargeError,
    UnknownNameError,
)
from fsqca.expressions import Expression, Literal, as_expression, parse
from tests.strategies import multi_value_expressions, two_valued_texts


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("A", "A"),
        ("~A", "~A"),
        ("~~A", "A"),
        ("A*B+~C", "A*B + ~C"),
        ("A & B | C · D", "A*B + C*D"),
        ("A*(B + ~C)", "A*B + A*~C"),
        ("(A + B)*(C + D)", "A*C + A*D + B*C + B*D"),
        ("~(A*B)", "~A + ~B"),
        ("~(A + ~B)", "~A*B"),
        ("~(A*B + C)", "~A*~C + ~B*~C"),
        ("A*B + B*A", "A*B"),
        ("A*A*B", "A*B"),
        ("A*~A", "A*~A"),
        ("A + A*B", "A + A*B"),
        ("A + ~A", "A + ~A"),
        ("A{1}", "A{1}"),
        ("A{2,1,2}", "A{1,2}"),
        ("~A{1}", "~A{1}"),
        ("~~A{1,2}", "A{1,2}"),
        ("~(A{1}*B)", "~A{1} + ~B"),
        ("A {1, 2} * B", "A{1,2}*B"),
        ("`GDP per head`*~B", "`GDP per head`*~B"),
        ("~`a-b`{2}", "~`a-b`{2}"),
        ("`A`", "A"),
        ("`a``b`", "`a``b`"),
        ("`1` + `=>`", "`1` + `=>`"),
        ("ÄÖ_1*naïve", "ÄÖ_1*naïve"),
        ("1", "1"),
        ("0", "0"),
        ("~1", "0"),
        ("~0", "1"),
        ("A*1 + 0", "A"),
        ("A*0", "0"),
        ("1 + A", "1 + A"),
        ("\n A\t*\nB ", "A*B"),
        ("B*A + C*B", "B*A + B*C"),
    ],
)
def test_a_text_prints_in_canonical_form_that_parses_back(text: str, printed: str) -> None:
    expression = parse(text)
    assert str(expression) == printed
    assert parse(printed) == expression
    assert hash(parse(printed)) == hash(expression)


def test_literals_are_ordered_by_names() -> None:
    assert str(parse("C*A + B*~A", names=["A", "B", "C"])) == "A*C + ~A*B"
    assert parse("C*A", names=["A", "B", "C"]).names == ("A", "B", "C")
    assert parse("C*A").names == ("C", "A")


def test_equality_is_of_sets_of_terms_and_literals() -> None:
    assert parse("A*B + C") == parse("C + B*A")
    assert parse("A{1}*B{0}") == parse("A*~B")
    assert parse("A + B") != parse("A*B")
    assert parse("A + A*B") != parse("A")
    assert parse("A") != "A"
    assert len({parse("A + B"), parse("B + A"), parse("A")}) == 2


def test_terms_are_expressions_of_one_term() -> None:
    expression = parse("A*B + ~C")
    assert [str(term) for term in expression.terms] == ["A*B", "~C"]
    assert expression.terms[1] == parse("~C")
    assert expression.terms is expression.terms
    assert expression.terms[0].terms == (expression.terms[0],)
    assert parse("0").terms == ()
    assert [str(term) for term in parse("1").terms] == ["1"]


def test_known_numbers_of_values_decide_how_a_set_prints() -> None:
    levels = {"A": 2, "R": 3}
    assert str(parse("A{1}*R{2} + A{0} + ~A{1}*R{0}", levels)) == "A*R{2} + ~A + ~A*R{0}"
    assert str(parse("A{0,1}", levels)) == "A{0,1}"
    assert str(parse(parse("A{1}"), levels)) == "A"
    assert parse("A", levels).levels == (2, 3)
    assert (parse("A", levels) | parse("Z")).levels == (2, 3, None)
    assert str(parse("R{1}", levels) & "A{1}") == "A*R{1}"


def test_expressions_join_with_and_or_not_and_with_texts() -> None:
    e, f = parse("A + B"), parse("~A")
    assert str(e & f) == "A*~A + ~A*B"
    assert str(e | f) == "A + B + ~A"
    assert str(~e) == "~A*~B" == str(e.negate())
    assert str(e & "C") == "A*C + B*C"
    assert str("C" | e) == "C + A + B"
    assert str("C" & e) == "C*A + C*B"
    assert (e & f).names == ("A", "B")
    with pytest.raises(TypeError, match="unsupported operand"):
        e & 3


def test_an_expression_survives_pickling_and_shows_itself_on_one_line() -> None:
    expression = parse("A{1}*B + ~`x y`", names={"A": 3, "B": 2, "x y": 2})
    again = pickle.loads(pickle.dumps(expression))
    assert again == expression
    assert (str(again), again.names, again.levels) == (str(expression), expression.names, (3, 2, 2))
    assert repr(expression) == "Expression('A{1}*B + ~`x y`')"


def test_an_expression_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        parse("A").names = ("B",)  # type: ignore[misc]


def test_an_expression_passes_through_with_its_names_checked() -> None:
    expression = parse("B*A")
    assert parse(expression) is expression
    assert as_expression("B*A") == expression
    assert str(parse(expression, ["A", "B"])) == "A*B"
    with pytest.raises(UnknownNameError):
        parse(expression, ["A"])


def test_the_constructor_takes_terms_as_they_are() -> None:
    made = Expression(
        ((Literal("A"), Literal("B", (0,))), (Literal("C", (2,), braces=True),)), ("A", "B", "C")
    )
    assert str(made) == "A*~B + C{2}"
    assert made == parse("A*~B + C{2}")


SYNTAX = [
    ("A*(B + C", "The expression ends too early:\n    A*(B + C\n            ^\nExpected *, + or )."),
    ("A)", "Unexpected ')' in the expression:\n    A)\n     ^\nExpected *, + or the end of the text."),
    ("A +", "The expression ends too early:\n    A +\n       ^\nExpected a set name, ~, (, 1 or 0."),
    (
        "A * + B",
        "Unexpected '+' in the expression:\n    A * + B\n        ^\nExpected a set name, ~, (, 1 or 0.",
    ),
    ("()", "Unexpected ')' in the expression:\n    ()\n     ^\nExpected a set name, ~, (, 1 or 0."),
    ("", 'The expression is empty. Write for example "A*~B + C"; "1" is always present, "0" never.'),
    ("  \n", 'The expression is empty. Write for example "A*~B + C"; "1" is always present, "0" never.'),
    (
        "service climate*B",
        (
            "Unexpected 'climate' in the expression:\n    service climate*B\n            ^\n"
            "Expected *, + or the end of the text. A name with a space goes in backticks."
        ),
    ),
    (
        "A ~B",
        "Unexpected '~' in the expression:\n    A ~B\n      ^\nExpected *, + or the end of the text.",
    ),
    ("A{", "The expression ends too early:\n    A{\n      ^\nExpected a value such as 0, 1 or 2."),
    ("A{}", "Unexpected '}' in the expression:\n    A{}\n      ^\nExpected a value such as 0, 1 or 2."),
    ("A{1", "The expression ends too early:\n    A{1\n       ^\nExpected a comma or }."),
    (
        "2*A",
        (
            "Unexpected '2' in the expression:\n    2*A\n    ^\n"
            "Only 1 (always present) and 0 (never present) stand alone; "
            "a name that begins with a digit goes in backticks."
        ),
    ),
    (
        "1A",
        (
            "Unexpected 'A' in the expression:\n"
            "    1A\n"
            "     ^\n"
            "Expected *, + or the end of the text. A name that begins with a digit goes in backticks."
        ),
    ),
    (
        "0 (A)",
        ("Unexpected '(' in the expression:\n    0 (A)\n      ^\nExpected *, + or the end of the text."),
    ),
    ("!A", "Unexpected '!' in the expression:\n    !A\n    ^\nNegation is written ~."),
    (
        "A => Y",
        (
            "Unexpected '=' in the expression:\n    A => Y\n      ^\n"
            "An arrow belongs in pof(); values of a multi-value set are written A{1}."
        ),
    ),
    (
        "A[1]",
        (
            "Unexpected '[' in the expression:\n    A[1]\n     ^\n"
            'Values of a multi-value set are written A{1}; notation="R" reads A[1].'
        ),
    ),
    (
        "gdp.cap",
        "Unexpected '.' in the expression:\n    gdp.cap\n       ^\nA name with a dot goes in backticks.",
    ),
    (
        "A*`B",
        (
            "Unexpected '`' in the expression:\n    A*`B\n      ^\n"
            "A name in backticks ends with a backtick and is not empty."
        ),
    ),
    ("A # B", "Unexpected '#' in the expression:\n    A # B\n      ^"),
    (
        "A\n*\n)",
        "Unexpected ')' in the expression:\n    A * )\n        ^\nExpected a set name, ~, (, 1 or 0.",
    ),
]


@pytest.mark.parametrize(("text", "message"), SYNTAX, ids=[repr(text) for text, _ in SYNTAX])
def test_a_text_that_is_no_expression_is_shown_with_the_place_marked(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert str(caught.value) == message
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("text", "names", "error", "message"),
    [
        (
            "FF*TF",
            ["TF", "AD"],
            UnknownNameError,
            "There is no set 'FF' in names. Available: 'TF', 'AD'.",
        ),
        (
            "A{7}",
            {"A": 3},
            ExpressionError,
            "A{7} asks for the value 7, but 'A' has 3 values: 0, 1, 2.",
        ),
        (
            "A{1,3}*B",
            {"A": 3, "B": 2},
            ExpressionError,
            "A{1,3} asks for the value 3, but 'A' has 3 values: 0, 1, 2.",
        ),
        (
            "~A*B",
            {"A": 3, "B": 2},
            ExpressionError,
            "~A is ambiguous: 'A' has 3 values (0, 1, 2). Say which is meant, for example `A{0}`.",
        ),
        (
            "A + A{2}",
            None,
            ExpressionError,
            "A is ambiguous: 'A' has 3 values (0, 1, 2). Say which is meant, for example `A{1}`.",
        ),
        ("A", ["A", "B", "A"], ArgumentError, "names has 'A' more than once. Name each set once."),
        (3, None, ArgumentTypeError, "An expression must be a string or an Expression, not 3."),
        (None, None, ArgumentTypeError, "An expression must be a string or an Expression, not None."),
        (["A"], None, ArgumentTypeError, "An expression must be a string or an Expression, not ['A']."),
        (
            "A",
            5,
            ArgumentTypeError,
            (
                "names must be a sequence of the names of sets, or a mapping of them to their numbers of "
                "values, not 5."
            ),
        ),
        ("A", ["A", 3], ArgumentTypeError, "The names of sets are text, but names has 3."),
        ("A", ["A", ""], ArgumentError, "names has an empty name. The name of a set has at least one sign."),
        ("A", {"A": 1}, ArgumentError, "The number of values of 'A' is 1, but it must be at least 2."),
        (
            "A",
            {"A": "two"},
            ArgumentTypeError,
            "The number of values of 'A' must be a whole number, not 'two'.",
        ),
    ],
)
def test_sets_that_do_not_exist_or_do_not_fit_are_refused(text, names, error, message: str) -> None:
    with pytest.raises(error) as caught:
        parse(text, names)
    assert str(caught.value) == message
    assert isinstance(caught.value, FsqcaError)


@pytest.mark.parametrize(
    ("text", "levels"), [("A*~A", {"A": 2}), ("R{0}*R{1}", {"R": 3}), ("~R{0,1,2}", {"R": 3})]
)
def test_a_term_that_can_never_be_is_kept_until_it_is_simplified(text: str, levels: dict[str, int]) -> None:
    expression = parse(text, levels)
    assert str(expression) == text
    assert str(expression.simplify()) == "0"
    assert expression.expand().terms == ()


def test_a_bare_literal_does_not_join_with_one_that_shows_more_values() -> None:
    with pytest.raises(ExpressionError, match="A is ambiguous"):
        parse("A{2}") & "A"


def test_multiplying_out_beyond_reason_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fsqca.expressions.literal.MOST_TERMS", 500)
    with pytest.raises(TooLargeError) as caught:
        parse("*".join(f"(A{i} + B{i})" for i in range(9)))
    assert str(caught.value) == (
        "The expression has more than 500 terms when it is multiplied out. "
        "Simplify its parts first, or work with the parts one by one."
    )
    assert len(parse("*".join(f"(A{i} + B{i})" for i in range(8))).terms) == 256


def test_deep_nesting_is_no_problem() -> None:
    assert str(parse("(" * 2000 + "A" + ")" * 2000)) == "A"
    assert str(parse("~" * 2001 + "A")) == "~A"


@given(multi_value_expressions())
def test_what_is_printed_parses_back(expression: Expression) -> None:
    assert parse(str(expression)) == expression
    assert str(parse(str(expression), expression.names)) == str(expression)


@given(two_valued_texts())
def test_a_printed_text_is_the_same_expression(text: str) -> None:
    once = parse(text)
    assert parse(str(once)) == once
    assert str(parse(str(once), once.names)) == str(once)
