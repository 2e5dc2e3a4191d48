"""Codes changed by hand: recorded, marked, kept and taken back."""

from __future__ import annotations

import pickle

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame

WHY = "Its only case was misreported."


@pytest.fixture
def table():
    return fq.build_truth_table(random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30), "Y", consistency=0.85)


def other(code):
    return "0" if code == "1" else "1"


def test_a_change_is_in_a_new_table_and_the_old_one_stays(table):
    row = table.numbers[0]
    before = str(table.codes[0])
    changed = table.edit(row, other(before), why=WHY)
    assert changed.table.loc[row, "out"] == other(before)
    assert table.table.loc[row, "out"] == before
    assert "edited" not in table.table
    assert changed.history.loc[1].tolist() == [row, before, other(before), WHY, "Y", True]


def test_a_code_may_be_given_as_a_number():
    table = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "out": [0, 0]}), ["A"])
    assert table.edit(2, 1, why=WHY).table["out"].to_dict() == {1: "0", 2: "1"}


def test_a_changed_row_is_marked_in_frame_text_and_html(table):
    row, before = table.numbers[2], str(table.codes[2])
    changed = table.edit(row, other(before), why=WHY)
    mark = f"{before} -> {other(before)}"
    assert changed.table["edited"].to_dict() == {n: mark if n == row else "" for n in table.numbers}
    assert changed.complete().loc[row, "edited"] == mark
    note = f"1 row coded by hand, whatever the cut-offs say: row {row} ({mark}). The reasons are in .history."
    assert note in str(changed).splitlines()
    assert f"row {row} ({mark})".replace(">", "&gt;") in changed._repr_html_()


def test_a_changed_code_is_kept_when_the_table_is_coded_again(table):
    row = table.numbers[0]
    changed = table.edit(row, "C", why=WHY).recode(consistency=0.5, frequency=3)
    plain = table.recode(consistency=0.5, frequency=3)
    assert changed.table["out"].to_dict() == {**plain.table["out"].to_dict(), row: "C"}
    assert changed.undo().table["out"].to_dict() == plain.table["out"].to_dict()


def test_a_change_for_the_outcome_is_not_applied_to_the_negated_outcome(table):
    row = table.numbers[0]
    negated = table.edit(row, "C", why=WHY).negate()
    assert negated.table["out"].to_dict() == table.negate().table["out"].to_dict()
    assert negated.history["applied"].tolist() == [False]
    assert "1 change by hand made for 'Y' is not applied to '~Y'." in str(negated).splitlines()
    assert negated.negate().table.loc[row, "out"] == "C"


def test_the_last_change_of_one_row_can_be_taken_back(table):
    first, second = table.numbers[:2]
    changed = table.edit(first, "C", why="a").edit(first, "?", why="b").edit(second, "C", why="c")
    back = changed.undo(first)
    assert back.table.loc[[first, second], "out"].tolist() == ["C", "C"]
    assert back.history["why"].tolist() == ["a", "c"]


def test_minimization_uses_the_changed_codes(table):
    positive = table.table.query("out == '1'").index[0]
    changed = fq.minimize(table.edit(int(positive), "0", why=WHY))
    assert positive not in changed.problem.positive_rows
    excluded = fq.minimize(table, exclude=int(positive))
    assert [str(m.expression) for m in changed.models] == [str(m.expression) for m in excluded.models]


@given(fuzzy_frames(), st.data())
def test_undoing_every_change_gives_the_table_back(data, draw):
    with crossover_allowed():
        table = fq.build_truth_table(data, "Y")
    changed = table
    for _ in range(draw.draw(st.integers(0, 4)) if table.numbers else 0):
        row = draw.draw(st.sampled_from(table.numbers))
        now = changed.table.loc[row, "out"]
        changed = changed.edit(row, draw.draw(st.sampled_from([c for c in "10C?" if c != now])), why="x")
    while changed.changes:
        changed = changed.undo()
    assert changed.codes.tolist() == table.codes.tolist()


def test_a_changed_table_survives_pickling(table):
    changed = table.edit(table.numbers[0], "C", why=WHY)
    again = pickle.loads(pickle.dumps(changed))
    pd.testing.assert_frame_equal(again.table, changed.table)
    pd.testing.assert_frame_equal(again.history, changed.history)


SMALL = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "B": [0, 0], "out": ["0", "1"]}), ["A", "B"])


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            (9, "1", WHY),
            ArgumentError,
            "row names rows that do not exist: 9. Rows are numbered 1 to 4.",
        ),
        (
            (2, "1", WHY),
            ArgumentError,
            (
                "Row 2 was not observed, so it has no code to change. To treat it as negative or positive, "
                "minimize with exclude=[2] or assume=[2]."
            ),
        ),
        ((1, "x", WHY), ArgumentError, "code is 'x', but it must be one of '1', '0', 'C', '?'."),
        ((1, True, WHY), ArgumentError, "code is True, but it must be one of '1', '0', 'C', '?'."),
        ((1, "0", WHY), ArgumentError, "Row 1 is coded '0' already, so there is nothing to change."),
        (
            (1, "1", "  "),
            ArgumentError,
            "why is empty. A code that is changed by hand needs its reason, which is kept in .history.",
        ),
        ((1, "1", None), ArgumentTypeError, "why must be a sentence, not None."),
        (("1", "1", WHY), ArgumentTypeError, "row must hold row numbers such as 1 or 8, not '1'."),
    ],
)
def test_a_change_that_cannot_be_is_refused(arguments, error, message):
    row, code, why = arguments
    with pytest.raises(error) as raised:
        SMALL.edit(row, code, why=why)
    assert str(raised.value) == message


def test_there_has_to_be_something_to_undo():
    with pytest.raises(ArgumentError) as raised:
        SMALL.undo()
    assert str(raised.value) == "No row was changed by hand, so there is nothing to undo."
    with pytest.raises(ArgumentError) as raised:
        SMALL.edit(1, "1", why=WHY).undo(3)
    assert str(raised.value) == "Row 3 was not changed by hand, so there is nothing to undo."


def test_a_condition_cannot_be_named_like_the_mark():
    with pytest.raises(DataError, match="A condition cannot be named 'edited'"):
        fq.build_truth_table(pd.DataFrame({"edited": [0.1, 0.9], "Y": [0.2, 0.7]}), "Y")


def test_advice_names_no_row_that_was_coded_by_hand_as_one_that_a_cut_off_would_move():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2, 0.1], "Y": [0.9, 0.7, 0.3, 0.2]})
    table = fq.build_truth_table(data, "Y").edit(2, "0", why="a test")
    begin = "No configuration is sufficient for the outcome (no row is coded 1)."
    (said,) = table.advice
    assert said == (
        f"{begin} The highest consistency is 0.400 in row 1 (PRI 0.000); cut-offs: consistency >= 0.8, "
        "PRI >= 0, frequency >= 1. Look at other conditions and at the calibration before lowering a cut-off."
    )
    (said,) = table.edit(1, "C", why="a test").advice
    assert said == (
        f"{begin} All rows that are not remainders were coded by hand, so no consistency or PRI cut-off "
        "makes one positive."
    )
