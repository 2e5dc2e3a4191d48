"""Directional expectations: which values of a condition theory expects to contribute to the outcome.

Easy counterfactuals are found term by term (Ragin & Sonnett 2005): a literal of a conservative term that is
not in the parsimonious term may be dropped where it runs against an expectation, because the remainders used
thereby would, if they existed, have the outcome all the more.

References
----------
Ragin, C. C., & Sonnett, J. (2005). Between complexity and parsimony: Limited diversity, counterfactual
cases, and comparative analysis. In S. Kropp & M. Minkenberg (Eds.), Vergleichen in der Politikwissenschaft
(pp. 180-197). VS Verlag.

Ragin, C. C. (2008). Redesigning Social Inquiry. University of Chicago Press, ch. 9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fsqca._checks import counted, listed, unknown_names
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression, as_expression
from fsqca.minimization.cubes import FREE
from fsqca.minimization.translation import term_values

#: Directional expectations as R takes them: "1,0,-", "1;2,-".
_R_STYLE = re.compile(r"\s*[\d;-]+(\s*,\s*[\d;-]+)+\s*")

#: The value of a two-valued condition that a word expects.
_WORDS = {"+": 1, "present": 1, "-": 0, "absent": 0}
#: "+" present, "-" absent, None no expectation, a value or values of a multi-value condition; or expressions.
ExpectationsLike: TypeAlias = (
    "Mapping[str, str | int | Sequence[int] | None] | Sequence[str | Expression] | str | Expression"
)


@dataclass(frozen=True, slots=True)
class Expectations:
    """Expectations as integers: condition -> expected values.

    Attributes
    ----------
    simple : dict of int to frozenset of int
        Conditions with an expectation of their own.
    conjunctural : tuple of dict
        Conjunctions of expectations that hold only together.
    """

    simple: Mapping[int, frozenset[int]]
    conjunctural: tuple[Mapping[int, frozenset[int]], ...] = ()

    def idle(self, levels: Sequence[int]) -> list[int]:
        """Return the conditions of which every value is expected, so that nothing follows."""
        return [column for column, values in self.simple.items() if len(values) == levels[column]]

    def __bool__(self) -> bool:
        return bool(self.simple) or bool(self.conjunctural)

    def weaken(self, term: Sequence[int], core: Sequence[int]) -> tuple[int, ...]:
        """Return a conservative term without the literals that expectations allow to drop.

        Parameters
        ----------
        term : sequence of int
            A term of a conservative model, -1 for conditions that are not in it.
        core : sequence of int
            A term of a parsimonious model that contains it; its literals always stay.

        Returns
        -------
        tuple of int
            The literals not in `core` are dropped where they run against a simple expectation, and those
            named by a conjunctural expectation are dropped where not all of them agree with it.
        """
        beyond = [column for column, value in enumerate(term) if value != FREE and core[column] == FREE]
        dropped = {
            column for column in beyond if column in self.simple and term[column] not in self.simple[column]
        }
        for conjunction in self.conjunctural:
            named = [column for column in beyond if column in conjunction]
            if not all(term[column] in conjunction[column] for column in named):
                dropped.update(named)
        return tuple(FREE if column in dropped else int(value) for column, value in enumerate(term))


def read_expectations(given: ExpectationsLike, names: Sequence[str], levels: Sequence[int]) -> Expectations:
    """Return what the caller expects, checked against the conditions."""
    if isinstance(given, Mapping):
        return Expectations(_from_mapping(given, names, levels))
    if isinstance(given, str) and _R_STYLE.fullmatch(given):
        raise ArgumentError(
            f"expectations is {given!r}, which is R's style: read it with "
            f"fsqca.minimization.expectations_from_r({given!r}, table.conditions)."
        )
    if isinstance(given, str | Expression):
        given = (given,)
    if not isinstance(given, Sequence):
        raise ArgumentTypeError(
            'expectations must be a mapping such as {"A": "+", "B": "-"} or expressions such as '
            f'("A", "A*~B"), not {type(given).__name__}.'
        )
    simple: dict[int, frozenset[int]] = {}
    conjunctural: list[Mapping[int, frozenset[int]]] = []
    for item in given:
        if not isinstance(item, str | Expression):
            raise ArgumentTypeError(
                f'expectations must hold expressions such as "A" or "A*~B", not {item!r}.'
            )
        terms = term_values(as_expression(item), names, levels, "expectations")
        if not all(terms) or not terms:
            raise ArgumentError(f"expectations holds {str(item)!r}, which names no condition.")
        for allowed in terms:
            empty = [names[column] for column, values in allowed.items() if not values]
            if empty:
                raise ArgumentError(
                    f"expectations holds {str(item)!r}, which contradicts itself in {listed(empty)}."
                )
            if len(allowed) > 1:
                conjunctural.append(allowed)
                continue
            ((column, values),) = allowed.items()
            simple[column] = simple.get(column, frozenset()) | values
    return Expectations(simple, tuple(conjunctural))


def _from_mapping(
    given: Mapping[str, object], names: Sequence[str], levels: Sequence[int]
) -> dict[int, frozenset[int]]:
    unknown = [name for name in given if name not in names]
    if unknown:
        raise unknown_names("condition", unknown, list(names), "the truth table (in expectations)")
    simple: dict[int, frozenset[int]] = {}
    for name, expected in given.items():
        column = list(names).index(name)
        if expected is None:
            continue
        simple[column] = _values(name, expected, levels[column])
    return simple


def _values(name: str, expected: object, n_levels: int) -> frozenset[int]:
    if isinstance(expected, str) and expected in _WORDS:
        if n_levels > 2:
            raise ArgumentError(
                f"expectations[{name!r}] is {expected!r}, but {name!r} has the values 0 to {n_levels - 1}: "
                f"name the expected values, for example {{{name!r}: (1, 2)}}."
            )
        return frozenset({_WORDS[expected]})
    if isinstance(expected, tuple | list | set | frozenset) and expected:
        values = [
            value for value in expected if isinstance(value, int | np.integer) and not isinstance(value, bool)
        ]
        if len(values) == len(expected):
            outside = [int(value) for value in values if not 0 <= value < n_levels]
            if outside:
                raise ArgumentError(
                    f"expectations[{name!r}] holds {listed(outside)}, but {name!r} has the values 0 to "
                    f"{n_levels - 1}."
                )
            return frozenset(int(value) for value in values)
    raise ArgumentError(
        f"expectations[{name!r}] is {expected!r}, but it must be '+' (present), '-' (absent), None (no "
        "expectation), or a tuple of values of a multi-value condition such as (1, 2). Codes 1 and 0 mean "
        "different things in different programs; text in R's style is read by "
        "fsqca.minimization.expectations_from_r()."
    )


def expectations_from_r(text: str, conditions: Sequence[str]) -> dict[str, tuple[int, ...] | None]:
    """Return directional expectations written in R's numeric style, one code per condition.

    Parameters
    ----------
    text : str
        Codes separated by commas, for example ``"1,0,-"``: the expected value of each condition, ``-`` for
        none; several values of a multi-value condition are separated by semicolons, ``"1;2,-"``.
    conditions : sequence of str
        The conditions, in the order of the codes.

    Returns
    -------
    dict
        Condition -> expected values or None, as :func:`fsqca.minimize` takes it.

    Raises
    ------
    ArgumentError
        If the number of codes differs from the number of conditions, or a code is neither a number nor ``-``.

    Examples
    --------
    >>> expectations_from_r("1,0,-", ["A", "B", "C"])
    {'A': (1,), 'B': (0,), 'C': None}
    """
    if not isinstance(text, str):
        raise ArgumentTypeError(f'text must be a string such as "1,0,-", not {text!r}.')
    if isinstance(conditions, str):
        raise ArgumentTypeError(f'conditions must be a list of names such as ["A", "B"], not {conditions!r}.')
    codes = [code.strip() for code in text.split(",")]
    if len(codes) != len(conditions):
        raise ArgumentError(
            f"text has {counted(len(codes), 'code')} ({text!r}) for {counted(len(conditions), 'condition')}: "
            f"{listed(conditions, 30)}."
        )
    result: dict[str, tuple[int, ...] | None] = {}
    for name, code in zip(conditions, codes, strict=True):
        parts = [part.strip() for part in code.split(";")]
        if code == "-":
            result[name] = None
        elif all(part.isdecimal() for part in parts):
            result[name] = tuple(int(part) for part in parts)
        else:
            raise ArgumentError(
                f"text has the code {code!r} for {name!r}; allowed are whole numbers and '-'."
            )
    return result
