"""Why a row has its code, checked against coding itself and against sums taken case by case."""

from __future__ import annotations

import json
import pickle
import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.metrics import pri, sufficiency_consistency
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame

cuts = st.sampled_from([0.0, 0.3, 0.5, 0.75, 0.8, 0.9, 1.0])


def built(data, **options):
    with crossover_allowed():
        return fq.build_truth_table(data, "Y", **options)


def sentence(table, row):
    return table.why(row).sentences[0]


@given(fuzzy_frames(names=("A", "B", "Y")), cuts, cuts)
def test_the_losses_of_the_cases_add_up_to_what_is_missing(data, consistency, pri_cut):
    table = built(data, consistency=consistency, pri=pri_cut)
    for position, row in enumerate(table.numbers):
        cases = table.why(row).cases
        if table.sums.m[position] > 0:
            assert cases["consistency_loss"].sum() == pytest.approx(1 - table.consistency[position], abs=1e-9)
        if not np.isnan(table.pri[position]):
            assert cases["pri_loss"].sum() == pytest.approx(1 - table.pri[position], abs=1e-9)
        if cases["inconsistency"].sum() > 0:
            assert cases["share"].sum() == pytest.approx(1)
        assert (np.diff(cases["inconsistency"]) <= 0).all()
        assert set(cases.loc[cases["in_row"], "case"]) == set(table.cases(row))


def test_the_values_without_a_case_are_those_of_the_data_without_it():
    data = random_frame(5, ("fuzzy", "fuzzy"), 12)
    table = built(data)
    row = table.numbers[-1]
    corner = table.configurations([row]).loc[row]
    for line in table.why(row).cases.itertuples():
        left = data.drop(index=line.case)
        x = np.minimum(*(left[name] if corner[name] else 1 - left[name] for name in ("A", "B")))
        assert line.consistency_without == pytest.approx(sufficiency_consistency(x, left["Y"]))
        assert line.pri_without == pytest.approx(pri(x, left["Y"]))


@given(fuzzy_frames(names=("A", "B", "Y")), cuts, cuts, st.integers(1, 3), st.sampled_from([None, 0.25, 0.6]))
def test_the_intervals_along_a_cut_off_are_what_coding_again_gives(
    data, consistency, pri_cut, frequency, lower
):
    lower = None if lower is not None and lower >= consistency else lower
    table = built(data, consistency=consistency, pri=pri_cut, frequency=frequency, contradiction=lower)
    for position, row in enumerate(table.numbers):
        along = table.why(row).along
        for line in along.itertuples():
            if line.interval == "none":
                points, name = [None], "contradiction"
            elif line.cut_off == "frequency":
                low = int(line.above) + 1
                points = [low, low + 5 if np.isinf(line.to) else int(line.to)]
                name = line.cut_off
            else:
                name = line.cut_off
                points = [line.to, (line.above + line.to) / 2]
                if name == "contradiction":
                    points = [point for point in points if point < consistency]
                points = [point for point in points if line.above == line.to or point - line.above > 1e-8]
                if name == "consistency" and lower is not None:
                    points = [point for point in points if point > lower]
            for point in points:
                coded = table.recode(**{name: point})
                assert coded.codes[position] == line.code, (line, point)
        today = along[along["today"]]
        assert today["cut_off"].tolist() == sorted(
            today["cut_off"], key=["frequency", "consistency", "pri", "contradiction"].index
        )
        assert (today["code"] == table.codes[position]).all()


def test_every_rule_has_its_sentence():
    table = built(
        random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30),
        consistency=0.85,
        pri=0.6,
        contradiction=0.8,
        frequency=2,
    )
    assert sentence(table, 7) == (
        "Its consistency of 0.979 reaches the cut-off of 0.85 by 0.129, and its PRI of 0.911 reaches the "
        "cut-off of 0.6 by 0.311."
    )
    assert sentence(table, 8) == (
        "Its consistency of 0.917 reaches the cut-off of 0.85 by 0.067, but its PRI of 0.540 misses the "
        "cut-off of 0.6 by 0.060."
    )
    assert sentence(table, 3) == (
        "Its consistency of 0.847 misses the cut-off of 0.85 by 0.003 and reaches the lower cut-off of 0.8 "
        "by 0.047."
    )
    assert sentence(table, 1) == (
        "Its consistency of 0.762 misses the cut-off of 0.85 by 0.088 and misses the lower cut-off of 0.8 by "
        "0.038."
    )
    assert sentence(table.recode(frequency=4), 3) == (
        "It has 2 cases, 2 fewer than the frequency cut-off of 4: it counts as a remainder."
    )
    assert sentence(table.recode(contradiction=None), 3) == (
        "Its consistency of 0.847 misses the cut-off of 0.85 by 0.003."
    )
    exact = float(table.consistency[2])
    assert sentence(table.recode(consistency=exact, pri=0), 3) == (
        "Its consistency of 0.847 reaches the cut-off of 0.847143 by 0 (they are equal)."
    )


def test_undefined_values_are_named():
    # Rows with a case always have both; a table from elsewhere may not.
    table = built(random_frame(7, ("fuzzy", "fuzzy"), 30), consistency=0.5, pri=0.5)
    content = json.loads(table.to_json())
    position = table.codes.tolist().index("1")
    content["rows"][position].update(pri=None, code="0")
    row = table.numbers[position]
    again = fq.TruthTable.from_json(json.dumps(content))
    assert sentence(again, row).endswith("but its PRI is undefined (0 / 0) and reaches no cut-off above 0.")
    assert sentence(again.recode(pri=0), row).startswith("Its consistency of")
    content["rows"][position].update(consistency=None)
    again = fq.TruthTable.from_json(json.dumps(content))
    assert sentence(again, row) == (
        "Its consistency is undefined, as no case has any membership, so it reaches no cut-off."
    )


def test_what_holds_a_row_back_is_said_with_its_cases():
    table = built(random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30), consistency=0.85, pri=0.6)
    assert table.why(1).sentences[1] == "2 cases make up 56% of its inconsistency: case 6, case 3."
    assert table.why(8).sentences[1] == "1 case makes up 50% of its inconsistency: case 8."


def test_cases_of_other_rows_are_named_as_such():
    data = pd.DataFrame({"A": [0.9, 0.4, 0.4, 0.4, 0.1], "Y": [0.9, 0.0, 0.0, 0.0, 0.3]}, index=list("abcde"))
    reason = built(data).why(2)
    assert reason.sentences[2] == (
        "100% of its inconsistency comes from cases that belong to other rows: their partial memberships "
        "enter the sums."
    )


def test_a_row_without_a_case_is_a_remainder_with_partial_memberships():
    data = pd.DataFrame({"A": [0.9, 0.8], "B": [0.8, 0.7], "Y": [0.9, 0.1]})
    reason = built(data).why(1)
    assert reason.code == "?"
    assert reason.sentences[0] == "No case belongs to it: it is a logical remainder, whatever the cut-offs."
    assert not reason.cases["in_row"].any()
    assert reason.distances.empty


def test_a_row_coded_by_hand_is_explained_by_its_reason():
    table = built(random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30), consistency=0.85).edit(
        3, 1, why="A case was misreported."
    )
    reason = table.why(3)
    assert reason.sentences[:2] == (
        'It was coded 1 by hand, where the cut-offs say 0: "A case was misreported."',
        "Cut-offs do not move it now; what follows is what they would say of it.",
    )


def test_a_table_without_data_says_what_it_does_not_know():
    table = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "M": [2, 0], "out": ["0", "1"]}), ["A", "M"])
    reason = table.why(3)
    assert reason.sentences == (
        "It came with this code: the table has no sums behind it, so the cut-offs are not known.",
    )
    assert str(reason).splitlines()[0] == "Row 3 (~A*M{2}) is coded 0"


def test_rows_that_do_not_exist_are_refused():
    table = built(random_frame(7, ("fuzzy", "fuzzy"), 10))
    with pytest.raises(ArgumentError) as error:
        table.why(5)
    assert str(error.value) == "row names rows that do not exist: 5. Rows are numbered 1 to 4."
    with pytest.raises(ArgumentTypeError) as error:
        table.why("A*B")
    assert str(error.value) == "row must hold row numbers such as 1 or 8, not 'A*B'."


def test_a_reason_prints_is_escaped_and_survives_pickling():
    data = random_frame(7, ("fuzzy", "fuzzy"), 30).rename(columns={"A": "<b>A</b>"})
    reason = built(data).why(1)
    assert repr(reason).startswith("<RowReason of row 1: coded ")
    assert "<b>A</b>" not in reason._repr_html_()
    assert re.search(r"^\d+ more cases? in \.cases\.$", str(built(data.assign(Y=0.01)).why(1)), re.M)
    again = pickle.loads(pickle.dumps(reason))
    assert str(again) == str(reason)
    pd.testing.assert_frame_equal(again.table, reason.cases)


def test_a_table_without_memberships_says_that_cases_are_not_looked_at():
    data = random_frame(3, ("fuzzy", "crisp"), 40)
    scanned = fq.build_truth_table(pa.Table.from_pandas(data, preserve_index=False), "Y")
    assert scanned.why(1).sentences[-1] == (
        "Memberships were not kept when a pyarrow Table was scanned, so nothing is said of the cases that "
        "hold it back."
    )
    again = fq.TruthTable.from_json(scanned.to_json())
    assert again.why(1).sentences[-1] == (
        "The memberships of the cases are not known, so nothing is said of the cases that hold it back."
    )
