"""Truth tables as JSON text: what comes back, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame

READ_BACK = (
    "Read back without the memberships of the cases: deviant_cases is empty because they are not known, and "
    "models have no fit."
)


def made():
    data = random_frame(7, ("fuzzy", 3, "crisp"), 30)
    return fq.build_truth_table(data, "Y", consistency=0.9, pri=0.5, contradiction=0.6, frequency=2)


@given(fuzzy_frames())
@settings(max_examples=60)
def test_a_table_that_is_read_back_says_and_gives_the_same(data):
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y", pri=0.4, contradiction=0.5)
    if table.numbers:
        table = table.edit(table.numbers[0], "1" if table.codes[0] != "1" else "0", why="a test")
    again = fq.TruthTable.from_json(table.to_json())
    pd.testing.assert_frame_equal(again.table, table.table, check_dtype=False)
    pd.testing.assert_frame_equal(again.history, table.history)
    assert (again.settings, again.levels, again.crossover_cases) == (
        table.settings,
        table.levels,
        table.crossover_cases,
    )
    assert again.to_json() == table.to_json()
    for kind in ("conservative", "parsimonious"):
        own, other = fq.minimize(table, kind), fq.minimize(again, kind)
        assert [str(model.expression) for model in own] == [str(model.expression) for model in other]
        assert own.advice == other.advice
        assert all(model.fit is None for model in other)
    if table.numbers:
        assert (
            again.recode(consistency=0.6, pri=0).codes.tolist()
            == table.recode(consistency=0.6, pri=0).codes.tolist()
        )
        assert again.undo().codes.tolist() == table.undo().codes.tolist()


def test_multi_value_conditions_and_contradictions_come_back():
    table = made()
    again = fq.TruthTable.from_json(table.to_json())
    pd.testing.assert_frame_equal(again.table, table.table)
    assert again.levels == {"A": 2, "B": 3, "C": 2}
    np.testing.assert_array_equal(again.sums.mn, table.sums.mn)


def test_a_table_given_as_a_frame_comes_back_and_can_be_undone():
    table = fq.TruthTable.from_frame(
        pd.DataFrame({"A": [1, 0], "B": [0, 0], "out": ["1", "0"]}), ["A", "B"]
    ).edit(1, "?", why="too few cases")
    again = fq.TruthTable.from_json(table.to_json())
    assert again.table["out"].to_dict() == {1: "?", 3: "1"}
    assert again.undo().table["out"].to_dict() == {1: "0", 3: "1"}
    assert again.sums is None


def test_case_ids_that_are_no_text_or_whole_number_become_text():
    data = random_frame(3, ("fuzzy", "fuzzy"), 3)
    data.index = pd.to_datetime(["2001-01-01", "2002-01-01", "2003-01-01"])
    table = fq.build_truth_table(data, "Y")
    ids = [case for own in fq.TruthTable.from_json(table.to_json()).table["cases"] for case in own]
    assert sorted(ids) == ["2001-01-01 00:00:00", "2002-01-01 00:00:00", "2003-01-01 00:00:00"]


def test_rows_in_another_order_are_the_same_table():
    table = made()
    content = json.loads(table.to_json())
    content["rows"].reverse()
    again = fq.TruthTable.from_json(json.dumps(content))
    pd.testing.assert_frame_equal(again.table, table.table)
    np.testing.assert_array_equal(again.sums.m, table.sums.m)


def changed(**entries):
    content = json.loads(made().to_json())
    content.update(entries)
    return json.dumps(content)


def with_row(**entries):
    content = json.loads(made().to_json())
    content["rows"][0].update(entries)
    return json.dumps(content)


CHANGE = {"row": 1, "before": "0", "after": "1", "why": "x", "outcome": "Y"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"format": ',
            "The text is not JSON, or only a part of it: Expecting value: line 1 column 12 (char 11).",
        ),
        (
            "[1, 2]",
            (
                "The JSON is not a truth table of fsqca: its format is not 'fsqca truth table'. "
                "TruthTable.to_json() writes such a text; TruthTable.from_frame() reads other tables."
            ),
        ),
        (
            changed(version=2),
            (
                "The truth table was written in version 2 of the format, and this fsqca reads versions up to "
                "1. Update fsqca to read it."
            ),
        ),
        (
            changed(crossover="drp"),
            (
                "The truth table in the JSON is not a valid one: crossover is 'drp', but it must be one of "
                "'unassigned', 'raise', 'above', 'below', 'drop'. Did you mean 'drop'?"
            ),
        ),
        (changed(version="1"), "The truth table has the version '1', but it must be 1."),
        (changed(rows=None), "The truth table needs 'rows', which must be a list."),
        (changed(outcome=3), "The truth table needs 'outcome', which must be a text."),
        (changed(cut_offs=[]), "The truth table needs 'cut_offs', which must be an object."),
        (
            changed(levels=[2, 3]),
            "The truth table in the JSON is not a valid one: it has 3 conditions, but 2 numbers of values.",
        ),
        (
            with_row(code="x"),
            (
                "The truth table in the JSON is not a valid one: out holds 'x', but a code is one of '1', "
                "'0', 'C', '?'."
            ),
        ),
        (
            with_row(configuration=[1]),
            (
                "The truth table in the JSON is not a valid one: a configuration must have 3 values, but "
                "one is [1]."
            ),
        ),
        (
            changed(cut_offs={"consistency": 1.5, "pri": 0, "frequency": 1, "contradiction": None}),
            (
                "The truth table in the JSON is not a valid one: consistency is 1.5, but it must be between "
                "0 and 1."
            ),
        ),
        (
            with_row(sums={"m": -1, "my": 1, "mn": 1, "myn": 1}),
            "The truth table in the JSON is not a valid one: a sum must be a number of at least 0.",
        ),
        (
            with_row(sums={"m": float("inf"), "my": 1, "mn": 1, "myn": 1}),
            "The truth table in the JSON is not a valid one: a sum must be a number of at least 0.",
        ),
        (
            with_row(consistency=0.999),
            (
                "The truth table in the JSON is not a valid one: the consistency of row 1 is 0.999, but its "
                "sums give 0.502427. The text was changed outside fsqca; edit() changes a code and keeps the "
                "reason."
            ),
        ),
        (
            with_row(code="C"),
            (
                "The truth table in the JSON is not a valid one: row 1 is coded 'C', but its cut-offs and "
                "changes by hand give '0'. The text was changed outside fsqca; edit() changes a code and "
                "keeps the reason."
            ),
        ),
        (
            with_row(n="many"),
            (
                "The truth table in the JSON is damaged: a row, a cut-off or a change has a missing or wrong "
                "entry (TypeError: 'many' is not a number)."
            ),
        ),
        (
            changed(cut_offs={}),
            (
                "The truth table in the JSON is damaged: a row, a cut-off or a change has a missing or wrong "
                "entry (KeyError: 'consistency')."
            ),
        ),
        (
            changed(changes=[{**CHANGE, "row": 99}]),
            (
                "The truth table in the JSON is not a valid one: a change names row 99, which is not in the "
                "table."
            ),
        ),
        (
            changed(changes=[{**CHANGE, "after": "2"}]),
            (
                "The truth table in the JSON is not a valid one: a change names the code '2', but a code is "
                "one of '1', '0', 'C', '?'."
            ),
        ),
        (
            changed(changes=[{**CHANGE, "why": ""}]),
            (
                "The truth table in the JSON is not a valid one: the change of row 1 has no reason, or no "
                "outcome."
            ),
        ),
    ],
)
def test_a_text_that_is_no_truth_table_is_refused(text, message):
    with pytest.raises(DataError) as error:
        fq.TruthTable.from_json(text)
    assert str(error.value) == message


def test_something_that_is_no_text_is_refused():
    with pytest.raises(ArgumentTypeError) as error:
        fq.TruthTable.from_json({"format": "fsqca truth table"})
    assert str(error.value) == (
        "text must be JSON text as to_json() gives it, not dict. "
        'Read a file with Path("table.json").read_text(encoding="utf-8").'
    )


@pytest.mark.parametrize("scanned", [False, True])
def test_a_weighted_table_comes_back_with_its_sums_of_weights(scanned):
    data = random_frame(7, ("fuzzy", 3, "crisp"), 30).assign(w=np.linspace(0.05, 1.9, 30).round(2))
    given = pa.Table.from_pandas(data, preserve_index=False) if scanned else data
    table = fq.build_truth_table(given, "Y", weights="w", pri=0.4, frequency=2)
    again = fq.TruthTable.from_json(table.to_json())
    assert (table.n != np.floor(table.n)).any()
    assert again.settings == table.settings
    for own, other in (
        (table, again),
        (table.negate(), again.negate()),
        (table.recode(frequency=1), again.recode(frequency=1)),
    ):
        pd.testing.assert_frame_equal(other.table.drop(columns="cases"), own.table.drop(columns="cases"))
    assert again.advice[-2:] == (
        (
            "Weighted by 'w': n is the sum of the weights of the cases, and the frequency cut-off is "
            "compared with it."
        ),
        READ_BACK,
    )
    assert again.to_json() == table.to_json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"weights": 3}, "weights must be a text or null, not 3."),
        ({"n": -1.5}, "n, the sum of weights of a row, is -1.5, but it must be a number above 0."),
        ({"n": None}, "n, the sum of weights of a row, is nan, but it must be a number above 0."),
    ],
)
def test_weights_that_cannot_be_are_refused_in_json(change, said):
    data = random_frame(7, ("fuzzy", "crisp"), 30).assign(w=0.7)
    content = json.loads(fq.build_truth_table(data, "Y", weights="w").to_json())
    (content if "weights" in change else content["rows"][0]).update(change)
    with pytest.raises(DataError) as caught:
        fq.TruthTable.from_json(json.dumps(content))
    assert str(caught.value) == f"The truth table in the JSON is not a valid one: {said}"


def test_a_table_that_is_read_back_does_not_say_that_rows_are_empty_whose_cases_were_not_kept():
    source = pa.Table.from_pandas(random_frame(7, ("fuzzy", "crisp"), 30), preserve_index=False)
    again = fq.TruthTable.from_json(fq.build_truth_table(source, "Y").to_json())
    with pytest.raises(ArgumentError) as caught:
        again.cases(again.numbers[0])
    assert str(caught.value) == (
        "The ids of the cases are not in this table, because they were not kept when a pyarrow Table was "
        'scanned. Build the table with cases="column of the ids" to keep them.'
    )


@pytest.mark.parametrize("scanned", [False, True])
@pytest.mark.parametrize("crossover", ["unassigned", "above", "drop"])
def test_a_table_that_is_read_back_says_which_cases_were_on_the_crossover_or_left_out(crossover, scanned):
    data = random_frame(11, ("ties", 3, "crisp"), 40).assign(w=[0.0, *[1.0] * 39])
    data.loc[data.index[[3, 7]], "C"] = np.nan
    given = pa.Table.from_pandas(data, preserve_index=False) if scanned else data
    with crossover_allowed():
        table = fq.build_truth_table(given, "Y", missing="drop", crossover=crossover, weights="w")
    again = fq.TruthTable.from_json(table.to_json())
    own = [note for note in table.advice if "crossover" in note or "0.5" in note or "left out" in note]
    assert len(own) == 3
    kept = [note.split(":")[0].rstrip(".") for note in again.advice]
    assert all(note.split(":")[0].rstrip(".") in kept for note in own)
    if not scanned:
        assert all(note in again.advice for note in own if "weight 0" not in note)
    assert str(again).splitlines()[0] == str(table).splitlines()[0]
    assert again.advice[-1] == READ_BACK
    assert again.deviant_cases.empty
    assert again.to_json() == table.to_json()
    assert again.negate().facts == again.facts.negate()


def test_a_text_without_facts_still_names_the_cases_on_the_crossover():
    data = random_frame(11, ("ties", "crisp"), 30)
    with crossover_allowed():
        content = json.loads(fq.build_truth_table(data, "Y").to_json())
    del content["facts"]
    again = fq.TruthTable.from_json(json.dumps(content))
    assert again.facts is None
    assert "0.5 in a condition (they belong to no configuration but enter every sum)" in "".join(again.advice)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            {"n_cases": 3},
            (
                "facts must be null or an object with n_cases, in_outcome, out_of_outcome, constant, "
                "n_crossover, n_missing, n_weightless."
            ),
        ),
        ({"n_missing": -1}, "n_missing must be a whole number of at least 0, not -1."),
        ({"in_outcome": 1}, "in_outcome must be true or false, not 1."),
        ({"constant": ["Z"]}, "constant must be a list of conditions, not ['Z']."),
    ],
)
def test_facts_that_cannot_be_are_refused_in_json(facts, said):
    content = json.loads(made().to_json())
    content["facts"] = facts if "n_cases" in facts else content["facts"] | facts
    with pytest.raises(DataError) as caught:
        fq.TruthTable.from_json(json.dumps(content))
    assert str(caught.value) == f"The truth table in the JSON is not a valid one: {said}"


def test_a_frame_may_hold_sums_of_weights():
    frame = pd.DataFrame({"A": [0, 1], "B": [1, 1], "n": [2.5, 0.75], "out": ["0", "1"]})
    table = fq.TruthTable.from_frame(frame, ["A", "B"])
    assert table.table["n"].tolist() == [2.5, 0.75]
    assert table.advice == ("n is a sum of weights: not all of its values are whole numbers.",)
    again = fq.TruthTable.from_json(table.to_json())
    assert again.table["n"].tolist() == [2.5, 0.75]
    assert again.to_json() == table.to_json()
    weighted = fq.build_truth_table(random_frame(7, ("fuzzy", "crisp"), 9).assign(w=0.7), "Y", weights="w")
    back = fq.TruthTable.from_frame(weighted.table, list(weighted.conditions))
    assert back.n.tolist() == weighted.n.tolist()
    assert fq.TruthTable.from_frame(frame.assign(n=[2, np.nan]), ["A", "B"]).settings.weights is None


@given(fuzzy_frames(), st.sampled_from([0.5, 0.75, 0.95]), st.booleans())
@settings(max_examples=40)
def test_tables_that_were_edited_recoded_negated_and_undone_are_read_back(data, cut_off, weighted):
    weights = [0.1 * (1 + place % 7) for place in range(len(data))] if weighted else None
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y", weights=weights, contradiction=0.3)
    chain = [table, table.recode(consistency=cut_off, frequency=2), table.negate()]
    if table.numbers:
        edited = table.edit(table.numbers[-1], "1" if table.codes[-1] != "1" else "C", why="a test")
        chain += [edited, edited.recode(pri=0.5), edited.negate(), edited.negate().negate(), edited.undo()]
    for one in chain:
        again = fq.TruthTable.from_json(one.to_json())
        assert again.to_json() == one.to_json()
        assert again.codes.tolist() == one.codes.tolist()
