"""Terms of different groups against each other, and the patterns that run across groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from fsqca._types import Bools, Ints
from fsqca.minimization import cubes as _cubes
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.core_conditions import core_literals
from fsqca.minimization.models import Model
from fsqca.minimization.settings import Kind

Cube: TypeAlias = tuple[int, ...]
#: How two terms can stand to each other, the nearest first.
RELATIONS = ("identical", "nested", "overlapping", "unique")


@dataclass(frozen=True, slots=True)
class GroupTerm:
    """A term of one group's solution.

    Attributes
    ----------
    group : str
    cube : tuple of int
        Its values, -1 for a condition that is not in it.
    everywhere : bool
        Whether it is in every tied model of its group.
    core : tuple of int
        Its values in core conditions, -1 elsewhere.
    ambiguous : bool
        Whether tied models disagree about what is core.
    """

    group: str
    cube: Cube
    everywhere: bool
    core: Cube
    ambiguous: bool


def group_terms(group: str, solutions: Solutions, kind: Kind) -> list[GroupTerm]:
    """Return the terms of a group's solution, each once, in the order of its models."""
    found = getattr(solutions, kind)
    seen: dict[Cube, list[tuple[Cube, Cube]]] = {}
    for model in found.models:
        always, ever = _core(model, solutions, kind)
        for position, cube in enumerate(model.cubes):
            core = np.where(always[position], cube, _cubes.FREE)
            perhaps = np.where(ever[position], cube, _cubes.FREE)
            seen.setdefault(tuple(cube.tolist()), []).append((tuple(core.tolist()), tuple(perhaps.tolist())))
    made = []
    for cube, cores in seen.items():
        certain = np.array([core for core, _ in cores])
        core = np.where((certain != _cubes.FREE).all(axis=0), certain[0], _cubes.FREE)
        ambiguous = len(set(cores)) > 1 or any(core != perhaps for core, perhaps in cores)
        made.append(GroupTerm(group, cube, len(cores) == len(found.models), tuple(core.tolist()), ambiguous))
    return made


def _core(model: Model, solutions: Solutions, kind: Kind) -> tuple[Bools, Bools]:
    """Return which literals are core in every, and in some parsimonious model behind a model."""
    used = model.cubes != _cubes.FREE
    if kind == "parsimonious":
        return used, used
    if kind == "intermediate":
        always, ever, _ = core_literals(model)
        return always, ever
    always, ever = used.copy(), np.zeros_like(used)
    for other in solutions.parsimonious.models:
        inside = _cubes.matches(other.cubes, model.cubes)
        shared = (inside.T.astype(np.int64) @ (other.cubes != _cubes.FREE).astype(np.int64)) > 0
        always &= shared
        ever |= shared & used
    return always, ever


def relation(one: Cube, other: Cube) -> str:
    """Return how two terms stand to each other.

    "identical"; "nested": every case of one is a case of the other; "overlapping": they share a literal and
    can both hold; "unique": none of these.

    Examples
    --------
    >>> relation((1, 1, -1), (1, -1, -1)), relation((1, 1, -1), (1, -1, 0)), relation((1, 1), (1, 0))
    ('nested', 'overlapping', 'unique')
    """
    if one == other:
        return "identical"
    pairs = list(zip(one, other, strict=True))
    if any(a != b for a, b in pairs if _cubes.FREE not in (a, b)):
        return "unique"
    if all(a == b for a, b in pairs if a != _cubes.FREE) or all(a == b for a, b in pairs if b != _cubes.FREE):
        return "nested"
    return "overlapping" if any(a == b != _cubes.FREE for a, b in pairs) else "unique"


@dataclass(frozen=True, slots=True)
class Pattern:
    """Terms of several groups with the same core conditions.

    Attributes
    ----------
    label : str
        "P1", "P2", ....
    core : tuple of int
        The core conditions, -1 for the others.
    terms : dict of str to tuple of GroupTerm
        Its terms by group, of those groups that have one.
    within : tuple of str
        Labels of the patterns whose core is part of this one's.
    """

    label: str
    core: Cube
    terms: Mapping[str, tuple[GroupTerm, ...]]
    within: tuple[str, ...]


def patterns_of(terms: Sequence[GroupTerm], groups: Sequence[str]) -> tuple[Pattern, ...]:
    """Return the terms gathered by their core: those in most groups first."""
    gathered: dict[tuple[Cube, Cube | None], list[GroupTerm]] = {}
    for term in terms:
        coreless = all(value == _cubes.FREE for value in term.core)
        gathered.setdefault((term.core, term.cube if coreless else None), []).append(term)
    ordered = sorted(gathered.items(), key=lambda item: -len({term.group for term in item[1]}))
    labels = {key: f"P{number}" for number, (key, _) in enumerate(ordered, start=1)}
    made = []
    for (core, alone), own in ordered:
        within = tuple(
            labels[other, None]
            for other, none in labels
            if none is None and alone is None and other != core and _inside(core, other)
        )
        by_group = {
            group: tuple(term for term in own if term.group == group)
            for group in groups
            if any(term.group == group for term in own)
        }
        made.append(Pattern(labels[core, alone], core, by_group, within))
    return tuple(made)


def _inside(core: Cube, other: Cube) -> bool:
    """Return whether a core has all of another core and more."""
    return all(a == b for a, b in zip(core, other, strict=True) if b != _cubes.FREE)


def distinct_cubes(terms: Sequence[GroupTerm], n_conditions: int) -> Ints:
    """Return the terms of all groups, each once, shape (n_terms, n_conditions)."""
    cubes = list(dict.fromkeys(term.cube for term in terms))
    return np.array(cubes, dtype=np.int64).reshape(len(cubes), n_conditions)
