"""Frames are never changed, results are frozen, and warnings point at the line that called."""

from __future__ import annotations

import contextlib
import dataclasses
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import CrossoverWarning, UncalibratedWarning
from tests.bad_input.helpers import CODES, DATA, data, table
from tests.strategies import crisp_frames, fuzzy_frames

#: Raw cells that a careless frame may hold in any column.
CELLS = st.one_of(
    st.sampled_from([0, 1, 2, 7, -1, 0.5, 1.5, np.nan, np.inf, None, True, "x", ""]), st.floats(0, 1)
)


@st.composite
def careless_frames(draw: st.DrawFn) -> pd.DataFrame:
    """Frames in which anything may be wrong: values, types, names, ids."""
    n_cases = draw(st.integers(0, 4))
    names = draw(st.lists(st.sampled_from(["A", "B", "Y", "n", "A b", 1]), max_size=4))
    columns = [draw(st.lists(CELLS, min_size=n_cases, max_size=n_cases)) for _ in names]
    frame = pd.concat([pd.Series(column) for column in columns], axis=1) if names else pd.DataFrame()
    frame.columns = pd.Index(names, dtype=object)
    if draw(st.booleans()) and len(frame):
        frame.index = pd.Index(draw(st.lists(st.integers(0, 5), min_size=n_cases, max_size=n_cases)))
    return frame


def everything(frame: pd.DataFrame) -> list[object]:
    """Call every public function that takes data; return the errors that are not fsqca's own."""
    calls = (
        lambda: fq.calibrate(frame, {"A": fq.Ranks(), "Y": fq.Quantiles(0.1, 0.5, 0.9)}),
        lambda: fq.calibrate(frame, {"A": fq.Direct(0, 0.5, 1)}, missing="drop"),
        lambda: fq.calibrate(frame, {"A": fq.Crisp(0.5), "B": lambda x: np.sort(x)}),
        lambda: fq.calibrate(frame, {"A": fq.Lookup({0: 0, 1: 1, "x": 0.4})}),
        lambda: fq.pof(frame, "A*~B => Y"),
        lambda: fq.pof(frame, "A + B <= ~Y", missing="drop"),
        lambda: fq.parse("A + ~B").evaluate(frame),
        lambda: fq.find_necessary(frame, "Y", depth=2),
        lambda: fq.find_necessary(frame, "~Y", missing="drop"),
        lambda: chain(frame),
        lambda: chain(frame, missing="drop", crossover="above"),
        lambda: fq.build_truth_table(frame, "A", ["B"], crossover="drop").complete(),
        lambda: fq.build_truth_table(frame, "Y", crossover="raise"),
        lambda: fq.minimize(fq.TruthTable.from_frame(frame, ["A", "B"], "Y")),
        lambda: fq.minimize(table()).fit_on(frame),
    )
    strangers: list[object] = []
    for call in calls:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                warnings.simplefilter("ignore", fq.FsqcaWarning)
                call()
        except fq.FsqcaError:
            continue
        except Exception as error:
            strangers.append(error)
    return strangers


def chain(frame: pd.DataFrame, **options: str) -> None:
    built = fq.build_truth_table(frame, "Y", **options)
    str(built), built.recode(consistency=0.9), built.complete(), built.deviant_cases
    for kind in ("conservative", "intermediate", "parsimonious"):
        solution = fq.minimize(built, kind, expectations={})
        str(solution), solution._repr_html_(), solution.table, solution.simplifying_assumptions
        solution.fit_on(frame, missing=options.get("missing", "raise"))


@settings(max_examples=60, deadline=None)
@given(st.one_of(fuzzy_frames(), crisp_frames()))
def test_no_function_changes_the_frame_that_it_is_given(frame):
    frame = frame[["A", "B", "Y"]]
    before = frame.copy(deep=True)
    assert everything(frame) == []
    pd.testing.assert_frame_equal(frame, before, check_exact=True)


@settings(max_examples=150, deadline=None)
@given(careless_frames())
def test_whatever_is_in_a_frame_it_is_not_changed_and_errors_are_our_own(frame):
    before = frame.copy(deep=True)
    assert everything(frame) == []
    pd.testing.assert_frame_equal(frame, before, check_exact=True)


def test_writing_into_what_a_result_hands_out_does_not_change_the_result():
    built = table()
    handed = built.table
    handed["out"] = "1"
    assert built.table["out"].tolist() == ["0", "0", "1", "1"]
    assert str(built) == str(table())
    with contextlib.suppress(ValueError):  # pandas may hand out read-only arrays
        built.table["n"].to_numpy()[:] = 99
    assert built.table["n"].tolist() == [1, 1, 2, 1]


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("solution", "table"),
        ("solution", "chart"),
        ("solution", "simplifying_assumptions"),
        ("solution", "easy"),
        ("solution", "difficult"),
        ("model", "table"),
        ("model", "cases"),
        ("model", "simplifying_assumptions"),
        ("model", "easy"),
        ("model", "difficult"),
        ("solutions", "table"),
        ("truth table", "deviant_cases"),
    ],
)
def test_writing_into_a_frame_of_a_result_does_not_change_what_it_hands_out_next(kind, name):
    solutions = fq.solve(table(), {"A": "+"})
    results = {
        "solutions": solutions,
        "solution": solutions.intermediate,
        "model": solutions.intermediate.models[0],
        "truth table": table(),
    }
    result = results[kind]
    before = getattr(result, name).copy(deep=True)
    handed = getattr(result, name)
    handed["written"] = 1
    pd.testing.assert_frame_equal(getattr(result, name), before)


def test_changing_the_data_afterwards_does_not_change_the_result():
    frame = DATA.copy()
    built = fq.build_truth_table(frame, "Y")
    frame.loc[:, :] = 0.0
    assert built.complete().equals(table().complete())
    assert fq.minimize(built).fit.table.equals(fq.minimize(table()).fit.table)


@pytest.mark.parametrize(
    "result",
    [
        table(),
        fq.minimize(table()),
        fq.minimize(table()).model,
        fq.solve(table(), {}),
        fq.minimize(table()).fit,
        fq.find_necessary(DATA, "Y"),
        fq.calibrate(DATA, {"A": fq.Direct(0, 0.5, 1)}),
        fq.TruthTable.from_frame(CODES, ["A", "B"]),
        fq.parse("A + ~B"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_results_are_frozen(result):
    for field in dataclasses.fields(result):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, field.name, None)


SCALE = data(A=[1, 2, 3, 4, 5])
HALF = data(A=[0.5, 0.1, 0.2, 0.8, 0.9])
CALLS = {
    "build_truth_table, crossover": (CrossoverWarning, lambda: fq.build_truth_table(HALF, "Y")),
    "build_truth_table": (UncalibratedWarning, lambda: fq.build_truth_table(SCALE, "Y")),
    "pof": (UncalibratedWarning, lambda: fq.pof(SCALE, "A{1} => Y")),
    "evaluate": (UncalibratedWarning, lambda: fq.parse("A{1}").evaluate(SCALE)),
    "find_necessary": (UncalibratedWarning, lambda: fq.find_necessary(SCALE, "Y")),
    "Solution.fit_on": (UncalibratedWarning, lambda: fq.minimize(MULTI).fit_on(SCALE)),
    "Model.fit_on": (UncalibratedWarning, lambda: fq.minimize(MULTI).model.fit_on(SCALE)),
}
MULTI = fq.build_truth_table(data(A=[5, 5, 0, 1, 5]), "Y")


@pytest.mark.parametrize(("category", "call"), CALLS.values(), ids=CALLS)
def test_a_warning_points_at_the_line_that_called(category, call):
    with pytest.warns(category) as warned:
        call()
    assert [(one.category, one.filename) for one in warned] == [(category, __file__)]
    assert warned[0].lineno == call.__code__.co_firstlineno
