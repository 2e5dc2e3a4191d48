"""What is in one set of configurations and not in another, as cubes that do not overlap.

The part to look at is split by the values of one condition, the one that most of the cubes to take away
mention, until no such cube meets the part (it stays) or one holds all of it (it goes).

Here a cube is two whole numbers with a few bits for each condition: `care`, with all bits of the conditions
that it names, and `value`, with the values that these have. Two cubes meet if no bit that both care for
differs. How many cubes mention each condition is counted for all conditions at once: binary numbers are kept
bit by bit, the lowest bits of all counts in one whole number, the next ones in another.

Worst case: the number of parts, which is exponential in the number of cubes to take away; n configurations
over k conditions leave at most about n k parts.

References
----------
Hong, S. J., Cain, R. G., & Ostapko, D. L. (1974). MINI: A heuristic approach for logic minimization. IBM
Journal of Research and Development, 18(5), 443-458 (the disjoint sharp operation).

Brayton, R. K., Hachtel, G. D., McMullen, C. T., & Sangiovanni-Vincentelli, A. L. (1984). Logic Minimization
Algorithms for VLSI Synthesis. Kluwer (complements by splitting on one variable after another).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fsqca._types import Ints

#: A cube as two bit masks: the conditions that it names, and their values.
Code: TypeAlias = tuple[int, int]


class Coding:
    """How cubes over some conditions are written as bits.

    Parameters
    ----------
    levels : sequence of int
        Number of values of each condition.
    """

    def __init__(self, levels: Sequence[int]) -> None:
        self.levels = [int(number) for number in levels]
        self.widths = [max(1, (number - 1).bit_length()) for number in self.levels]
        self.shifts = [sum(self.widths[:column]) for column in range(len(self.widths))]
        self.n_bits = sum(self.widths)
        #: The condition that each bit belongs to.
        self.column_of = [column for column, width in enumerate(self.widths) for _ in range(width)]
        #: All bits of each condition, and the lowest bit of all of them.
        self.blocks = [
            ((1 << width) - 1) << shift for width, shift in zip(self.widths, self.shifts, strict=True)
        ]
        self.lowest = sum(1 << shift for shift in self.shifts)

    def encode(self, cubes: Ints) -> list[Code]:
        """Return cubes as bits; `cubes` has shape (n, k), -1 where a condition is not named."""
        care = np.zeros((len(cubes), self.n_bits), dtype=bool)
        value = np.zeros_like(care)
        for bit, column in enumerate(self.column_of):
            own = cubes[:, column]
            care[:, bit] = own >= 0
            value[:, bit] = care[:, bit] & (own >> (bit - self.shifts[column]) & 1 == 1)
        return list(zip(_numbers(care), _numbers(value), strict=True))

    def decode(self, codes: Sequence[Code]) -> Ints:
        """Return cubes written as bits as rows of values, shape (n, k)."""
        cubes = np.empty((len(codes), len(self.levels)), dtype=np.int64)
        care = _table([code[0] for code in codes], self.n_bits)
        value = _table([code[1] for code in codes], self.n_bits)
        for column, (width, shift) in enumerate(zip(self.widths, self.shifts, strict=True)):
            own = value[:, shift : shift + width].astype(np.int64) @ (1 << np.arange(width))
            cubes[:, column] = np.where(care[:, shift] == 1, own, -1)
        return cubes


def _numbers(bits: npt.NDArray[np.bool_]) -> list[int]:
    packed = np.packbits(bits, axis=1, bitorder="little")
    return [int.from_bytes(line.tobytes(), "little") for line in packed]


def _table(numbers: Sequence[int], n_bits: int) -> npt.NDArray[np.uint8]:
    n_bytes = (n_bits + 7) // 8
    packed = np.frombuffer(b"".join(number.to_bytes(n_bytes, "little") for number in numbers), dtype=np.uint8)
    return np.unpackbits(packed.reshape(len(numbers), n_bytes), axis=1, bitorder="little")


def difference(start: Code, cubes: Iterable[Code], coding: Coding) -> Iterator[Code]:
    """Yield cubes that do not overlap and hold what is in `start` and in none of `cubes`.

    Examples
    --------
    >>> coding = Coding((2, 2))
    >>> whole, both = coding.encode(np.array([[-1, -1], [1, 1]]))
    >>> coding.decode(list(difference(whole, [both], coding))).tolist()
    [[1, 0], [0, -1]]
    """
    care, value = start
    meeting = [other for other in cubes if not (other[1] ^ value) & other[0] & care]
    stack: list[tuple[int, int, list[Code]]] = [(care, value, meeting)]
    while stack:
        care, value, others = stack.pop()
        if not others:
            yield care, value
            continue
        open_bits = coding.lowest & ~care
        column = _most_mentioned([other[0] & open_bits for other in others], coding)
        if column < 0:
            continue  # one of the others holds the whole part
        block, shift = coding.blocks[column], coding.shifts[column]
        for number in range(coding.levels[column]):
            own = number << shift
            inside = [other for other in others if not (other[1] ^ own) & other[0] & block]
            stack.append((care | block, value | own, inside))


def _most_mentioned(mentions: list[int], coding: Coding) -> int:
    """Return the condition with a bit in most of the masks; -1 if one of the masks is empty."""
    places: list[int] = []
    for mask in mentions:
        if not mask:
            return -1
        carry = mask
        for place, bits in enumerate(places):
            places[place], carry = bits ^ carry, bits & carry
            if not carry:
                break
        else:
            places.append(carry)
    best = places[-1]
    for bits in reversed(places[:-1]):
        best = best & bits or best
    return coding.column_of[(best & -best).bit_length() - 1]
