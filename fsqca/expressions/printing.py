"""How an expression looks elsewhere: other notations, LaTeX, and the table of its terms."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias
from typing import Literal as OneOf

from fsqca._checks import check_choice
from fsqca.errors import ArgumentError, ExpressionError, UnknownNameError
from fsqca.expressions.expression import Expression
from fsqca.expressions.levels import mentioned_levels
from fsqca.expressions.literal import Literal
from fsqca.expressions.parser import parse

if TYPE_CHECKING:
    import pandas as pd

Negation: TypeAlias = OneOf["tilde", "case"]
Conjunction: TypeAlias = OneOf["*", " ", ""]
LatexNegation: TypeAlias = OneOf["tilde", "neg", "bar"]

#: What LaTeX would not print as it is inside \mathrm{}; matplotlib knows all of it but \&.
_SPECIAL = {
    **{sign: "\\" + sign for sign in "#$%&_{} "},
    "\\": r"\backslash ",
    "^": r"\hat{\ }",
    "~": r"\sim ",
}


def text_of(expression: Expression, conjunction: str, negation: str, *, braces: bool) -> str:
    """Return the text in another notation; see :meth:`Expression.format`."""
    check_choice("conjunction", conjunction, ("*", " ", ""))
    check_choice("negation", negation, ("tilde", "case"))
    if negation == "case":
        _check_case(expression)
    terms = expression.literal_terms

    def literal(one: Literal) -> str:
        if one.bare and braces:
            return str(Literal(one.name, one.values, braces=True))
        if negation == "tilde":
            return str(one)
        if not one.bare:
            return str(Literal(one.name.upper(), one.values, one.negated, one.braces))
        return str(Literal(one.name.upper() if one.values == (1,) else one.name.lower()))

    text = " + ".join(conjunction.join(map(literal, term)) or "1" for term in terms) or "0"
    if conjunction == "":
        _check_readable(expression, text, negation)
    return text


def _check_case(expression: Expression) -> None:
    """Raise if small letters cannot say what is absent."""
    without = [name for name in expression.used if not (name.upper().isupper() and name.lower().islower())]
    negated = [str(one) for term in expression.literal_terms for one in term if one.negated]
    if without:
        raise ArgumentError(
            f'negation="case" cannot be used: {without[0]!r} has no letters that are small or capital. '
            'Use negation="tilde".'
        )
    if negated:
        raise ArgumentError(
            f'negation="case" cannot be used: {negated[0]} negates values. Use negation="tilde".'
        )
    folded: dict[str, str] = {}
    for name in expression.used:
        if folded.setdefault(name.upper(), name) != name:
            raise ArgumentError(
                f'negation="case" cannot be used: {folded[name.upper()]!r} and {name!r} differ in small and '
                'capital letters only. Use negation="tilde".'
            )


def _check_readable(expression: Expression, text: str, negation: str) -> None:
    """Raise if a text without signs between its names cannot be read back."""
    try:
        back = parse(text, expression.used, notation="case" if negation == "case" else "R")
    except (ExpressionError, UnknownNameError):
        back = None
    if back != expression:
        raise ArgumentError(
            f'conjunction="" cannot be used: {text!r} could be read in another way. '
            'Use conjunction="*" or conjunction=" ".'
        )


def latex_of(expression: Expression, negation: str) -> str:
    """Return LaTeX for mathematics; see :meth:`Expression.to_latex`."""
    check_choice("negation", negation, ("tilde", "neg", "bar"))
    if not expression.literal_terms:
        return "0"
    terms = (r" \cdot ".join(_latex(one, negation) for one in term) for term in expression.literal_terms)
    return " + ".join(term or "1" for term in terms)


def _latex(literal: Literal, negation: str) -> str:
    name = literal.name
    if not re.fullmatch("[A-Za-z]", name):
        name = f"\\mathrm{{{''.join(_SPECIAL.get(sign, sign) for sign in name)}}}"
    if not literal.bare:
        name += rf"\{{{','.join(map(str, literal.values))}\}}"
    if not (literal.negated or (literal.bare and literal.values == (0,))):
        return name
    return {"tilde": rf"{{\sim}}{name}", "neg": rf"\neg {name}", "bar": rf"\overline{{{name}}}"}[negation]


def table_of(expression: Expression) -> pd.DataFrame:
    """Return one row per term, one column per set; see :attr:`Expression.table`."""
    import pandas as pd

    levels = {**mentioned_levels(expression.literal_terms), **expression.known_levels}
    rows = []
    for term in expression.literal_terms:
        by_name: dict[str, list[Literal]] = {}
        for literal in term:
            by_name.setdefault(literal.name, []).append(literal)
        rows.append(
            [_cell(by_name[name], levels[name]) if name in by_name else "" for name in expression.names]
        )
    index = pd.Index([str(term) for term in expression.terms], dtype=object, name="term")
    return pd.DataFrame(rows, index=index, columns=list(expression.names), dtype=object)


def _cell(literals: list[Literal], levels: int) -> str:
    """Return the values that a term asks of one set."""
    wanted = [set(range(levels)) - set(one.values) if one.negated else set(one.values) for one in literals]
    if levels == 2 and set() in wanted:  # ~A{0,1} is A*~A
        return "1*0"
    common = set.intersection(*wanted)
    if common and (levels > 2 or len(wanted) == 1):
        return ",".join(map(str, sorted(common)))
    # A*~A is not empty in fuzzy sets, and what can never be must not look like what is not asked for.
    return "*".join(",".join(map(str, sorted(values))) or "none" for values in wanted)
