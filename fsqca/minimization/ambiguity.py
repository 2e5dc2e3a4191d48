"""Many tied models in a few lines: which terms are in all, which in some, and which are alternatives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted
from fsqca._frames import kept_frame
from fsqca._types import Ints
from fsqca.minimization.covers import Product
from fsqca.minimization.cubes import FREE
from fsqca.minimization.translation import expression_of

if TYPE_CHECKING:
    from fsqca.minimization.solution import Solution

#: Products that are printed.
_SHOWN = 12
#: Alternatives that are spelt out in one group.
_SPELT = 8
#: Products up to which ones that differ in one group are put together.
_MERGED = 20_000


@dataclass(frozen=True, eq=False, repr=False)
class Ambiguity:
    """How the tied models of a solution differ.

    Made by :attr:`fsqca.Solution.ambiguity`.

    Attributes
    ----------
    solution : Solution
    n_models : int
        Number of models that are described.
    exact : bool
        Whether these are all models of the solution; otherwise the shares are those of the models described.
    times : tuple of int
        In how many of them each prime implicant is, in the order of `solution.prime_implicants`.
    groups : tuple of Product
        The models as products: each a tuple of groups of positions of prime implicants, one of each group
        being in a model. Every model described arises once.

    Examples
    --------
    >>> import fsqca as fq
    >>> rows = pd.DataFrame(
    ...     {"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "out": ["0", "1", "1", "1"]}
    ... )
    >>> solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B", "C"]), "parsimonious")
    >>> print(solution.ambiguity)
    Parsimonious solution: 3 tied models
    <BLANKLINE>
        models  share  role
    A        2  0.667  some
    B        2  0.667  some
    ~C       2  0.667  some
    <BLANKLINE>
                  models
    ~C + [A | B]       2
    A + B              1
    """

    solution: Solution
    n_models: int
    exact: bool
    times: tuple[int, ...]
    groups: tuple[Product, ...]

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per prime implicant that is in a model, the most frequent first.

        Columns ``term``, ``models`` (how many it is in), ``share`` (of the models, 0 to 1) and ``role``:
        "all" or "some".
        """
        rows = [
            (self._conjunction(self.solution.implicant_cubes[position]), self.times[position])
            for position in sorted(range(len(self.times)), key=lambda position: -self.times[position])
            if self.times[position]
        ]
        data = {
            "term": [term for term, _ in rows],
            "models": [number for _, number in rows],
            "share": [number / self.n_models for _, number in rows],
            "role": ["all" if number == self.n_models else "some" for _, number in rows],
        }
        return pd.DataFrame(data, columns=["term", "models", "share", "role"])

    @property
    @kept_frame
    def products(self) -> pd.DataFrame:
        """One row per product, the one that stands for most models first.

        Columns ``product``, such as ``A*[B | C] + ~D`` (A*B or A*C, and ~D), and ``models``, how many models
        it stands for.
        """
        rows = [(self._text(groups), _number(groups)) for groups in self.groups]
        rows.sort(key=lambda row: -row[1])
        data = {"product": [text for text, _ in rows], "models": [number for _, number in rows]}
        return pd.DataFrame(data, columns=["product", "models"])

    @property
    def in_all(self) -> tuple[str, ...]:
        """The terms that are in every model described."""
        return tuple(
            self._conjunction(self.solution.implicant_cubes[position])
            for position, number in enumerate(self.times)
            if self.n_models and number == self.n_models
        )

    def _text(self, groups: Product) -> str:
        ordered = sorted(groups, key=lambda group: (len(group) > 1, group))
        return " + ".join(self._alternatives(group) for group in ordered)

    def _alternatives(self, group: Sequence[int]) -> str:
        """Return a group as text: what its terms share before the bracket, where they differ inside."""
        cubes = self.solution.implicant_cubes[list(group)]
        if len(group) == 1:
            return self._conjunction(cubes[0])
        shared = np.where((cubes == cubes[0]).all(axis=0), cubes[0], FREE)
        rest = np.where(shared == FREE, cubes, FREE)
        if (rest == FREE).all(axis=1).any():
            # One holds the others (in intermediate solutions of several pairs): each is spelt out.
            shared, rest = np.full_like(shared, FREE), cubes
        inside = [self._conjunction(cube) for cube in rest[:_SPELT]]
        if len(rest) > _SPELT:
            inside.append(f"... {len(rest) - _SPELT} more")
        before = f"{self._conjunction(shared)}*" if (shared != FREE).any() else ""
        return f"{before}[{' | '.join(inside)}]"

    def _conjunction(self, cube: Ints) -> str:
        problem = self.solution.problem
        return str(expression_of([cube.tolist()], problem.names, problem.levels))

    def _caption(self) -> str:
        outcome = self.solution.truth_table.settings.outcome
        described = "tied models" if self.n_models > 1 else "model"
        of = "" if self.exact else ", of those that are listed"
        return (
            f"{self.solution.kind.capitalize()} solution{f' for {outcome}' if outcome else ''}: "
            f"{self.n_models} {described}{of}"
        )

    def _notes(self) -> list[str]:
        notes = []
        never = sum(1 for number in self.times if not number)
        if never:
            where = "in no model" if self.exact else "in none of the models listed"
            notes.append(f"{counted(never, 'prime implicant')} {where}.")
        terms = len(self.times) - never - _SHOWN
        if terms > 0:
            notes.append(f"{counted(terms, 'more term')} in .table.")
        left = len(self.groups) - _SHOWN
        if left > 0:
            notes.append(f"{counted(left, 'more product')} in .products.")
        return notes

    def __repr__(self) -> str:
        return (
            f"<Ambiguity: {counted(self.n_models, 'model')} as {counted(len(self.groups), 'product')}, "
            f"{counted(len(self.in_all), 'term')} in all>"
        )

    def __str__(self) -> str:
        parts = [self._caption(), ""]
        for frame in (self.table, self.products):
            parts += [_display.text_table(_shown(frame)), ""]
        return "\n".join([*parts[:-1], *self._notes()])

    def _repr_html_(self) -> str:
        tables = "".join(_display.html_table(_shown(frame)) for frame in (self.table, self.products))
        return _display.html_heading(self._caption()) + tables + _display.html_notes(self._notes())


def ambiguity_of(solution: Solution) -> Ambiguity:
    """Return how the tied models of a solution differ, of all of them where that is known."""
    cubes = solution.implicant_cubes
    products: Sequence[Product] = solution.products
    times = solution.occurrences if products else None
    whole = sum(map(_number, products)) == solution.n_models and solution.n_models_exact
    if not whole or times is None:
        position = {tuple(cube): i for i, cube in enumerate(cubes.tolist())}
        listed = [tuple(position[tuple(cube)] for cube in model.cubes.tolist()) for model in solution.models]
        products = [tuple((i,) for i in model) for model in listed]
        counts = [0] * len(cubes)
        for model in listed:
            for i in model:
                counts[i] += 1
        number, exact = len(listed), solution.complete
    else:
        counts, number, exact = times.tolist(), solution.n_models, True
    merged = merge(products)
    return Ambiguity(solution, number, exact, tuple(counts), tuple(merged))


def merge(products: Sequence[Product]) -> list[Product]:
    """Return products that stand for the same models, those that differ in one group put together.

    Two products that agree in all groups but one, where they have no alternative in common, are one product
    with the alternatives of both. Repeated until nothing can be put together.

    Examples
    --------
    >>> merge([((0,), (1,)), ((0,), (2,)), ((1,), (2,))])
    [((0,), (1, 2)), ((1,), (2,))]
    """
    current = [tuple(sorted(tuple(sorted(group)) for group in groups)) for groups in products]
    if len(current) > _MERGED:
        return sorted(current)
    while True:
        buckets: dict[tuple[tuple[int, ...], ...], list[int]] = {}
        for number, groups in enumerate(current):
            for place in range(len(groups)):
                buckets.setdefault(groups[:place] + groups[place + 1 :], []).append(number)
        gone: set[int] = set()
        made: list[Product] = []
        for rest, members in sorted(buckets.items(), key=lambda item: (-len(item[1]), item[0])):
            alive = [number for number in members if number not in gone]
            if len(alive) < 2:
                continue
            own = [_apart(current[number], rest) for number in alive]
            together = sorted(position for group in own for position in group)
            if len(set(together)) < len(together):
                continue
            gone.update(alive)
            made.append(tuple(sorted((*rest, tuple(together)))))
        if not made:
            return sorted(current)
        current = [groups for number, groups in enumerate(current) if number not in gone] + made


def _apart(groups: Product, rest: Product) -> tuple[int, ...]:
    """Return the group that a product has beside the rest."""
    left = list(groups)
    for group in rest:
        left.remove(group)
    return left[0]


def _shown(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the first lines of a frame, the first column as their names."""
    return frame.head(_SHOWN).set_index(frame.columns[0]).rename_axis(None)


def _number(groups: Product) -> int:
    return math.prod(map(len, groups))
