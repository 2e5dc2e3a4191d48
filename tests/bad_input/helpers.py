"""Small synthetic data for the tests of bad input, and the message of an error as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

import fsqca as fq

DATA = pd.DataFrame(
    {"A": [0.9, 0.8, 0.2, 0.1, 0.7], "B": [0.7, 0.1, 0.9, 0.3, 0.2], "Y": [0.9, 0.7, 0.3, 0.2, 0.8]},
    index=list("abcde"),
)
CODES = pd.DataFrame({"A": [1, 0, 1], "B": [1, 0, 0], "out": ["1", "0", "?"]})


def data(**columns: object) -> pd.DataFrame:
    """Return the synthetic data with some columns replaced."""
    return DATA.assign(**columns)


def table(**options: object) -> fq.TruthTable:
    """Return the truth table of the synthetic data: rows 3 and 4 are positive."""
    return fq.build_truth_table(DATA, "Y", **options)


def message(error: type[Exception], call: Callable[[], object]) -> str:
    """Return the whole message of the error that a call raises, which must be one of fsqca's own."""
    with pytest.raises(error) as raised:
        call()
    assert isinstance(raised.value, fq.FsqcaError)
    return str(raised.value)
