"""Evidence into sets: rubrics, codings, agreement, and what doubtful cells change."""

from __future__ import annotations

import itertools
import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.evidence import Codings, Rubric, code_evidence, krippendorff_alpha, read_rubrics

LEVELS = {0: "none", 0.33: "a little", 0.67: "much", 1: "all"}
RUBRICS = [Rubric(name, LEVELS) for name in ("A", "B", "Y")]


def row(case: str, name: str, score: float | None, **more: object) -> dict[str, object]:
    made = {"case": case, "set": name, "score": score, "evidence": "seen", "reason": "as the rubric says"}
    return {**made, **more}


SCORES = {
    "one": (1, 0.67, 1),
    "two": (0.67, 0.33, 0.67),
    "three": (0.33, 1, 0.33),
    "four": (0, 0, 0),
    "five": (1, None, 1),
}


def rows(**doubts: object) -> pd.DataFrame:
    made = [
        row(case, name, score)
        for case, scores in SCORES.items()
        for name, score in zip("ABY", scores, strict=True)
    ]
    for each in made:
        other = doubts.get(f"{each['case']}_{each['set']}")
        each["doubtful"] = other is not None
        each["alternatives"] = other if isinstance(other, str) else ""
    return pd.DataFrame(made)


def coded(**doubts: object) -> Codings:
    return code_evidence(rows(**doubts), RUBRICS)


def test_scores_become_memberships_and_no_evidence_stays_undefined() -> None:
    codings = coded(two_Y="0.33")
    data = codings.data()
    assert data.loc["one"].tolist() == [1.0, 0.67, 1.0]
    assert np.isnan(data.loc["five", "B"])
    status = codings.status()
    assert status.loc["five", "B"] == "no evidence"
    assert status.loc["two", "Y"] == "doubtful"
    assert status.loc["one", "A"] == "scored"


def test_a_cell_that_nobody_looked_at_is_not_one_without_evidence() -> None:
    codings = code_evidence(rows().iloc[1:], RUBRICS, cases=[*SCORES, "six"])
    assert codings.status().loc["one", "A"] == "not coded"
    assert codings.status().loc["six"].tolist() == ["not coded"] * 3
    with pytest.raises(fq.FsqcaError, match="'one' was not coded on 'A'"):
        codings.cell("one", "A")


def test_a_cell_gives_its_evidence_and_reason() -> None:
    cell = coded().cell("one", "A")
    assert (cell["score"], cell["evidence"], cell["reason"]) == (1.0, "seen", "as the rubric says")
    with pytest.raises(fq.FsqcaError, match="There is no case 'ten' in the codings"):
        coded().cell("ten", "A")


def test_coverage_says_which_cases_can_be_analysed_and_what_the_others_lack() -> None:
    coverage = coded().coverage("Y", ["A", "B"])
    assert coverage["complete"].tolist() == [True, True, True, True, False]
    assert coverage.loc["five", "lacking"] == ("B",)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"score": 0.4},
            "The score 0.4 of 'one' on 'A' is no level of its rubric (0.0, 0.33, 0.67, 1.0).",
        ),
        (
            {"evidence": " "},
            "The score of 'one' on 'A' has no evidence. Write what was found, or leave the score blank.",
        ),
        (
            {"reason": ""},
            "The cell 'one' on 'A' has no reason. Say why it has this score, or why it has none.",
        ),
        ({"set": "C"}, "There is no rubric for 'C'. Rubrics: 'A', 'B', 'Y'."),
        ({"set": "B"}, "Coded more than once by the same coder: 'one on B'."),
        (
            {"score": "high"},
            "score holds 'high', which is not a number. Leave it blank where there is no evidence.",
        ),
        ({"doubtful": "perhaps"}, "doubtful holds 'perhaps', but it must be true or false."),
        (
            {"alternatives": "0.5"},
            "The alternative 0.5 of 'one' on 'A' is no level of its rubric (0.0, 0.33, 0.67, 1.0).",
        ),
    ],
)
def test_codings_that_do_not_follow_the_rubric_are_refused(change: dict[str, object], message: str) -> None:
    frame = rows().astype(object)
    for name, value in change.items():
        frame.loc[0, name] = value
    with pytest.raises(fq.FsqcaError) as error:
        code_evidence(frame, RUBRICS)
    assert str(error.value) == message


def test_a_rubric_decides_on_which_side_of_half_a_case_is() -> None:
    with pytest.raises(fq.FsqcaError, match=r"'A' has the level 0\.5, which is neither in the set nor out"):
        Rubric("A", {0: "none", 0.5: "half", 1: "all"})
    with pytest.raises(fq.FsqcaError, match=r"one must be below 0\.5 and one above"):
        Rubric("A", {0.67: "much", 1: "all"})
    with pytest.raises(fq.FsqcaError, match="has no text"):
        Rubric("A", {0: "none", 1: ""})


def test_rubrics_are_read_from_a_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "rubrics.toml"
    path.write_text('[A]\nquestion = "How much?"\n[A.levels]\n"0" = "none"\n"1" = "all"\n', encoding="utf-8")
    (rubric,) = read_rubrics(path).values()
    assert rubric.question == "How much?"
    assert rubric.levels == {0.0: "none", 1.0: "all"}
    path.write_text("[A]\nlevel = 3\n", encoding="utf-8")
    with pytest.raises(fq.FsqcaError, match="'A' has no table of levels"):
        read_rubrics(path)
    path.write_text("[A\n", encoding="utf-8")
    with pytest.raises(fq.FsqcaError, match="is not a TOML file"):
        read_rubrics(path)
    with pytest.raises(fq.FsqcaError, match="cannot be read"):
        read_rubrics(tmp_path / "none.toml")


def test_alpha_is_that_of_the_published_example() -> None:
    # Krippendorff (2011), Computing Krippendorff's alpha-reliability: four observers, twelve units, interval.
    n = np.nan
    values = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, n, n, n],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, n, 3],
        [n, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, n],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, n],
    ]
    assert krippendorff_alpha(values) == pytest.approx(0.849, abs=5e-4)
    assert krippendorff_alpha([[0, 1], [0, 1]]) == 1.0
    assert np.isnan(krippendorff_alpha([[1, 1], [1, 1]]))
    assert np.isnan(krippendorff_alpha([[1, n], [n, 1]]))


def test_agreement_tells_degree_side_and_evidence_apart() -> None:
    second = rows()
    second.loc[0, "score"] = 0.67
    second.loc[4, "score"] = 0.67
    second.loc[13, "score"] = 0.33
    both = pd.concat([rows().assign(coder="first"), second.assign(coder="second")], ignore_index=True)
    codings = code_evidence(both, RUBRICS)
    agreement = codings.agreement()
    kinds = agreement.disagreements["kind"].to_dict()
    assert kinds == {("one", "A"): "degree", ("two", "B"): "side", ("five", "B"): "evidence"}
    whole = agreement.table.loc["all"]
    assert (whole["cells"], whole["scored_by_all"], whole["same_score"]) == (15, 14, 12)
    assert (whole["same_side"], whole["evidence_differs"]) == (13, 1)
    with pytest.raises(fq.FsqcaError, match="There are 2 codings: name one with coder"):
        codings.data()
    with pytest.raises(fq.FsqcaError, match="Agreement needs at least two codings"):
        codings.agreement(["first"])


def test_sensitivity_is_the_analysis_of_every_combination_of_scores() -> None:
    codings = coded(two_Y="0.33", three_A="0.67;1")
    options = {"consistency": 0.8, "frequency": 1}
    result = codings.sensitivity("Y", ["A", "B"], **options)
    data = codings.data().dropna()
    seen: dict[str, int] = {}
    for y, a in itertools.product((0.67, 0.33), (0.33, 0.67, 1.0)):
        changed = data.copy()
        changed.loc["two", "Y"] = y
        changed.loc["three", "A"] = a
        table = fq.build_truth_table(changed, "Y", ["A", "B"], **options)
        solution = fq.minimize(table, "parsimonious")
        text = " or ".join(sorted(str(m.expression) for m in solution.models)) or "no model"
        seen[text] = seen.get(text, 0) + 1
    assert result.combinations.set_index("models")["n"].to_dict() == seen
    assert result.n_combinations == 6
    assert len(result.table) == 3
    assert result.cases == ("one", "two", "three", "four")
    assert result.share_same == pytest.approx(seen[" or ".join(result.models)] / 6)


def test_a_doubtful_cell_without_alternatives_takes_its_neighbours() -> None:
    result = coded(two_Y=True).sensitivity("Y", ["A", "B"])
    assert sorted(result.table["other"]) == [0.33, 1.0]


def test_filled_cells_bound_what_missing_evidence_could_change() -> None:
    result = coded().sensitivity("Y", ["A", "B"], fill=True)
    assert result.filled
    assert result.n_combinations == 4
    assert "five" in result.cases
    assert np.isnan(result.share_same)
    assert "none of these scores is a finding" in result.notes[-1]


def test_too_many_combinations_are_refused_with_their_number() -> None:
    doubts = {f"{case}_{name}": "0;0.33;0.67;1" for case in ("one", "two", "three", "four") for name in "ABY"}
    with pytest.raises(fq.FsqcaError, match=r"can be scored in 16777216 ways together"):
        coded(**doubts).sensitivity("Y", ["A", "B"])


def test_results_print_render_and_can_be_pickled() -> None:
    codings = coded(two_Y="0.33")
    for result in (codings, codings.sensitivity("Y", ["A", "B"]), RUBRICS[0]):
        assert str(result)
        assert "<table" in result._repr_html_()
        assert "\n" not in repr(result)
    again = pickle.loads(pickle.dumps(codings))
    pd.testing.assert_frame_equal(again.data(), codings.data())
    assert "0.67?" in str(codings)
    assert "no evidence" in str(codings)


def test_a_cell_that_a_coder_did_not_look_at_is_no_disagreement() -> None:
    first = rows().assign(coder="first")
    second = rows().assign(coder="second")
    second = second.drop(index=second.index[:2])  # one on A and B
    second.loc[second["case"] == "two", "score"] = [np.nan, 0.33, 0.67]
    second["evidence"] = second["evidence"].where(second["score"].notna(), "")
    agreement = code_evidence(pd.concat([first, second]), RUBRICS).agreement()
    assert agreement.table.loc["A", ["cells", "coded_by_all", "scored_by_all"]].tolist() == [5, 4, 3]
    assert agreement.table.loc["A", "evidence_differs"] == 1
    assert agreement.disagreements["kind"].to_dict() == {("two", "A"): "evidence"}


def test_scores_that_mean_the_same_level_are_the_same_number() -> None:
    near = rows().assign(coder="near")
    near["score"] += 4e-10
    codings = code_evidence(pd.concat([rows().assign(coder="plain"), near]), RUBRICS)
    assert codings.agreement().table.loc["all", "same_share"] == 1.0
    assert set(codings.data("near").to_numpy()[:4].ravel()) <= set(LEVELS)


def test_coders_that_read_alike_are_one_coder() -> None:
    frame = pd.concat([rows().assign(coder=1), rows().assign(coder="1")])
    with pytest.raises(fq.FsqcaError, match="Coded more than once by the same coder"):
        code_evidence(frame, RUBRICS)


@pytest.mark.parametrize("column", ["case", "set", "coder"])
def test_rows_that_name_no_cell_are_refused(column: str) -> None:
    frame = rows().assign(coder="one").astype({column: object})
    frame.loc[3, column] = None
    with pytest.raises(fq.FsqcaError) as error:
        code_evidence(frame, RUBRICS)
    assert str(error.value) == (
        f"codings has no {column} in 1 row (position 3). Every row is about one cell: name its case, its set "
        "and its coder."
    )


def test_blank_alternatives_and_repeated_cases_are_refused() -> None:
    frame = rows()
    frame.loc[0, "alternatives"] = "nan"
    with pytest.raises(fq.FsqcaError, match="The alternatives of 'one' on 'A' hold a blank"):
        code_evidence(frame, RUBRICS)
    with pytest.raises(fq.FsqcaError, match="cases names 'one' more than once"):
        code_evidence(rows(), RUBRICS, cases=[*SCORES, "one"])


def test_the_outcome_may_be_an_expression() -> None:
    codings = coded(two_Y="0.33")
    negated = codings.sensitivity("~Y", ["A", "B"], consistency=0.7)
    assert negated.outcome == "~Y"
    assert len(negated.cases) == 4
    assert codings.coverage("~Y", ["A"])["complete"].all()


def test_wrong_options_and_conditions_of_sensitivity_are_refused() -> None:
    with pytest.raises(fq.FsqcaError, match=r"There is no option 'cutoff' in sensitivity\(\)"):
        coded().sensitivity("Y", ["A"], cutoff=0.8)
    with pytest.raises(fq.FsqcaError) as error:
        coded().sensitivity("Y", "A")
    assert str(error.value) == ("conditions must be a sequence of names, not the string 'A': write ['A'].")


def test_frames_that_are_handed_out_can_be_changed_without_harm() -> None:
    codings = coded(two_Y="0.33")
    both = code_evidence(pd.concat([rows().assign(coder=name) for name in ("a", "b")]), RUBRICS)
    for result, name in (
        (codings, "cells"),
        (both.agreement(), "table"),
        (codings.sensitivity("Y", ["A"]), "table"),
        (codings.sensitivity("Y", ["A"]), "combinations"),
    ):
        before, changed = getattr(result, name), getattr(result, name)
        changed[changed.columns[0]] = "changed"
        pd.testing.assert_frame_equal(getattr(result, name), before)
        again = pickle.loads(pickle.dumps(result))
        pd.testing.assert_frame_equal(getattr(again, name), before)
        with pytest.raises(AttributeError):
            setattr(result, name, changed)


def test_in_the_example_the_outcome_never_rests_on_the_evidence_of_a_condition() -> None:
    cells = fq.datasets.eight_companies_codings().cells
    scored = cells[cells["score"].notna()]
    for (coder, case), own in scored.groupby(["coder", "case"]):
        outcome = {
            word.lower().strip(".,;")
            for text in own.loc[own["set"] == "ADV", "evidence"]
            for word in text.split()
        }
        for _, cell in own[own["set"] != "ADV"].iterrows():
            words = {word.lower().strip(".,;") for word in cell["evidence"].split()}
            shared = {word for word in words & outcome if len(word) > 4}
            assert len(shared) < 3, (coder, case, cell["set"], shared)
