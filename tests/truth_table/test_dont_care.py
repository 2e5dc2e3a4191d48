"""Don't-care cells and codes in tables that are given as frames."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd
import pytest

import fsqca as fq


def table(rows: list[tuple], **options: object) -> fq.TruthTable:
    names = list("ABCDE"[: len(rows[0]) - 1])
    return fq.TruthTable.from_frame(pd.DataFrame(rows, columns=[*names, "out"]), names, **options)


def test_a_row_stands_for_every_value_of_a_dont_care_cell():
    found = table([(1, "-", 1, "1"), (0, 0, "-", "0"), (1, 0, 0, "0")])
    assert found.table["out"].to_dict() == {1: "0", 2: "0", 5: "0", 6: "1", 8: "1"}
    assert str(fq.minimize(found).model.expression) == "A*C"


def test_all_values_of_a_multi_value_condition_are_meant():
    assert table([("-", 1, "1"), (2, 0, "0")]).numbers == (2, 4, 5, 6)
    assert table([("-", 1, "1"), (0, 0, "0")], levels={"A": 4}).numbers == (1, 2, 4, 6, 8)


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_same_as_writing_them_out(seed):
    rng = np.random.default_rng(seed)
    rows, written = [], {}
    for _ in range(4):
        cells = [str(rng.integers(0, 2)) if rng.random() < 0.6 else "-" for _ in range(4)]
        code = str(rng.integers(0, 2))
        own = list(itertools.product(*[(0, 1) if cell == "-" else (int(cell),) for cell in cells]))
        if any(written.get(one, code) != code for one in own) or (len(own) == 1 and own[0] in written):
            continue
        rows.append((*(cell if cell == "-" else int(cell) for cell in cells), code))
        written.update(dict.fromkeys(own, code))
    plain = table([(*corner, code) for corner, code in written.items()])
    assert table(rows).table["out"].to_dict() == plain.table["out"].to_dict()


def test_fit_of_the_whole_row_is_not_that_of_its_parts():
    frame = pd.DataFrame({"A": [1, 0], "B": ["-", 1], "out": ["1", "0"], "n": [5, 3]})
    found = fq.TruthTable.from_frame(frame, ["A", "B"]).table["n"]
    assert found[2] == 3
    assert found[[3, 4]].isna().all()


def test_a_row_that_says_the_same_again_is_one_row():
    assert table([(1, "-", "1"), (1, 1, "1"), ("-", 1, "1"), (0, 0, "0")]).numbers == (1, 2, 3, 4)


def test_a_dont_care_code_may_be_used_and_need_not_be():
    rows = [(1, 1, "1"), (1, 0, "-"), (0, 1, "0"), (0, 0, "0")]
    assert table(rows).table["out"].to_dict() == {1: "0", 2: "0", 3: "?", 4: "1"}
    assert str(fq.minimize(table(rows), "parsimonious").model.expression) == "A"
    assert str(fq.minimize(table(rows)).model.expression) == "A*B"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            [(1, "-", "1"), (1, 0, "0")],
            "frame codes the configuration {'A': 1, 'B': 0} as '1' and, by a row with '-', as '0'.",
        ),
        (
            [("x", 1, "1"), ("-", 0, "0")],
            "Condition 'A' in frame must hold whole numbers 0, 1, 2, ..., or '-' for any.",
        ),
    ],
)
def test_what_cannot_be_read_is_refused(rows, message):
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        table(rows)


def test_too_many_configurations_are_refused():
    names = [f"X{i}" for i in range(20)]
    frame = pd.DataFrame([["-"] * 20, [0] * 20], columns=names).assign(out=["1", "0"])
    with pytest.raises(fq.FsqcaError, match=r"^The rows with '-' stand for 1048577 configurations; at most"):
        fq.TruthTable.from_frame(frame, names)


def test_crisp_multi_value_and_fuzzy_conditions_go_together():
    rng = np.random.default_rng(3)
    data = pd.DataFrame(
        {
            "crisp": rng.integers(0, 2, 60),
            "many": rng.integers(0, 3, 60),
            "fuzzy": np.where((x := rng.random(60).round(2)) == 0.5, 0.51, x),
        }
    )
    strong = (data["many"] == 2) | ((data["crisp"] == 1) & (data["fuzzy"] > 0.5))
    data["Y"] = np.where(strong, 0.9, 0.1)
    mixed = fq.build_truth_table(data, "Y", consistency=0.75)
    assert mixed.levels == {"crisp": 2, "many": 3, "fuzzy": 2}
    model = fq.minimize(mixed, "parsimonious").model
    assert {str(term) for term in model.terms} == {"many{2}", "crisp*fuzzy"}
    x = np.maximum((data["many"] == 2).astype(float), np.minimum(data["crisp"], data["fuzzy"]))
    expected = np.minimum(x, data["Y"]).sum() / x.sum()
    assert model.fit.table.loc["solution", "consistency"] == pytest.approx(expected)
