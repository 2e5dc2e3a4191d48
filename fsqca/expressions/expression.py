"""What a set expression is: a disjunction of terms, each a conjunction of literals; and how it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fsqca._types import Floats
from fsqca.expressions.levels import fitted
from fsqca.expressions.literal import Literal, Terms, add, distinct, multiply, negated

if TYPE_CHECKING:
    import pandas as pd

    from fsqca._frames import Sets
    from fsqca.expressions.printing import Conjunction, LatexNegation, Negation


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Expression:
    """A set expression: a disjunction of terms, each a conjunction of literals.

    Made with :func:`fsqca.parse`, or found by :func:`fsqca.minimize`. The constructor is for code that has
    its terms already: it takes them as they are, without a check.

    Two expressions are equal where they are the same set of terms, each the same set of literals, in whatever
    order they were written. Expressions that mean the same and are written differently are not equal; see
    :func:`fsqca.expressions.equivalent`.

    Parameters
    ----------
    literal_terms : tuple of tuple of Literal
        The terms in the order written; no term twice, no literal twice in a term, literals ordered by
        `names`. The empty term is always present and prints ``1``; no term at all is never present and prints
        ``0``.
    names : tuple of str
        The names that order the literals; they may hold more names than the terms use.
    levels : tuple of int or None, optional
        The number of values of each of `names`, None where it is not known.

    Notes
    -----
    Membership in a conjunction is the minimum, in a disjunction the maximum, in a negation ``1 - x``.
    Products of sums are multiplied out and negations are pushed inwards by De Morgan's laws; both are exact
    for these operations. Nothing is simplified beyond a term or literal written twice: ``A*~A`` is not empty
    in fuzzy sets.

    Examples
    --------
    >>> from fsqca.expressions import parse
    >>> expression = parse("A*(B + ~C)")
    >>> str(expression), len(expression.terms), expression.names
    ('A*B + A*~C', 2, ('A', 'B', 'C'))
    >>> str(~expression)
    '~A + ~A*C + ~A*~B + ~B*C'
    >>> parse("B*A + C") == parse("C + A*B")
    True
    """

    literal_terms: Terms
    names: tuple[str, ...]
    levels: tuple[int | None, ...] | None = None
    _terms: tuple[Expression, ...] | None = field(default=None, init=False)
    _key: frozenset[frozenset[Literal]] | None = field(default=None, init=False)

    # ---- what it is

    @property
    def terms(self) -> tuple[Expression, ...]:
        """Return the terms, each as an Expression of one term."""
        if self._terms is None:
            one = len(self.literal_terms) == 1
            terms = (
                (self,)
                if one
                else tuple(Expression((t,), self.names, self.levels) for t in self.literal_terms)
            )
            object.__setattr__(self, "_terms", terms)
        return self._terms or ()

    @property
    def key(self) -> frozenset[frozenset[Literal]]:
        """Return the terms as a set of sets of literals: what equality compares."""
        if self._key is None:
            object.__setattr__(self, "_key", frozenset(map(frozenset, self.literal_terms)))
        return self._key or frozenset()

    @property
    def used(self) -> tuple[str, ...]:
        """Return those of `names` that a literal uses, in that order."""
        used = {literal.name for term in self.literal_terms for literal in term}
        return tuple(name for name in self.names if name in used)

    def __eq__(self, other: object) -> bool:
        return self.key == other.key if isinstance(other, Expression) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        if not self.literal_terms:
            return "0"
        return " + ".join("*".join(map(str, term)) if term else "1" for term in self.literal_terms)

    def __repr__(self) -> str:
        return f"Expression({str(self)!r})"

    # ---- how it looks elsewhere

    def format(
        self, *, conjunction: Conjunction = "*", negation: Negation = "tilde", braces: bool = False
    ) -> str:
        """Return the expression as a text in another notation.

        Parameters
        ----------
        conjunction : {"*", " ", ""}, default "*"
            What stands between the literals of a term: ``A*~B``, ``A ~B`` or ``A~B``.
        negation : {"tilde", "case"}, default "tilde"
            ``"case"`` prints names in capitals where the set is present and in small letters where it is
            absent: ``A*b``.
        braces : bool, default False
            Whether two-valued sets print with their values too: ``A{1}*B{0}``.

        Returns
        -------
        str
            ``str(expression)`` with the defaults. The other texts are read by :func:`parse` with
            ``notation="R"`` or, for small letters, ``notation="case"``, and the same `names`.

        Raises
        ------
        ArgumentError
            If small letters cannot say what is absent (names without letters, or two that differ in case
            only, or negated values), or names without a sign between them cannot be told apart.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> expression = parse("A*~B + C")
        >>> expression.format(conjunction=" "), expression.format(conjunction="", negation="case")
        ('A ~B + C', 'Ab + C')
        >>> expression.format(braces=True)
        'A{1}*B{0} + C{1}'
        """
        from fsqca.expressions.printing import text_of

        return text_of(self, conjunction, negation, braces=braces)

    def to_latex(self, *, negation: LatexNegation = "tilde") -> str:
        r"""Return LaTeX for mathematics, without the dollar signs.

        Parameters
        ----------
        negation : {"tilde", "neg", "bar"}, default "tilde"
            How the absence of a set is written: ``{\sim}A``, ``\neg A`` or ``\overline{A}``.

        Returns
        -------
        str
            Needs no package in LaTeX, and is read by matplotlib too (``f"${text}$"``), which only does not
            know the sign & in a name.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print(parse("A*~GDP + B{1,2}").to_latex())
        A \cdot {\sim}\mathrm{GDP} + B\{1,2\}
        """
        from fsqca.expressions.printing import latex_of

        return latex_of(self, negation)

    @property
    def table(self) -> pd.DataFrame:
        """Return the terms as a table.

        Returns
        -------
        DataFrame of str, shape (n_terms, n_names)
            One row per term, in the order written; one column per set of `names`. A cell holds the value that
            the term asks for, ``"1"`` or ``"0"``, several such as ``"0,2"``, and ``""`` where the set is not
            in the term. Negated values are turned into the others; where the number of values of a set is not
            known, the highest value mentioned is presumed to be the last. ``A*~A`` has ``"1*0"``: it is not
            empty in fuzzy sets. ``"none"`` stands where all values are negated.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print(parse("A*~R{1} + ~B", names={"A": 2, "B": 2, "R": 4}).table)
                  A  B      R
        term
        A*~R{1}  1     0,2,3
        ~B          0
        """
        from fsqca.expressions.printing import table_of

        return table_of(self)

    # ---- and, or, not

    def __and__(self, other: Expression | str) -> Expression:
        return self._with(other, multiply, other_first=False)

    def __rand__(self, other: str) -> Expression:
        return self._with(other, multiply, other_first=True)

    def __or__(self, other: Expression | str) -> Expression:
        return self._with(other, add, other_first=False)

    def __ror__(self, other: str) -> Expression:
        return self._with(other, add, other_first=True)

    def __invert__(self) -> Expression:
        return combined(negated(self.literal_terms), self.names, self.known_levels)

    def negate(self) -> Expression:
        """Return the negation by De Morgan's laws: exact for fuzzy memberships, and not simplified.

        Returns
        -------
        Expression
            The same as ``~expression``. Where the sets are crisp, ``.negate().simplify()`` gives the shortest
            form.

        Raises
        ------
        TooLargeError
            If multiplying out gives more than 100 000 terms.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print(parse("A*B + ~C").negate())
        ~A*C + ~B*C
        """
        return ~self

    def _with(self, other: object, operation: Any, *, other_first: bool) -> Expression:
        from fsqca.expressions.parser import as_expression

        if not isinstance(other, (Expression, str)):
            return NotImplemented  # type: ignore[no-any-return]
        operand = as_expression(other)
        left, right = (operand, self) if other_first else (self, operand)
        levels = {**right.known_levels, **left.known_levels}
        names = (*left.names, *(name for name in right.names if name not in left.names))
        return combined(operation(left.literal_terms, right.literal_terms), names, levels)

    @property
    def known_levels(self) -> dict[str, int]:
        """Return the number of values of each set for which it is known."""
        pairs = zip(self.names, self.levels or (), strict=bool(self.levels))
        return {name: number for name, number in pairs if number is not None}

    # ---- memberships

    def evaluate(self, data: object) -> pd.Series[float]:
        """Return the membership of each case in the expression.

        Parameters
        ----------
        data : DataFrame or Calibrated
            Memberships: fuzzy and crisp sets in [0, 1], multi-value sets as whole numbers 0, 1, 2, ....

        Returns
        -------
        Series of float in [0, 1]
            One membership per case, indexed and named like the data and the expression.

        Raises
        ------
        UnknownNameError
            If a set of the expression is not a column of the data.
        DataError
            If a column is not numeric, not calibrated or has a missing value.
        ExpressionError
            If a literal does not fit its column: a value that the set does not have, or a bare ``A`` for a
            set with more than two values.

        Notes
        -----
        Conjunction is the minimum, disjunction the maximum, negation ``1 - x``. ``X{v}`` of a multi-value set
        is 1 where the value is v and 0 elsewhere; of a two-valued set ``X{1}`` is x and ``X{0}`` is ``1 -
        x``.

        Examples
        --------
        >>> import pandas as pd
        >>> from fsqca.expressions import parse
        >>> data = pd.DataFrame({"A": [0.2, 0.9], "B": [0.6, 0.7]}, index=["x", "y"])
        >>> parse("A + ~B").evaluate(data).to_dict()
        {'x': 0.4, 'y': 0.9}
        """
        from fsqca.expressions.evaluation import evaluate

        return evaluate(self, data)

    def evaluate_terms(self, sets: Sets) -> Floats:
        """Return the memberships in each term, shape (n_cases, n_terms), from columns already checked."""
        from fsqca.expressions.evaluation import evaluate_terms

        return evaluate_terms(self, sets)

    # ---- Boolean algebra

    def absorb(self) -> Expression:
        """Return the expression without the terms that another term contains: ``A + A*B`` is ``A``.

        The law holds for fuzzy memberships, so the membership of every case stays what it was.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print((~parse("A*(B + ~C)")).absorb())
        ~A + ~B*C
        """
        sets = [frozenset(term) for term in self.literal_terms]
        kept = tuple(
            term
            for term, literals in zip(self.literal_terms, sets, strict=True)
            if not any(other < literals for other in sets)
        )
        return Expression(kept, self.names, self.levels)

    def simplify(self, names: Mapping[str, int] | Sequence[str] | None = None) -> Expression:
        """Return a shortest equivalent for crisp sets: the fewest terms, each a prime implicant.

        Parameters
        ----------
        names : mapping of str to int, or sequence of str, optional
            The sets and their numbers of values, for multi-value sets. Default: what the expression knows;
            else two values, or the highest value mentioned + 1 where a value above 1 is mentioned.

        Returns
        -------
        Expression
            The first of the tied results, in the order of terms; see
            :func:`fsqca.expressions.simplifications`.

        Notes
        -----
        Uses the laws of Boolean algebra, among them ``A*~A = 0`` and ``A + ~A = 1``, which hold for crisp
        sets only: fuzzy memberships in the result can differ. A case stays on its side of 0.5, as long as
        none of its memberships is exactly 0.5.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print(parse("A*B + A*~B + C*~C").simplify())
        A
        """
        from fsqca.expressions.algebra import simplify

        return simplify(self, names)

    def expand(self, names: Mapping[str, int] | Sequence[str] | None = None) -> Expression:
        """Return the configurations (minterms) that the expression covers, for crisp sets.

        Parameters
        ----------
        names : mapping of str to int, or sequence of str, optional
            The sets that every configuration is spelled out in. Default: the names of the expression.

        Returns
        -------
        Expression
            One term per configuration, in the order of truth-table rows.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> print(parse("A + ~B").expand())
        ~A*~B + A*~B + A*B
        """
        from fsqca.expressions.algebra import expand

        return expand(self, names)

    def factorize(self, max_results: int = 1000, *, first: bool = False) -> list[str]:
        """Return all factored forms of the expression, the shortest first.

        Parameters
        ----------
        max_results : int, default 1000
            The largest number of forms to list.
        first : bool, default False
            Whether to return one form only, quickly: what the terms with the most frequent literal have in
            common is taken out first. It need not be the shortest.

        Returns
        -------
        list of str
            Texts such as ``"A*(B + C)"``; each parses to an expression equal to this one. The expression
            itself as the only item where its terms have nothing to take out.

        Raises
        ------
        TooLargeError
            If there are more forms than `max_results`.

        Notes
        -----
        A factor is what two terms or more have in common, each leaving a rest; it is taken out of every term
        that has it, and what is left, inside and outside the parenthesis, is factored in turn. All ways to do
        so are listed. Parentheses with the same content are brought together:
        ``A*C + A*D + B*C + B*D`` is ``(A + B)*(C + D)``. Only the distributive law is used, which holds for
        fuzzy memberships.

        Examples
        --------
        >>> from fsqca.expressions import parse
        >>> parse("A*B + A*C + D").factorize()
        ['A*(B + C) + D']
        >>> parse("A*B + A*C + B*D").factorize()
        ['A*(B + C) + B*D', 'B*(A + D) + A*C']
        """
        from fsqca.expressions.factorization import factorizations

        return factorizations(self, max_results, first=first)


def combined(terms: Terms, names: tuple[str, ...], levels: Mapping[str, int]) -> Expression:
    """Return the expression of these terms, checked against what is known of the sets, literals in order."""
    place = {name: position for position, name in enumerate(names)}
    ordered = (tuple(sorted(term, key=lambda literal: place[literal.name])) for term in fitted(terms, levels))
    return Expression(distinct(ordered), names, tuple(map(levels.get, names)) if levels else None)
