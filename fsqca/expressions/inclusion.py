"""What terms cover together, without a table of configurations: whether they leave anything out.

A term is taken as a cube: the values that it asks for, by set. A configuration that no cube covers is looked
for by the procedure of Davis, Logemann and Loveland (1962): what a cube of one set asks for is avoided, a
value that no cube asks for is taken, and otherwise the values of one set are tried. Worst case: exponential
in the number of sets, so the steps are counted, and where there are too many an error says so.

References
----------
Davis, M., Logemann, G., & Loveland, D. (1962). A machine program for theorem-proving. Communications of the
ACM, 5(7), 394-397.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeAlias

from fsqca.errors import TooLargeError
from fsqca.expressions.literal import Terms

#: The values that a cube asks for, by set.
Cube: TypeAlias = Mapping[str, frozenset[int]]
#: One value of each set.
Configuration: TypeAlias = Mapping[str, int]

#: Steps of a search before it stops: some ten seconds.
MOST_STEPS = 50_000


def cubes_of(terms: Terms, levels: Mapping[str, int]) -> list[Cube]:
    """Return the terms as cubes, without those that can never be in crisp sets."""
    cubes: list[Cube] = []
    for term in terms:
        cube: dict[str, frozenset[int]] = {}
        for literal in term:
            every = frozenset(range(levels[literal.name]))
            values = (
                every.difference(literal.values) if literal.negated else every.intersection(literal.values)
            )
            cube[literal.name] = cube.get(literal.name, every) & values
        if all(cube.values()):
            cubes.append(cube)
    return cubes


def left_out(
    cubes: Iterable[Cube], levels: Mapping[str, int], inside: Iterable[Cube] = ({},)
) -> Configuration | None:
    """Return a configuration that a cube of `inside` covers and none of `cubes`; None if there is none.

    Raises
    ------
    TooLargeError
        If it takes more than `MOST_STEPS` steps.
    """
    search = _Search()
    cubes = list(cubes)
    every = {name: frozenset(range(n)) for name, n in levels.items()}
    for cube in inside:
        found = search.left_out(cubes, {**every, **cube})
        if found is not None:
            return found
    return None


class _Search:
    """Counts its steps."""

    def __init__(self) -> None:
        self.steps = 0

    def left_out(self, cubes: Iterable[Cube], space: dict[str, frozenset[int]]) -> Configuration | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooLargeError(
                "Comparing what the expressions cover would take too long. Work on parts with fewer sets."
            )
        rest = list(cubes)
        while True:
            rest = [asked for cube in rest if (asked := _within(cube, space)) is not None]
            if not all(rest):
                return None
            # A cube that asks of one set only leaves out what has another value of it.
            only = next((cube for cube in rest if len(cube) == 1), None)
            if only is None:
                break
            space = {**space, **{name: space[name] - values for name, values in only.items()}}
        # Where no cube asks for a value of a set, that value leaves out all cubes that ask for another one.
        fixed: dict[str, frozenset[int]] = {}
        while True:
            wanted: dict[str, frozenset[int]] = {}
            for cube in rest:
                for name, values in cube.items():
                    wanted[name] = wanted.get(name, frozenset()) | values
            free = {name: space[name] - values for name, values in wanted.items() if space[name] - values}
            if not free:
                break
            fixed |= free
            rest = [cube for cube in rest if not free.keys() & cube.keys()]
        space = {**space, **fixed}
        if not rest:
            return {name: min(values) for name, values in space.items()}
        shortest = min(map(len, rest))
        split = _most_frequent(cube for cube in rest if len(cube) == shortest)
        tried = set()
        for value in sorted(space[split]):
            # Values that the same cubes ask for leave out the same.
            alike = tuple(value in cube[split] for cube in rest if split in cube)
            if alike not in tried:
                tried.add(alike)
                found = self.left_out(rest, {**space, split: frozenset({value})})
                if found is not None:
                    return found
        return None


def _within(cube: Cube, space: Cube) -> Cube | None:
    """Return what a cube asks for inside a part of the configurations; None where it covers none of them."""
    asked = {}
    for name, values in cube.items():
        here = values & space[name]
        if not here:
            return None
        if here != space[name]:
            asked[name] = here
    return asked


def _most_frequent(cubes: Iterable[Cube]) -> str:
    """Return the set that most cubes ask for values of; the first where several are equal."""
    counts = Counter(name for cube in cubes for name in cube)
    return counts.most_common(1)[0][0]
