"""The worked example: what it finds, what it writes, and what it claims."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pandas as pd
import pytest

import fsqca as fq
from fsqca import datasets
from fsqca.errors import MissingExtraError
from fsqca.examples.digital_service_files import analysis_tables
from fsqca.examples.digital_service_orientation import CONDITIONS, PLANTED, run
from fsqca.report import OutputExistsError
from fsqca.survey.validity import WEAK_CHECK
from tests.report.test_page import parse_page

GROUPS = ("Service operations", "Service sales", "Pooled data")
FIGURES = """bootstrap_terms calibration chance configuration_chart_dso configuration_chart_not_dso
    differences_of_functions fit_across_functions regions robustness_pooled_data robustness_service_operations
    robustness_service_sales rows_by_function xy_necessity xy_pooled_data xy_service_operations
    xy_service_sales"""
TABLES = """calibration cases_dso cases_not_dso codebook configuration_chart_dso configuration_chart_not_dso
    descriptives_by_function deviant_cases_dso deviant_cases_not_dso diagnosis
    diagnosis_findings fornell_larcker group_fit_across group_patterns group_rows_apart group_terms group_test
    group_test_solutions groups htmt items loadings measurement_error_cases measurement_error_fit
    measurement_error_models measurement_error_rows measurement_error_terms memberships other_anchors
    missing_answers missing_values necessity_dso necessity_not_dso pairs_of_constructs permutation
    permutation_solutions protocol protocol_cases protocol_tests reliability resampling_cases resampling_fit
    resampling_models resampling_rows resampling_terms scores sensitivity sensitivity_changes
    single_factor_check solutions_across_functions solutions_dso
    solutions_not_dso sweep validation validation_parts validation_terms truth_table_dso_pooled_data
    truth_table_dso_service_operations truth_table_dso_service_sales
    truth_table_not_dso_pooled_data truth_table_not_dso_service_operations
    truth_table_not_dso_service_sales"""
FILES = {
    "report.html",
    "figures/calibration.pdf",
    *(f"figures/{name}.png" for name in FIGURES.split()),
    *(f"tables/{name}.csv" for name in TABLES.split()),
}


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return run(tmp_path_factory.mktemp("example") / "output")


@pytest.fixture(scope="module")
def page(result):
    return result.page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(page):
    return " ".join(parse_page(page).text.split())


def test_exactly_the_documented_files_are_written(result):
    found = {
        path.relative_to(result.folder).as_posix() for path in result.folder.rglob("*") if path.is_file()
    }
    assert found == FILES == set(result.files)
    assert all((result.folder / name).stat().st_size > 0 for name in found)


@pytest.mark.parametrize("group", GROUPS)
def test_the_planted_recipes_are_what_all_three_solutions_say(result, group):
    solutions = result.analysis.solutions["DSO"][group]
    for solution in (solutions.conservative, solutions.intermediate, solutions.parsimonious):
        assert str(solution.model.expression) == PLANTED


@pytest.mark.parametrize("group", GROUPS)
def test_the_absence_is_explained_by_the_negation_of_the_recipes(result, group):
    parsimonious = result.analysis.solutions["~DSO"][group].parsimonious.model.expression
    assert fq.parse(PLANTED, CONDITIONS).negate().simplify() == parsimonious


def test_three_respondents_without_a_score_are_left_out(result):
    assert result.analysis.sets.dropped == ("R027", "R034", "R243")
    assert [len(data) for data in result.analysis.groups.values()] == [267, 264, 531]


def test_the_files_are_named_in_the_documentation():
    guide = (Path(__file__).parents[2] / "docs" / "example.md").read_text(encoding="utf-8")
    for name in TABLES.split():
        stem = re.match(
            r"truth_table|solutions_(?=dso|not)|configuration_chart|cases|deviant_cases|[a-z_]+", name
        ).group()
        assert stem in guide, name


def test_the_settings_are_those_documented(result):
    for name, table in result.analysis.truth_tables["DSO"].items():
        coding = table.settings.coding
        assert (coding.consistency, coding.pri, coding.frequency) == (
            0.8,
            0.5,
            5 if name == "Pooled data" else 3,
        )
        assert table.settings.crossover == "above"
    assert set(result.analysis.sets.table["anchors"]) == {"2 / 4 / 6"}
    assert (result.analysis.sets.table["why"] != "").all()


def test_tables_hold_what_the_results_hold(result):
    for name, frame in analysis_tables(result.analysis).items():
        written = pd.read_csv(result.folder / "tables" / f"{name}.csv")
        assert len(written) == len(frame), name
        pd.testing.assert_frame_equal(written, pd.read_csv(io.StringIO(frame.to_csv())))


def test_each_solution_is_evaluated_in_both_functions(result):
    across = result.analysis.across
    assert len(across) == 4
    data = result.analysis.groups["Service sales"]
    expected = fq.pof(data, f"{PLANTED} => DSO").table
    pd.testing.assert_frame_equal(across["From service operations, in service sales"].table, expected)


def test_the_page_has_its_sections_and_loads_nothing(page):
    titles = re.findall(r'<h2 id="s\d+">(.*?)</h2>', page)
    assert titles == [
        "1. What this is",
        "2. The main results",
        "3. Data and missing answers",
        "4. Constructs: reliability and validity",
        "5. Descriptive statistics",
        "6. Calibration",
        "7. Necessary conditions",
        "8. Truth tables",
        "9. Sufficient conditions: the three solutions",
        "10. Cases: typical and deviant",
        "11. Groups compared",
        "12. The negated outcome",
        "13. Robustness",
        "14. Checklist",
        "15. Settings, versions and references",
        "16. What this shows, and what it does not",
    ]
    outside = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r"https?:|@import|url\(|<link|<script ", outside)
    assert page.count("<script>") == 1
    assert page.count("<img ") == 16
    assert len(re.findall(r'<img [^>]*alt="[^"]{20,}"', page)) == 16


def test_the_page_says_prominently_that_the_data_are_synthetic_and_no_replication(page, text):
    notice = page[page.index('class="notice"') : page.index("<nav")]
    for needed in ("synthetic", "not a replication", "no finding about firms"):
        assert needed in notice
    for needed in (
        "is chosen, not drawn",
        "our own labels",
        "It shows nothing about firms",
        "No number on this page is evidence for or against the study",
    ):
        assert needed in text


def test_no_name_of_a_pattern_of_the_study_is_used(text):
    for name in ("assertive", "responsive", "nimble"):
        assert name not in text.lower()


def test_numbers_in_the_text_are_those_of_the_results(result, text):
    for group in GROUPS:
        fit = result.analysis.solutions["DSO"][group].parsimonious.model.fit.table.loc["solution"]
        sentence = (
            f"{group}: The conservative, intermediate and parsimonious solutions are the same model: "
            f"{PLANTED} (consistency {fit['consistency']:.3f}, PRI {fit['pri']:.3f}, coverage "
            f"{fit['raw_coverage']:.3f})."
        )
        assert sentence in text
        foresight = result.analysis.necessity["DSO"][group].all_conditions.loc["TF"]
        assert f"TF reaches the cut-off (consistency {foresight['consistency']:.3f}" in text
    assert (
        f"The recipes that were planted into the data, {PLANTED}, are the only parsimonious model in service "
        "operations, service sales and pooled data."
    ) in text


def test_the_data_are_read_from_the_file_and_missing_answers_are_counted(result, text):
    study = result.analysis.study
    pd.testing.assert_frame_equal(
        study.data, datasets.digital_service(), check_dtype=False, check_index_type=False
    )
    assert study.settings.source == "digital_service_synthetic.csv"
    assert result.analysis.scores.groups.value_counts().to_dict() == {
        "service operations": 270,
        "service sales": 264,
    }
    assert (
        "534 respondents, 30 columns, and the groups in the column “function”. It has 231 missing values "
        "(cells that are blank or hold a hyphen). Nothing else looks odd."
    ) in text
    missing = result.analysis.scores.missing
    assert missing["missing"].sum() == 231
    assert "Of 13350 answers, 231 are missing (1.7%)." in text


def test_reliability_and_validity_are_reported_as_in_an_article(result, text):
    validity = result.analysis.validity
    written = pd.read_csv(result.folder / "tables" / "reliability.csv", index_col="construct")
    pd.testing.assert_frame_equal(written, validity.reliability)
    assert {"alpha", "alpha_low", "alpha_high", "omega", "composite_reliability", "ave"} <= set(written)
    alpha = validity.reliability["alpha"]
    assert f"Cronbach’s alpha between {alpha.min():.2f} (CF) and {alpha.max():.2f} (TF)" in text
    assert "The highest heterotrait-monotrait ratio is 0.66 (TF and DSO); none of the 15 ratios" in text
    assert "The Fornell-Larcker comparison is met by all pairs" in text
    for needed in ("Heterotrait-monotrait ratios", "Fornell-Larcker: square root of AVE on the diagonal"):
        assert needed in text


def test_the_single_factor_check_is_told_with_its_weakness(result, text):
    validity = result.analysis.validity
    assert f"gives {validity.first_factor_share:.1%} of the variance of all 25 items" in text
    assert f"({validity.first_factor_n} respondents with complete answers). {WEAK_CHECK}" in text


def test_the_calibration_asks_for_the_reason_of_every_set(result):
    assert result.analysis.sets.settings.strict


def test_results_are_one_line_in_a_notebook(result):
    assert repr(result.analysis) == "<Analysis of DSO: 534 respondents, 531 with all scores, 3 groups>"
    assert repr(result) == f"<ExampleResult: {len(FILES)} files; open {result.page}>"


def test_the_diagnosis_is_told_in_words_with_its_reason_and_advice(result, text):
    diagnosis = result.analysis.sets.diagnose()
    assert set(diagnosis.findings["kind"]) == {"crossover"}
    assert (
        "Not found: constants, skewed sets, nearly empty sides, ceilings, floors, ties, anchors beyond the "
        "data."
    ) in text
    counts = dict(zip(diagnosis.findings["set"], diagnosis.findings["n"], strict=True))
    assert list(counts) == [*CONDITIONS, "DSO"]
    assert f"On the crossover. At exactly 0.5: TF {counts['TF']} cases, AD {counts['AD']} cases" in text
    assert diagnosis.findings["why"][0] in text
    assert diagnosis.findings["advice"][0] in text


def test_other_anchors_are_shown_for_comparison_with_what_they_change(result, text):
    table = result.analysis.other_anchors.table
    assert set(table.index.get_level_values("set")) == {*CONDITIONS, "DSO"}
    # The anchors of the analysis are the labels next to the ends of the scale.
    same = table.xs("scale labels", level="suggestion")
    assert (same[["rows_recoded", "cases_moved", "consistency_change"]] == 0).all(axis=None)
    others = table.drop(index=["as calibrated", "scale labels", "scale ends"], level="suggestion")
    assert f"they move up to {others['cases_moved'].max()} respondents to another row" in text
    assert f"and recode up to {others['rows_recoded'].max()} rows" in text


def test_the_robustness_section_holds_against_what_was_planted(result, text):
    from fsqca.expressions import equivalent

    found = result.analysis.robustness
    pooled = found.assessments["Pooled data"]
    assert equivalent(pooled.model.core, PLANTED)
    assert pooled.table.loc["P1", ["rcr_typical", "rcr_deviant", "rcc_rank"]].tolist() == [1, 1, 1]
    cores = {name: equivalent(own.model.core, PLANTED) for name, own in found.assessments.items()}
    assert cores == {"Service operations": True, "Service sales": False, "Pooled data": True}
    planted = [str(term) for term in fq.parse(PLANTED).terms]
    for name, own in found.errors.items():
        assert own.complete, name
        assert own.n_draws == 200
        shares = own.terms.set_index("term")
        assert shares.loc[planted, "initial"].all()
        # Each planted term is found far more often than any other.
        assert shares.loc[planted, "share"].min() > 0.8
        assert shares.drop(planted)["share"].max() < 0.5
        assert not shares.drop(planted).index.str.fullmatch("CF").any()
        assert own.paragraph(limits=False) in text
    assert found.planted_sentence() in text
    assert (
        f"The planted recipes, {PLANTED}, are the robust core in service operations and pooled data, but "
        f"not in "
        "service sales."
    ) in text
    for own in found.assessments.values():
        assert own.paragraph(limits=False) in text
    assert "shares are no probabilities that a model is true" in text
    assert "it says nothing about settings that were not tried" in text


def test_the_regions_stand_in_the_section_and_in_the_assessments(result, text):
    found = result.analysis.robustness
    for name, regions in found.regions.items():
        assert found.assessments[name].regions is regions
        assert regions.paragraph("parsimonious") in text
        own = regions.region("consistency cut-off")
        assert own.contains(0.8)
        # Today's coding is inside every region, and the planted model is what stays.
        assert all(one.contains(one.today) for one in regions.regions)
        assert str(regions.solutions[0].model.expression) == PLANTED
    frame = found.region_frame()
    assert (
        frame.loc["TF crossover", "Service sales"]
        == found.regions["Service sales"].region("TF crossover").interval
    )


def test_the_bootstrap_finds_the_planted_terms_far_more_often_than_others(result, text):
    found = result.analysis.chance
    planted = [str(term) for term in fq.parse(PLANTED).terms]
    assert {own.settings.n_done for own in found.drawn.values()} == {2000}
    for name, own in found.drawn.items():
        shares = own.terms["in_some"]
        assert shares[planted].min() > 0.8, name
        assert shares.drop(planted).max() < 0.3, name
        assert found.retention.loc[name, planted].tolist() == shares[planted].tolist()
        assert own.paragraph() in text
    assert found.drawn["Pooled data"].same > 0.8
    assert found.drawn["Pooled data"].settings.groups == {"service operations": 267, "service sales": 264}


def test_chance_does_not_give_the_planted_solution_and_validation_finds_little_optimism(result, text):
    found = result.analysis.chance
    for name, test in found.shuffled.items():
        assert test.n_permutations == 1000
        assert test.p == pytest.approx(1 / 1001), name
        positive = test.rows[test.rows["out"] == "1"]
        assert (positive["p_westfall_young"] < 0.05).all()
        assert test.paragraph() in text
    for own in found.validated.values():
        assert abs(own.table.loc["consistency", "optimism"]) < 0.02
        assert own.exists == 1
        assert own.paragraph() in text
    assert found.planted_sentence() in text
    assert "No group’s solution has a p value above 0.0010" in text


def test_the_patterns_of_both_functions_are_the_planted_recipes_and_have_no_names(result, text):
    found = result.analysis.comparison
    patterns = found.comparison.patterns
    assert sorted(patterns["core"]) == sorted(str(term) for term in fq.parse(PLANTED).terms)
    assert (patterns["n_groups"] == 2).all()
    assert (patterns["name"] == "").all()
    assert (found.test.solutions["p_family"] > 0.05).all()
    assert found.test.settings.seed == 534
    for sentence in (
        found.patterns_sentence(),
        found.rows_sentence(),
        found.planted_sentence(),
        found.test.verdict,
    ):
        assert sentence in text
    assert "none was planted" in found.planted_sentence()


def test_printing_the_result_gives_a_summary(result):
    summary = str(result)
    assert summary.startswith(
        "Digital service orientation: synthetic data in the style of a published study, not a"
    )
    assert str(result.analysis.charts["DSO"]) in summary
    assert "531 with all scores (3 cases left out)" in summary


def test_a_folder_in_use_is_refused_before_anything_is_computed(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(OutputExistsError):
        run(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("module", ["matplotlib", "jinja2", "statsmodels"])
def test_what_is_not_installed_is_named_with_the_extra_for_the_whole_example(tmp_path, monkeypatch, module):
    def analyse():
        raise AssertionError("computed before looking")

    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setattr("fsqca.examples.digital_service_orientation.analyse", analyse)
    with pytest.raises(MissingExtraError) as caught:
        run(tmp_path / "new")
    assert str(caught.value) == (
        f"The example needs {module}, which is not installed. Install it with: python -m pip install "
        '"fsqca[example]"'
    )
    assert not (tmp_path / "new").exists()
