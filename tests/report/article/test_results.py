"""From results to tables: columns as the literature names them, numbers of the results, settings below."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report import (
    ArticleTable,
    article_table,
    combine_charts,
    configuration_charts,
    from_frame,
    register_table,
)
from tests.report import solutions as made


@dataclass(frozen=True)
class Robust:
    share: float


@pytest.fixture
def data():
    return pd.DataFrame(
        {
            "A": [0.9, 0.8, 0.9, 0.7, 0.1, 0.2, 0.1, 0.5],
            "B": [0.2, 0.1, 0.8, 0.9, 0.9, 0.7, 0.1, 0.2],
            "Y": [1.0, 0.9, 0.8, 0.2, 0.9, 0.8, 0.1, 0.0],
        },
        index=list("abcdefgh"),
    )


@pytest.fixture
def table(data):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fq.build_truth_table(data, "Y", consistency=0.75, pri=0.4)


def names(made):
    return [one.text for one in made.head[-1]]


def texts(made):
    return [[one.text for one in row.cells] for row in made.body]


# ---------------------------------------------------------------------- constructs


@pytest.fixture
def scores():
    rng = np.random.default_rng(5)
    true = rng.normal(4, 1.2, (60, 2))
    answers = {
        f"{name}{i}": np.clip(np.round(true[:, k] + rng.normal(0, 0.7, 60)), 1, 7)
        for k, name in enumerate("TS")
        for i in (1, 2, 3)
    }
    frame = pd.DataFrame(answers)
    frame.iloc[0, :3] = np.nan
    return fq.score_constructs(frame, {"T": ["T1", "T2", "T3"], "S": ["S1", "S2", "S3"]})


def test_reliability_has_alpha_with_its_interval_and_says_how_scores_were_made(scores):
    shown = article_table(scores)
    assert names(shown)[:6] == ["Construct", "Items", "N", "Cronbach's α", "α, lower", "α, upper"]
    alpha = shown.table["Cronbach's α"].tolist()
    assert alpha == scores.reliability["alpha"].tolist()
    assert (
        "Score: mean of the items answered, scale 1 to 7, where at least 50 % of the items are answered."
        in shown.notes
    )
    assert "No score of T for 1 case: 0." in shown.notes


def test_correlations_stand_below_the_diagonal_with_means_and_deviations(scores):
    shown = article_table(scores, what="correlations")
    assert names(shown) == ["Construct", "Mean", "SD", "1"]
    assert texts(shown)[0][3] == ""
    assert shown.body[1].cells[3].value == pytest.approx(scores.data["T"].corr(scores.data["S"]))
    assert shown.notes[0] == "Pearson correlations of the scores, pairwise complete cases (N = 59)."


@pytest.mark.parametrize("what", ["reliability", "descriptives", "correlations", "items", "missing"])
def test_every_table_of_constructs_holds_what_the_result_holds(scores, what):
    shown = article_table(scores, what=what, title="Mine")
    assert shown.title == "Mine"
    assert shown.n_rows == (6 if what == "items" else 2)


def test_validity_has_reliability_loadings_and_two_triangles(scores):
    validity = scores.validity()
    assert "AVE" in names(article_table(validity))
    assert article_table(validity, what="loadings").n_rows == 6
    htmt = article_table(validity, what="htmt")
    assert [one.value for one in htmt.body[1].cells[1:]] == [validity.htmt.to_numpy()[1, 0]]
    larcker = article_table(validity, what="fornell_larcker")
    assert [one.value for one in larcker.body[1].cells[1:]] == validity.fornell_larcker.to_numpy()[1].tolist()


# ---------------------------------------------------------------------- sets


def test_a_calibration_has_its_anchors_as_numbers_its_ties_and_its_reasons():
    raw = pd.DataFrame({"s": [1.0, 3.0, 4.0, 5.0, np.nan]}, index=list("abcde"))
    sets = fq.calibrate(raw, {"S": ("s", fq.Direct(2, 4, 6, why="The ends of the scale."))}, missing="drop")
    shown = article_table(sets)
    assert names(shown) == [
        "Set",
        "Raw score",
        "Method",
        "Full non-membership",
        "Crossover",
        "Full membership",
        "Reason",
    ]
    assert [one.value for one in shown.body[0].cells[3:6]] == [2, 4, 6]
    assert shown.notes == (
        "N = 4 cases.",
        "Cases with a membership of exactly 0.5: S 1.",
        "Left out for missing values: 1 case ('e').",
    )


def test_a_calibration_of_several_kinds_has_its_anchors_as_text():
    raw = pd.DataFrame({"S": [1.0, 3.0, 5.0], "L": [1.0, 2.0, 3.0]})
    shown = article_table(fq.calibrate(raw, {"S": fq.Direct(-2, 2, 6), "L": fq.Crisp(2.5)}))
    assert names(shown) == ["Set", "Method", "Anchors"]
    assert shown.notes[-1] == "No case has a membership of exactly 0.5."


def test_necessity_marks_what_passes_and_names_what_is_trivial(data):
    necessity = fq.find_necessary(data, "Y", consistency=0.6)
    shown = article_table(necessity)
    assert names(shown) == ["Condition", "Consistency", "Coverage", "RoN"]
    passing = [row.cells[0].text for row in shown.body if row.cells[1].bold]
    assert passing == necessity.all_conditions.index[necessity.all_conditions["passes"]].tolist()
    assert shown.bold == "passes the cut-offs"
    assert "Bold: passes the cut-offs." in shown.to_markdown()
    assert "Bold" not in shown.to_text()


def test_necessity_for_both_outcomes_stands_side_by_side_with_combinations_below(data):
    pair = fq.find_necessary(data, "Y", consistency=0.8, depth=2, negated=True)
    shown = article_table(pair)
    assert [(one.text, one.span) for one in shown.head[0]] == [("", 1), ("Y", 3), ("~Y", 3)]
    rows = {row.cells[0].text: row for row in shown.body if not row.heading}
    numbers = pair.all_conditions
    for label in numbers.index:
        expected = numbers.loc[
            label, [(o, c) for o in ("Y", "~Y") for c in ("consistency", "coverage", "ron")]
        ]
        assert [one.value for one in rows[label].cells[1:]] == pytest.approx(expected.tolist())
    assert "A + B" in rows
    assert [row.cells[0].text for row in shown.body if row.heading] == [
        "Single conditions",
        "Combinations that pass",
    ]


def test_fit_has_its_terms_and_the_whole(data):
    shown = article_table(fq.pof(data, "A*~B + B => Y"))
    assert names(shown) == ["Expression", "Consistency", "PRI", "Raw coverage", "Unique coverage"]
    assert [row[0] for row in texts(shown)] == ["A*~B", "B", "Whole expression"]
    assert shown.notes[0] == "Sufficiency: A*~B + B => Y."


# ---------------------------------------------------------------------- truth tables and solutions


def test_a_truth_table_is_ordered_by_code_and_explains_its_codes(table):
    shown = article_table(table)
    assert names(shown) == ["Row", "A", "B", "Y", "N", "Consistency", "PRI", "Cases"]
    codes = [row[3] for row in texts(shown)]
    assert codes == sorted(codes, reverse=True)
    assert set(codes) == {"1", "0"}
    assert shown.notes == (
        "1: sufficient for the outcome; 0: not sufficient.",
        "4 configurations of 4 were observed.",
        "N = 8 cases.",
        "Cut-offs: consistency ≥ 0.75, PRI ≥ 0.4, frequency ≥ 1.",
        (
            "Crossover: cases with a membership of exactly 0.5 in a condition belong to no configuration: "
            "1 case ('h')."
        ),
    )
    by_row = article_table(table, order="row", cases=0)
    assert [row[0] for row in texts(by_row)] == ["1", "2", "3", "4"]
    assert "Cases" not in names(by_row)


def test_remainders_and_rows_changed_by_hand_are_marked():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.6, 0.9], "Y": [0.9, 0.7, 0.3]})
    table = fq.build_truth_table(data, "Y").edit(2, "1", why="Its case was misreported.")
    shown = article_table(table, remainders=True)
    assert shown.n_rows == 4
    assert sorted(row[3] for row in texts(shown)) == ["1", "1*", "?", "?"]
    assert "Row 2 was changed by hand from 0 to 1: Its case was misreported." in shown.notes
    assert "*: coded by hand." in shown.notes


def test_weights_and_the_rule_for_crossovers_are_named(data):
    table = fq.build_truth_table(data.assign(w=2.0), "Y", ["A", "B"], weights="w", crossover="above")
    notes = article_table(table).notes
    assert "N = 8 cases, weighted by w, sum 16." in notes
    assert any(
        note.startswith("Crossover: memberships of exactly 0.5 in a condition were raised to 0.501")
        for note in notes
    )


def test_a_table_without_data_says_so_and_has_no_numbers():
    table = made.core_and_peripheral().truth_table
    shown = article_table(table)
    assert names(shown) == ["Row", "A", "B", "C", "Outcome"]
    assert "The truth table was given without data." in shown.notes


def test_solutions_have_the_columns_of_the_literature_and_their_settings(table):
    solutions = fq.solve(table, {"A": "+"})
    shown = article_table(solutions, cases=2)
    assert names(shown) == [
        "Configuration",
        "Consistency",
        "PRI",
        "Raw coverage",
        "Unique coverage",
        "Cases with the outcome",
    ]
    headings = [row.cells[0].text for row in shown.body if row.heading]
    assert headings == ["Conservative solution", "Intermediate solution", "Parsimonious solution"]
    values = shown.table[["Consistency", "PRI", "Raw coverage"]].to_numpy(dtype=float)
    assert values == pytest.approx(solutions.table[["consistency", "pri", "raw_coverage"]].to_numpy())
    assert "Directional expectations: A present." in shown.notes
    assert "Cut-offs: consistency ≥ 0.75, PRI ≥ 0.4, frequency ≥ 1." in shown.notes


def test_tied_models_are_all_shown_under_their_names():
    solution = made.ambiguous().parsimonious
    shown = article_table(solution)
    assert [row.cells[0].text for row in shown.body if row.heading] == ["Model P1", "Model P2"]
    assert "Models with the fewest prime implicants: parsimonious 2 models." in shown.notes
    assert any("2" in note and "tied" in note.lower() for note in shown.notes)


def test_models_that_are_not_shown_are_counted():
    shown = article_table(made.ambiguous().parsimonious, models=1)
    assert [row.cells[0].text for row in shown.body if row.heading] == ["Model P1"]
    assert shown.notes[0] == "The table shows 1 of 2 models of the parsimonious solution."


def test_a_solution_without_a_model_is_a_table_that_says_so():
    shown = article_table(made.nothing())
    assert [row.cells[0].text for row in shown.body] == [
        "Conservative solution: no model",
        "Intermediate solution: no model",
        "Parsimonious solution: no model",
    ]


def test_counterfactuals_are_marked_by_the_use_that_solutions_make_of_them():
    solutions = made.core_and_peripheral()
    shown = article_table(solutions, what="counterfactuals")
    assert names(shown)[-3:] == ["Simplifying assumption (parsimonious)", "Easy", "Difficult"]
    frame = shown.table.set_index("Row")
    for column, rows in (
        ("Simplifying assumption (parsimonious)", solutions.parsimonious.simplifying_assumptions),
        ("Easy", solutions.intermediate.easy),
        ("Difficult", solutions.intermediate.difficult),
    ):
        assert frame.index[frame[column] == "yes"].tolist() == rows.index.tolist()
    own = article_table(solutions.intermediate, what="counterfactuals")
    assert names(own)[-2:] == ["Easy", "Difficult"]


def test_no_counterfactual_is_said_in_words(table):
    shown = article_table(fq.solve(table), what="counterfactuals")
    assert shown.notes[0] == "There is none: the solutions make no assumption about logical remainders."


def test_a_model_alone_is_a_table(table):
    model = fq.minimize(table).models[0]
    assert article_table(model).title == f"Model {model.name} for Y"


# ---------------------------------------------------------------------- charts


def test_a_chart_has_signs_fit_and_the_settings_of_its_analyses():
    shown = article_table(configuration_charts(made.with_data()))
    assert [(one.text, one.span) for one in shown.head[0]] == [("", 1), ("first", 1), ("second", 1)]
    assert [one.sign.words for one in shown.body[0].cells[1:]] == ["core condition, present"] * 2
    assert [row.cells[0].text for row in shown.body][2:] == [
        "Consistency",
        "PRI",
        "Raw coverage",
        "Unique coverage",
        "Solution consistency",
        "Solution PRI",
        "Solution coverage",
    ]
    assert "N = 5 cases." in shown.notes
    assert "Cut-offs: consistency ≥ 0.8, none for PRI, frequency ≥ 1." in shown.notes


def test_settings_that_differ_between_groups_are_named_with_the_group():
    both = made.with_data()
    other = fq.solve(both["second"].truth_table.recode(consistency=0.7), {"A": "+", "B": "+"})
    notes = article_table(configuration_charts({"first": both["first"], "second": other})).notes
    assert "first: Cut-offs: consistency ≥ 0.8, none for PRI, frequency ≥ 1." in notes
    assert "second: Cut-offs: consistency ≥ 0.7, none for PRI, frequency ≥ 1." in notes


def test_ambiguous_cores_and_values_are_in_the_legend():
    shown = article_table(made.ambiguous().chart())
    assert "⊗? ambiguous core condition, absent" in shown.note_lines[0]
    shown = article_table(made.many_values().chart())
    assert "●n core condition, value n" in shown.note_lines[0]
    assert "●2" in shown.to_text()


def test_a_chart_without_a_configuration_says_so():
    shown = article_table(made.nothing().chart())
    assert texts(shown) == [["No configuration"]]


# ---------------------------------------------------------------------- what is no table


def test_a_package_registers_results_of_its_own():
    @register_table
    def of_robust(result: Robust, *, title: str = "Robustness") -> ArticleTable:
        return from_frame(pd.DataFrame({"share": [result.share]}), title=title)

    assert article_table(Robust(0.5)).title == "Robustness"


def test_other_results_are_refused_with_the_way_out():
    with pytest.raises(ArgumentTypeError) as caught:
        article_table(fq.parse("A*B"))
    message = str(caught.value)
    assert message.startswith(
        "There is no article table for results of type Expression. There is one for 'AmbiguityAcross'"
    )
    assert message.endswith('Give its frame to fsqca.report.from_frame(result.table, title="...").')


def test_options_that_are_not_allowed_are_refused(scores, table):
    with pytest.raises(ArgumentError) as caught:
        article_table(scores, what="alpha")
    assert str(caught.value) == (
        "what is 'alpha', but it must be one of 'reliability', 'descriptives', 'correlations', "
        "'items', 'missing'."
    )
    with pytest.raises(ArgumentError) as caught:
        article_table(table, title=" ")
    assert str(caught.value) == "title is empty: say what the table shows, or leave it out."
    with pytest.raises(ArgumentTypeError) as caught:
        article_table(table, what="terms")
    assert str(caught.value) == (
        "The article table of a TruthTable has no option 'what'. It takes 'cases', 'remainders', 'order', "
        "'title'."
    )


def test_combined_charts_are_tables_too():
    chart = made.core_and_peripheral().chart()
    shown = article_table(combine_charts({"Sales": chart, "Service": chart}))
    assert [one.text for one in shown.head[-1]] == ["Condition", "1", "1"]


def test_what_holds_for_all_charts_is_said_once_below_the_table(data):
    high, low = data.assign(Y=data["Y"] * 0.9), data
    charts = {}
    for name, frame in (("High", high), ("Low", low)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            charts[name] = fq.solve(fq.build_truth_table(frame, "Y", consistency=0.75)).chart()
    notes = article_table(combine_charts(charts)).notes
    said = "No expectation is given, so no counterfactual is easy and the models are the conservative ones."
    assert [note for note in notes if said in note] == [said]
    assert len(notes) == len(set(notes))
