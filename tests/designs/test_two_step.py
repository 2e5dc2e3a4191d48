"""QCA in two steps. All data here are synthetic."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

import fsqca as fq
from tests import oracles
from tests.strategies import crisp_frames

REMOTE, PROXIMATE = ["A", "B"], ["P", "Q"]


def every_case(formula: str = "(A + B)*P", also: str = "") -> pd.DataFrame:
    """All sixteen combinations of A, B, P, Q, and an outcome that follows a formula."""
    corners = np.indices((2, 2, 2, 2)).reshape(4, -1).T
    data = pd.DataFrame(corners, columns=["A", "B", "P", "Q"], index=[f"c{i}" for i in range(16)])
    data["Y"] = fq.parse(formula).evaluate(data).astype(int)
    if also:
        data.loc[also, "Y"] = 1
    return data


def fuzzy(seed: int = 1, n: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(rng.random((n, 4)).round(2), columns=["A", "B", "P", "Q"]).replace(0.5, 0.51)
    data["Y"] = np.minimum(data[["A", "B"]].max(axis=1), data["P"]).round(2)
    return data


# ------------------------------------------------------------------ the protocol of 2019


def test_a_necessary_disjunction_is_the_context_of_the_second_step():
    result = fq.two_step(every_case(), "Y", REMOTE, PROXIMATE, first={"ron": 0.3})
    assert result.first.necessity.suin.index.tolist() == ["A + B"]
    (context,) = result.contexts
    assert (str(context), context.column, context.combined) == ("A + B", "context_1", True)
    (step,) = result.second
    assert step.table.conditions == ("context_1", "P", "Q")
    assert str(step.solutions.parsimonious.model.expression) == "context_1*P"
    assert result.table["path"].unique().tolist() == ["A*P + B*P"]
    assert result.uncovered.empty
    assert result.advice == ()


def test_the_context_set_is_the_maximum_over_a_disjunction():
    result = fq.two_step(fuzzy(), "Y", REMOTE, PROXIMATE, contexts="A + B")
    expected = fuzzy()[["A", "B"]].max(axis=1)
    assert result.memberships[:, 0].tolist() == expected.tolist()
    assert result.second[0].table.evidence.sets.column("context_1").tolist() == expected.tolist()


def test_what_speaks_against_the_context_is_no_simplifying_assumption():
    data = every_case("A*P")
    # Without the context nothing is known of P: the remainders could have made the solution simpler.
    data = data[(data["A"] == 1) | (data["P"] == 0)]
    result = fq.two_step(data, "Y", ["A", "B"], PROXIMATE, first={"depth": 1})
    assert [str(context) for context in result.contexts] == ["A"]
    (step,) = result.second
    assert str(step.solutions.parsimonious.model.expression) == "A*P"
    assert str(step.analysis.standard.parsimonious.model.expression) == "P"
    assert set(step.analysis.excluded["reason"]) == {"contradicts necessity"}


def test_both_steps_are_what_the_functions_give_by_themselves():
    data = fuzzy(3)
    result = fq.two_step(
        data,
        "Y",
        REMOTE,
        PROXIMATE,
        contexts="A + B",
        first={"consistency": 0.8, "depth": 1},
        second={"consistency": 0.85, "pri": 0.6, "frequency": 2},
        expectations={"P": "+"},
    )
    alone = fq.find_necessary(data, "Y", REMOTE, consistency=0.8, ron=0.5, depth=1)
    assert result.first.necessity.table.equals(alone.table)
    second = data.assign(context_1=data[["A", "B"]].max(axis=1))[["context_1", "P", "Q", "Y"]]
    table = fq.build_truth_table(second, "Y", consistency=0.85, pri=0.6, frequency=2)
    assert result.second[0].table.table.equals(table.table)
    analysis = fq.enhanced_standard_analysis(table, {"context_1": "+", "P": "+"}, necessary="context_1")
    assert result.second[0].solutions.table.equals(analysis.solutions.table)


def test_all_necessary_contexts_are_in_one_second_table():
    data = every_case("A*B*P")
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE)
    assert [str(context) for context in result.contexts] == ["A", "B"]
    assert "A*B" in result.first.necessity.table.index
    (step,) = result.second
    assert step.table.conditions == ("A", "B", "P", "Q")
    assert result.table["contexts"].unique().tolist() == ["A; B"]
    apart = fq.two_step(data, "Y", REMOTE, PROXIMATE, together=False)
    assert [step.table.conditions for step in apart.second] == [("A", "P", "Q"), ("B", "P", "Q")]


def test_a_case_outside_a_necessary_context_is_named():
    data = every_case(also="c2")
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, contexts="A + B")
    assert result.uncovered.to_numpy().tolist() == [["c2", 1.0, 0.0]]
    assert result.advice == (
        "Named as a context, but not found in step 1 with its cut-offs: 'A + B'.",
        "1 case has the outcome and is outside a context said to be necessary: 'c2'.",
    )


def test_several_disjunctions_are_said_to_be_candidates():
    data = every_case().assign(C=every_case()["A"])
    result = fq.two_step(data, "Y", ["A", "B", "C"], PROXIMATE, first={"ron": 0.2})
    assert [str(context) for context in result.contexts] == ["A + B", "B + C"]
    assert result.advice == (
        (
            "2 disjunctions of remote conditions are SUIN candidates. Name those that have a meaning "
            "of their own "
            "in contexts=."
        ),
    )


def test_an_absent_or_multi_value_condition_is_a_context_as_it_is():
    data = every_case("~A*P").assign(M=[2, 1] * 8)
    data["Y"] = data["Y"] * (data["M"] == 2)
    result = fq.two_step(data, "Y", ["A", "M"], PROXIMATE)
    assert [str(context) for context in result.contexts] == ["~A", "M{2}"]
    (step,) = result.second
    assert step.table.conditions == ("A", "M", "P", "Q")
    assert step.solutions.intermediate.settings.expectations == (
        "A absent",
        "M{2}",
    )
    assert result.table["contexts"].unique().tolist() == ["~A; M{2}"]


def test_no_necessary_condition_is_a_result_without_a_second_step():
    data = every_case("A*P + B*Q + ~A*~B*P*Q")
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, first={"depth": 1})
    assert (result.contexts, result.second) == ((), ())
    assert result.table.empty
    assert list(result.table.columns)[:3] == ["step", "solution", "model"]
    assert result.context_table.empty
    assert len(result.uncovered) == int(data["Y"].sum())
    assert result.uncovered["context"].isna().all()
    assert result.advice == (
        (
            "There is no context, and so no second step: no remote condition or disjunction is "
            "necessary. Nothing "
            "reaches the cut-offs. The most consistent condition is A with 0.625."
        ),
    )
    assert "There is no context" in str(result)
    assert "There is no context" in result._repr_html_()


@settings(deadline=None, max_examples=40)
@given(crisp_frames(("A", "B", "P", "Q", "Y")).filter(lambda data: data["Y"].any()))
def test_contexts_are_all_that_is_necessary_in_crisp_data(data):
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, first={"consistency": 1, "ron": 0})
    single = {}
    for name in REMOTE:
        single[name], single[f"~{name}"] = data[name] == 1, data[name] == 0
    inside = data["Y"] == 1
    necessary = {text for text, holds in single.items() if holds[inside].all()}
    expected = set(necessary)
    for a in ("A", "~A"):
        for b in ("B", "~B"):
            if not {a, b} & necessary and (single[a] | single[b])[inside].all():
                expected.add(f"{a} + {b}")
    assert {str(context) for context in result.contexts} == expected


# ------------------------------------------------------------------ the protocol of 2006


def test_terms_of_the_parsimonious_solution_are_contexts_each_with_its_own_table():
    result = fq.two_step(
        every_case("A*P + B*Q"), "Y", REMOTE, PROXIMATE, protocol="2006", first={"consistency": 0.5}
    )
    assert str(result.first.solution.model.expression) == "A + B"
    assert [str(context) for context in result.contexts] == ["A", "B"]
    assert [step.table.conditions for step in result.second] == [("A", "P", "Q"), ("B", "P", "Q")]
    found = [str(step.solutions.conservative.model.expression) for step in result.second]
    assert found == ["A*P", "B*Q"]
    assert all(step.analysis is None for step in result.second)
    assert result.advice == ()


def test_a_conjunction_enters_the_second_step_as_one_set():
    data = every_case("A*~B*P")
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, protocol="2006", first={"consistency": 0.5})
    (context,) = result.contexts
    assert context.label == "context_1 = A*~B"
    (step,) = result.second
    assert str(step.solutions.conservative.model.expression) == "context_1*P"
    assert result.table.loc[0, ["term", "path", "contexts"]].tolist() == ["context_1*P", "A*~B*P", "A*~B"]


@settings(deadline=None, max_examples=40)
@given(crisp_frames(("A", "B", "P", "Q", "Y"), most=10))
def test_both_tables_are_those_of_brute_force(data):
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, protocol="2006")
    y = data["Y"].tolist()

    def minimized(columns: pd.DataFrame, cut: float, kind: str) -> oracles.Solution:
        levels, rows = oracles.truth_table(list(data.index), columns.to_numpy().tolist(), y)
        codes = tuple(
            (row.configuration, "1" if row.consistency >= cut - 1e-9 else "0") for row in rows.values()
        )
        return oracles.minimize(oracles.Table(levels, codes), kind)

    first = minimized(data[REMOTE], 0.7, "parsimonious")
    cubes = {cube for model in first.models for cube in model}
    if cubes <= {(-1, -1)}:
        assert result.contexts == ()
        assert result.advice
        return
    names = {
        "*".join(("" if v else "~") + name for v, name in zip(cube, REMOTE, strict=True) if v != -1): cube
        for cube in cubes
    }
    assert {str(context) for context in result.contexts} == set(names)
    for context, step in zip(result.contexts, result.second, strict=True):
        cube = names[str(context)]
        single = [i for i, v in enumerate(cube) if v != -1]
        if len(single) == 1:
            x = data[REMOTE[single[0]]]
        else:
            x = (data[REMOTE] == list(cube)).all(axis=1).astype(int)
        second = minimized(pd.concat([x.rename("x"), data[PROXIMATE]], axis=1), 0.8, "conservative")
        own = {frozenset(map(tuple, model.cubes.tolist())) for model in step.solutions.conservative.models}
        assert own == second.models
    inside = result.memberships.max(axis=1) > 0.5
    assert result.uncovered["case"].tolist() == data.index[(data["Y"] == 1) & ~inside].tolist()


def test_tied_models_of_the_first_step_are_said_and_all_their_terms_are_contexts():
    data = pd.DataFrame(
        [
            (0, 0, 1, 1),
            (0, 1, 0, 1),
            (0, 1, 1, 1),
            (1, 0, 0, 1),
            (1, 0, 1, 1),
            (1, 1, 0, 1),
            (0, 0, 0, 0),
            (1, 1, 1, 0),
        ],
        columns=["A", "B", "C", "Y"],
    ).assign(P=1)
    data.loc[0, "P"] = 0
    result = fq.two_step(data, "Y", ["A", "B", "C"], ["P"], protocol="2006")
    assert result.first.solution.n_models == 2
    assert len(result.contexts) == 6
    assert result.advice == (
        (
            "Step 1 has 2 tied models; the contexts are the terms of all that are listed. Choose "
            "among them with "
            "contexts=."
        ),
    )
    chosen = fq.two_step(
        data, "Y", ["A", "B", "C"], ["P"], protocol="2006", contexts=["A*~B", "B*~C", "C*~A"]
    )
    assert len(chosen.second) == 3
    assert chosen.advice == ()


def test_nothing_that_contradicts_the_outcome_is_no_context():
    result = fq.two_step(every_case("A + ~A"), "Y", REMOTE, PROXIMATE, protocol="2006")
    assert result.second == ()
    assert result.advice[0].startswith(
        "There is no context, and so no second step: no row of the remote conditions contradicts the "
        "outcome. "
        'No row is to be avoided, so the solution is "1" (the empty term):'
    )


def test_a_case_in_no_context_is_named():
    result = fq.two_step(every_case("A*P", also="c2"), "Y", REMOTE, PROXIMATE, protocol="2006", contexts="A")
    assert result.advice[-1] == "1 case has the outcome and is in no context: 'c2'."


def test_all_contexts_can_be_in_one_table():
    result = fq.two_step(
        every_case(),
        "Y",
        REMOTE,
        PROXIMATE,
        protocol="2006",
        contexts=["A", "B"],
        together=True,
        expectations=["P"],
    )
    (step,) = result.second
    assert step.table.conditions == ("A", "B", "P", "Q")
    assert step.solutions.intermediate.settings.expectations == ("P", "A", "B")
    assert str(step.solutions.parsimonious.model.expression) == "A*P + B*P"


# ------------------------------------------------------------------ as a result


def test_it_is_frozen_and_survives_pickling():
    result = fq.two_step(fuzzy(), "Y", REMOTE, PROXIMATE, contexts="A + B", second={"pri": 0.5})
    with pytest.raises(AttributeError):
        result.contexts = ()
    again = pickle.loads(pickle.dumps(result))
    assert again.table.equals(result.table)
    assert str(again) == str(result)


def test_its_settings_hold_the_options_of_both_steps():
    found = fq.two_step(fuzzy(), "Y", REMOTE, PROXIMATE, contexts="A+B", second={"pri": 0.5}).settings
    assert found.first == (("consistency", 0.9), ("ron", 0.5), ("depth", 2))
    assert found.second == (("pri", 0.5),)
    assert (found.protocol, found.together, found.contexts) == ("2019", True, ("A + B",))


def test_frames_that_are_handed_out_are_copies():
    result = fq.two_step(fuzzy(), "Y", REMOTE, PROXIMATE, contexts="A + B")
    taken = result.table
    taken["path"] = ""
    assert (result.table["path"] != "").all()


def test_how_it_prints():
    result = fq.two_step(every_case(), "Y", REMOTE, PROXIMATE, first={"ron": 0.3})
    assert repr(result) == "<TwoStep 2019 for Y: 1 context, 1 second table>"
    text = str(result)
    assert text.startswith("Two-step QCA (Schneider 2019) for Y, 16 cases: remote A, B; proximate P, Q\n")
    for line in (
        "Step 1: remote conditions\nNecessity for Y, 16 cases: consistency >= 0.9, coverage >= 0, RoN >= 0.3",
        (
            "Contexts\n          called sufficiency    PRI necessity    RoN   n\n"
            "A + B  context_1       0.500  0.500     1.000  0.400  12"
        ),
        "Step 2: context_1 = A + B\nTruth table for Y: conditions context_1, P, Q; 16 cases",
        "Enhanced Standard Analysis",
        "P1: context_1*P",
    ):
        assert line in text
    page = result._repr_html_()
    assert "Step 2: context_1 = A + B" in page
    assert page.count("<table") == page.count("</table>") == 7


def test_cases_with_a_missing_value_are_left_out_of_both_steps():
    data = fuzzy()
    data.loc[3, "Q"] = np.nan
    with pytest.raises(fq.errors.DataError, match=r"^1 case of data has missing values in 'Q': 3\."):
        fq.two_step(data, "Y", REMOTE, PROXIMATE)
    result = fq.two_step(data, "Y", REMOTE, PROXIMATE, contexts="A + B", missing="drop")
    assert result.dropped == (3,)
    assert len(result.cases) == result.first.necessity.n_cases == 39
    assert result.advice[-1] == "1 case left out because of missing values: 3."


def test_a_calibration_travels_along_and_another_outcome_is_taken():
    raw = (fuzzy() * 100).round()
    sets = fq.calibrate(raw, dict.fromkeys(raw.columns, fq.Direct(10, 49.5, 90)))
    result = fq.two_step(sets, "~Y", REMOTE, PROXIMATE, contexts="~A")
    assert result.calibration.equals(sets.table)
    assert result.outcome.tolist() == pytest.approx((1 - sets.data["Y"]).tolist())


def test_a_name_that_the_data_have_is_not_given_to_a_context():
    data = every_case().rename(columns={"A": "context_1"})
    result = fq.two_step(data, "Y", ["context_1", "B"], PROXIMATE, contexts="context_1 + B")
    assert result.contexts[0].column == "context_2"
    assert result.table["path"].unique().tolist() == ["context_1*P + B*P"]


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (
            ("Y", ["A", "P"], ["P", "Q"]),
            {},
            (
                "'P' is among the remote and the proximate conditions. Decide by theory which of the "
                "two each condition "
                "is."
            ),
        ),
        (
            ("Y", ["A", "Y"], ["P"]),
            {},
            (
                "remote has 'Y', which the outcome 'Y' uses. A set cannot explain itself: take it out of "
                "the conditions."
            ),
        ),
        (
            ("~Y", ["A"], ["P", "Y"]),
            {},
            (
                "proximate has 'Y', which the outcome '~Y' uses. A set cannot explain itself: take "
                "it out of the "
                "conditions."
            ),
        ),
        (
            ("Y", ["A", "PP"], ["P"]),
            {},
            (
                "There is no remote condition 'PP' in data. Available: 'A', 'B', 'P', 'Q', 'Y'. Did you "
                "mean 'P'?"
            ),
        ),
        (
            ("Z", ["A"], ["P"]),
            {},
            "There is no outcome 'Z' in data. Available: 'A', 'B', 'P', 'Q', 'Y'.",
        ),
        (("Y", "A", ["P"]), {}, 'remote must be a list of column names such as ["A", "B"], not \'A\'.'),
        (("Y", ["A"], []), {}, "proximate is empty: name at least one condition."),
        ((3, ["A"], ["P"]), {}, 'outcome must be a column name or an expression such as "Y" or "~Y", not 3.'),
        (("1", ["A"], ["P"]), {}, "outcome is '1', which names no column of the data."),
        (
            ("Y", ["A"], ["P"]),
            {"protocol": "2018"},
            "protocol is '2018', but it must be one of '2019', '2006'. Did you mean '2019'?",
        ),
        (("Y", ["A"], ["P"]), {"together": 1}, "together must be True, False or None, not 1."),
        (
            ("Y", ["A"], ["P"]),
            {"first": {"pri": 0.5}},
            (
                "first has no option 'pri' under protocol \"2019\". It takes 'consistency', 'coverage', "
                "'ron', 'depth'."
            ),
        ),
        (
            ("Y", ["A"], ["P"]),
            {"second": 0.8},
            'second must be a mapping of options such as {"consistency": 0.8}, not 0.8.',
        ),
        (
            ("Y", ["A"], ["P"]),
            {"contexts": ["B"]},
            "There is no remote condition 'B' in the analysis (in contexts). Available: 'A'.",
        ),
        (
            ("Y", ["A"], ["P"]),
            {"contexts": []},
            "contexts is empty. Name at least one, or leave it out to take what step 1 finds.",
        ),
        (("Y", ["A"], ["P"]), {"contexts": "1"}, "contexts holds '1', which names no remote condition."),
        (
            ("Y", ["A"], ["P"]),
            {"contexts": 4},
            'contexts must be a list of expressions over the remote conditions such as ["A + B"], not 4.',
        ),
        (
            ("Y", ["A", "B"], ["P"]),
            {"contexts": "A", "expectations": {"B": "+"}},
            "There is no condition 'B' in the second step (in expectations). Available: 'A', 'P'.",
        ),
        (
            ("Y", ["A", "B"], ["P"]),
            {"contexts": "A", "expectations": 3},
            (
                'expectations must be a mapping such as {"A": "+", "B": "-"} or expressions such as '
                '("A", "A*~B"), not '
                "int."
            ),
        ),
    ],
)
def test_what_is_no_design_is_refused(arguments, options, message):
    with pytest.raises(fq.FsqcaError) as error:
        fq.two_step(every_case(), *arguments, **options)
    assert str(error.value) == message


@pytest.mark.parametrize("step", ["2006 first", "2006 second", "2019 second"])
def test_every_option_of_a_step_is_passed_on(step):
    protocol, name = step.split()
    options = {"contradiction": 0.4, "include": "C", "max_models": 7, "frequency": 1}
    result = fq.two_step(
        every_case("A*P + B*Q"), "Y", REMOTE, PROXIMATE, protocol=protocol, contexts="A", **{name: options}
    )
    solution = result.first.solution if name == "first" else result.second[0].solutions.parsimonious
    assert solution.settings.max_models == 7
    assert solution.settings.include == ("C",)
    assert solution.truth_table.settings.coding.contradiction == 0.4


@pytest.mark.parametrize("protocol", ["2019", "2006"])
@pytest.mark.parametrize("how", ["column", "series", "array"])
def test_whole_weights_are_cases_repeated(protocol, how):
    rng = np.random.default_rng(4)
    data = pd.DataFrame(rng.integers(0, 11, (24, 5)) / 10 + 0.0, columns=list("ABPQY"))
    data = data.replace(0.5, 0.6)
    data["Y"] = np.minimum(np.maximum(data["Y"], data["P"]), data["A"])
    counts = rng.integers(0, 4, 24)
    again = data.loc[np.repeat(data.index, counts)].reset_index(drop=True)
    options = {"remote": ["A", "B"], "proximate": ["P", "Q"], "protocol": protocol}
    if protocol == "2006":
        options["first"] = {"consistency": 0.6}
    given = {
        "column": (data.assign(w=counts), "w"),
        "series": (data, pd.Series(counts, index=data.index)[::-1]),
        "array": (data, counts),
    }[how]
    weighted = fq.two_step(given[0], "Y", weights=given[1], **options)
    repeated = fq.two_step(again, "Y", **options)
    assert weighted.contexts == repeated.contexts
    assert len(weighted.second) == len(repeated.second) > 0
    pd.testing.assert_frame_equal(weighted.table, repeated.table)
    pd.testing.assert_frame_equal(weighted.context_table, repeated.context_table, check_dtype=False)
    for own, other in zip(weighted.second, repeated.second, strict=True):
        assert own.table.n.tolist() == other.table.n.tolist()
        assert own.table.settings.weights == ("w" if how == "column" else "an array")
    gone = data.index[counts == 0]
    assert f"{len(gone)} cases of weight 0 left out: " in " ".join(weighted.advice)
    assert weighted.settings.weights == ("w" if how == "column" else "an array")
    assert not set(gone) & set(weighted.cases)


def test_weights_that_cannot_be_are_refused():
    data = pd.DataFrame({"A": [1, 0, 1], "P": [1, 1, 0], "Y": [1, 0, 0]})
    with pytest.raises(fq.errors.ArgumentError) as caught:
        fq.two_step(data, "Y", ["A"], ["P"], weights="P")
    assert str(caught.value) == (
        "weights is 'P', which is also used as a condition or outcome. Take it out there."
    )
    with pytest.raises(fq.errors.ArgumentError) as caught:
        fq.two_step(data, "Y", ["A"], ["P"], weights=[1, 2])
    assert str(caught.value) == ("weights has 2 values, but there are 3 cases: give one weight per case.")


def test_one_remote_condition_needs_no_depth_of_its_own():
    data = every_case("A*P")
    result = fq.two_step(data, "Y", ["A"], ["P"])
    assert dict(result.settings.first)["depth"] == 1
    assert [str(one) for one in result.contexts] == ["A"]
    with pytest.raises(fq.errors.ArgumentError, match=r"^depth is 2, but there is 1 condition"):
        fq.two_step(data, "Y", ["A"], ["P"], first={"depth": 2})


def test_an_outcome_is_found_with_and_without_backticks():
    data = every_case().rename(columns={"Y": "who survives"})
    plain = fq.two_step(data, "who survives", REMOTE, PROXIMATE)
    ticked = fq.two_step(data, "`who survives`", REMOTE, PROXIMATE)
    assert plain.settings.outcome == ticked.settings.outcome == "`who survives`"
    pd.testing.assert_frame_equal(plain.table, ticked.table)
