"""Insight, reasons, changes by hand and JSON where conditions are not defined everywhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.cutoffs import map_cutoffs
from fsqca.plots import contradictions_plot, cutoff_gaps_plot, diversity_plot, simultaneous_plot
from tests.plots.frames import drawn


@pytest.fixture
def table():
    data = pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.9, 0.7, 0.8, 0.2, 0.1],
            "B": [0.8, 0.9, 0.7, 0.8, 0.2, 0.9, 0.3],
            "first": [1, 1, 0, 0, np.nan, np.nan, np.nan],
            "Y": [0.9, 0.8, 0.3, 0.6, 0.7, 0.2, 0.1],
        },
        index=list("abcdefg"),
    )
    return fq.build_truth_table(data, "Y", ["A", "B", "first"], defined={"first": "A*B"})


def test_cases_of_rows_that_are_written_out_are_counted_once(table):
    assert len(table.numbers) == 8
    insight = table.insight()
    assert insight.frequencies["cases"].tolist() == [7, 4]
    assert insight.largest["n"].sum() == 7
    assert insight.diversity.loc["cases in a row", "value"] == 7
    assert insight.diversity.loc["observed configurations", "value"] == 8
    assert insight.contradictions["n"].sum() == 2
    assert insight.notes[-1] == (
        "Rows that stand for the same observed configuration are named by the first of them."
    )
    assert insight.largest["row"].tolist() == [7, 8, 1, 3, 5]


def test_the_reason_of_a_row_is_that_of_its_configuration(table):
    for position, row in enumerate(table.numbers):
        reason = table.why(row)
        assert reason.cases["consistency_loss"].sum() == pytest.approx(1 - table.consistency[position])
        assert set(reason.cases.loc[reason.cases["in_row"], "case"]) == set(table.cases(row))
    assert table.why(5).configuration == table.why(6).configuration == "A*~B"


def test_rows_of_one_configuration_are_changed_together_and_come_back(table):
    before = table.table.loc[5, "out"]
    changed = table.edit(6, "?", why="The only case is not like the others.")
    assert changed.table.loc[[5, 6], "out"].tolist() == ["?", "?"]
    assert changed.table["edited"].astype(bool).sum() == 2
    assert changed.recode(consistency=0.1).table.loc[[5, 6], "out"].tolist() == ["?", "?"]
    assert changed.undo(5).table.loc[[5, 6], "out"].tolist() == [before, before]
    again = fq.TruthTable.from_json(changed.to_json())
    assert again.settings == changed.settings
    pd.testing.assert_frame_equal(again.observed, changed.observed)
    assert again.undo().codes.tolist() == table.codes.tolist()


def test_cut_offs_are_mapped_and_the_nearest_are_found(table):
    found = map_cutoffs(table)
    models = [str(model.expression) for model in fq.minimize(table, "parsimonious")]
    assert list(found.table[found.table["today"]]["models"].iloc[0]) == models
    nearest = table.recode(consistency=1.0, pri=1.0, frequency=3).nearest_cutoffs().table
    assert nearest[["frequency", "rows", "cases"]].values.tolist() == [[2, (8,), 2]]


def test_figures_have_a_mark_per_configuration(table):
    assert sum(drawn(simultaneous_plot(table).axes[0]).values()) == 5
    assert sum(bar.get_width() for bar in contradictions_plot(table).axes[0].patches) == 7
    assert sum(bar.get_height() for bar in diversity_plot(table).axes[0].patches) == 7
    assert drawn(cutoff_gaps_plot(table).axes[0])


def test_the_reason_of_a_row_that_was_changed_with_another_is_the_reason_of_the_change(table):
    changed = table.edit(6, "?", why="The only case is not like the others.")
    said = f"It was coded ? by hand, where the cut-offs say {table.table.loc[5, 'out']}: "
    for row in (5, 6):
        assert changed.why(row).sentences[0] == f'{said}"The only case is not like the others."'


def test_configurations_with_too_few_cases_are_counted_as_the_table_lists_them(table):
    few = table.recode(frequency=2)
    values = few.insight().diversity["value"]
    remainders = int((few.codes == "?").sum())
    assert remainders == 6
    assert values["remainders with too few cases"] == remainders
    assert values["rows that are not remainders"] == len(few.numbers) - remainders
    assert values["share that are not remainders"] == (len(few.numbers) - remainders) / 8
