"""Boolean algebra on expressions: shortest forms, configurations, equivalence, inclusion.

Everything here holds for crisp (and multi-value) sets: ``A*~A`` is empty and ``A + ~A`` is everything, which
fuzzy memberships do not obey. An expression becomes a table of the configurations it covers; prime implicants
follow from it by merging along every condition (Quine 1955; McCluskey 1956), and shortest forms are minimum
covers.

References
----------
Quine, W. V. (1955). A way to simplify truth functions. American Mathematical Monthly, 62(9), 627-631.
McCluskey, E. J. (1956). Minimization of Boolean functions. Bell System Technical Journal, 35(6), 1417-1444.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from fsqca._checks import check_count
from fsqca._types import Bools, Ints
from fsqca.errors import TooLargeError
from fsqca.expressions.expression import Expression
from fsqca.expressions.inclusion import cubes_of, left_out
from fsqca.expressions.levels import fitted, mentioned_levels
from fsqca.expressions.literal import MOST_TERMS, Literal, Terms
from fsqca.expressions.parser import parse

Names = Mapping[str, int] | Sequence[str] | None

#: The largest table of configurations, or of cubes, that is made.
MOST_CELLS = 20_000_000


def simplifications(
    expression: str | Expression, names: Names = None, *, max_results: int = 1000
) -> tuple[Expression, ...]:
    """Return every shortest equivalent for crisp sets: all tied sums of the fewest prime implicants.

    Parameters
    ----------
    expression : str or Expression
        What to simplify.
    names : mapping of str to int, or sequence of str, optional
        The sets and their numbers of values. Default: what the expression knows; else two values, or the
        highest value mentioned + 1 where a value above 1 is mentioned.
    max_results : int, default 1000
        The largest number of tied results to list.

    Returns
    -------
    tuple of Expression
        All have the same number of terms; those with fewer literals come first. Terms use single values of
        multi-value sets. ``1`` and ``0`` stand for an expression that is always or never present.

    Raises
    ------
    TooLargeError
        If there are more tied results than `max_results`, or too many sets to work on.

    Examples
    --------
    >>> from fsqca.expressions import simplifications
    >>> [str(result) for result in simplifications("~A*B + ~B*C + A*~C")]
    ['A*~B + ~A*C + B*~C', 'A*~C + ~A*B + ~B*C']
    """
    most = check_count("max_results", max_results)
    results, complete = _shortest(parse(expression), names, most)
    if not complete:
        raise TooLargeError(
            f"There are more than {max_results} shortest forms. "
            "Ask for more with max_results, or take one with expression.simplify()."
        )
    return results


def simplify(expression: Expression, names: Names = None) -> Expression:
    """Return one shortest equivalent; see :meth:`Expression.simplify`."""
    return _shortest(expression, names, 1000)[0][0]


def expand(expression: Expression, names: Names = None) -> Expression:
    """Return the configurations that an expression covers; see :meth:`Expression.expand`."""
    space = _space((expression,), names, used_only=False)
    rows = np.argwhere(covered(expression, space))
    if len(rows) > MOST_TERMS:
        raise TooLargeError(
            f"The expression covers {len(rows)} configurations of {len(space)} sets, more than {MOST_TERMS}. "
            "Expand it over fewer sets."
        )
    return _from_cubes(rows, space)


def equivalent(left: str | Expression, right: str | Expression, names: Names = None) -> bool:
    """Return whether two expressions cover the same configurations of crisp or multi-value sets.

    Parameters
    ----------
    left, right : str or Expression
        What to compare.
    names : mapping of str to int, or sequence of str, optional
        The sets and their numbers of values, as for :func:`simplifications`.

    Returns
    -------
    bool

    Raises
    ------
    TooLargeError
        If the comparison would take too long, which takes dozens of sets.

    Notes
    -----
    Equivalent expressions can still give different fuzzy memberships: they agree on which side of 0.5 a case
    lies, as long as none of its memberships is exactly 0.5. Expressions with equal memberships in any data
    are those that follow from each other by the laws that hold for fuzzy sets.

    Examples
    --------
    >>> from fsqca.expressions import equivalent
    >>> equivalent("A*B + A*~B", "A"), equivalent("A + B", "A")
    (True, False)
    """
    return _inside(left, right, names) and _inside(right, left, names)


def is_subset(left: str | Expression, right: str | Expression, names: Names = None) -> bool:
    """Return whether every configuration that `left` covers is covered by `right`.

    Parameters
    ----------
    left, right : str or Expression
        What to compare, of crisp or multi-value sets.
    names : mapping of str to int, or sequence of str, optional
        The sets and their numbers of values, as for :func:`simplifications`.

    Returns
    -------
    bool

    Raises
    ------
    TooLargeError
        If the comparison would take too long, which takes dozens of sets.

    Notes
    -----
    For fuzzy sets it means that every case with more than 0.5 in `left` has more than 0.5 in `right`, as long
    as none of its memberships is exactly 0.5. It does not mean that the membership in `left` is never the
    larger one: ``A`` is inside ``A*B + A*~B``, and a case with 0.9 in A and 0.5 in B has 0.9 and 0.5. That is
    a question about data, and the consistency of :func:`fsqca.pof` answers it.

    Examples
    --------
    >>> from fsqca.expressions import is_subset
    >>> is_subset("A*B", "A"), is_subset("A", "A*B")
    (True, False)
    """
    return _inside(left, right, names)


def _inside(left: str | Expression, right: str | Expression, names: Names) -> bool:
    both = parse(left), parse(right)
    space = _space(both, names)
    one, other = (cubes_of(expression.literal_terms, space) for expression in both)
    return left_out(other, space, inside=one) is None


# ---- tables of configurations


def covered(expression: Expression, space: Mapping[str, int]) -> Bools:
    """Return whether the expression covers each configuration; one axis per set, one place per value."""
    _check_size(math.prod(space.values()))
    axes = {name: axis for axis, name in enumerate(space)}
    table: Bools = np.zeros(tuple(space.values()), dtype=bool)
    for term in expression.literal_terms:
        inside: Bools = np.ones((1,) * len(space), dtype=bool)
        for literal in term:
            has = np.full(space[literal.name], literal.negated)
            has[list(literal.values)] = not literal.negated
            shape = [1] * len(space)
            shape[axes[literal.name]] = -1
            inside = inside & has.reshape(shape)
        table |= inside
    return table


def _prime_implicants(table: Bools) -> Ints:
    """Return the prime implicants of a table, shape (n, n_sets), -1 for a set that is not in the implicant.

    Each axis gets one place more, for "any value"; a cube is an implicant where the table is true throughout
    it, and prime where no literal can be left out.
    """
    _check_size(math.prod(size + 1 for size in table.shape))
    implicant = table
    for axis in range(table.ndim):
        anywhere = implicant.all(axis=axis, keepdims=True)
        implicant = np.concatenate((anywhere, implicant), axis=axis)
    prime = implicant.copy()
    for axis in range(table.ndim):
        rest = [slice(None)] * table.ndim
        rest[axis] = slice(1, None)
        shorter = implicant.take([0], axis=axis)
        prime[tuple(rest)] &= ~shorter
    return _in_order(np.argwhere(prime) - 1)


def _in_order(cubes: Ints) -> Ints:
    """Return cubes by fewer literals first, then set by set: higher values first, absent last."""
    keys = [(int((cube >= 0).sum()), *(-cube).tolist()) for cube in cubes]
    order = sorted(range(len(cubes)), key=keys.__getitem__)
    return cubes[order].astype(np.int64)


def _unique_form(expression: Expression, space: Mapping[str, int]) -> Ints | None:
    """Return the shortest form where each set is asked for one value only, however many sets there are.

    Then no two terms can be brought together: those not inside another one are all the prime implicants, and
    each covers a configuration alone. None where that does not hold.
    """
    cubes = cubes_of(expression.literal_terms, space)
    asked: dict[str, frozenset[int]] = {}
    for cube in cubes:
        for name, values in cube.items():
            if len(values) > 1 or asked.setdefault(name, values) != values:
                return None
    terms = {frozenset(cube) for cube in cubes}
    shortest = [term for term in terms if not any(other < term for other in terms)]
    rows = [[min(asked[name]) if name in term else -1 for name in space] for term in shortest]
    return _in_order(np.array(rows, dtype=np.int64).reshape(len(rows), len(space)))


def _shortest(expression: Expression, names: Names, most: int) -> tuple[tuple[Expression, ...], bool]:
    """Return the shortest forms, fewest literals first, and whether they are all there are."""
    from fsqca.minimization.covers import minimum_covers

    space = _space((expression,), names)
    whole = _space((expression,), names, used_only=False)
    unique = _unique_form(expression, space)
    if unique is not None:
        return (_from_cubes(unique, space, whole),), True
    table = covered(expression, space)
    rows = np.argwhere(table)
    if not len(rows):
        return (_from_cubes(np.empty((0, len(space)), dtype=np.int64), space, whole),), True
    cubes = _prime_implicants(table)
    chart = np.array([((cube < 0) | (rows == cube)).all(axis=1) for cube in cubes])
    covers = minimum_covers(chart, max_models=most)
    if covers.lower != covers.upper:
        raise TooLargeError(
            f"The shortest form has between {covers.lower} and {covers.upper} terms; finding it would take "
            "too long. Simplify the parts of the expression one by one."
        )
    literals = (cubes >= 0).sum(axis=1)
    models = sorted(covers.models, key=lambda model: (int(literals[list(model)].sum()), model))
    results = tuple(_from_cubes(cubes[list(model)], space, whole) for model in models)
    return results, covers.complete


def _from_cubes(cubes: Ints, space: Mapping[str, int], whole: Mapping[str, int] | None = None) -> Expression:
    """Return the expression of cubes over the sets of `space`, with the names and levels of `whole`."""
    terms: Terms = tuple(
        tuple(
            Literal(name, (value,), braces=levels > 2)
            for (name, levels), value in zip(space.items(), cube, strict=True)
            if value >= 0
        )
        for cube in cubes.tolist()
    )
    whole = space if whole is None else whole
    return Expression(terms, tuple(whole), tuple(whole.values()))


def _space(expressions: Sequence[Expression], names: Names, *, used_only: bool = True) -> dict[str, int]:
    """Return the sets to work on and their numbers of values; those without a literal may be left out."""
    read = [parse(expression, names) for expression in expressions]
    levels = mentioned_levels(term for expression in read for term in expression.literal_terms)
    for expression in read:
        levels |= expression.known_levels
    for expression in read:
        fitted(expression.literal_terms, levels)  # refuses a bare A here where A{2} stands there
    used = {name for expression in read for name in expression.used}
    every = dict.fromkeys(name for expression in read for name in expression.names)
    return {name: levels.get(name, 2) for name in every if name in used or not used_only}


def _check_size(cells: int) -> None:
    if cells > MOST_CELLS:
        raise TooLargeError(
            f"Boolean algebra on this expression would need a table of {cells} cells, more than "
            f"{MOST_CELLS}. Work on parts with fewer sets (up to 15 two-valued ones), or take absorb(), "
            "which drops terms inside other terms however many sets there are."
        )
