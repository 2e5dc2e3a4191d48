"""Aliases for the arrays that travel between the modules."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[np.uint64]
#: What a public array function accepts.
ArrayLike: TypeAlias = npt.ArrayLike
#: A case id: whatever the index of the user's frame holds.
CaseId: TypeAlias = Any

Missing: TypeAlias = Literal["raise", "drop"]
