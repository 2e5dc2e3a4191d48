"""The second example: honest about what eight companies can and cannot show."""

from __future__ import annotations

from pathlib import Path

import pytest

from fsqca import datasets
from fsqca.examples import eight_companies


@pytest.fixture(scope="module")
def result() -> eight_companies.EightCompanies:
    return eight_companies.analyse()


def test_every_score_has_evidence_that_stands_in_the_facts(result: eight_companies.EightCompanies) -> None:
    def words(text: str) -> set[str]:
        return {word.strip(".,;:'").lower() for word in text.split()}

    facts = datasets.eight_companies()
    for cell in result.codings.cells.to_dict("records"):
        if cell["score"] == cell["score"]:
            beyond = words(cell["evidence"]) - words(facts.loc[cell["case"], "evidence"])
            assert len(beyond) <= 0.35 * len(words(cell["evidence"])), (cell["case"], cell["set"], beyond)


def test_the_outcome_is_scored_from_its_own_evidence(result: eight_companies.EightCompanies) -> None:
    cells = result.codings.cells.dropna(subset=["score"])
    for (coder, case), own in cells.groupby(["coder", "case"]):
        outcome = own.loc[own["set"] == eight_companies.OUTCOME, "evidence"].tolist()
        levers = own.loc[own["set"] != eight_companies.OUTCOME, "evidence"].tolist()
        assert not set(outcome) & set(levers), (coder, case)


def test_no_company_reaches_the_highest_level_of_the_outcome(result: eight_companies.EightCompanies) -> None:
    for coder in result.codings.coders:
        assert not (result.codings.data(coder)[eight_companies.OUTCOME] == 1).any()


def test_the_page_says_what_the_numbers_show(result: eight_companies.EightCompanies, tmp_path: Path) -> None:
    said = " ".join(eight_companies.conclusions(result))
    assert "No company has a score on all four levers" in said
    assert result.complete.loc["NET, DIG, CLI, STR"].tolist() == [0, 0]
    path = eight_companies.run(tmp_path / "out")
    html = path.read_text(encoding="utf-8")
    assert "illustrative and not a finding" in html
    for company in datasets.eight_companies().index:
        assert company in html
    assert {file.name for file in (tmp_path / "out" / "tables").iterdir()} >= {"codings.csv", "facts.csv"}


def test_what_is_concluded_of_two_levers_is_what_the_models_say() -> None:
    result = eight_companies.analyse()
    said = eight_companies.conclusions(result)[3]
    for coder, own in result.sensitivity.items():
        assert f"{' or '.join(own.models)} in the {coder}" in said
