import pickle
from dataclasses import replace

import pandas as pd
import pytest

import fsqca as fq
from fsqca.cases import case_report, select_cases
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from tests.cases.frames import small


@pytest.fixture
def sources():
    answers = pd.DataFrame(
        {
            "A1": [7, 6, 6, 2, 1, 3, 5, 7],
            "A2": [6, 6, 7, 2, 2, 3, 5, 6],
            "Y1": [7, 6, 2, 6, 1, 1, 5, 2],
        },
        index=small().index,
    )
    scores = fq.score_constructs(answers, {"A": ["A1", "A2"], "Y": ["Y1"]}, scale=(1, 7))
    calibrated = fq.calibrate(scores.data, {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 4, 7)})
    table = fq.build_truth_table(calibrated, "Y", consistency=0.6)
    return answers, scores, calibrated, table, fq.minimize(table, "parsimonious")


def test_a_page_holds_all_that_is_known(sources):
    _, scores, calibrated, table, solution = sources
    page = case_report("Fir", *sources)
    assert page.answers["answer"].to_dict() == {"A1": "6", "A2": "7", "Y1": "2"}
    assert page.scores.loc["A"].tolist() == pytest.approx([6.5, scores.data["A"].mean(), 5 / 8])
    assert page.memberships.loc["A", "raw"] == 6.5
    assert page.memberships.loc["A", "membership"] == pytest.approx(calibrated.data.loc["Fir", "A"])
    [number] = page.row.index
    assert "Fir" in table.cases(number)
    assert page.row.loc[number, "membership"] == pytest.approx(calibrated.data.loc["Fir", "A"])
    assert set(page.neighbours) == set(table.cases(number)) - {"Fir"}
    expected = select_cases(solution).table.query("case == 'Fir'")
    assert page.roles["kind"].tolist() == expected["kind"].tolist()
    assert page.influence is not None
    assert repr(page) == (
        "<CaseReport 'Fir': answers, scores, memberships, truth table row, role in the solutions, influence>"
    )


def test_sources_may_come_in_any_order_and_one_is_enough(sources):
    assert str(case_report("Ash", *sources)) == str(case_report("Ash", *sources[::-1]))
    alone = case_report("Ash", sources[1])
    assert alone.memberships is None
    assert alone.roles is None
    assert alone.influence is None
    assert len(case_report("Ash", sources[2], influence=False).memberships) == 2


def test_recipes_are_the_terms_that_the_case_is_in(sources):
    for case in small().index:
        page = case_report(case, sources[-1])
        assert (page.recipes["membership"] > 0.5).all()
        assert "solution" not in set(page.recipes["term"])
    assert case_report("Ash", sources[-1]).recipes["term"].tolist() == ["A"]


def test_labels_of_questions_and_answers_are_shown():
    frame = pd.DataFrame({"q": [1.0, 2.0]}, index=["u", "v"])
    study = replace(
        fq.read(frame), labels={"q": "Do you agree?"}, value_labels={"q": {1.0: "no", 2.0: "yes"}}
    )
    page = case_report("v", study)
    assert page.answers.loc["q"].tolist() == ["Do you agree?", "yes"]


def test_a_case_that_a_source_lacks_is_noted_with_the_reason(sources):
    answers, scores, *_ = sources
    raw = scores.data.astype(float)
    raw.loc["Oak", "A"] = float("nan")
    calibrated = fq.calibrate(raw, {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 4, 7)}, missing="drop")
    table = fq.build_truth_table(calibrated, "Y")
    page = case_report("Oak", answers, calibrated, table)
    assert page.notes == (
        "The case is not in the memberships: a value was missing.",
        "The case is not in the truth table.",
    )


def test_a_case_at_one_half_is_in_no_row():
    data = small()
    data.loc["Oak", "A"] = 0.5
    with pytest.warns(fq.errors.CrossoverWarning):
        table = fq.build_truth_table(data, "Y")
    page = case_report("Oak", table)
    assert page.row.empty
    assert page.notes == (
        "The case has a membership of exactly 0.5 in a condition, so it is in no row of the truth table.",
    )


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda s: case_report("Ash"), ArgumentError, "Nothing is known of the case: pass answers"),
        (lambda s: case_report("Pine", *s), UnknownNameError, "There is no case 'Pine' in the answers or"),
        (lambda s: case_report("Ash", s[0], s[0]), ArgumentError, "There are two sources of answers"),
        (lambda s: case_report("Ash", 3), ArgumentTypeError, "A source must be a StudyData, DataFrame"),
        (
            lambda s: case_report("Ash", s[3], fq.build_truth_table(s[2], "~Y")),
            ArgumentError,
            "The sources come from 2 different truth tables. Make one page for each: 'Y', '~Y'.",
        ),
    ],
)
def test_mistakes_are_named(sources, call, error, message):
    with pytest.raises(error) as found:
        call(sources)
    assert message in str(found.value)


def test_all_three_solutions_of_an_analysis_are_taken_and_the_page_escapes_and_pickles(sources):
    data = small().rename(index={"Ash": "<Ash>"})
    solutions = fq.solve(fq.build_truth_table(data, "Y", consistency=0.7), {"A": "+"})
    page = case_report("<Ash>", solutions)
    assert list(dict.fromkeys(page.roles["solution"])) == ["conservative", "intermediate", "parsimonious"]
    assert "<Ash>" not in page._repr_html_()
    assert "&lt;Ash&gt;" in page._repr_html_()
    assert str(pickle.loads(pickle.dumps(page))) == str(page)
