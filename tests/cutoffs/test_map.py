"""The map of cut-offs, against coding and minimizing again at points in every cell."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.cutoffs import map_cutoffs
from fsqca.cutoffs.cells import largest_box, runs_around
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError
from tests.strategies import fuzzy_frames
from tests.truth_table.frames import crossover_allowed, random_frame


def built(data, **options):
    with crossover_allowed():
        return fq.build_truth_table(data, "Y", **options)


def models(solution):
    return tuple(str(model.expression) for model in solution.models)


def points(values, low, high):
    """Return the values, what lies midway between them, and the ends."""
    known = np.unique([low, high, *(value for value in values if low <= value <= high)])
    return [*known.tolist(), *((known[1:] + known[:-1]) / 2).tolist()]


@given(
    fuzzy_frames(names=("A", "B", "Y"), most=8),
    st.sampled_from([None, 0.3]),
    st.sampled_from([0.8, 1.0]),
    st.sampled_from([0.0, 0.5]),
)
@settings(max_examples=12)
def test_every_cell_codes_and_solves_as_at_its_values_and_midpoints(data, lower, consistency, pri):
    table = built(data, contradiction=lower, consistency=consistency, pri=pri)
    assume(table.numbers)
    values = np.unique(np.concatenate([table.consistency, table.pri[~np.isnan(table.pri)]]))
    assume((np.diff(values) > 1e-8).all())
    found = map_cutoffs(table)
    grid = itertools.product(
        sorted({1, 2, *(int(n) for n in table.n), int(table.n.max()) + 1}),
        [c for c in points(table.consistency, 0.0, 1.0) if lower is None or c > lower + 1e-8],
        points(table.pri[~np.isnan(table.pri)], 0.0, 1.0),
    )
    solved = {}
    for frequency, fit, pri_cut in grid:
        coded = table.recode(frequency=frequency, consistency=fit, pri=pri_cut)
        cell = found.at(frequency=frequency, consistency=fit, pri=pri_cut)
        assert found.space.codes(cell["coding"] - 1).tolist() == coded.codes.tolist()
        key = coded.codes.tobytes()
        if key not in solved:
            solved[key] = models(fq.minimize(coded, "parsimonious"))
        assert found.table.loc[cell["solution"], "models"] == solved[key]
    today = found.at()
    assert today["today"]
    assert found.table.loc[today["solution"], "today"]
    assert found.cells["solution"].isin(found.table.index).all()


@given(fuzzy_frames(names=("A", "B", "Y"), most=8), st.data())
@settings(max_examples=15)
def test_ranges_and_box_hold_todays_solution_and_cannot_be_wider(data, draw):
    table = built(data, consistency=draw.draw(st.sampled_from([0.5, 0.8, 0.95])), pri=0.3)
    assume(table.numbers)
    found = map_cutoffs(table)
    inside, cell = found.solution_in, found.today
    region = inside == inside[cell]
    assert len(found.region) == region.sum()
    for axis, (first, last) in enumerate(runs_around(region, cell)):
        line = np.moveaxis(region, axis, 0)[(slice(None), *(c for k, c in enumerate(cell) if k != axis))]
        assert line[first : last + 1].all()
        assert first == 0 or not line[first - 1]
        assert last == len(line) - 1 or not line[last + 1]
    box = found.box
    assert box["cut_off"].tolist() == ["frequency", "consistency", "pri"]


@given(st.data())
@settings(max_examples=60)
def test_the_largest_box_is_the_largest_of_all(draw):
    shape = tuple(draw.draw(st.integers(1, 4)) for _ in range(3))
    cells = draw.draw(st.lists(st.booleans(), min_size=int(np.prod(shape)), max_size=int(np.prod(shape))))
    region = np.array(cells).reshape(shape)
    cell = tuple(draw.draw(st.integers(0, size - 1)) for size in shape)
    region[cell] = True
    widths = tuple(np.array([draw.draw(st.sampled_from([0.1, 0.5, 1.0])) for _ in range(s)]) for s in shape)
    best = 0.0
    spans = [[(a, b) for a in range(c + 1) for b in range(c, s)] for c, s in zip(cell, shape, strict=True)]
    for box in itertools.product(*spans):
        if region[tuple(slice(a, b + 1) for a, b in box)].all():
            best = max(
                best, float(np.prod([w[a : b + 1].sum() for w, (a, b) in zip(widths, box, strict=True)]))
            )
    found = largest_box(region, cell, widths)
    assert region[tuple(slice(a, b + 1) for a, b in found)].all()
    assert all(a <= c <= b for (a, b), c in zip(found, cell, strict=True))
    volume = np.prod([w[a : b + 1].sum() for w, (a, b) in zip(widths, found, strict=True)])
    assert volume == pytest.approx(best)


@pytest.fixture
def table():
    data = random_frame(7, ("fuzzy", "fuzzy", "fuzzy"), 30)
    return built(data, consistency=0.85, pri=0.6, frequency=2)


def test_it_says_how_many_codings_and_solutions_there_are(table):
    found = map_cutoffs(table)
    assert repr(found) == "<CutoffMap parsimonious for Y: 405 cells, 28 codings, 19 solutions>"
    assert found.notes == (
        "405 cells of cut-offs, 28 distinct codings, 19 distinct solutions.",
        (
            "Moved alone, these cut-offs keep today's solution: frequency 1 to 2; consistency [0, 0.936488]; "
            "PRI (0.539568, 0.761682]."
        ),
    )
    assert found.complete
    assert found.table["cells"].sum() == found.n_cells
    assert found.table["share"].sum() == pytest.approx(1)
    assert found.codings["cells"].sum() == found.n_cells
    today = found.codings[found.codings["today"]].iloc[0]
    for code, name in (("1", "positive"), ("0", "negative"), ("C", "contradictory"), ("?", "remainders")):
        assert today[name] == tuple(table.table.index[table.table["out"] == code])


def test_the_kind_and_the_expectations_are_passed_on(table):
    expectations = {"A": "+", "B": "-"}
    found = table.map_cutoffs("intermediate", expectations=expectations)
    today = found.table[found.table["today"]]["models"].iloc[0]
    assert today == models(fq.minimize(table, "intermediate", expectations=expectations))
    assert found.kind == "intermediate"
    excluded = map_cutoffs(table, exclude=[7], max_codings=1)
    assert models(excluded.solutions[0]) == models(fq.minimize(table, "parsimonious", exclude=[7]))


def test_what_was_not_minimized_is_said(table):
    found = map_cutoffs(table, max_codings=3)
    assert not found.complete
    assert found.notes[1] == (
        "25 codings of 28 were not minimized: there are 28 distinct pairs of positive and negative rows, and "
        "max_codings is 3. Raise it, or narrow the cut-offs."
    )
    assert found.cells["solution"].isna().any()
    assert found.table["today"].any()


def test_codings_alone_can_be_mapped(table):
    found = map_cutoffs(table, max_codings=0)
    assert (found.n_codings, found.n_solutions) == (28, 0)
    assert found.ranges["what"].unique().tolist() == ["coding"]
    assert "28 distinct codings" in str(found)
    assert "28 distinct codings" in found._repr_html_()
    with pytest.raises(ArgumentError) as error:
        found.region  # noqa: B018
    assert str(error.value) == "Today's coding was not minimized, so no solution is known. Raise max_codings."


def test_a_part_of_the_cut_offs_is_the_same_as_in_the_whole(table):
    whole = map_cutoffs(table)
    part = map_cutoffs(table, frequency=(1, 2), consistency=(0.8, 0.9), pri=(0.5, 0.8))
    assert part.n_cells < whole.n_cells
    for point in itertools.product((1, 2), (0.8, 0.87, 0.9), (0.5, 0.6, 0.8)):
        cut_offs = dict(zip(("frequency", "consistency", "pri"), point, strict=True))
        one, other = whole.at(**cut_offs), part.at(**cut_offs)
        assert whole.table.loc[one["solution"], "models"] == part.table.loc[other["solution"], "models"]
        columns = ["frequency_from", "frequency_to", "consistency_above", "pri_to", "positive", "today"]
        assert one[columns].tolist() == other[columns].tolist()
    with pytest.raises(ArgumentError) as error:
        part.at(consistency=0.5)
    assert str(error.value) == (
        "frequency 2, consistency 0.5 and PRI 0.6 are outside the map: frequency 1 to 2; consistency "
        "(0.761783, 0.917313]; pri (0.305195, 0.860377]."
    )


def test_cut_offs_outside_the_part_looked_at_have_no_region(table):
    found = map_cutoffs(table, pri=(0.9, 1.0))
    assert found.today is None
    assert found.notes[-1] == "Today's cut-offs lie outside the ranges looked at."
    with pytest.raises(ArgumentError) as error:
        found.box  # noqa: B018
    assert str(error.value) == (
        "Today's cut-offs lie outside the ranges looked at, so there is no region around them."
    )


def test_rows_coded_by_hand_keep_their_code_everywhere(table):
    found = map_cutoffs(table.edit(7, "C", why="contradictory interviews"))
    assert all(7 in rows for rows in found.codings["contradictory"])
    assert found.notes[-1] == "1 row coded by hand keeps its code everywhere."


def test_contradictions_are_kept_apart_only_where_they_may_be_covered(table):
    coded = table.recode(contradiction=0.7)
    plain = map_cutoffs(coded)
    covered = map_cutoffs(coded, include="C")
    assert plain.n_problems < covered.n_problems == plain.n_codings
    assert plain.notes[-1] == "The lower cut-off for contradictions stays at 0.7."
    assert covered.space.span(1, 0, 0).startswith("(0.7, ")


def test_a_map_survives_pickling_and_its_frames_are_copies(table):
    found = map_cutoffs(table)
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.cells, found.cells)
    pd.testing.assert_frame_equal(again.table, found.table)
    own = found.cells
    own["coding"] = -1
    assert (found.cells["coding"] > 0).all()
    assert "9 more solutions in .table." in str(found).splitlines()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"consistency": 0.8},
            ArgumentTypeError,
            "consistency must be the least and the highest cut-off such as (0.7, 0.95), not 0.8.",
        ),
        (
            {"frequency": (3, 1)},
            ArgumentError,
            "frequency is (3, 1), but the least cut-off must not be above the highest.",
        ),
        (
            {"pri": (0.5, 1.5)},
            ArgumentError,
            "pri[1] is 1.5, but it must be between 0 and 1.",
        ),
        (
            {"solution": "complex"},
            ArgumentError,
            "solution is 'complex', but it must be one of 'conservative', 'parsimonious', 'intermediate'.",
        ),
        ({"step": 0.01}, ArgumentTypeError, "map_cutoffs() has no option 'step'."),
        ({"max_codings": -1}, ArgumentError, "max_codings is -1, but it must be at least 0."),
    ],
)
def test_what_cannot_be_is_refused(table, options, error, message):
    with pytest.raises(error) as raised:
        map_cutoffs(table, **options)
    assert str(raised.value) == message


def test_an_intermediate_map_needs_expectations(table):
    with pytest.raises(ArgumentError, match='solution="intermediate" needs expectations'):
        map_cutoffs(table, "intermediate", max_codings=0)


def test_a_table_that_cannot_be_coded_again_is_refused():
    table = fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "out": ["0", "1"]}), ["A"])
    with pytest.raises(DataError) as error:
        map_cutoffs(table)
    assert str(error.value) == (
        "This truth table has no sums behind it, so it cannot be coded with other cut-offs: make it with "
        "build_truth_table()."
    )
    with pytest.raises(ArgumentTypeError) as error:
        map_cutoffs(table.table)
    assert str(error.value) == (
        "table must be a TruthTable, such as build_truth_table() returns, not DataFrame."
    )


def test_too_many_cells_are_refused_with_their_number(table, monkeypatch):
    monkeypatch.setattr("fsqca.cutoffs.mapping.MOST_CELLS", 400)
    with pytest.raises(TooLargeError) as error:
        map_cutoffs(table)
    assert str(error.value) == (
        "The cut-offs fall into 405 cells; at most 400 are looked at. Narrow them, for example with "
        "consistency=(0.7, 0.95) or frequency=(1, 5)."
    )


def test_a_table_read_back_from_json_has_the_same_map(table):
    again = fq.TruthTable.from_json(table.to_json())
    pd.testing.assert_frame_equal(map_cutoffs(again).cells, map_cutoffs(table).cells)


def test_a_table_without_a_row_has_one_cell_and_no_model():
    found = map_cutoffs(built(pd.DataFrame({"A": [0.5, 0.5], "Y": [0.2, 0.9]})))
    assert (found.n_cells, found.n_codings, found.n_solutions) == (1, 1, 1)
    assert found.table["models"].tolist() == [()]
    assert found.ranges["interval"].tolist() == ["1 or more", "[0, 1]", "[0, 1]"] * 2
