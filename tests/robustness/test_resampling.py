"""The bootstrap and subsampling: exact for given counts, the same for a seed, nothing dropped."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.calibration import Calibrator, LargestGap
from fsqca.errors import ArgumentError
from fsqca.robustness import bootstrap, subsample
from fsqca.robustness.draws import Draws
from fsqca.robustness.preparing import job_of
from fsqca.robustness.recalibration import recalibration_of
from fsqca.robustness.run_checks import read_groups, read_seed
from fsqca.robustness.running import Runner
from fsqca.truth_table.coding import CODES
from tests.robustness.problems import calibrated, memberships, solved, survey


class Given(Draws):
    """Draws that are given."""

    drawn: np.ndarray

    def block(self, number):
        return self.drawn


def given_draws(drawn):
    drawn = np.asarray(drawn)
    result = Given("bootstrap", drawn.shape[1], len(drawn), (), (), 0)
    object.__setattr__(result, "drawn", drawn)
    return result


def check_run(solution, block, run, again):
    """Compare one run with a solution found by building the table of the repeated rows."""
    table = again.truth_table
    codes = dict(zip(table.numbers, table.codes.tolist(), strict=True))
    assert {n: CODES[block.codes[run, i]] for i, n in enumerate(block.numbers)} == {
        n: codes.get(n, "?") for n in block.numbers
    }
    assert set(codes) - set(block.numbers) == set()
    models = {frozenset(map(tuple, model.cubes.tolist())) for model in again.models}
    assert block.found[block.which[run]].models == models
    fits = np.array([model.fit.values[-1, :3] for model in again.models]).reshape(-1, 3)
    if len(fits):
        np.testing.assert_allclose(block.found_fit[run, 0], fits.mean(axis=0), atol=1e-9)
        np.testing.assert_allclose(block.found_fit[run, 2], fits.max(axis=0), atol=1e-9)
    at = 0
    for model in solution.models:
        values = model.fit_on(table.evidence_frame).values
        own = block.fit[run, at : at + 4 * len(model)].reshape(-1, 4)
        np.testing.assert_allclose(own, values[:-1], atol=1e-9)
        at += 4 * len(model) + 3


def repeated(frame, drawn):
    return frame.iloc[list(drawn)].reset_index(drop=True)


@pytest.mark.parametrize("kind", ["conservative", "parsimonious", "intermediate"])
@given(data=memberships(), seed=st.integers(0, 2**32))
def test_a_resample_is_the_table_of_the_repeated_rows(kind, data, seed):
    solution = solved(data, kind)
    drawn = np.random.default_rng(seed).integers(0, len(data), (3, len(data)))
    block = Runner(job_of(solution, given_draws(drawn), None)).block(0)
    for run in range(3):
        if block.which[run] < 0:
            continue
        rows = repeated(data, drawn[run])
        again = solved(rows, kind)
        object.__setattr__(again.truth_table, "evidence_frame", rows)
        check_run(solution, block, run, again)


class Shares(Calibrator):
    """A calibration of a user: the share of the largest value, which it learns."""

    name = "share of the largest"

    def __init__(self, largest=None):
        self.largest = largest

    def fit(self, raw):
        return Shares(float(np.max(raw)))

    def __call__(self, raw):
        return np.asarray(raw) / self.largest


LEARNING = {
    "quantiles": fq.Quantiles(0.1, 0.5, 0.9),
    "falling quantiles": fq.Quantiles(0.8, 0.6, 0.3),
    "ranks": fq.Ranks(),
    "empirical": fq.Empirical(2, 4, 6),
    "own class": Shares(),
    "own function": lambda raw: np.asarray(pd.Series(raw).rank(pct=True)),
    "thresholds": LargestGap(),
    "fixed": fq.Direct(2, 4, 6),
}


@pytest.mark.parametrize("name", LEARNING)
@pytest.mark.parametrize("crossover", ["unassigned", "above", "drop"])
@pytest.mark.filterwarnings("ignore::fsqca.errors.CrossoverWarning")
def test_a_resample_with_anchors_learnt_again_is_the_whole_analysis_of_the_repeated_rows(name, crossover):
    raw = survey(40)
    specs = {"A": LEARNING[name], **{other: fq.Quantiles(0.1, 0.5, 0.9) for other in "BCY"}}
    sets = fq.calibrate(raw, specs)
    solution = solved(sets, crossover=crossover)
    drawn = np.random.default_rng(1).integers(0, 40, (5, 40))
    job = job_of(solution, given_draws(drawn), recalibration_of(solution.truth_table, sets))
    block = Runner(job).block(0)
    assert (block.which >= 0).sum() + len(block.failures) == 5
    for run in np.flatnonzero(block.which >= 0):
        made = fq.calibrate(repeated(raw, drawn[run]), specs)
        again = solved(made, crossover=crossover)
        frame = pd.DataFrame(again.truth_table.evidence.sets.values, columns=["A", "B", "C"])
        frame["Y"] = again.truth_table.evidence.outcome
        object.__setattr__(again.truth_table, "evidence_frame", frame)
        check_run(solution, block, run, again)


def test_cases_outside_the_truth_table_take_part_in_learning_and_in_nothing_else():
    raw = survey(60)
    sets = calibrated(raw)
    solution = solved(sets.data.iloc[:35])
    drawn = np.random.default_rng(1).integers(0, 60, (4, 60))
    job = job_of(solution, given_draws(drawn), recalibration_of(solution.truth_table, sets))
    block = Runner(job).block(0)
    for run in np.flatnonzero(block.which >= 0):
        made = calibrated(repeated(raw, drawn[run]))
        again = solved(made.data[drawn[run] < 35])
        frame = pd.DataFrame(again.truth_table.evidence.sets.values, columns=["A", "B", "C"])
        frame["Y"] = again.truth_table.evidence.outcome
        object.__setattr__(again.truth_table, "evidence_frame", frame)
        check_run(solution, block, run, again)


def same(one, other):
    for name in ("terms", "models", "rows", "fit", "cases", "failures"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize("learn", [False, True])
def test_a_seed_gives_the_same_on_one_worker_and_on_two(learn):
    pytest.importorskip("joblib")
    sets = calibrated(survey())
    solution = solved(sets)
    options = {"seed": 5, "calibrated": sets if learn else None}
    one = bootstrap(solution, 600, n_jobs=1, **options)
    same(one, bootstrap(solution, 600, n_jobs=2, **options))
    assert not one.terms.equals(bootstrap(solution, 600, **(options | {"seed": 6})).terms)


def test_every_kind_of_seed_is_recorded_as_a_number_that_gives_the_same_again():
    solution = solved(calibrated(survey()))
    for seed in (3, np.int64(3), np.random.default_rng(3), np.random.SeedSequence(3), None):
        first = bootstrap(solution, 50, seed=seed)
        same(first, bootstrap(solution, 50, seed=first.settings.seed))
    assert read_seed(3) == 3
    assert read_seed(np.random.SeedSequence(3)) == read_seed(np.random.SeedSequence(3))


def test_each_block_has_the_stream_of_its_spawned_seed():
    draws = Draws("bootstrap", 1000, 400, (np.arange(1000),), (1000,), 9)
    assert draws.block_runs == 200
    child = np.random.SeedSequence(9).spawn(2)[1]
    expected = np.random.default_rng(child).integers(0, 1000, (200, 1000))
    np.testing.assert_array_equal(draws.block(1), expected)


def test_groups_whose_names_look_alike_stay_apart():
    groups = pd.Series([1, "1", 1, "1", 2], index=list("abcde"), dtype=object)
    found = read_groups(groups, None, groups.index)
    assert {name: own.tolist() for name, own in found.items()} == {"1": [0, 2], "'1'": [1, 3], "2": [4]}


def test_groups_keep_their_sizes():
    raw = survey(50)
    solution = solved(calibrated(raw))
    groups = pd.Series(["x"] * 10 + ["y"] * 40, index=raw.index)
    found = bootstrap(solution, 20, groups=groups, seed=1)
    assert found.settings.groups == {"x": 10, "y": 40}
    assert found.notes[2] == "Drawn within groups: x 10, y 40."
    draws = Draws("bootstrap", 50, 20, (np.arange(10), np.arange(10, 50)), (10, 40), 1)
    assert ((draws.block(0) < 10).sum(axis=1) == 10).all()
    same(found, bootstrap(solution, 20, groups="g", data=raw.assign(g=groups), seed=1))
    part = subsample(solution, 0.5, 20, groups=groups, seed=1)
    assert part.settings.size == 25
    halves = Draws("subsample", 50, 20, (np.arange(10), np.arange(10, 50)), (5, 20), 1).block(0)
    assert all(len(set(run)) == 25 and (run < 10).sum() == 5 for run in halves)


def test_shares_of_codes_add_up_to_one_and_changes_are_the_rest():
    rows = bootstrap(solved(calibrated(survey())), 300, seed=2).rows
    shares = rows[["coded_1", "coded_0", "coded_C", "coded_?", "failed"]]
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    for _, line in rows.iterrows():
        assert line["changed"] == pytest.approx(1 - line[f"coded_{line['out']}"] - line["failed"])
    assert (rows["changed"] > 0).any()


def test_retention_counts_terms_in_some_and_in_all_tied_models():
    rng = np.random.default_rng(0)
    grid = pd.DataFrame(np.indices((2, 2, 2)).reshape(3, -1).T, columns=[*"ABC"], dtype=float)
    rows = pd.concat([grid] * 6, ignore_index=True)
    positive = [(0, 1, 0), (1, 0, 0), (1, 1, 1)]
    tied = rows.apply(lambda r: float(tuple(r.astype(int)) in positive or r["A"] + r["C"] == 1), axis=1)
    data = rows.assign(Y=tied).iloc[rng.permutation(len(rows))].reset_index(drop=True)
    solution = solved(data, "parsimonious", frequency=1)
    found = bootstrap(solution, 200, seed=1)
    assert (found.terms["in_all"] <= found.terms["in_some"]).all()
    assert (found.terms["n_some"] == (found.terms["in_some"] * 200).round()).all()
    assert (found.models["alone"] <= found.models["found"]).all()
    assert found.models["initial"].sum() == solution.n_models


def test_resamples_that_say_nothing_count_as_failed_with_their_reason():
    data = pd.DataFrame({"A": [0.0] * 9 + [1.0], "B": [0.0, 1.0] * 5, "Y": [0.0] * 9 + [1.0]})
    found = bootstrap(solved(data, frequency=1), 200, seed=1)
    assert set(found.failures["reason"]) == {"no case has the outcome"}
    share = len(found.failures) / 200
    assert 0.2 < share < 0.6
    assert found.rows["failed"].eq(share).all()
    assert found.terms["in_some"].max() <= 1 - share
    assert f"{len(found.failures)} resamples failed; .failures has the reasons." in found.notes
    assert found.failures.index.name == "resample"
    assert found.failures.index.min() >= 1
    constant = pd.DataFrame({"A": [0.0] * 9 + [1.0], "B": [0.0, 1.0] * 5, "Y": [0.0, 1.0] * 5})
    reasons = set(bootstrap(solved(constant, frequency=1), 100, seed=1).failures["reason"])
    assert "condition 'A' is constant" in reasons


def test_anchors_that_are_not_in_order_fail_with_the_words_of_the_calibrator():
    raw = survey(20)
    raw["A"] = [1.0] * 8 + [2.0] * 5 + [3.0] * 7
    sets = fq.calibrate(raw, {name: fq.Quantiles(0.2, 0.5, 0.8) for name in raw})
    found = bootstrap(solved(sets, frequency=1), 200, seed=1, calibrated=sets)
    failures = found.failures[found.failures["reason"] == "set 'A' cannot be calibrated"]
    assert len(failures)
    assert (
        failures["detail"].iloc[0].startswith("Set 'A': The quantiles 0.2 / 0.5 / 0.8 of the raw values are")
    )


def test_crossovers_in_a_resample_fail_where_they_are_refused():
    raw = survey(40).assign(A=np.arange(40.0))
    others = {name: fq.Direct(1.93, 4.03, 6.07) for name in "BCY"}
    sets = fq.calibrate(raw, {"A": fq.Quantiles(0.1, 0.5, 0.9), **others})
    # The median of 40 different scores is none of them; that of a resample often is one.
    found = bootstrap(solved(sets, crossover="raise"), 100, seed=1, calibrated=sets)
    assert "memberships of exactly 0.5" in set(found.failures["reason"])
    assert found.failures["detail"].str.startswith("Memberships of exactly 0.5: ").any()


def test_an_interrupt_returns_what_is_done_and_says_so(monkeypatch):
    solution = solved(calibrated(survey(1000)))
    whole = Runner.block

    def block(self, number):
        if number == 2:
            raise KeyboardInterrupt
        return whole(self, number)

    monkeypatch.setattr(Runner, "block", block)
    found = bootstrap(solution, 1000, seed=1)
    assert found.settings.partial
    assert found.settings.n_done == 400
    assert found.notes[0] == "Partial: the work was stopped after 400 of 1000 resamples."
    assert repr(found).endswith(", partial>")
    monkeypatch.setattr(Runner, "block", lambda self, number: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        bootstrap(solution, 1000, seed=1)


def test_percentile_and_bca_intervals_hold_the_value_and_agree_where_all_is_symmetric():
    fit = bootstrap(solved(calibrated(survey(200))), 2000, seed=4).fit
    own = fit[(fit["solution"] == "initial") & (fit["measure"] == "consistency")]
    assert len(own) >= 2
    assert ((own["low"] <= own["value"]) & (own["value"] <= own["high"])).all()
    np.testing.assert_allclose(own["bca_low"], own["low"], atol=0.02)
    np.testing.assert_allclose(own["bca_high"], own["high"], atol=0.02)
    assert fit.query("solution == 're-found'")["bca_low"].isna().all()


def test_bca_intervals_are_those_of_scipy():
    from scipy.stats import bootstrap as reference

    from fsqca.robustness.resampling_frames import bca_intervals

    rng = np.random.default_rng(0)
    sample = rng.exponential(size=60)
    found = reference((sample,), np.mean, n_resamples=999, method="BCa", rng=np.random.default_rng(1))
    values = found.bootstrap_distribution
    without = np.array([np.delete(sample, i).mean() for i in range(60)])
    ours = bca_intervals(values[:, None], np.array([sample.mean()]), without[:, None], 0.95, [np.arange(60)])[
        :, 0
    ]
    np.testing.assert_allclose(ours, found.confidence_interval, rtol=1e-9)


def test_bca_intervals_of_groups_are_those_of_scipy_for_several_samples():
    from scipy.stats import bootstrap as reference

    from fsqca.robustness.resampling_frames import bca_intervals

    rng = np.random.default_rng(0)
    first, second = rng.exponential(size=30), 5 + 3 * rng.exponential(size=12)

    def total(one, two, axis=-1):
        return (one.sum(axis=axis) + two.sum(axis=axis)) / 42

    found = reference(
        (first, second), total, n_resamples=999, method="BCa", rng=np.random.default_rng(1), vectorized=True
    )
    both = np.concatenate([first, second])
    ours = bca_intervals(
        found.bootstrap_distribution[:, None],
        np.array([both.mean()]),
        ((both.sum() - both) / 42)[:, None],
        0.95,
        [np.arange(30), np.arange(30, 42)],
    )[:, 0]
    np.testing.assert_allclose(ours, found.confidence_interval, rtol=1e-9)


def test_frames_handed_out_are_copies():
    found = bootstrap(solved(calibrated(survey())), 20, seed=1)
    frame = found.terms
    frame["in_some"] = np.nan
    assert found.terms["in_some"].notna().all()


def test_a_share_that_leaves_nothing_or_everything_is_refused():
    raw = survey(20)
    solution = solved(calibrated(raw))
    groups = ["x"] * 2 + ["y"] * 18
    with pytest.raises(ArgumentError) as caught:
        subsample(solution, 0.2, 10, groups=groups)
    assert str(caught.value) == (
        "share is 0.2, which leaves no case of the group 'x' (2 cases). Take a larger share, or join small "
        "groups."
    )
    with pytest.raises(ArgumentError) as caught:
        subsample(solution, 0.99, 10)
    assert str(caught.value) == (
        "share is 0.99, which leaves out no case (20 cases), so that every subsample is the data. Take a "
        "smaller "
        "share."
    )
