"""A prime implicant chart as bit masks: classes of implicants, and the rows that matter.

Implicants that cover the same rows are one class, kept as a bit mask of rows with what it carries: how
many implicants are in it (to count models) or which (to list them). A row whose classes include all
those of another row is covered whenever the other is, and is set aside. Implicants that another
dominates are never dropped: they can be part of a tied model.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from fsqca._types import Bools

#: From this many classes on, tables of bits are quicker than a loop over integers.
MANY = 48

#: What a class carries: how many implicants are in it (counting), or which (listing).
Load = TypeVar("Load", int, tuple[int, ...])


def classes_of(chart: Bools) -> dict[int, tuple[int, ...]]:
    """Return the implicants by the rows that they cover: bit mask of rows -> positions of implicants."""
    if chart.size == 0:
        return {}
    packed = np.packbits(chart, axis=1, bitorder="little")
    packed = np.ascontiguousarray(np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8))))
    words = packed.view(np.uint64)
    # Equal lines follow one another, in the order of their positions.
    by = np.lexsort(words.T)
    ordered = words[by]
    new = np.ones(len(by), dtype=bool)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    starts = np.flatnonzero(new).tolist()
    positions, lines, width = by.tolist(), packed[by[new]].tobytes(), packed.shape[1]
    classes = {
        int.from_bytes(lines[i * width : (i + 1) * width], "little"): tuple(positions[start:stop])
        for i, (start, stop) in enumerate(zip(starts, [*starts[1:], len(by)], strict=True))
    }
    classes.pop(0, None)
    return dict(sorted(classes.items(), key=lambda item: item[1]))


def sizes(classes: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """Return how many implicants are in each class."""
    return {mask: len(group) for mask, group in classes.items()}


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def words_of(masks: Collection[int]) -> npt.NDArray[np.uint8]:
    """Return bit masks as bytes, least significant first, in whole words; shape (n_masks, n_bytes)."""
    width = (max(masks, default=0).bit_length() + 63) // 64 * 8 or 8
    packed = np.frombuffer(b"".join([mask.to_bytes(width, "little") for mask in masks]), dtype=np.uint8)
    return packed.reshape(len(masks), width)


def bit_table(masks: Collection[int], rows: Sequence[int]) -> npt.NDArray[np.uint8]:
    """Return which mask has which of the rows, as 0 and 1, shape (n_masks, n_rows)."""
    table = np.unpackbits(words_of(masks), axis=1, bitorder="little")
    if rows and rows[-1] >= table.shape[1]:
        table = np.pad(table, ((0, 0), (0, rows[-1] + 1 - table.shape[1])))
    return table[:, rows]


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
    covering = covering_classes(rows, merged)
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
    if len(classes) >= MANY:
        own = list(bits(rows))
        packed = np.packbits(bit_table(classes, own), axis=0, bitorder="little").T
        lines = packed.tobytes()
        width = packed.shape[1]
        return {
            row: int.from_bytes(lines[i * width : (i + 1) * width], "little") for i, row in enumerate(own)
        }
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
