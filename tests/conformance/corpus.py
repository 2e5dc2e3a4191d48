"""The reference corpus: thousands of results computed with R QCA and SetMethods.

Cases on synthetic data are part of the project. Cases on the data sets that come with the R packages are
read from a folder beside the checkout, ``../shared/conformance`` (or ``FSQCA_CONFORMANCE``). Where it is
absent, those tests are skipped, and in CI (``CI=true``) they fail instead, so that nothing goes untested
unnoticed.

Every case that a test runs is tallied with :func:`ran`; pytest prints the tally at the end.
"""

from __future__ import annotations

import collections
import functools
import json
import os
from pathlib import Path

import pandas as pd
import pytest

HERE = Path(__file__).parent / "corpus"
BESIDE = Path(os.environ.get("FSQCA_CONFORMANCE", Path(__file__).parents[3] / "shared" / "conformance"))
CLASSIC = "classic data of the reference corpus"

#: topic -> outcome ("passed as R", "deliberate difference", ...) -> number of cases
TALLY: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)


def ran(topic: str, outcome: str = "equal to R") -> None:
    """Count a case that ran to its end."""
    TALLY[topic][outcome] += 1


def synthetic_cases(topic: str) -> list[dict]:
    return json.loads((HERE / f"{topic}.json").read_text(encoding="utf-8"))


def classic_cases(topic: str) -> list[dict]:
    """Return the cases on classic data; one placeholder case if they are not here."""
    path = BESIDE / f"{topic}.json"
    if not path.exists():
        return [{"id": f"{topic}-classic-absent", "absent": True}]
    return [
        case
        for case in json.loads(path.read_text(encoding="utf-8"))
        if isinstance(case["data"], dict) and case["data"].get("csv", "").startswith("classic/")
    ]


def cases(topic: str) -> list:
    """Return all cases of a topic as pytest parameters, one test each."""
    return [pytest.param(case, id=case["id"]) for case in synthetic_cases(topic) + classic_cases(topic)]


def require(case: dict) -> None:
    """Skip (in CI: fail) a case whose data are not here."""
    if case.get("absent"):
        message = f"{CLASSIC} not found at {BESIDE}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)


@functools.cache
def _read(path: Path) -> pd.DataFrame:
    # "NA" is a valid case name, so nothing in the case column is read as missing.
    frame = pd.read_csv(path, dtype={"case": str}, keep_default_na=False, na_values={}).set_index("case")
    return frame.apply(lambda column: pd.to_numeric(column, errors="coerce") if column.name else column)


def frame(case: dict) -> pd.DataFrame:
    """Return the data of a case: text id columns dropped, numbers as numbers, missing as NaN."""
    name = case["data"]["csv"]
    path = (HERE if name.startswith("synthetic/") else BESIDE / "data") / name
    data = _read(path)
    return data.loc[:, data.notna().any(axis=0)].copy()


def text_columns(case: dict) -> pd.DataFrame:
    """Return the data of a case as text, the columns of names among them."""
    name = case["data"]["csv"]
    path = (HERE if name.startswith("synthetic/") else BESIDE / "data") / name
    return pd.read_csv(path, dtype=str, keep_default_na=False).set_index("case")


def number(value: object) -> float:
    """Return a number of the corpus: "NaN", "Inf", "-Inf" and R's "NA" are strings there."""
    if isinstance(value, str):
        return {"NaN": float("nan"), "NA": float("nan"), "Inf": float("inf"), "-Inf": float("-inf")}[value]
    return float(value)
