"""Order conditions from times, ranks and dates."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.designs import before

TIMES = pd.DataFrame(
    {"allies": [1998, 2001, None, 2005], "strike": [2000, 1999, 2003, None]}, index=["w", "x", "y", "z"]
)


def test_an_order_is_missing_where_an_event_did_not_happen():
    found = before(TIMES, "allies", "strike")
    assert found.to_dict() == pytest.approx({"w": 1.0, "x": 0.0, "y": np.nan, "z": np.nan}, nan_ok=True)
    assert found.name == "allies_before_strike"


def test_dates_are_compared_as_dates():
    dates = TIMES.apply(lambda days: pd.to_datetime(days, unit="D"))
    assert before(dates, "allies", "strike").equals(before(TIMES, "allies", "strike"))


def test_it_is_what_a_truth_table_takes():
    data = TIMES.notna().astype(float).assign(Y=[1, 0, 0, 0])
    data["first"] = before(TIMES, "allies", "strike")
    table = fq.build_truth_table(data, "Y", defined={"first": "allies*strike"})
    assert table.observed["first"].tolist() == ["-", "-", 0, 1]


@pytest.mark.parametrize("value", [0, 1])
def test_events_at_the_same_time_have_the_value_that_is_said(value):
    times = pd.DataFrame({"A": [1, 2], "B": [1, 3]})
    assert before(times, "A", "B", ties=value).tolist() == [value, 1]


@pytest.mark.parametrize(
    ("times", "pair", "options", "message"),
    [
        (
            pd.DataFrame({"A": [1, 2], "B": [1, 3]}, index=["x", "y"]),
            ("A", "B"),
            {},
            (
                "'A' and 'B' happened at the same time in 1 case: 'x'. Say what that means with "
                "ties=0 or ties=1, or "
                "give more exact times."
            ),
        ),
        (TIMES, ("allies", "allies"), {}, "first and second are both 'allies': an order needs two events."),
        (
            TIMES,
            ("ally", "strike"),
            {},
            "There is no event 'ally' in times. Available: 'allies', 'strike'. Did you mean 'allies'?",
        ),
        (TIMES, ("allies", "strike"), {"ties": "first"}, "ties is 'first', but it must be 'raise', 0 or 1."),
        (
            pd.DataFrame({"A": pd.to_datetime(["2001-01-01"]).astype("datetime64[ns]"), "B": [1999]}),
            ("A", "B"),
            {},
            (
                "The times in 'A' and 'B' cannot be compared (datetime64[ns], int64). Make both "
                "numbers, or both dates "
                "with pandas.to_datetime."
            ),
        ),
    ],
)
def test_what_has_no_order_is_refused(times, pair, options, message):
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        before(times, *pair, **options)
