"""Limits of a long run: what is returned is valid, the bounds are true, and the solution says what it is."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from benchmarks import tables
from fsqca.minimization import covers, limits
from fsqca.minimization.cubes import matches
from fsqca.minimization.row_bounds import rows_apart
from tests.minimization.test_covers import all_covers, charts, smallest


def table_of(on: np.ndarray, off: np.ndarray) -> fq.TruthTable:
    names = [f"X{i}" for i in range(on.shape[1])]
    frame = pd.DataFrame(np.concatenate([on, off]), columns=names)
    frame["out"] = ["1"] * len(on) + ["0"] * len(off)
    return fq.TruthTable.from_frame(frame, names)


def check_valid(solution: fq.Solution, off: np.ndarray) -> None:
    """Every model covers every positive row, touches no negative one, and has as many terms as is said."""
    assert solution.models
    for model in solution.models:
        assert matches(model.cubes, solution.problem.positive).any(axis=0).all()
        assert not matches(model.cubes, off).any()
        assert solution.bounds[0] <= len(model.cubes) == solution.bounds[1]


@pytest.mark.parametrize("cap", [1, 10, 100, 400])
@pytest.mark.parametrize("ties", ["minimum", "irredundant"])
def test_a_cap_on_implicants_leaves_a_valid_solution_that_says_so(cap, ties):
    on, off = tables.structured(12, 60, 3)
    whole = fq.minimize(table_of(on, off), "parsimonious", max_models=10**5)
    solution = fq.minimize(table_of(on, off), "parsimonious", max_implicants=cap, ties=ties, max_models=20)
    assert whole.all_prime_implicants
    assert len(whole.implicant_cubes) > 400
    assert not solution.all_prime_implicants
    assert not solution.complete
    assert cap <= len(solution.implicant_cubes) <= cap + len(on)
    assert {str(term) for term in solution.prime_implicants} <= set(map(str, whole.prime_implicants))
    assert solution.bounds[0] <= whole.bounds[0] <= solution.bounds[1]
    assert solution.essential == ()
    assert solution.advice[-1] == (
        "Not all prime implicants were made, so a model with other, or with fewer, terms may exist. "
        f"At most {cap} are made, shortest first; raise max_implicants (memory grows with it), use fewer "
        "conditions, or exclude impossible remainders."
    )
    if ties == "minimum":
        check_valid(solution, off)
        if solution.bounds[0] < solution.bounds[1]:
            assert (solution.n_models, len(solution.models)) == (1, 1)
        else:
            assert solution.n_models <= whole.n_models


def test_a_cap_that_is_not_met_changes_nothing():
    on, off = tables.structured(10, 40, 2)
    table = table_of(on, off)
    whole = fq.minimize(table, "parsimonious")
    capped = fq.minimize(table, "parsimonious", max_implicants=len(whole.implicant_cubes), time_limit=1000)
    assert [str(model.expression) for model in capped.models] == [
        str(model.expression) for model in whole.models
    ]
    assert capped.advice == whole.advice
    assert capped.complete


def test_a_cap_holds_beyond_the_conditions_of_a_machine_word():
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 2, (24, 70))
    on, off = rows[:8], rows[8:]
    solution = fq.minimize(table_of(on, off), "parsimonious", max_implicants=200)
    assert not solution.all_prime_implicants
    assert 8 <= len(solution.implicant_cubes) <= 200
    check_valid(solution, off)


@pytest.mark.parametrize("kind", ["conservative", "intermediate", "parsimonious"])
def test_a_time_limit_ends_every_kind_of_solution_soon_and_validly(kind):
    on, off = tables.structured(32, 300, 1)
    table = table_of(on, off)
    expected = dict.fromkeys(table.conditions[:6], "+") if kind == "intermediate" else None
    start = time.monotonic()
    solution = fq.minimize(table, kind, expectations=expected, time_limit=1.0)
    assert time.monotonic() - start < 30  # loose: it must end, not be quick, on a busy machine
    check_valid(solution, off)
    if kind != "conservative":
        assert not solution.complete
        assert "The time limit of 1 s was met; raise time_limit to go on further." in solution.advice


def test_time_that_is_up_at_once_still_gives_a_model():
    on, off = tables.random(10, 100, 6)
    solution = fq.minimize(table_of(on, off), "parsimonious", time_limit=1e-9)
    check_valid(solution, off)
    assert not solution.complete


def test_unproved_sizes_are_told_with_their_bounds():
    on, off = tables.random(10, 100, 6)
    solution = fq.minimize(table_of(on, off), "parsimonious", time_limit=1e-9)
    lower, upper = solution.bounds
    assert lower < upper
    assert solution.advice[0] == (
        "The list is not complete, and the exact number was not determined within the bounds of the search. "
        f"The fewest terms of a model lie between {lower} and {upper} (proved bounds); the model listed has "
        f"{upper}, and as that may not be the fewest, others of this size are not listed."
    )


@given(charts(), st.integers(1, 4))
def test_what_is_said_when_time_is_up_is_true(chart, max_models):
    expected = smallest(all_covers(chart))
    found = covers.minimum_covers(chart, max_models, limits=limits.Limits(1e-9, progress=False))
    assert found.lower <= len(expected[0]) <= found.upper
    assert len(found.models) <= found.n_models <= len(expected)
    assert all(chart[list(model)].any(axis=0).all() for model in found.models)


@pytest.mark.parametrize("seed", range(40))
def test_rows_apart_need_an_implicant_each(seed):
    rng = np.random.default_rng(seed)
    rows = np.unique(rng.integers(0, 3, (14, 4)), axis=0)
    rows = rows[rng.permutation(len(rows))]
    on, off = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    cubes = fq.minimization.prime_implicants(on, off, (3, 3, 3, 3))
    chosen = rows_apart(on, off)
    assert chosen
    assert (matches(cubes, on)[:, chosen].sum(axis=1) <= 1).all()
    assert len(chosen) <= covers.minimum_covers(matches(cubes, on)).lower


# ---------------------------------------------------------------------- level by level


@given(charts())
def test_levels_find_every_cover_of_the_smallest_size_once(chart):
    from fsqca.minimization.chart_classes import classes_of
    from fsqca.minimization.cover_bounds import Dual
    from fsqca.minimization.cover_levels import covers_of_size

    expected = smallest(all_covers(chart))
    whole, classes = (1 << chart.shape[1]) - 1, classes_of(chart)
    no_limits = limits.Limits(progress=False)
    found = covers_of_size(whole, classes, len(expected[0]), Dual(whole, classes), no_limits)
    models = sorted(covers._expanded([tuple(groups) for groups in found], 10**6))
    assert models == expected


@pytest.mark.parametrize(("k", "n", "make"), [(10, 100, tables.structured), (8, 100, tables.random)])
def test_levels_and_search_agree_on_large_charts(monkeypatch, k, n, make):
    on, off = make(k, n, 4)
    chart = matches(fq.minimization.prime_implicants(on, off), on)
    by_levels = covers.minimum_covers(chart, 50)
    monkeypatch.setattr(covers, "_FIRST_WORK", 10**9)
    by_search = covers.minimum_covers(chart, 50)
    assert (by_levels.n_models, by_levels.exact) == (by_search.n_models, True)
    assert by_levels.upper == by_search.upper


@given(charts(), st.booleans())
def test_occurrences_count_the_models_of_each_implicant(chart, listed):
    found = covers.minimum_covers(chart, 10**6 if listed else 1)
    expected = smallest(all_covers(chart))
    times = covers.occurrences(chart, found)
    assert times is not None
    assert times.tolist() == [sum(i in model for model in expected) for i in range(len(chart))]


# ---------------------------------------------------------------------- arguments


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"time_limit": 0}, "time_limit is 0, but must be above 0 seconds; None for no limit."),
        ({"time_limit": float("nan")}, "time_limit is nan, but must be above 0 seconds; None for no limit."),
        ({"time_limit": "5"}, "time_limit must be a number of seconds or None, not '5'."),
        ({"time_limit": True}, "time_limit must be a number of seconds or None, not True."),
        ({"progress": "yes"}, "progress must be True, False or None, not 'yes'."),
    ],
)
def test_wrong_limits_are_refused(option, message):
    on, off = tables.structured(4, 10, 1)
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        fq.minimize(table_of(on, off), "parsimonious", **option)


@pytest.mark.parametrize("cap", [0, -1, 1.5, "many"])
def test_a_wrong_cap_is_refused(cap):
    on, off = tables.structured(4, 10, 1)
    with pytest.raises(fq.FsqcaError, match="max_implicants"):
        fq.minimize(table_of(on, off), "parsimonious", max_implicants=cap)


# ---------------------------------------------------------------------- seen and stopped


def test_a_bar_is_shown_when_asked_for_and_not_when_not(capsys):
    on, off = tables.random(10, 60, 6)
    fq.minimize(table_of(on, off), "parsimonious", progress=False)
    assert capsys.readouterr().err == ""
    fq.minimize(table_of(on, off), "parsimonious", progress=True)
    shown = capsys.readouterr().err
    assert "Prime implicants:" in shown
    assert "Models:" in shown


def test_a_short_run_shows_no_bar_of_itself(capsys):
    on, off = tables.random(8, 40, 6)
    fq.minimize(table_of(on, off), "parsimonious")
    assert capsys.readouterr().err == ""


def test_a_long_run_shows_a_bar_to_whoever_watches(monkeypatch, capsys):
    monkeypatch.setattr(limits, "_PATIENCE", 0.0)
    monkeypatch.setattr(limits, "_watched", lambda: True)
    on, off = tables.random(8, 40, 6)
    fq.minimize(table_of(on, off), "parsimonious")
    assert "Prime implicants:" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind are not sent there")
def test_ctrl_c_is_heard_in_a_long_run(tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        textwrap.dedent("""
            import signal
            import sys
            # A shell's background jobs ignore the signal unless told otherwise.
            signal.signal(signal.SIGINT, signal.default_int_handler)
            from tests.minimization.test_limits import table_of, tables
            import fsqca as fq
            table = table_of(*tables.structured(24, 300, 1))
            print("started", flush=True)
            try:
                fq.minimize(table, "parsimonious")
            except KeyboardInterrupt:
                print("stopped", flush=True)
                sys.exit(0)
            print("ended", flush=True)
        """)
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "started\n"
            time.sleep(3)
            process.send_signal(signal.SIGINT)
            start = time.monotonic()
            output, _ = process.communicate(timeout=60)
        finally:
            process.kill()
    assert output == "stopped\n"
    assert time.monotonic() - start < 30
