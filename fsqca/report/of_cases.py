"""What may be written where a study says that nothing of single cases may be: ``memberships = false``."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

#: Columns that hold ids of cases.
COLUMNS = ("cases", "lost_cases", "near_cases")
#: Further columns of some tables, which hold ids or sentences that may name cases.
FURTHER = {
    "sensitivity": ("below", "above"),
    "sensitivity_changes": ("why",),
    "resampling_failures": ("detail",),
    "group_fit_across": ("gained", "lost"),
    "group_rows_apart": ("why",),
}
#: Tables of single cases, and how the names of others begin or end.
TABLES = ("scores", "memberships", "leave_one_out_failures")


def without_cases(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return frames without those of single cases, and without what names any in the others.

    Examples
    --------
    >>> found = without_cases({"cases_y": pd.DataFrame(), "rows": pd.DataFrame({"n": [1], "cases": ["Elm"]})})
    >>> {name: list(frame.columns) for name, frame in found.items()}
    {'rows': ['n']}
    """
    return {
        name: _without(name, frame)
        for name, frame in frames.items()
        if name not in TABLES
        and not name.startswith(("cases_", "deviant_cases_"))
        and not name.endswith("_cases")
    }


def _without(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name == "sensitivity_changes":
        frame = frame[frame["what"] != "case"]
    named = (*COLUMNS, *FURTHER.get(name, ()))
    return frame.drop(columns=[column for column in frame.columns if column in named])


__all__ = ["without_cases"]
