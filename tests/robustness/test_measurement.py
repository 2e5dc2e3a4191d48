"""Measurement error carried through: the draws, what is counted, partial results, and whole messages."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.robustness import propagate_error
from fsqca.robustness.error_models import (
    answers_drawn,
    items_drawn,
    joint_true_scores,
    remeasured,
    true_scores,
)
from fsqca.robustness.rerun import Rerun

CONSTRUCTS = {name: [f"{name}{i}" for i in range(1, 5)] for name in ("A", "B", "Y")}
PERFECT = {"A": 1, "B": 1, "Y": 1}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    """Synthetic answers of sixty respondents: Y follows the lower of A and B."""
    random = np.random.default_rng(7)
    true = pd.DataFrame(random.uniform(1, 7, (60, 2)), columns=["A", "B"])
    true["Y"] = true.min(axis=1)
    noisy = {
        item: (true[name] + random.normal(0, 0.9, 60)).round().clip(1, 7)
        for name, items in CONSTRUCTS.items()
        for item in items
    }
    frame = pd.DataFrame(noisy).rename(index=lambda i: f"r{i}")
    frame.iloc[3, 0] = np.nan
    return frame


@pytest.fixture(scope="module")
def scores(answers) -> fq.ConstructScores:
    return fq.score_constructs(answers, CONSTRUCTS)


@pytest.fixture(scope="module")
def sets(scores) -> fq.Calibrated:
    return fq.calibrate(scores.data, {name: fq.Direct(2, 4, 6) for name in CONSTRUCTS})


@pytest.fixture(scope="module")
def solution(sets) -> fq.Solution:
    return fq.minimize(fq.build_truth_table(sets, "Y", crossover="above"), "parsimonious")


# ---- the draws


def moments(draw, n: int = 4000):
    random = np.random.default_rng(1)
    made = np.array([draw(random) for _ in range(n)])
    return made.mean(axis=0), made.var(axis=0)


def test_true_scores_have_the_mean_and_variance_of_kelleys_regression():
    x = np.array([1.0, 2.0, 4.0, 6.0, 7.0])
    mean, variance = moments(true_scores(x, 0.8))
    assert mean == pytest.approx(x.mean() + 0.8 * (x - x.mean()), abs=0.06)
    assert variance == pytest.approx(np.full(5, 0.8 * 0.2 * x.var(ddof=1)), rel=0.1)


def test_a_second_measurement_has_the_spread_of_the_first_and_correlates_by_the_reliability():
    random = np.random.default_rng(3)
    x = random.normal(4, 1.5, 20_000)
    again = remeasured(x, 0.7)(random)
    assert again.mean() == pytest.approx(x.mean(), abs=0.05)
    assert again.std() == pytest.approx(x.std(), rel=0.02)
    assert np.corrcoef(x, again)[0, 1] == pytest.approx(0.7, abs=0.02)


def test_joint_draws_recover_the_covariance_of_the_true_scores():
    random = np.random.default_rng(5)
    covariance = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.4], [0.3, 0.4, 1.0]])
    reliabilities = np.array([0.8, 0.9, 1.0])
    true = random.multivariate_normal(np.zeros(3), covariance, 40_000)
    observed = true + random.standard_normal(true.shape) * np.sqrt(1 / reliabilities - 1)
    drawn = joint_true_scores(observed, reliabilities)(random)
    assert np.cov(drawn, rowvar=False) == pytest.approx(covariance, abs=0.03)
    assert drawn[:, 2] == pytest.approx(observed[:, 2])
    errors = drawn - true
    assert np.abs(errors.mean(axis=0)).max() < 0.02


def test_joint_draws_of_one_score_are_those_of_kelleys_regression():
    x = np.array([1.0, 2.0, 4.0, 6.0, 7.0])
    mean, variance = moments(lambda random: joint_true_scores(x[:, None], np.array([0.8]))(random)[:, 0])
    assert mean == pytest.approx(x.mean() + 0.8 * (x - x.mean()), abs=0.06)
    assert variance == pytest.approx(np.full(5, 0.16 * x.var(ddof=1)), rel=0.1)


def test_all_items_drawn_once_give_the_scores_themselves(scores):
    own = scores.answers[CONSTRUCTS["A"]].to_numpy()
    observed = scores.data["A"].to_numpy()
    draw = items_drawn(observed, own, 4, replace=False)
    assert draw(np.random.default_rng(1)) == pytest.approx(observed)


def test_drawn_items_are_the_same_for_all_cases(scores):
    own = scores.answers[CONSTRUCTS["B"]].to_numpy()
    drawn = items_drawn(scores.data["B"].to_numpy(), own, 1, replace=False)(np.random.default_rng(2))
    assert any((drawn == column).all() for column in own.T)


def test_a_case_without_an_answer_to_the_items_drawn_keeps_its_score():
    draw = items_drawn(np.array([3.0, 5.0]), np.array([[3.0, np.nan], [4.0, 6.0]]), 1, replace=False)
    random = np.random.default_rng(1)
    assert {tuple(draw(random).tolist()) for _ in range(30)} == {(3.0, 4.0), (3.0, 6.0)}


def test_own_answers_drawn_have_the_standard_error_of_a_mean():
    own = np.array([[1.0, 3.0, 5.0, 7.0], [4.0, 4.0, np.nan, np.nan], [2.0, np.nan, np.nan, np.nan]])
    own = np.vstack([own, 8.0 - own])  # every item has the same mean
    observed = np.nanmean(own, axis=1)
    mean, variance = moments(answers_drawn(observed, own), 20_000)
    centred = own - np.nanmean(own, axis=0)
    expected = [
        np.nanvar(row, ddof=1) / np.sum(~np.isnan(row)) if np.sum(~np.isnan(row)) > 1 else 0.0
        for row in centred
    ]
    assert mean == pytest.approx(observed, abs=0.05)
    assert variance == pytest.approx(expected, rel=0.05, abs=1e-9)


# ---- what is counted


def test_without_error_every_draw_is_the_analysis_itself(solution, sets):
    for error in ("true_score", "joint", "remeasure"):
        own = propagate_error(solution, sets, reliability=PERFECT, error=error, n_draws=3, seed=1)
        assert own.same == 1.0
        assert (own.terms["share"] == 1).all()
        assert (own.rows["kept"] == 1).all()
        assert (own.cases["moved"] == 0).all()
        assert own.fit["low"].to_numpy() == pytest.approx(own.fit["observed"].to_numpy(), abs=1e-9)


def test_the_observed_fit_is_that_of_the_model(solution, sets):
    own = propagate_error(solution, sets, reliability=PERFECT, n_draws=1, seed=1)
    theirs = solution.models[0].fit.table.loc["solution", ["consistency", "pri", "raw_coverage"]]
    assert own.fit["observed"].to_numpy() == pytest.approx(theirs.to_numpy(dtype=float))


@pytest.mark.parametrize("crossover", ["above", "below", "unassigned", "drop"])
@pytest.mark.parametrize("outcome", ["Y", "~Y"])
def test_a_draw_is_what_the_whole_analysis_gives_with_the_scores_drawn(sets, scores, crossover, outcome):
    import warnings

    def analysed(data):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", fq.FsqcaWarning)
            table = fq.build_truth_table(data, outcome, pri=0.5, frequency=2, crossover=crossover)
        return fq.minimize(table, "parsimonious")

    base = analysed(sets)
    own = propagate_error(base, sets, items=scores, error="subset", n_draws=12, seed=5)
    random = np.random.default_rng(5)
    draws = {
        name: items_drawn(
            sets.raw[name].loc[base.truth_table.evidence.sets.cases].to_numpy(),
            scores.answers[items].loc[base.truth_table.evidence.sets.cases].to_numpy(),
            2,
            replace=False,
        )
        for name, items in CONSTRUCTS.items()
    }
    cases = base.truth_table.evidence.sets.cases
    for position in range(12):
        made = pd.DataFrame({name: draws[name](random) for name in CONSTRUCTS}, index=cases)
        other = analysed(sets.apply(made))
        assert {frozenset(map(str, model.terms)) for model in other.models} == {
            frozenset(str(Rerun(base).expression(cube)) for cube in key)
            for key in own.draws.models[position].models
        }
        numbers, codes = own.draws.rows[position]
        assert dict(zip(numbers.tolist(), codes.tolist(), strict=True)) == dict(
            zip(other.truth_table.numbers, other.truth_table.codes.tolist(), strict=True)
        )
        expected = fq.pof(
            pd.DataFrame(
                np.column_stack([other.truth_table.evidence.sets.values, other.truth_table.evidence.outcome]),
                columns=["A", "B", "OUT"],
            ),
            f"{base.models[0].expression} => OUT",
        ).table.loc["solution", ["consistency", "pri", "raw_coverage"]]
        assert own.draws.fits[position] == pytest.approx(expected.to_numpy(dtype=float))


def test_shares_of_terms_models_and_rows_are_counted_over_the_draws(solution, sets, scores):
    own = propagate_error(solution, sets, items=scores, n_draws=60, seed=2)
    counted = {
        str(Rerun(solution).expression(cube)): sum(cube in draw.terms for draw in own.draws.models) / 60
        for draw in own.draws.models
        for cube in draw.terms
    }
    shares = own.terms.set_index("term")["share"]
    assert {term: shares[term] for term in counted} == pytest.approx(counted)
    assert (own.terms["certain"] <= own.terms["share"]).all()
    assert (own.models["alone"] <= own.models["share"]).all()
    rows = own.rows[["coded_1", "coded_0", "coded_C", "coded_?"]]
    assert rows.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert own.cases["moved"].is_monotonic_decreasing
    fit = own.fit
    assert ((fit["low"] <= fit["median"]) & (fit["median"] <= fit["high"])).all()


def test_the_same_seed_gives_the_same_result_and_a_generator_goes_on(solution, sets):
    options = {"reliability": dict.fromkeys("ABY", 0.8), "n_draws": 20}
    one, two = (propagate_error(solution, sets, seed=3, **options) for _ in range(2))
    pd.testing.assert_frame_equal(one.cases, two.cases)
    random = np.random.default_rng(3)
    first, second = (propagate_error(solution, sets, seed=random, **options) for _ in range(2))
    assert not first.cases.equals(second.cases)
    again = propagate_error(solution, sets, seed=first.settings.seed, **options)
    pd.testing.assert_frame_equal(again.cases, first.cases)


def test_a_less_reliable_measurement_moves_more_cases(solution, sets):
    moved = [
        propagate_error(solution, sets, reliability=dict.fromkeys("ABY", own), n_draws=60, seed=1)
        .cases["moved"]
        .mean()
        for own in (0.95, 0.8, 0.6)
    ]
    assert moved == sorted(moved)


def test_sets_of_the_same_raw_score_share_its_draw(sets, scores):
    ways = {name: fq.Direct(2, 4, 6) for name in CONSTRUCTS}
    both = fq.calibrate(scores.data, {**ways, "HIGH": ("A", fq.Direct(3, 5, 6.5))})
    table = fq.build_truth_table(both, "Y", crossover="above")
    solution = fq.minimize(table, "parsimonious")
    own = propagate_error(solution, both, reliability=dict.fromkeys("ABY", 0.7), n_draws=50, seed=1)
    # Nobody is more in HIGH than in A, in no draw: the row ~A*HIGH is never observed.
    assert own.rows.query("A == 0 and HIGH == 1").empty


def test_a_set_without_raw_score_stays_as_it_is(sets, scores):
    data = sets.data.assign(D=(np.arange(60) % 2).astype(float))
    solution = fq.minimize(fq.build_truth_table(data, "Y", crossover="above"), "parsimonious")
    own = propagate_error(solution, sets, reliability=dict.fromkeys("ABY", 0.8), n_draws=5, seed=1)
    assert own.settings.fixed == ("D",)
    assert "Taken as measured without error: 'D'." in own.notes


# ---- partial results, words


def test_after_an_interrupt_the_draws_made_are_kept_and_marked_as_partial(solution, sets, monkeypatch):
    from fsqca.robustness import measurement

    original = measurement._World.draw
    calls = []

    def draw(self, random, rerun):
        calls.append(1)
        if len(calls) > 4:
            raise KeyboardInterrupt
        return original(self, random, rerun)

    monkeypatch.setattr(measurement._World, "draw", draw)
    options = {"reliability": dict.fromkeys("ABY", 0.8), "seed": 1}
    own = propagate_error(solution, sets, n_draws=50, **options)
    assert (own.n_draws, own.complete) == (4, False)
    assert own.notes[0] == "Partial: 4 of 50 draws, because it was interrupted."
    assert repr(own).startswith("<ErrorPropagation true_score: 4 draws of 50 (partial), the same models in ")
    assert "Partial: 4 of 50 draws" in own.paragraph()
    monkeypatch.undo()
    whole = propagate_error(solution, sets, n_draws=4, **options)
    pd.testing.assert_frame_equal(own.terms, whole.terms)


def test_an_interrupt_before_the_first_draw_is_passed_on(solution, sets, monkeypatch):
    from fsqca.robustness import measurement

    def draw(self, random, rerun):
        raise KeyboardInterrupt

    monkeypatch.setattr(measurement._World, "draw", draw)
    with pytest.raises(KeyboardInterrupt):
        propagate_error(solution, sets, reliability=PERFECT, n_draws=50, seed=1)


def test_at_the_time_limit_the_draws_made_are_kept(solution, sets):
    own = propagate_error(
        solution, sets, reliability=dict.fromkeys("ABY", 0.8), n_draws=10**6, seed=1, time_limit=0.3
    )
    assert 0 < own.n_draws < 10**6
    assert own.stopped == "the time limit was met"


def test_printed_it_is_terms_models_and_fit(solution, sets):
    own = propagate_error(solution, sets, reliability=PERFECT, n_draws=2, seed=1)
    assert repr(own) == "<ErrorPropagation true_score: 2 draws, the same models in 100.0 %>"
    lines = str(own).splitlines()
    assert lines[0] == (
        "Measurement error, parsimonious solution for Y: 2 draws of true scores given the observed ones, "
        "score by score"
    )
    assert lines[-1] == "The same models in 100.0 % of the draws."
    assert "A*B" in own._repr_html_()
    text = own.paragraph()
    assert text.startswith(
        "Measurement error was carried through in 2 draws of true scores given the observed ones, score "
        "by score (seed 1), with the same anchors, cut-offs and settings. The models were those of the "
        "analysis in 100.0 % of the draws. The terms of the analysis were found again: A*B in 100.0 %. "
        "95 % of the draws give P1 a consistency between "
    )
    assert text.endswith(
        "This is error of measurement alone, as far as the reliabilities or items show it; shares are no "
        "probabilities that a model is true."
    )
    again = pickle.loads(pickle.dumps(own))
    pd.testing.assert_frame_equal(again.terms, own.terms)


# ---- messages


def message(*args: object, **options: object) -> str:
    with pytest.raises((ArgumentError, ArgumentTypeError, DataError)) as error:
        propagate_error(*args, **options)
    return str(error.value)


def test_messages_say_what_is_wrong_and_the_way_out(solution, sets, scores):
    given = {"reliability": PERFECT, "seed": 1}
    assert message(solution, sets, seed=1) == (
        "Neither reliability nor items is given. Give one: reliability={...}, the reliability of each "
        "score, or items=, the result of score_constructs()."
    )
    assert message(solution, sets, items=scores, **given).startswith("Both reliability and items are given.")
    assert message(solution, sets, time_limit=-1, **given) == (
        "time_limit is -1, but must be above 0 seconds; None for no limit."
    )
    assert message(solution, sets, n_draws=0, **given) == "n_draws is 0, but it must be at least 1."
    assert message(solution, sets, reliability=PERFECT) == (
        "seed is missing: random draws need one, so that the numbers can be had again. Pass any whole "
        "number, for example seed=1."
    )
    assert message(solution, sets, reliability=PERFECT, seed="a") == (
        "seed must be a whole number, a numpy.random.Generator or a numpy.random.SeedSequence, not 'a'."
    )
    assert message(solution, sets, reliability={"A": 0.8, "B": 0.8}, seed=1) == (
        "reliability has no value for 'Y'. Give one for every raw score; 1 for a score that is measured "
        "without error."
    )
    for value, shown in ((0, "0"), (1.2, "1.2"), (-0.3, "-0.3")):
        assert message(solution, sets, reliability={**PERFECT, "B": value}, seed=1) == (
            f"reliability['B'] is {shown}, but it must be greater than 0 and at most 1."
        )
    assert message(solution, sets, reliability={**PERFECT, "B": np.nan}, seed=1) == (
        "The reliability of 'B' is missing (NaN). Give a number in (0, 1]."
    )
    assert message(solution, sets, reliability=0.8, seed=1) == (
        'reliability must be a dict such as {"A": 0.85}, or a Series such as '
        'scores.reliability["alpha"], not float.'
    )
    assert message(solution, sets, error="items", **given) == (
        "error is 'items', which needs items. Allowed here: 'true_score', 'joint', 'remeasure'."
    )
    assert message(solution, sets, error="joint", items=scores, seed=1) == (
        "error is 'joint', which needs reliability. Allowed here: 'items', 'subset', 'answers'."
    )
    assert message(solution, sets, error="joint", reliability=dict.fromkeys("ABY", 0.3), seed=1) == (
        "The reliabilities are too low for the correlations of the scores: there are no true scores that "
        "could have "
        'given them. Check the reliabilities, or draw each score by itself with error="true_score".'
    )
    assert message(solution, sets.data, **given) == (
        "calibrated must be the result of calibrate(), which holds the raw scores and the calibrators, not "
        "DataFrame."
    )
    assert message(fq.solve(solution.truth_table), sets, **given) == (
        "solution must be a Solution, not Solutions. Pass one of its three solutions, such as .parsimonious."
    )
    other = fq.calibrate(sets.raw, {name: fq.Direct(2.5, 4.5, 6) for name in CONSTRUCTS})
    assert message(solution, other, **given).startswith(
        "The memberships in 'A' in the truth table are not those of calibrated for 57 cases: 'r0', "
    )
    assert message(solution, sets, model="P9", **given) == (
        "There is no model 'P9' in the solution. Models: 'P1'."
    )


def test_one_case_and_a_constant_score_are_refused():
    raw = pd.DataFrame({"A": [6.0, 6.0, 6.0], "B": [2.0, 5.0, 6.0], "Y": [3.0, 5.5, 6.0]})
    sets = fq.calibrate(raw, {name: fq.Direct(2, 4, 6) for name in raw})
    solution = fq.minimize(fq.build_truth_table(sets, "Y"), "conservative")
    assert message(solution, sets, reliability=dict.fromkeys("ABY", 0.9), seed=1) == (
        "The score 'A' is 6 in all cases, so it has no variance of which a share could be error. Give it "
        "the reliability 1 to keep it as it is."
    )
    assert (
        propagate_error(solution, sets, reliability={"A": 1, "B": 0.9, "Y": 0.9}, n_draws=3, seed=1).n_draws
        == 3
    )
    one = fq.calibrate(raw.iloc[2:], {name: fq.Direct(2, 4, 6) for name in raw})
    single = fq.minimize(fq.build_truth_table(one, "Y"), "conservative")
    assert message(single, one, reliability=dict.fromkeys("ABY", 0.9), seed=1) == (
        "There is 1 case, but measurement error needs the variance of scores over at least two."
    )


def test_items_must_be_those_behind_the_scores(solution, sets, scores, answers):
    fewer = fq.score_constructs(answers, {"A": CONSTRUCTS["A"], "B": CONSTRUCTS["B"]})
    assert message(solution, sets, items=fewer, seed=1) == (
        "items has no construct for the raw scores 'Y'. Its constructs: 'A', 'B'."
    )
    short = fq.score_constructs(answers, {**CONSTRUCTS, "A": ["A1", "A2", "A3"]})
    assert "The scores of 'A' in items are not those in calibrated" in message(
        solution, sets, items=short, seed=1
    )
    single = fq.score_constructs(answers.fillna(4), {**CONSTRUCTS, "Y": ["Y1"]})
    own = fq.calibrate(single.data, {name: fq.Direct(2, 4, 6) for name in CONSTRUCTS})
    solved = fq.minimize(fq.build_truth_table(own, "Y", crossover="above"), "parsimonious")
    assert message(solved, own, items=single, seed=1) == (
        "The construct 'Y' has one item, so its items say nothing of its error. Use reliability instead."
    )
    assert message(solution, sets, items=answers, seed=1) == (
        "items must be the result of score_constructs(), not DataFrame."
    )


# ---- what the table was told, and what it does not know


def test_a_row_coded_by_hand_keeps_its_code_in_every_draw(sets):
    table = fq.build_truth_table(sets, "Y", crossover="above")
    row = int(table.table.index[table.table["out"] == "0"][0])
    changed = table.edit(row, "1", why="The cases are known to be misjudged.")
    own = fq.minimize(changed, "conservative")
    drawn = propagate_error(own, sets, reliability=PERFECT, n_draws=2, seed=1)
    assert drawn.same == 1.0
    assert drawn.rows.loc[row, "coded_1"] == 1.0
    assert "Rows whose code was changed by hand keep it in draws in which they have a case." in drawn.notes


def test_an_outcome_that_is_not_that_of_the_calibration_is_refused(sets, solution):
    other = fq.calibrate(sets.raw, {**sets.calibrators, "Y": fq.Direct(2.5, 4.5, 6)})
    assert message(solution, other, reliability=PERFECT, seed=1).startswith(
        "The memberships in 'Y' in the truth table are not those of calibrated for 59 cases: 'r0', "
    )


def test_a_drawn_value_that_the_truth_table_has_no_row_for_is_refused():
    raw = pd.DataFrame(
        {"A": [1.0, 1.5, 2, 3, 4.5, 5, 5.5, 5.9], "Y": [1.0, 2, 1, 3, 5, 6, 5, 6]}, index=list("abcdefgh")
    )
    made = fq.calibrate(raw, {"A": fq.Crisp(4, 6), "Y": fq.Direct(2, 4, 6)})
    own = fq.minimize(fq.build_truth_table(made, "Y", crossover="above"))
    assert message(own, made, reliability={"A": 0.3, "Y": 1}, seed=1, n_draws=50) == (
        "A drawn score gives set 'A' the value 2, but no case of the truth table has more than 1, so that no "
        "row is known for it. Use fewer thresholds for 'A', or give its score the reliability 1."
    )


def test_a_condition_named_like_a_code_keeps_its_column() -> None:
    rng = np.random.default_rng(5)
    raw = pd.DataFrame(rng.uniform(1, 7, size=(40, 3)), columns=["B", "C", "Y"])
    sets = fq.calibrate(raw, {name: fq.Direct(2, 4.01, 6) for name in raw})
    solution = fq.minimize(fq.build_truth_table(sets, "Y", ["B", "C"], consistency=0.5), "parsimonious")
    rows = propagate_error(solution, sets, reliability=dict.fromkeys(raw, 0.8), n_draws=20, seed=1).rows
    assert set(rows["C"]) == {0, 1}
    assert rows[["coded_1", "coded_0", "coded_C", "coded_?"]].sum(axis=1).round(9).eq(1).all()
