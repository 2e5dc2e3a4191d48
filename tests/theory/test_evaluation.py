"""A theory held against results: areas, cases, fit, verdict, and whole messages."""

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
from fsqca.theory import AREAS, KINDS
from tests.strategies import NAMES, crisp_frames, fuzzy_frames, two_valued_texts


@pytest.fixture
def data() -> pd.DataFrame:
    """Synthetic crisp sets of eight cases."""
    return pd.DataFrame(
        {
            "A": [1, 1, 1, 0, 0, 0, 1, 0],
            "B": [1, 1, 0, 1, 1, 0, 0, 0],
            "Y": [1, 0, 1, 1, 1, 0, 0, 1],
        },
        index=list("abcdefgh"),
    )


def table(data: pd.DataFrame, **options: object) -> fq.TruthTable:
    return fq.build_truth_table(data, "Y", ["A", "B"], **options)


def test_every_case_is_called_by_its_area_and_its_outcome(data):
    own = fq.evaluate_theory("A", "B", data, "Y").model
    assert own.cases.set_index("case")["kind"].to_dict() == {
        "a": "covered most likely",
        "b": "inconsistent most likely",
        "c": "uncovered most likely",
        "d": "covered least likely",
        "e": "covered least likely",
        "f": "consistent least likely",
        "g": "consistent most likely",
        "h": "uncovered least likely",
    }


def test_the_verdict_says_what_is_supported_extended_and_delimited_with_its_cases(data):
    assert fq.evaluate_theory("A", "B", data, "Y").verdict == (
        (
            "Supported (T*S): theory and results agree on A*B: 2 cases, 1 with Y (covered most likely) and "
            "1 without "
            "(inconsistent most likely)."
        ),
        (
            "Extended (~T*S): the results add ~A*B, which the theory does not expect: 2 cases, 2 with Y "
            "(covered least "
            "likely) and 0 without (inconsistent least likely)."
        ),
        (
            "Delimited (T*~S): the theory expects the outcome in A*~B, the results do not: 2 cases, 1 with "
            "Y (uncovered "
            "most likely) and 1 without (consistent most likely)."
        ),
        (
            "Outside (~T*~S): neither theory nor results expect the outcome in ~A*~B: 2 cases, 1 with Y "
            "(uncovered least "
            "likely) and 1 without (consistent least likely)."
        ),
        "Of 5 cases with Y the theory covers 2 and the results 3; 1 is covered by both and 1 by neither.",
    )


def test_an_empty_area_is_said_in_words(data):
    verdict = fq.evaluate_theory("A + B", "A", data, "Y").verdict
    assert verdict[1] == "Extended (~T*S): no configuration: the results stay within the theory."
    own = fq.evaluate_theory("A*~A", "B", data, "Y").model
    assert own.verdict[0] == (
        "Supported (T*S): no configuration is in both: the results do not support the theory."
    )


def test_areas_use_the_smaller_membership_and_terms_stand_before_them():
    data = pd.DataFrame({"A": [0.9, 0.4], "B": [0.3, 0.8], "Y": [0.8, 0.6]}, index=["x", "y"])
    own = fq.evaluate_theory("A", "B + ~A", data, "Y").model
    expected = pd.DataFrame(
        {
            "B": [0.3, 0.8],
            "~A": [0.1, 0.6],
            "solution": [0.3, 0.8],
            "theory": [0.9, 0.4],
            "T*S": [0.3, 0.4],
            "~T*S": [0.1, 0.6],
            "T*~S": [0.7, 0.2],
            "~T*~S": [0.1, 0.2],
            "outcome": [0.8, 0.6],
        },
        index=["x", "y"],
    )
    pd.testing.assert_frame_equal(own.memberships, expected)
    fit = fq.pof(data, "A => Y").table.iloc[-1]
    for column in ("consistency", "pri", "raw_coverage"):
        assert own.table.loc["theory", column] == pytest.approx(fit[column])


def test_where_the_text_of_an_area_has_other_memberships_a_note_says_so():
    data = pd.DataFrame({"A": [0.6, 0.3], "Y": [0.8, 0.2]})
    own = fq.evaluate_theory("A", "A", data, "Y").model
    assert str(own.areas["~T*S"]) == "0"
    assert own.simplified["difference"].round(3).to_dict() == {
        "T*S": 0.0,
        "~T*S": 0.4,
        "T*~S": 0.4,
        "~T*~S": 0.0,
    }
    assert own.notes == (
        (
            "Numbers of the areas are those of intersected memberships. Evaluated as written, the simplified "
            "expressions of ~T*S, T*~S give other memberships (up to 0.400 in ~T*S); see .simplified."
        ),
    )
    assert fq.evaluate_theory("A", "A", data.round(), "Y").model.notes == ()


def test_cases_at_one_half_are_in_no_area_or_ambiguous():
    data = pd.DataFrame({"A": [0.5, 0.9, 0.9], "B": [0.9, 0.5, 0.9], "Y": [0.9, 0.9, 0.5]}, index=list("xyz"))
    own = fq.evaluate_theory("A", "B", data, "Y").model
    assert own.cases["kind"].tolist() == ["in no area", "in no area", "ambiguous"]
    assert own.verdict[0] == (
        "Supported (T*S): theory and results agree on A*B: 1 case, 0 with Y (covered most likely) and 0 "
        "without "
        "(inconsistent most likely), 1 with exactly 0.5 in Y (ambiguous)."
    )
    assert own.verdict[4] == (
        "2 cases are in no area, with a membership of exactly 0.5 in the theory or the solution: 'x', 'y'."
    )


def test_all_models_of_a_solution_are_evaluated():
    rows = pd.DataFrame(
        {"A": [0, 0, 1, 1], "B": [0, 1, 0, 1], "C": [1, 0, 0, 1], "Y": [0, 1, 1, 1]}, index=list("abcd")
    )
    solution = fq.minimize(fq.build_truth_table(rows, "Y"), "parsimonious")
    found = fq.evaluate_theory("A", solution)
    assert [own.name for own in found] == ["P1", "P2", "P3"]
    assert list(found.table["model"].unique()) == ["P1", "P2", "P3"]
    assert list(found.cases.columns) == ["model", "case", "theory", "solution", "outcome", "area", "kind"]
    assert found.verdict[0].startswith("P1: Supported (T*S): ")
    with pytest.raises(ModelAmbiguityError) as error:
        _ = found.model
    assert str(error.value) == (
        "The theory was held against 3 models, not one: 'P1', 'P2', 'P3'. "
        "Look at all of .models before choosing."
    )


def test_the_cases_behind_the_truth_table_give_the_same_as_the_data(data):
    model = fq.minimize(table(data, consistency=0.6), "parsimonious").models[0]
    inside = fq.evaluate_theory("A*B", model)
    given_data = fq.evaluate_theory("A*B", model, data)
    pd.testing.assert_frame_equal(inside.table, given_data.table)
    pd.testing.assert_frame_equal(inside.cases, given_data.cases)
    assert inside.settings.data == "truth table"
    assert given_data.settings.data == "given"
    assert inside.settings.evaluated == "model"


def test_a_theory_may_use_other_sets_of_data_that_are_given(data):
    wider = data.assign(Z=[1, 0, 1, 0, 1, 0, 1, 0])
    solution = fq.minimize(table(wider), "parsimonious")
    assert str(fq.evaluate_theory("Z", solution, wider).theory) == "Z"
    with pytest.raises(UnknownNameError) as error:
        fq.evaluate_theory("Z", solution)
    assert str(error.value) == (
        "There is no condition 'Z' in the truth table. Available: 'A', 'B'. A theory may use other sets "
        "of the data "
        "if the cases are passed: data=sets."
    )


def test_a_solution_without_a_model_is_a_result(data):
    found = fq.evaluate_theory("A", fq.minimize(table(data.assign(Y=0)), "parsimonious"))
    assert len(found) == 0
    assert found.table.empty
    assert "No row is positive" in str(found)
    with pytest.raises(ModelAmbiguityError, match="The solution has no model"):
        _ = found.model


def test_a_solution_that_is_always_present_leaves_no_area_outside_it():
    data = pd.DataFrame({"A": [1, 0], "Y": [1, 1]})
    own = fq.evaluate_theory("A", fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious")).model
    assert [str(area) for area in own.areas.values()] == ["A", "~A", "0", "0"]
    assert own.table.loc[list(AREAS), "cases"].tolist() == [1, 1, 0, 0]


def test_an_area_too_long_to_write_out_keeps_its_numbers_and_says_so():
    names = [f"A{i}" for i in range(18)]
    data = pd.DataFrame(np.eye(18), columns=names).assign(Y=1.0)
    own = fq.evaluate_theory("*".join(names), " + ".join(names), data, "Y").model
    assert [area for area in AREAS if own.areas[area] is None] == ["~T*S"]
    assert str(own.areas["T*~S"]) == "0"
    assert own.table.loc["~T*S", "cases"] == 18
    assert own.table.loc["~T*S", "expression"] == "(not written out)"
    assert np.isnan(own.simplified.loc["~T*S", "consistency"])
    assert own.notes == (
        ("Not written out, as the expression has too many sets or terms: ~T*S. Cases and numbers are exact."),
    )


def test_a_long_model_is_negated_without_multiplying_it_out():
    names = list("ABCDEFGHIJ")
    model = " + ".join("*".join(names[i : i + 3]) for i in range(8)) + " + A*D*G + B*E*H + C*F*I"
    data = pd.DataFrame(np.eye(10), columns=names).assign(Y=1.0)
    own = fq.evaluate_theory("A", model, data, "Y").model
    assert equivalent(own.areas["~T*~S"], ~fq.parse(f"A + {model}").absorb())


def test_multi_value_sets_are_taken():
    data = pd.DataFrame({"M": [0, 1, 2, 2], "A": [1, 0, 1, 0], "Y": [0, 1, 1, 1]})
    solution = fq.minimize(fq.build_truth_table(data, "Y"), "conservative")
    own = fq.evaluate_theory("M{1,2}", solution).model
    assert own.table.loc["theory", "cases"] == 3
    assert own.table.loc[list(AREAS), "cases"].sum() == 4


def test_cases_with_missing_values_are_dropped_and_named(data):
    holes = data.astype(float)
    holes.loc["b", "A"] = np.nan
    found = fq.evaluate_theory("A", "B", holes, "Y", missing="drop")
    assert found.dropped == ("b",)
    assert str(found).endswith("1 case with missing values left out: 'b'.")


def test_it_prints_is_html_and_can_be_pickled(data):
    found = fq.evaluate_theory("A", "B", data, "Y")
    assert repr(found) == "<TheoryEvaluation of A => Y: 1 model, 8 cases>"
    assert repr(found.model) == "<ModelEvaluation S: B: cases T*S 2, ~T*S 2, T*~S 2, ~T*~S 2>"
    assert str(found).startswith("Theory A => Y held against 1 model, 8 cases\n\nS: B\n")
    html = found._repr_html_()
    assert "<table" in html
    assert "Supported (T*S)" in html
    again = pickle.loads(pickle.dumps(found))
    pd.testing.assert_frame_equal(again.table, found.table)
    own = found.table
    own.loc[0, "cases"] = 99
    assert found.table.loc[0, "cases"] != 99


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        (
            ("A*Y", "B", "data", "Y"),
            ArgumentError,
            (
                "The theory 'A*Y' uses 'Y', which is in the outcome 'Y'. A set cannot explain itself: take "
                "it out of the "
                "theory."
            ),
        ),
        (
            ("A", "B + Y", "data", "Y"),
            ArgumentError,
            (
                "The outcome 'Y' uses 'Y', which the results use too. A set cannot explain itself: name "
                "another outcome."
            ),
        ),
        (
            ("1", "B", "data", "Y"),
            ArgumentError,
            (
                "theory is '1', which names no set. Write what theory expects to be sufficient for the "
                "outcome, for "
                'example "A*B + ~C".'
            ),
        ),
        (
            ("A", "B", None, "Y"),
            ArgumentError,
            "data is needed to evaluate an expression: pass the cases, for example data=sets.",
        ),
        (
            ("A", "B", "data", None),
            ArgumentError,
            (
                "outcome is not known, because an expression says nothing of it: name it, for example "
                'outcome="Y".'
            ),
        ),
        (
            ("A", "B", "data", "1"),
            ArgumentError,
            "outcome is '1', which names no set.",
        ),
        (
            (3, "B", "data", "Y"),
            ArgumentTypeError,
            'theory must be a string such as "A*~B + C" or an Expression, not 3.',
        ),
        (
            ("A", 3, "data", "Y"),
            ArgumentTypeError,
            'results must be a Solution, a Model, an Expression or a string such as "A*~B + C", not int.',
        ),
        (
            ("AA", "B", "data", "Y"),
            UnknownNameError,
            "There is no set 'AA' in data. Available: 'A', 'B', 'Y'. Did you mean 'A'?",
        ),
    ],
)
def test_what_is_wrong_is_said_in_whole_sentences(data, arguments, kind, message):
    theory, results, cases, outcome = arguments
    with pytest.raises(kind) as error:
        fq.evaluate_theory(theory, results, data if cases else None, outcome)
    assert str(error.value) == message


def test_a_table_without_data_needs_data():
    rows = pd.DataFrame({"A": [1, 0], "B": [1, 0], "out": ["1", "0"]})
    solution = fq.minimize(fq.TruthTable.from_frame(rows, ["A", "B"]), "parsimonious")
    with pytest.raises(ArgumentError) as error:
        fq.evaluate_theory("A", solution)
    assert str(error.value) == (
        "outcome is not known, because the truth table has no data behind it and names none: name it, "
        "for example "
        'outcome="Y".'
    )
    with pytest.raises(ArgumentError) as error:
        fq.evaluate_theory("A", solution, outcome="Y")
    assert str(error.value) == (
        "data is needed, because the truth table has no data behind it: pass the cases, for example "
        "data=sets."
    )


def test_another_outcome_than_that_of_the_table_needs_data(data):
    solution = fq.minimize(table(data), "conservative")
    with pytest.raises(ArgumentError) as error:
        fq.evaluate_theory("A", solution, outcome="~Y")
    assert str(error.value) == (
        "outcome is '~Y', but the truth table is that of 'Y'. To evaluate another outcome pass the "
        "cases too, for "
        "example data=sets."
    )


# ---- what holds for every theory


@given(fuzzy_frames(), two_valued_texts(), two_valued_texts())
def test_the_areas_share_out_the_cases_and_the_counts_of_the_verdict_add_up(frame, theory, results):
    own = fq.evaluate_theory(theory, results, frame, "Y").model
    cases, table = own.cases, own.table
    assert list(cases["case"]) == list(frame.index)
    half = (abs(cases["theory"] - 0.5) <= 1e-9) | (abs(cases["solution"] - 0.5) <= 1e-9)
    assert ((cases["area"] == "") == half).all()
    for area in AREAS:
        assert table.loc[area, "cases"] == (cases["area"] == area).sum()
        assert table.loc[area, "with_outcome"] == (cases["kind"] == KINDS[area][0]).sum()
        assert table.loc[area, "without_outcome"] == (cases["kind"] == KINDS[area][1]).sum()
    assert table.loc[list(AREAS), "cases"].sum() + half.sum() == len(frame)
    assert own.memberships["T*S"].le(own.memberships["theory"]).all()


@given(crisp_frames(), two_valued_texts(), two_valued_texts())
def test_crisp_areas_are_their_expressions(frame, theory, results):
    own = fq.evaluate_theory(theory, results, frame, "Y").model
    assert (own.simplified["difference"] == 0).all()
    t, s = fq.parse(theory), fq.parse(results)
    for area, whole in zip(AREAS, (t & s, ~t & s, t & ~s, ~t & ~s), strict=True):
        assert equivalent(own.areas[area], whole)


@given(fuzzy_frames(), two_valued_texts())
def test_a_theory_held_against_itself_leaves_nothing_to_extend_or_delimit(frame, text):
    own = fq.evaluate_theory(text, text, frame, "Y").model
    assert str(own.areas["~T*S"]) == str(own.areas["T*~S"]) == "0"
    assert own.table.loc[["~T*S", "T*~S"], "cases"].sum() == 0


@given(fuzzy_frames(), two_valued_texts(), two_valued_texts(), st.permutations(NAMES))
def test_other_names_change_nothing(frame, theory, results, names):
    new = {old: f"{name}_" for old, name in zip(NAMES, names, strict=True)}

    def renamed(text: str) -> str:
        return "".join(new.get(sign, sign) for sign in text)

    before = fq.evaluate_theory(theory, results, frame, "Y").model
    after = fq.evaluate_theory(renamed(theory), renamed(results), frame.rename(columns=new), "Y").model
    pd.testing.assert_frame_equal(before.cases, after.cases)


# ---- weights


@pytest.fixture
def weighted() -> pd.DataFrame:
    """Synthetic fuzzy sets of five cases, with whole weights."""
    return pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.3, 0.2, 0.7],
            "B": [0.7, 0.2, 0.9, 0.1, 0.8],
            "Y": [0.8, 0.3, 0.9, 0.2, 0.6],
            "w": [1, 3, 2, 1, 2],
        },
        index=list("vwxyz"),
    )


def repeated(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.loc[frame.index.repeat(frame["w"])].reset_index(drop=True)


FITS = ["consistency", "pri", "raw_coverage"]


@pytest.mark.parametrize("weights", ["w", [1, 3, 2, 1, 2], pd.Series([2, 1, 2, 3, 1], list("zyxwv"))])
def test_weights_give_the_fit_that_repeated_cases_give_and_count_cases_once(weighted, weights):
    own = fq.evaluate_theory("A", "B", weighted, "Y", weights=weights)
    plain = fq.evaluate_theory("A", "B", repeated(weighted), "Y")
    pd.testing.assert_frame_equal(own.table[FITS], plain.table[FITS])
    pd.testing.assert_frame_equal(own.model.simplified, plain.model.simplified)
    assert own.table["cases"].tolist() == fq.evaluate_theory("A", "B", weighted, "Y").table["cases"].tolist()
    assert own.settings.weights == ("w" if isinstance(weights, str) else "an array")
    assert own.model.notes[0] == "Cases are weighted: weights from 1 to 3, sum 9."


def test_the_weights_of_a_truth_table_enter_the_evaluation_of_its_models(weighted):
    found = fq.build_truth_table(weighted, "Y", ["A", "B"], weights="w", consistency=0.7)
    solution = fq.minimize(found)
    own = fq.evaluate_theory("A", solution)
    assert own.settings.weights == "w"
    fit = solution.model.fit.table.loc["solution", FITS].astype(float)
    rows = own.model.table.loc["solution", FITS].astype(float)
    pd.testing.assert_series_equal(rows, fit)
    unweighted = fq.pof(weighted, f"{solution.model.expression} => Y").table.loc["solution", "consistency"]
    assert rows["consistency"] != pytest.approx(unweighted)
    assert "Cases are weighted: weights from 1 to 3, sum 9." in str(own)


def test_weights_without_data_are_refused(weighted):
    solution = fq.minimize(fq.build_truth_table(weighted, "Y", ["A", "B"], consistency=0.7))
    with pytest.raises(ArgumentError) as caught:
        fq.evaluate_theory("A", solution, weights="w")
    assert str(caught.value) == (
        "weights go with data, and none are passed: the cases behind the truth table have the weights that "
        "it was built with. Pass the cases too, for example data=sets."
    )
