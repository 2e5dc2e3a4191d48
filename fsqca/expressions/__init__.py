"""The language of set expressions: parse, print, evaluate, and Boolean algebra.

``parse("A*~B + C")`` gives an :class:`Expression`, a disjunction of terms, each a conjunction of literals.
Whatever takes an expression in fsqca takes the text as well.
"""

from fsqca.expressions.algebra import equivalent, is_subset, simplifications
from fsqca.expressions.expression import Expression
from fsqca.expressions.joining import intersection, union
from fsqca.expressions.literal import Literal
from fsqca.expressions.parser import as_expression, parse

__all__ = [
    "Expression",
    "Literal",
    "as_expression",
    "equivalent",
    "intersection",
    "is_subset",
    "parse",
    "simplifications",
    "union",
]
