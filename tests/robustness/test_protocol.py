"""The robustness test protocol: numbers, cases, test sets made by settings, words, and whole messages."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, ModelAmbiguityError, UnknownNameError
from fsqca.expressions import equivalent
from fsqca.robustness import ambiguity_of, assess_robustness
from tests.strategies import fuzzy_frames, two_valued_texts

NAMES = ["rf_cov", "rf_cons", "rf_sc_min", "rf_sc_max", "rcr_typical", "rcr_deviant", "rcc_rank"]


@pytest.fixture
def data() -> pd.DataFrame:
    """Synthetic memberships of eight cases."""
    return pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.7, 0.2, 0.1, 0.3, 0.6, 0.5],
            "B": [0.8, 0.3, 0.9, 0.9, 0.2, 0.6, 0.2, 0.9],
            "Y": [0.9, 0.6, 0.8, 0.7, 0.1, 0.2, 0.3, 0.4],
        },
        index=["Ash", "Elm", "Fir", "Oak", "Yew", "Box", "Bay", "Fig"],
    )


@pytest.fixture
def scores() -> pd.DataFrame:
    """Synthetic scores of forty cases on a scale from 1 to 7."""
    random = np.random.default_rng(4)
    frame = pd.DataFrame(random.uniform(1, 7, (40, 3)).round(1), columns=["A", "B", "C"])
    frame["Y"] = (np.maximum(frame[["A", "B"]].min(axis=1), frame["C"] - 1) + random.normal(0, 0.5, 40)).clip(
        1, 7
    )
    return frame.rename(index=lambda i: f"c{i}")


@pytest.fixture
def sets(scores) -> fq.Calibrated:
    return fq.calibrate(scores, {name: fq.Direct(2, 4, 6) for name in scores})


@pytest.fixture
def solution(sets) -> fq.Solution:
    return fq.minimize(fq.build_truth_table(sets, "Y", consistency=0.8, crossover="above"), "parsimonious")


def by_hand(initial, tests, y) -> list[float]:
    """The formulas of the protocol, case by case, in plain Python."""
    low = [min(values) for values in zip(*tests, strict=True)]
    high = [max(values) for values in zip(*tests, strict=True)]
    core = [min(pair) for pair in zip(initial, low, strict=True)]

    def div(a: float, b: float) -> float:
        return a / b if b else float("nan")

    def both(x):
        return sum(min(pair) for pair in zip(x, y, strict=True))

    def alike(x, z):
        pairs = list(zip(x, z, strict=True))
        return div(sum(map(min, pairs)), sum(map(max, pairs)))

    def share(with_outcome: bool) -> float:
        kept = robust = 0
        for i, lo, hi, own in zip(initial, low, high, y, strict=True):
            if (own > 0.5 if with_outcome else own < 0.5) and max(i, hi) > 0.5:
                kept += 1
                robust += min(i, lo) > 0.5
        return div(robust, kept)

    shaky = any(min(i, 1 - lo) > 0.5 for i, lo in zip(initial, low, strict=True))
    possible = any(min(1 - i, hi) > 0.5 for i, hi in zip(initial, high, strict=True))
    rank = {(False, False): 1, (False, True): 2, (True, False): 3, (True, True): 4}[shaky, possible]
    return [
        div(div(both(core), sum(y)), div(both(initial), sum(y))),
        div(div(both(initial), sum(initial)), div(both(core), sum(core))),
        alike(initial, low),
        alike(initial, high),
        share(True),
        share(False),
        rank,
    ]


@given(fuzzy_frames(), st.lists(two_valued_texts(depth=2), min_size=2, max_size=5))
def test_numbers_are_those_of_the_formulas_worked_out_case_by_case(frame, texts):
    initial, *tests = [fq.parse(text) for text in texts]
    own = assess_robustness(initial, tests, data=frame, outcome="Y")
    values = [one.evaluate(frame).tolist() for one in (initial, *tests)]
    expected = by_hand(values[0], values[1:], frame["Y"].tolist())
    assert own.table.loc["initial", NAMES].tolist() == pytest.approx(expected, nan_ok=True, abs=1e-12)


@given(fuzzy_frames(), st.lists(two_valued_texts(depth=2), min_size=3, max_size=5), st.randoms())
def test_the_order_of_the_test_solutions_and_repeating_one_change_nothing(frame, texts, random):
    initial, *tests = texts
    first = assess_robustness(initial, tests, data=frame, outcome="Y")
    shuffled = [*tests, tests[0]]
    random.shuffle(shuffled)
    second = assess_robustness(initial, shuffled, data=frame, outcome="Y")
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.cases, second.cases)
    assert equivalent(first.model.core, second.model.core)


@given(fuzzy_frames(), two_valued_texts(depth=2))
def test_a_solution_tested_against_itself_has_no_shaky_and_no_possible_case(frame, text):
    own = assess_robustness(text, [text], data=frame, outcome="Y")
    row = own.table.loc["initial"]
    assert row["rcc_rank"] == 1
    assert row[["rf_cov", "rf_cons", "rf_sc_min", "rf_sc_max"]].dropna().eq(1).all()


@given(fuzzy_frames(), st.lists(two_valued_texts(depth=2), min_size=2, max_size=4))
def test_another_test_solution_never_makes_fewer_cases_shaky_or_possible(frame, texts):
    initial, *tests = texts
    more = assess_robustness(initial, tests, data=frame, outcome="Y").model
    less = assess_robustness(initial, tests[:1], data=frame, outcome="Y").model
    assert set(less.shaky) <= set(more.shaky)
    assert set(less.possible) <= set(more.possible)


def test_cases_are_robust_shaky_possible_outside_or_undecided(data):
    own = assess_robustness("A", ["A*B", "A + B"], data=data, outcome="Y").model
    assert own.cases.set_index("case")[["status", "kind"]].agg(" ".join, axis=1).to_dict() == {
        "Ash": "robust typical",
        "Elm": "shaky typical",
        "Fir": "robust typical",
        "Oak": "possible typical",
        "Yew": "outside ",
        "Box": "possible deviant",
        "Bay": "shaky deviant",
        "Fig": "undecided deviant",
    }
    assert own.shaky == ("Elm", "Bay")
    assert own.possible == ("Oak", "Box")
    assert own.notes == (
        "1 case with a deciding membership of exactly 0.5 is neither robust nor shaky nor possible: 'Fig'.",
    )


def test_the_core_is_what_all_solutions_have_in_common(data):
    data = data.assign(C=0.3)
    own = assess_robustness("A*B + C", ["A*B + ~C*A", "A + C"], data=data, outcome="Y").model
    assert equivalent(own.core, "(A*B + C)*(A*B + ~C*A)*(A + C)")
    assert str(own.core) == "A*B"
    empty = assess_robustness("A*B", ["~A"], data=data, outcome="Y").model
    assert str(empty.core) == "0"
    assert "the robust core is empty" in empty.paragraph()


def test_settings_make_the_test_solutions_that_making_them_by_hand_makes(solution, sets):
    own = assess_robustness(solution, consistency=(0.7, 0.9), frequency=3)
    made = {
        "consistency 0.7": solution.truth_table.recode(consistency=0.7),
        "consistency 0.9": solution.truth_table.recode(consistency=0.9),
        "frequency 3": solution.truth_table.recode(frequency=3),
    }
    by_hand = {label: fq.minimize(table, "parsimonious") for label, table in made.items()}
    other = assess_robustness(solution, by_hand)
    pd.testing.assert_frame_equal(own.table, other.table)
    pd.testing.assert_frame_equal(own.tests, other.tests)
    assert own.settings.consistency == (0.7, 0.9)


def test_combined_settings_are_every_combination_but_that_of_today(solution):
    own = assess_robustness(solution, consistency=(0.7, 0.8, 0.9), frequency=(1, 3), combine=True)
    labels = {one.test for one in own.alternatives}
    assert labels == {
        "consistency 0.7",
        "consistency 0.9",
        "frequency 3",
        "consistency 0.7, frequency 3",
        "consistency 0.9, frequency 3",
    }


def test_another_calibration_is_evaluated_in_its_own_memberships(solution, sets, scores):
    stricter = {"A": fq.Direct(3, 5, 6.5)}
    own = assess_robustness(solution, calibrations={"stricter": stricter}, data=sets)
    again = fq.calibrate(scores, {**dict.fromkeys(scores, fq.Direct(2, 4, 6)), **stricter})
    other = fq.minimize(fq.build_truth_table(again, "Y", crossover="above"), "parsimonious")
    by_data = assess_robustness(solution, calibrations={"stricter": again})
    by_solution = assess_robustness(solution, {"calibration stricter": other})
    pd.testing.assert_frame_equal(own.cases, by_data.cases)
    pd.testing.assert_frame_equal(own.cases, by_solution.cases)
    first = own.alternatives[0]
    assert first.memberships == pytest.approx(other.models[0].memberships().max(axis=1))


def test_cases_are_matched_by_id_whatever_their_order(solution, sets):
    turned = fq.minimize(fq.build_truth_table(sets.data.iloc[::-1], "Y", crossover="above"), "parsimonious")
    own = assess_robustness(solution, [turned])
    assert (own.table["rf_sc_min"] == 1).all()


def test_every_tied_model_is_assessed_unless_one_is_chosen():
    rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "Y": [0, 1, 1, 1]})
    tied = fq.minimize(fq.build_truth_table(rows, "Y"), "parsimonious")
    own = assess_robustness(tied, ["A"])
    assert list(own.table.index) == ["P1", "P2", "P3"]
    with pytest.raises(ModelAmbiguityError) as error:
        own.model  # noqa: B018
    assert str(error.value) == (
        "3 tied models were assessed, not one: 'P1', 'P2', 'P3'. Look at all of .models, or choose one "
        "with model=."
    )
    assert own.paragraph().startswith("The initial solution has 3 tied models, and each was assessed. P1: ")
    chosen = assess_robustness(tied, ["A"], model="P2")
    assert chosen.model.name == "P2"
    assert chosen.advice == ("The initial solution has 3 tied models; only P2 was assessed.",)
    reverse = assess_robustness("A", [tied], data=rows, outcome="Y")
    assert [one.model for one in reverse.alternatives] == ["P1", "P2", "P3"]
    assert reverse.advice == ("1 of 1 tests has tied models; each of them is a test solution of its own.",)


def test_a_test_in_which_nothing_is_sufficient_is_the_empty_solution(solution):
    own = assess_robustness(solution, frequency=40)
    assert str(own.alternatives[0].expression) == "0"
    assert own.table["rf_cov"].tolist() == [0.0] * len(own)
    assert np.isnan(own.table["rf_cons"]).all()
    assert own.models[0].notes[:2] == (
        "No model under 'frequency 40': nothing is sufficient there, so minTS and the robust core are empty.",
        "RF_cons is undefined: no case has a membership in the robust core.",
    )


def test_weights_enter_the_fit_as_so_many_cases_do(data):
    weights = pd.Series([2, 1, 1, 3, 1, 1, 1, 1], index=data.index)
    table = fq.build_truth_table(data, "Y", weights=weights, consistency=0.7, crossover="above")
    twice = pd.concat([data, data.loc[["Ash", "Oak", "Oak"]].rename(index=lambda name: f"{name} again")])
    twice.index = [f"{name} {i}" for i, name in enumerate(twice.index)]
    many = fq.build_truth_table(twice, "Y", consistency=0.7, crossover="above")
    one, other = (assess_robustness(fq.minimize(own, "parsimonious"), ["A*B"]) for own in (table, many))
    columns = ["rf_cov", "rf_cons", "rf_sc_min", "rf_sc_max"]
    assert np.allclose(one.table[columns], other.table[columns])


def test_the_paragraph_says_the_numbers_and_what_they_do_not_say(data):
    own = assess_robustness(
        "A", ["A*B", "A + B"], data=data, outcome="Y", regions="Consistency from 0.75 to 0.81."
    )
    assert own.paragraph() == (
        "The model A => Y was compared with 2 test solutions, 2 of them distinct; none has the same "
        "terms. The robust core, the configurations that it shares with all of them, is A*B; in "
        "memberships its coverage is 0.853 times that of the model (RF_cov), and the model's consistency "
        "is 0.886 times that of the core (RF_cons). The model coincides with what all test solutions "
        "share to 0.756 (RF_SC_minTS) and with what any of them covers to 0.707 (RF_SC_maxTS), 1 being "
        "identity. Of 4 typical cases in the model or a test solution 2 are robust (RCR typical 0.500) "
        "and of 3 deviant cases in the model or a test solution 0 are robust (RCR deviant 0.000). 2 "
        "cases are shaky, in the model but lost in some test solution (1 typical, 1 deviant): 'Elm', "
        "'Bay'. 2 cases are possible, outside the model but in some test solution (1 typical, 1 "
        "deviant): 'Oak', 'Box'. The RCC rank is 4 (1 is best, 4 worst). 1 case with a deciding "
        "membership of exactly 0.5 is neither robust nor shaky nor possible: 'Fig'. Consistency from "
        "0.75 to 0.81. All of this holds for the test solutions named here; it says nothing about "
        "settings that were not tried, nor that the model is true."
    )


def test_regions_can_be_a_result_that_speaks_for_itself(data):
    class Ranges:
        def paragraph(self) -> str:
            return "The model stays between 0.7 and 0.8."

    own = assess_robustness("A", ["A"], data=data, outcome="Y", regions=Ranges())
    assert "The model stays between 0.7 and 0.8." in own.paragraph()
    without = assess_robustness("A", ["A"], data=data, outcome="Y").paragraph()
    assert "Sensitivity ranges are not part of this assessment." in without


def test_printed_it_is_the_table_the_core_and_the_cases(data):
    own = assess_robustness("A", ["A*B", "A + B"], data=data, outcome="Y")
    assert repr(own) == "<RobustnessAssessment for Y: 1 model, 2 test solutions, RCC rank initial 4>"
    assert repr(own.model) == (
        "<ModelRobustness initial: 2 test solutions, RCC rank 4, 2 shaky cases, 2 possible cases>"
    )
    lines = str(own).splitlines()
    assert lines[:4] == [
        "Robustness of initial: A => Y, 2 test solutions, 8 cases",
        "Robust core: A*B",
        "        RF_cov RF_cons RF_SC_minTS RF_SC_maxTS RCR typical RCR deviant RCC rank",
        "initial  0.853   0.886       0.756       0.707       0.500       0.000        4",
    ]
    assert "Shaky typical: 1 case ('Elm')" in lines
    assert "RCC rank 4 of 1 to 4: shaky and possible cases." in lines
    assert "RF_SC_minTS" in own._repr_html_()
    again = pickle.loads(pickle.dumps(own))
    pd.testing.assert_frame_equal(again.table, own.table)


def message(*args: object, **options: object) -> str:
    with pytest.raises((ArgumentError, ArgumentTypeError, UnknownNameError)) as error:
        assess_robustness(*args, **options)
    return str(error.value)


def test_messages_say_what_is_wrong_and_the_way_out(data, solution, sets):
    known = {"data": data, "outcome": "Y"}
    assert message(solution) == (
        "There is nothing to test against: pass test solutions as tests, or settings to try, for example "
        "consistency=(0.75, 0.85)."
    )
    assert message(solution, ["A"], consistency=0.7) == (
        "Both tests and settings (consistency, pri, frequency, calibrations) are given. Make the test "
        "solutions yourself and pass them as tests, or leave tests out."
    )
    assert message("A", ["B"]) == (
        "data is missing: an expression, or a solution of a truth table without data, has no cases. Pass the "
        'memberships and the outcome: assess_robustness(..., data=data, outcome="Y").'
    )
    assert message("A", ["B"], data=data) == (
        'outcome is missing: name it together with data, for example outcome="Y".'
    )
    assert message("A", [], **known) == (
        "tests is empty: give at least one test solution, or leave tests out and say which settings to "
        "try, for example consistency=(0.75, 0.85)."
    )
    assert message("A", [3], **known) == (
        'test 1 must be a Solution, a Model, an Expression or a string such as "A*~B + C", not int.'
    )
    assert message("A", 3, **known) == (
        "tests must be a list of Solutions, Models or expressions, or a dict that gives each a name, not int."
    )
    assert message("A", consistency=0.7, **known) == (
        "Settings can be varied only where initial is a Solution, which knows how it was made. Pass the "
        "Solution (with model= to choose one of its models), or the test solutions themselves as tests."
    )
    assert message(solution, consistency=0.8) == (
        "No setting to test differs from today's (consistency >= 0.8, PRI >= 0, frequency >= 1): give "
        "other values of consistency, pri, frequency or calibrations, or tests."
    )
    assert message(solution, ["Z"]) == (
        "There is no set 'Z' in the initial solution's data (in test 1). Available: 'A', 'B', 'C'."
    )
    assert message(solution, calibrations={"x": {"A": fq.Direct(1, 2, 3)}}) == (
        "calibrations['x'] gives calibrators, but the raw scores are not known: pass the result of "
        "calibrate() behind the initial solution as data."
    )
    for wrong in ([1], {}):
        assert message(solution, calibrations=wrong) == (
            "calibrations must be a dict that gives each calibration a name, such as "
            f'{{"stricter": {{"A": Direct(3, 5, 6)}}}}, not {wrong}.'
        )
    assert message(solution, sets.data).startswith("tests must be a list of Solutions, Models or expressions")
    assert message(solution, calibrations={"x": 3}) == (
        "calibrations['x'] must be a frame of memberships, the result of calibrate(), or a dict of "
        "calibrators for some of the sets, not int."
    )
    assert message(solution, calibrations={"x": sets.data.iloc[2:]}) == (
        "2 cases of the initial solution are not in calibrations['x']: 'c0', 'c1'. Give memberships of "
        "the same cases."
    )
    assert (
        message(solution, frequency=())
        == "frequency is empty: give the values to test, for example frequency=(1, 2)."
    )
    assert message(solution, ["A"], model="P9") == (
        "There is no model 'P9' in the initial solution. Models: "
        f"{', '.join(repr(own.name) for own in solution.models)}."
    )
    fewer = fq.minimize(fq.build_truth_table(sets.data.iloc[1:], "Y", crossover="above"), "parsimonious")
    assert message(solution, [fewer]) == (
        "1 case of the initial solution is not in test 1: 'c0'. Initial and test solutions must be of "
        "the same cases; a test without some cases is a question of its own."
    )
    negated = fq.minimize(fq.build_truth_table(sets, "~Y", crossover="above"), "parsimonious")
    assert message(solution, [negated]) == (
        "test 1 is a solution for '~Y', the initial solution is one for 'Y'. Compare solutions of the "
        "same outcome."
    )
    assert message(fq.solve(solution.truth_table), ["A"]) == (
        "initial holds the three solutions of a truth table: pass one of them, .conservative, "
        ".intermediate or .parsimonious."
    )


def test_ambiguity_over_solutions_counts_models_and_terms():
    rows = pd.DataFrame({"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "Y": [0, 1, 1, 1]})
    table = fq.build_truth_table(rows, "Y")
    tied, single = fq.minimize(table, "parsimonious"), fq.minimize(table, "conservative")
    own = ambiguity_of([tied, single, single])
    assert own.table.loc["solution 1"].tolist() == [3, True, 3, 0, 0.0]
    assert own.table.loc["solution 2", "share_in_all"] == 1.0
    assert own.terms.loc["A"].tolist() == [1, 0]
    assert own.terms.loc["A*B*C"].tolist() == [2, 2]
    assert own.in_every_model == ()
    assert set(ambiguity_of(single).in_every_model) == {"A*B*C", "A*~B*~C", "~A*B*~C"}
    with pytest.raises(ArgumentError, match=r"solutions is empty: give at least one Solution\."):
        ambiguity_of([])
    with pytest.raises(ArgumentTypeError, match=r"solution 1 must be a Solution, not str\."):
        ambiguity_of(["A"])


def test_multi_value_sets_have_a_core_of_their_values():
    random = np.random.default_rng(1)
    data = pd.DataFrame({"A": random.integers(0, 3, 40), "B": random.integers(0, 2, 40)})
    data["Y"] = ((data["A"] == 2) & (data["B"] == 1)).astype(int)
    solution = fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")
    own = assess_robustness(solution, ["A{1,2}*B", "A{2}"])
    assert str(own.model.core) == "A{2}*B"
    assert own.table["rcc_rank"].tolist() == [2]


def test_a_table_without_data_is_assessed_in_data_that_are_given(data):
    rows = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "out": list("1100")})
    solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious")
    own = assess_robustness(solution, ["A*B"], data=data, outcome="Y")
    other = assess_robustness("A", ["A*B"], data=data, outcome="Y")
    assert own.table.to_numpy() == pytest.approx(other.table.to_numpy())


def test_a_long_core_is_cut_where_it_is_printed_and_whole_in_the_result():
    names = [f"X{i}" for i in range(14)]
    data = pd.DataFrame(np.random.default_rng(2).uniform(0, 1, (9, 14)).round(2), columns=names).assign(Y=0.6)
    first, second = (
        " + ".join(f"{a}*{b}" for a, b in zip(names[i::2], names[i + 1 :: 2], strict=False)) for i in (0, 1)
    )
    own = assess_robustness(first, [second], data=data, outcome="Y").model
    assert len(own.core.terms) > 12
    assert f"({len(own.core.terms) - 12} more terms in .core)" in str(own)
