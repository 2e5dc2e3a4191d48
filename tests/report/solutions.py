"""Small truth tables for the tests of charts and reports, worked out by hand."""

from __future__ import annotations

import pandas as pd

import fsqca as fq


def solve_rows(names, rows, expectations=None, levels=None):
    """Return the solutions of a truth table written as lines such as "101 1" (configuration, code)."""
    split = [row.split() for row in rows]
    frame = pd.DataFrame([[int(value) for value in corner] for corner, _ in split], columns=list(names))
    frame["out"] = [code for _, code in split]
    return fq.solve(fq.TruthTable.from_frame(frame, list(names), levels=levels), expectations)


def core_and_peripheral():
    """A*C with A core: the parsimonious solution is A; C stays because it is expected to help."""
    return solve_rows("ABC", ["111 1", "101 1", "010 0", "001 0"], {"C": "+"})


def ambiguous():
    """~A*~B*~C is positive and ABC 011 negative: parsimonious ~B or ~C, so either may be core."""
    return solve_rows("ABC", ["000 1", "011 0"])


def neutral_permutations():
    """A*B*C and A*~B*~C: two configurations around the core A, which is the parsimonious solution."""
    return solve_rows("ABC", ["111 1", "100 1", "011 0", "000 0", "001 0", "010 0"])


def many_values():
    """D has three values: D{2} is the parsimonious solution."""
    return solve_rows("AD", ["12 1", "11 0", "00 0"], {"A": "+"}, levels={"D": 3})


def with_data():
    """Two groups with data: in the first the model is A*B, in the second A."""
    one = pd.DataFrame(
        {"A": [0.9, 0.8, 0.2, 0.1, 0.7], "B": [0.8, 0.9, 0.9, 0.2, 0.1], "Y": [0.9, 0.8, 0.1, 0.2, 0.1]},
        index=list("abcde"),
    )
    two = one.assign(Y=[0.9, 0.8, 0.1, 0.2, 0.8])
    return {
        name: fq.solve(fq.build_truth_table(data, "Y"), {"A": "+", "B": "+"})
        for name, data in {"first": one, "second": two}.items()
    }


def nothing():
    """No row is positive."""
    return solve_rows("AB", ["11 0", "00 0"])
