"""The reference corpus in our terms: reading its models, and building its truth tables with fsqca."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import pandas as pd

import fsqca as fq
from fsqca.errors import CrossoverWarning, UncalibratedWarning
from tests import oracles
from tests.conformance import corpus

#: The corpus states its numbers to this absolute tolerance.
TOLERANCE = 1e-6

Term = frozenset[tuple[str, int]]
Model = frozenset[Term]


def literals(term: object) -> Term:
    """Return a term, ours or R's, as a set of (condition, value); the empty term is the empty set.

    Examples
    --------
    >>> sorted(literals("A*~B")), sorted(literals("A{2}*B{0}")), sorted(literals("1"))
    ([('A', 1), ('B', 0)], [('A', 2), ('B', 0)], [])
    """
    found = set()
    for text in str(term).split("*"):
        if text.strip() == "1":
            continue
        name, brace, value = text.strip().partition("{")
        negated = name.startswith("~")
        name = name.removeprefix("~").strip("`")
        found.add((name, int(value.removesuffix("}")) if brace else 1 - negated))
    return frozenset(found)


def term_set(terms: Iterable[object]) -> Model:
    """Return terms as a set of sets of literals."""
    return frozenset(literals(term) for term in terms)


def model_sets(models: Iterable[Iterable[object]]) -> set[Model]:
    """Return models as a set of sets of sets of literals."""
    return {term_set(model) for model in models}


def as_list(value: object) -> list:
    """Return a list; a single value of the corpus may stand without brackets."""
    return list(value) if isinstance(value, list) else [value]


@contextmanager
def expected_warnings() -> Iterator[None]:
    """Let the two warnings about data pass that the corpus provokes; every other warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CrossoverWarning)
        warnings.simplefilter("ignore", UncalibratedWarning)
        yield


def outcome_of(args: dict) -> str:
    """Return the outcome of a case; R also writes values in square brackets."""
    return args["outcome"].replace("[", "{").replace("]", "}")


def cut_offs(args: dict) -> dict[str, float]:
    """Return R's cut-offs as ours."""
    cuts = as_list(args["incl_cut"])
    options = {"consistency": cuts[0], "pri": args["pri_cut"], "frequency": args["n_cut"]}
    return options | ({"contradiction": cuts[1]} if len(cuts) > 1 else {})


def build(case: dict, outcome: str | None = None) -> fq.TruthTable:
    """Return the truth table of a case from its data, nothing excluded."""
    args = case["args"]
    data = corpus.frame(case)
    with expected_warnings():
        return fq.build_truth_table(data, outcome or outcome_of(args), args["conditions"], **cut_offs(args))


def has_half(case: dict) -> bool:
    """Return whether a condition holds a membership of exactly 0.5."""
    return bool((corpus.frame(case)[case["args"]["conditions"]] == 0.5).to_numpy().any())


def from_rows(rows: dict[str, list[int]], levels: dict[str, int]) -> fq.TruthTable:
    """Return the truth table with these row numbers by code (`pos`, `neg`, `C`)."""
    codes = {
        int(number): code
        for key, code in (("pos", "1"), ("neg", "0"), ("C", "C"))
        for number in as_list(rows[key])
    }
    counts = list(levels.values())
    frame = pd.DataFrame(
        [oracles.row_of(number, counts) for number in codes], columns=list(levels), dtype=np.int64
    )
    frame["out"] = list(codes.values())
    return fq.TruthTable.from_frame(frame, list(levels), levels=levels)


def rows_by_code(table: fq.TruthTable, excluded: Sequence[int] = ()) -> dict[str, list[int]]:
    """Return the row numbers by code (`pos`, `neg`, `C`), the excluded rows among the negative ones."""
    out = table.table["out"].to_dict()
    inside = [number for number in excluded if 1 <= number <= table.n_configurations]
    out |= dict.fromkeys(inside, "0")
    return {
        key: sorted(n for n, c in out.items() if c == code)
        for key, code in (("pos", "1"), ("neg", "0"), ("C", "C"))
    }


def close(ours: object, theirs: object, *, zeroed: float = 0.0) -> bool:
    """Return whether two numbers agree to the tolerance of the corpus, NaN with NaN.

    `zeroed`: R sets parameters of fit below this to 0; ours may be any number up to it there (A1).
    """
    a, b = float(ours), corpus.number(theirs)
    if np.isnan(a) or np.isnan(b):
        return bool(np.isnan(a) and np.isnan(b))
    return abs(a - b) <= TOLERANCE or (b == 0 and 0 <= a < zeroed)
