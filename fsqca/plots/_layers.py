"""A layout in layers for a small directed graph: places for nodes, and bends for edges that skip a layer.

References
----------
Sugiyama, K., Tagawa, S., & Toda, M. (1981). Methods for visual understanding of hierarchical system
structures. IEEE Transactions on Systems, Man, and Cybernetics, 11(2), 109-125.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

#: Rounds in which layers are ordered by the mean place of their neighbours.
_ROUNDS = 12

Place = tuple[float, float]


def depths(
    nodes: Sequence[str], edges: Sequence[tuple[str, str]], level: Mapping[str, int]
) -> dict[str, int]:
    """Return a layer for each node: later levels to the right, and within a level causes before effects.

    Edges that close a circle are passed over.
    """
    result: dict[str, int] = {}
    first = 0
    for number in sorted(set(level.values())):
        own = [node for node in nodes if level[node] == number]
        inside = [(a, b) for a, b in edges if a in own and b in own and a != b]
        depth = dict.fromkeys(own, 0)
        forward = _without_circles(own, inside)
        for _ in own:
            for a, b in forward:
                depth[b] = max(depth[b], depth[a] + 1)
        result.update({node: first + depth[node] for node in own})
        first += max(depth.values()) + 1
    return result


def _without_circles(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the edges, in order, of which none closes a circle with those before it."""
    reach: dict[str, set[str]] = {node: {node} for node in nodes}
    kept = []
    for a, b in edges:
        if a in reach[b]:
            continue
        kept.append((a, b))
        for node in nodes:
            if a in reach[node]:
                reach[node] |= reach[b]
    return kept


def layered(
    layer: Mapping[str, int], edges: Sequence[tuple[str, str]]
) -> tuple[dict[str, Place], dict[tuple[str, str], list[Place]]]:
    """Return the place (layer, height) of each node, and the bends of each edge that skips a layer.

    Edges that do not go to a later layer have no bends.
    """
    columns: dict[int, list[object]] = {}
    for node, number in layer.items():
        columns.setdefault(number, []).append(node)
    chains: dict[tuple[str, str], list[object]] = {}
    neighbours: dict[object, list[object]] = {}
    for a, b in edges:
        if layer[b] <= layer[a]:
            continue
        bends: list[object] = [(a, b, number) for number in range(layer[a] + 1, layer[b])]
        for number, bend in zip(range(layer[a] + 1, layer[b]), bends, strict=True):
            columns.setdefault(number, []).append(bend)
        chains[(a, b)] = bends
        path = [a, *bends, b]
        for one, other in pairwise(path):
            neighbours.setdefault(one, []).append(other)
            neighbours.setdefault(other, []).append(one)
    most = max(len(column) for column in columns.values())
    height: dict[object, float] = {}
    for column in columns.values():
        _spread(column, height, most)
    numbers = sorted(columns)
    for turn in range(_ROUNDS):
        for number in numbers if turn % 2 == 0 else reversed(numbers):
            column = columns[number]
            wanted = {
                node: sum(height[other] for other in neighbours[node]) / len(neighbours[node])
                if neighbours.get(node)
                else height[node]
                for node in column
            }
            column.sort(key=lambda node: wanted[node])
            _settle(column, wanted, height)
    place = {node: (float(number), height[node]) for node, number in layer.items()}
    bent = {
        edge: [(float(layer[edge[0]] + 1 + i), height[bend]) for i, bend in enumerate(bends)]
        for edge, bends in chains.items()
    }
    return place, bent


def _spread(column: Sequence[object], height: dict[object, float], most: int) -> None:
    start = (most - len(column)) / 2
    for position, node in enumerate(column):
        height[node] = start + position


def _settle(column: Sequence[object], wanted: Mapping[object, float], height: dict[object, float]) -> None:
    """Put the nodes of a layer near where they want to be, in order, at least 1 apart."""
    blocks: list[list[float]] = []  # [sum of wanted starts, number]
    for node in column:
        blocks.append([wanted[node], 1.0])
        # A block that would overlap the one before it is joined with it.
        while len(blocks) > 1 and _start(blocks[-1]) < _start(blocks[-2]) + blocks[-2][1]:
            total, number = blocks.pop()
            blocks[-1][0] += total - blocks[-1][1] * number
            blocks[-1][1] += number
    position = 0
    for block in blocks:
        for offset in range(int(block[1])):
            height[column[position]] = _start(block) + offset
            position += 1


def _start(block: Sequence[float]) -> float:
    return block[0] / block[1]
