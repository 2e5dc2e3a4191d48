"""Causal chains: orderings, methods, reasons, circles, and whole messages."""

from __future__ import annotations

import pickle
import warnings
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, CrossoverWarning, ExpressionError, UnknownNameError
from fsqca.theory import minimal_disjunctions
from tests.strategies import crisp_frames, fuzzy_frames, memberships


@pytest.fixture
def data() -> pd.DataFrame:
    """D is A + B and E is C + D, in all eight configurations of A, B and C (synthetic)."""
    frame = pd.DataFrame(list(product([0, 1], repeat=3)), columns=list("ABC"))
    frame["D"] = frame[["A", "B"]].max(axis=1)
    frame["E"] = frame[["C", "D"]].max(axis=1)
    return frame


def test_the_chain_is_assembled_from_the_models_of_each_outcome(data):
    chain = fq.find_causal_chain(data, "A, B, C < D < E", strict=True)
    assert chain.sentence == "A + B => D; C + D => E (1 of 2)"
    assert chain.sentence_with({"E": 2}) == "A + B => D; A + B + C => E (2 of 2)"
    assert chain.endogenous == ("D", "E")
    assert chain.exogenous == ("A", "B", "C")
    assert chain.unconnected == ()
    assert chain.n_chains == 2
    assert chain.circles == ()
    assert chain.outcome_table["why_none"].tolist() == [
        *["No set comes before it in the ordering."] * 3,
        "",
        "",
    ]
    assert chain["E"].conditions == ("A", "B", "C", "D")


@pytest.mark.parametrize(
    "ordering",
    ["A, B, C < D < E", [["A", "B", "C"], ["D"], ["E"]], ["A, B, C", "D", "E"], "D < E", (("D",), "E")],
)
def test_an_ordering_can_be_written_in_several_ways_and_unnamed_sets_come_first(data, ordering):
    chain = fq.find_causal_chain(data, ordering)
    assert chain.settings.levels == (("A", "B", "C"), ("D",), ("E",))


def test_without_strict_sets_of_one_level_can_explain_each_other_and_with_it_not(data):
    loose = fq.find_causal_chain(data, "A, B, C, D < E")
    assert loose["D"].conditions == ("A", "B", "C")
    assert loose["A"].conditions == ("B", "C", "D")
    strict = fq.find_causal_chain(data, "A, B, C, D < E", strict=True)
    assert strict["D"].conditions == ()
    assert all("E" not in own.conditions for own in loose)


def test_sets_that_explain_each_other_are_a_circle():
    frame = pd.DataFrame({"A": [1, 0, 1, 0], "B": [1, 0, 1, 0], "C": [1, 1, 0, 0]})
    chain = fq.find_causal_chain(frame)
    assert chain.circles == (("A", "B"),)
    assert chain.unconnected == ("C",)
    assert (
        "A, B explain each other in some models: the data do not say which comes first. An ordering does."
        in chain.notes
    )


def test_why_an_outcome_has_no_model_is_said():
    frame = pd.DataFrame({"A": [1, 1, 0, 0], "N": [0, 0, 0, 0], "F": [1, 1, 1, 1], "Y": [1, 0, 1, 0]})
    chain = fq.find_causal_chain(frame)
    assert chain["N"].why_none == "It is present (membership above 0.5) in no case."
    assert chain["F"].why_none == (
        "It is present (membership above 0.5) in every case, so nothing sets its presence apart."
    )
    assert chain["Y"].why_none == (
        "No configuration of its conditions reaches a consistency of 1: the highest is 0.500."
    )
    assert chain.sentence == ""
    assert "No set has a model." in str(chain)
    assert "No set has a model." in chain._repr_html_()
    low = fq.find_causal_chain(frame, consistency=0.5)
    assert low["Y"].why_none == (
        "No configuration is negative, so the conditions do not set its presence apart from its absence."
    )


def test_models_below_the_cut_offs_are_left_out_with_the_reason(data):
    chain = fq.find_causal_chain(data.assign(D=[0, 0, 0, 0, 0, 0, 1, 1]), model_coverage=0.9)
    assert chain["A"].models == ()
    assert chain["A"].why_none == (
        "1 model was left out for a consistency below 0 or a coverage below 0.9. No model is left; lower "
        "model_consistency or model_coverage."
    )


def test_coincidence_asks_for_coverage_where_the_truth_table_asks_for_every_row():
    frame = pd.DataFrame({"A": [1] * 8 + [0] * 4, "B": [0] * 8 + [1] + [0] * 3, "Y": [1] * 9 + [0] * 3})
    by_rows = fq.find_causal_chain(frame, "Y")
    assert [str(model) for model in by_rows["Y"].models] == ["A + B"]
    by_coverage = fq.find_causal_chain(frame, "Y", method="coincidence", model_coverage=0.8)
    assert [str(model) for model in by_coverage["Y"].models] == ["A"]
    assert by_coverage.table.loc[0, "coverage"] == pytest.approx(8 / 9)


def test_coincidence_says_why_there_is_no_model():
    frame = pd.DataFrame({"A": [1, 0, 0, 0, 1], "Y": [1, 1, 1, 0, 1]})
    chain = fq.find_causal_chain(frame, "Y", method="coincidence", outcomes="Y")
    assert chain["Y"].why_none == "The only sufficient conjunction covers 0.500 of it, less than 1."
    wide = frame.assign(B=[0, 1, 0, 0, 0])
    chain = fq.find_causal_chain(wide, "Y", method="coincidence", outcomes="Y")
    assert chain["Y"].why_none == "All 2 sufficient conjunctions together cover 0.750 of it, less than 1."
    none = pd.DataFrame({"A": [1, 1, 0, 0], "Y": [1, 0, 1, 0]})
    chain = fq.find_causal_chain(none, "Y", method="coincidence", outcomes="Y")
    assert chain["Y"].why_none == "No conjunction reaches a consistency of 1."
    loose = fq.find_causal_chain(
        wide,
        "Y",
        method="coincidence",
        outcomes="Y",
        consistency=0.5,
        model_consistency=1.0,
        model_coverage=1.0,
    )
    assert loose["Y"].why_none == ("No minimal disjunction with a coverage of 1 reaches a consistency of 1.")


def test_outcomes_can_be_absences_and_values(data):
    chain = fq.find_causal_chain(data, "D < E", outcomes=["~D"])
    assert chain.sentence == "~A*~B => ~D"
    values = pd.DataFrame({"M": [0, 1, 2, 2], "A": [1, 0, 0, 0], "B": [0, 0, 1, 1]})
    assert [str(own.outcome) for own in fq.find_causal_chain(values)] == ["M{1}", "M{2}", "A", "B"]
    assert fq.find_causal_chain(values, outcomes="M{0}").sentence == "A => M{0}"


def test_cases_at_the_crossover_are_named_once():
    frame = pd.DataFrame(
        {"A": [0.5, 0.9, 0.1], "B": [0.8, 0.9, 0.2], "C": [0.7, 0.8, 0.1]}, index=list("xyz")
    )
    with pytest.warns(CrossoverWarning) as caught:
        fq.find_causal_chain(frame)
    assert [str(one.message) for one in caught] == [
        (
            "1 case with a membership of exactly 0.5 belongs to no configuration where that set is a "
            "condition: 'x'. "
            "They still enter every sum. Change the calibration if they should count."
        )
    ]


def test_cases_with_missing_values_are_dropped_and_named(data):
    holes = data.astype(float)
    holes.loc[0, "A"] = np.nan
    chain = fq.find_causal_chain(holes, "D < E", missing="drop")
    assert chain.dropped == (0,)
    assert chain.notes[-1] == "1 case with missing values left out: 0."


def test_a_list_that_is_not_complete_says_so(data):
    chain = fq.find_causal_chain(data, "D < E", max_models=1)
    assert not chain["E"].complete
    assert chain.sentence.endswith("(1 of at least 1)")
    assert any(note.startswith("E has more models than the 1 listed") for note in chain.notes)


def test_it_prints_is_html_and_can_be_pickled(data):
    chain = fq.find_causal_chain(data, "A, B, C < D < E", strict=True)
    assert repr(chain) == "<CausalChain: 2 of 5 sets with a model, 3 models, 8 cases>"
    assert repr(chain["E"]) == "<ChainOutcome E: 2 models>"
    assert str(chain).startswith(
        "Causal chain of 5 sets, 8 cases, ordering A, B, C < D < E\nA + B => D; C + D => E (1 of 2)\n"
    )
    assert "A + B =&gt; D" in chain._repr_html_()
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(chain)).table, chain.table)
    assert len(chain) == 5


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        (
            {"ordering": "A < Q"},
            UnknownNameError,
            "There is no set 'Q' in the data (in ordering). Available: 'A', 'B', 'C', 'D', 'E'.",
        ),
        (
            {"ordering": "A, B < A"},
            ArgumentError,
            (
                "ordering has 'A' more than once. A set has one place in it: write for example "
                '"A, B < C < Y" or [["A", "B"], ["C"], ["Y"]].'
            ),
        ),
        (
            {"ordering": "A < < B"},
            ArgumentError,
            (
                "ordering is 'A < < B', which has a level without a set. Write for example "
                '"A, B < C < Y" or [["A", "B"], ["C"], ["Y"]].'
            ),
        ),
        (
            {"ordering": 3},
            ArgumentTypeError,
            'ordering must be written as "A, B < C < Y" or [["A", "B"], ["C"], ["Y"]], not 3.',
        ),
        (
            {"ordering": [["A"], 3]},
            ArgumentTypeError,
            (
                'ordering must be written as "A, B < C < Y" or [["A", "B"], ["C"], ["Y"]]; one of its '
                "levels is 3."
            ),
        ),
        (
            {"names": ["A", "A", "B"]},
            ArgumentError,
            "names has 'A' more than once. Name each set once.",
        ),
        (
            {"names": ["A"]},
            ArgumentError,
            "A causal chain needs at least two sets, but there is 1 set: 'A'.",
        ),
        (
            {"names": ["A", "Q"]},
            UnknownNameError,
            "There is no set 'Q' in the data (in names). Available: 'A', 'B', 'C', 'D', 'E'.",
        ),
        (
            {"names": "AB"},
            ArgumentTypeError,
            'names must be a list of columns such as ["A", "B", "Y"], not \'AB\'.',
        ),
        (
            {"outcomes": "A*B"},
            ArgumentError,
            "outcomes holds 'A*B', but an outcome of a causal chain is one set, such as 'Y', '~Y' or 'C{2}'.",
        ),
        (
            {"outcomes": ["Q"]},
            UnknownNameError,
            "There is no set 'Q' in the data (in outcomes). Available: 'A', 'B', 'C', 'D', 'E'.",
        ),
        (
            {"outcomes": []},
            ArgumentError,
            "outcomes is empty: name at least one, or leave it out to take every set.",
        ),
        (
            {"outcomes": 3},
            ArgumentTypeError,
            'outcomes must be a list such as ["Y", "~A"], not 3.',
        ),
        ({"strict": "yes"}, ArgumentTypeError, "strict must be True or False, not 'yes'."),
        (
            {"method": "coincidence", "model_coverage": 0},
            ArgumentError,
            'model_coverage is 0, but it must be above 0 where method="coincidence".',
        ),
        (
            {"method": "rows"},
            ArgumentError,
            "method is 'rows', but it must be one of 'truth_table', 'coincidence'.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_whole_sentences(data, options, kind, message):
    with pytest.raises(kind) as error:
        fq.find_causal_chain(data, **options)
    assert str(error.value) == message


def test_a_bare_multi_value_outcome_is_refused():
    frame = pd.DataFrame({"M": [0, 1, 2], "A": [0, 1, 1]})
    with pytest.raises(ExpressionError, match="M is ambiguous"):
        fq.find_causal_chain(frame, outcomes="M")


def test_a_choice_that_does_not_exist_is_refused(data):
    chain = fq.find_causal_chain(data, "A, B, C < D < E", strict=True)
    for choice, message in (
        ({"A": 1}, "choice names 'A', which is no outcome with a model. Outcomes with a model: 'D', 'E'."),
        ({"E": 3}, "choice asks for model 3 of 'E', which has the models 1 to 2."),
    ):
        with pytest.raises(ArgumentError) as error:
            chain.sentence_with(choice)
        assert str(error.value) == message
    with pytest.raises(ArgumentTypeError) as type_error:
        chain.sentence_with(["E"])
    assert str(type_error.value) == (
        "choice must map outcomes to numbers of models, such as {\"Y\": 2}, not ['E']."
    )
    with pytest.raises(ArgumentError) as error:
        _ = chain["Q"]
    assert str(error.value) == "'Q' was not an outcome. Outcomes: 'A', 'B', 'C', 'D', 'E'."


# ---- what holds for all data


@st.composite
def conjunctions(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n_cases, m = draw(st.integers(1, 6)), draw(st.integers(0, 6))
    cells = draw(st.lists(memberships, min_size=n_cases * (m + 1), max_size=n_cases * (m + 1)))
    table = np.array(cells).reshape(n_cases, m + 1)
    return table[:, :m], table[:, m]


@given(conjunctions(), st.sampled_from([0.3, 0.5, 0.8, 1.0]), st.sampled_from([0.0, 0.5, 0.8, 1.0]))
def test_minimal_disjunctions_are_those_of_all_subsets(drawn, cut, consistency):
    x, y = drawn
    reaching: list[set[int]] = []
    for size in range(1, x.shape[1] + 1):
        for chosen in combinations(range(x.shape[1]), size):
            overlap = np.minimum(x[:, list(chosen)].max(axis=1), y).sum()
            if y.sum() > 0 and overlap >= (cut - 1e-9) * y.sum():
                reaching.append(set(chosen))
    minimal = {tuple(sorted(one)) for one in reaching if not any(other < one for other in reaching)}
    consistent = {
        model
        for model in minimal
        if np.minimum(x[:, list(model)].max(axis=1), y).sum()
        >= (consistency - 1e-9) * x[:, list(model)].max(axis=1).sum()
    }
    found = minimal_disjunctions(x, y, cut, consistency=consistency)
    assert found.complete
    assert set(found.models) == consistent


def test_a_search_that_takes_too_many_steps_says_that_it_is_not_complete():
    x, y = np.eye(12), np.ones(12)
    assert not minimal_disjunctions(x, y, 0.5, max_steps=50).complete
    few = minimal_disjunctions(x, y, 0.5, max_models=10)
    assert len(few.models) == 10
    assert not few.complete
    assert len(minimal_disjunctions(x, y, 0.5).models) == 924


@settings(max_examples=40)
@given(crisp_frames(names=("A", "B", "C", "Y")))
def test_models_are_sufficient_in_the_data_and_use_only_what_comes_before(frame):
    chain = fq.find_causal_chain(frame, "A < B < C < Y")
    for own in chain:
        for model, fit in zip(own.models, own.fits, strict=True):
            assert set(model.used) <= set(own.conditions)
            assert fit.values[-1, 0] == pytest.approx(1.0)
            assert fit.table.iloc[-1]["raw_coverage"] == pytest.approx(
                fq.pof(frame, f"{model} => {own.outcome}").table.iloc[-1]["raw_coverage"]
            )
    assert chain.circles == ()


def test_a_case_at_the_crossover_is_not_said_to_be_present() -> None:
    data = pd.DataFrame({"A": [0.9, 0.2, 0.7], "Y": [0.9, 0.5, 0.8]})
    with pytest.warns(CrossoverWarning):
        chain = fq.find_causal_chain(data, outcomes="Y")
    assert chain["Y"].why_none == (
        "It is absent (membership below 0.5) in no case, so nothing sets its presence apart."
    )


# ---- weights


@pytest.mark.parametrize("method", ["truth_table", "coincidence"])
@settings(max_examples=25, deadline=None)
@given(
    frame=fuzzy_frames(names=("A", "B", "Y")),
    numbers=st.lists(st.integers(0, 3), min_size=13, max_size=13),
)
def test_whole_weights_give_the_chain_that_repeated_cases_give(method, frame, numbers):
    own = np.array(numbers[: len(frame)])
    assume(own.any())
    chosen = {"method": method, "consistency": 0.8, "model_coverage": 0.6}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weighted = fq.find_causal_chain(frame.assign(w=own), weights="w", **chosen)
        repeated = fq.find_causal_chain(frame.loc[frame.index.repeat(own)].reset_index(drop=True), **chosen)
    pd.testing.assert_frame_equal(weighted.table, repeated.table)
    assert weighted.outcome_table.equals(repeated.outcome_table)


def test_a_weighted_chain_says_so_and_names_the_cases_of_weight_0():
    frame = pd.DataFrame({"A": [1, 1, 0, 1], "Y": [1, 1, 0, 0], "w": [1.0, 2.0, 1.5, 0.0]}, list("abcd"))
    chain = fq.find_causal_chain(frame, "A < Y", strict=True, weights="w")
    assert chain.sentence == "A => Y"
    assert chain.n_cases == 3
    assert chain.notes[-2:] == (
        "Weighted by 'w': sums of weights stand for numbers of cases.",
        "1 case of weight 0 left out: 'd'.",
    )
    assert fq.find_causal_chain(frame[["A", "Y"]], "A < Y", strict=True).sentence == ""
