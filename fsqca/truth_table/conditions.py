"""Names of conditions at the door."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from fsqca._checks import listed
from fsqca._frames import check_text_names
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError

#: Columns of a truth table besides those of the conditions.
OWN_COLUMNS = ("out", "n", "consistency", "pri", "cases", "near", "edited", "rows")


def condition_names(conditions: object) -> list[str]:
    """Return the conditions as a list, or say what is wrong with them."""
    if isinstance(conditions, str) or not isinstance(
        conditions, Sequence | pd.Index | np.ndarray | pd.Series
    ):
        shown = repr(conditions) if isinstance(conditions, str) else type(conditions).__name__
        raise ArgumentTypeError(f'conditions must be a list of column names such as ["A", "B"], not {shown}.')
    names = list(conditions)
    if not names:
        raise ArgumentError("conditions is empty: name at least one condition.")
    check_conditions(names)
    twice = sorted({str(name) for name in names if names.count(name) > 1})
    if twice:
        raise ArgumentError(f"conditions names {listed(twice)} more than once.")
    return names


def check_conditions(names: Sequence[object]) -> None:
    """Raise if a condition has a name that an expression cannot hold."""
    check_text_names(names)
    own = [name for name in names if name in OWN_COLUMNS]
    if own:
        raise DataError(
            f"A condition cannot be named {listed(own)}, because a truth table has a column of its own by "
            "that name. Rename it, for example with data.rename(columns=str.upper)."
        )
    if "" in names:
        raise DataError("A column used as a condition has an empty name. Rename it, or leave it out.")
