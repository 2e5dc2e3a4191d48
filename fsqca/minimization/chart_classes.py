"""A prime implicant chart as bit masks: classes of implicants, and the rows that matter.

Implicants that cover the same rows are one class, kept as a bit mask of rows with what it carries: how
many implicants are in it (to count models) or which (to list them). A row whose classes include all
those of another row is covered whenever the other is, and is set aside. Implicants that another
dominates are never dropped: they can be part of a tied model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import numpy as np

from fsqca._types import Bools

#: What a class carries: how many implicants are in it (counting), or which (listing).
Load = TypeVar("Load", int, tuple[int, ...])


def classes_of(chart: Bools) -> dict[int, tuple[int, ...]]:
    """Return the implicants by the rows that they cover: bit mask of rows -> positions of implicants."""
    if chart.shape[1] == 0:
        return {}
    packed = np.packbits(chart, axis=1, bitorder="little")
    distinct, inverse = np.unique(packed, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    by = np.argsort(inverse, kind="stable")
    bounds = np.searchsorted(inverse[by], np.arange(len(distinct) + 1))
    classes = {
        int.from_bytes(distinct[i].tobytes(), "little"): tuple(by[bounds[i] : bounds[i + 1]].tolist())
        for i in range(len(distinct))
    }
    classes.pop(0, None)
    return dict(sorted(classes.items(), key=lambda item: item[1]))


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def restrict(rows: int, classes: Mapping[int, Load]) -> dict[int, Load]:
    """Return the classes restricted to the rows, equal ones merged."""
    merged: dict[int, Load] = {}
    for mask, load in classes.items():
        part = mask & rows
        if part:
            merged[part] = merged[part] + load if part in merged else load
    return merged


def reduce_rows(rows: int, classes: Mapping[int, Load]) -> tuple[int, dict[int, Load], dict[int, int]]:
    """Return the rows not covered as a matter of course, the classes on them, and each row's classes."""
    merged = restrict(rows, classes)
    covering = dict.fromkeys(bits(rows), 0)
    for position, mask in enumerate(merged):
        bit = 1 << position
        for row in bits(mask):
            covering[row] |= bit
    kept: list[tuple[int, int]] = []
    for row, over in sorted(covering.items(), key=lambda item: (item[1].bit_count(), item[0])):
        if not any(over & other == other for _, other in kept):
            kept.append((row, over))
    if len(kept) == len(covering):
        return rows, merged, covering
    core = sum(1 << row for row, _ in kept)
    # Restricting to fewer rows can make classes equal, which changes their positions.
    again = restrict(core, merged)
    return core, again, covering_classes(core, again)


def covering_classes(rows: int, classes: Mapping[int, Load]) -> dict[int, int]:
    """Return for each row the classes over it, as a bit mask of positions."""
    covering = dict.fromkeys(bits(rows), 0)
    for position, mask in enumerate(classes):
        bit = 1 << position
        for row in bits(mask):
            covering[row] |= bit
    return covering


def components(rows: int, classes: Mapping[int, Load]) -> list[int]:
    """Return the parts of the rows that no class connects."""
    parts: list[int] = []
    for mask in classes:
        joined = mask
        apart: list[int] = []
        for part in parts:
            if part & joined:
                joined |= part
            else:
                apart.append(part)
        parts = [*apart, joined]
    alone = rows
    for part in parts:
        alone &= ~part
    return parts if not alone else [*parts, alone]


def only_classes(classes: Mapping[int, Load], covering: Mapping[int, int]) -> list[int]:
    """Return the classes that alone cover a row: every cover has them."""
    masks = list(classes)
    alone = {over for over in covering.values() if over & (over - 1) == 0}
    return [masks[over.bit_length() - 1] for over in sorted(alone)]
