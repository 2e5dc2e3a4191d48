"""From a frame of configurations and codes to a truth table without data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import listed, unknown_names
from fsqca._frames import as_frame
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.truth_table.coding import Coding
from fsqca.truth_table.conditions import condition_names
from fsqca.truth_table.given import code_of, given_corners, given_levels, optional_numbers, spread
from fsqca.truth_table.settings import TableSettings
from fsqca.truth_table.sums import row_numbers

if TYPE_CHECKING:
    from fsqca.truth_table.table import TruthTable


def table_of_frame(
    make: type[TruthTable],
    frame: object,
    conditions: Sequence[str],
    out: object,
    levels: Mapping[str, int] | None,
) -> TruthTable:
    """Return the truth table in a frame; see `TruthTable.from_frame`."""
    names = condition_names(conditions)
    if not isinstance(frame, pd.DataFrame):
        raise ArgumentTypeError(f"frame must be a pandas DataFrame, not {type(frame).__name__}.")
    if not isinstance(out, str):
        raise ArgumentTypeError(
            f'out must be the name of the column of the codes, such as "out", not {out!r}.'
        )
    if out in names:
        raise ArgumentError(f"out is {out!r}, which is also one of the conditions.")
    checked = as_frame(frame.reset_index(drop=True), "frame")
    if out not in checked.columns:
        raise unknown_names("column", [out], list(checked.columns), "frame")
    checked = spread(checked, names, out, levels)
    corners = given_corners(checked, names)
    counts = given_levels(names, [max(2, int(column.max()) + 1) for column in corners.T], levels)
    codes = np.array([code_of(value, out) for value in checked[out]], dtype="<U1")
    numbers = [int(number) for number in row_numbers(corners, counts)]
    twice = sorted(number for number, times in Counter(numbers).items() if times > 1)
    if twice:
        shown = [
            dict(zip(names, corners[numbers.index(number)].tolist(), strict=True)) for number in twice[:3]
        ]
        raise DataError(f"frame has more than one row for the same configuration: {listed(shown, 3)}.")
    order = np.argsort(np.array(numbers, dtype=object), kind="stable")
    optional = {name: optional_numbers(checked, name)[order] for name in ("n", "consistency", "pri")}
    n = optional["n"][~np.isnan(optional["n"])]
    weights = None if (n == np.floor(n)).all() else "an array"
    return make(
        settings=TableSettings("", tuple(names), Coding(), weights=weights),
        level_counts=counts,
        numbers=tuple(numbers[i] for i in order),
        corners=corners[order],
        n=optional["n"],
        consistency=optional["consistency"],
        pri=optional["pri"],
        codes=codes[order],
    )
