"""The documentation names every key of study files, and every command and option."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from fsqca.cli.commands import command
from fsqca.study import CalibrationSection, sections, sections_cutoffs, sections_robustness
from fsqca.study.section import Section, written_fields

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = [
    each
    for each in (vars(sections) | vars(sections_cutoffs) | vars(sections_robustness)).values()
    if isinstance(each, type) and issubclass(each, Section) and each is not Section
]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda each: each.__name__)
def test_every_key_of_a_study_file_is_documented(section):
    text = (DOCS / "study_files.md").read_text(encoding="utf-8")
    assert written_fields(section)
    for each in written_fields(section):
        assert f"`{each.name}`" in text or f"[{each.name}]" in text or f".{each.name}" in text, each.name


def test_every_key_of_a_calibration_is_documented():
    text = (DOCS / "study_files.md").read_text(encoding="utf-8")
    for name in {each.name for each in fields(CalibrationSection)} - {"sets", "columns"}:
        assert f"`{name}`" in text, name


def test_every_command_and_option_is_documented_and_no_other():
    text = (DOCS / "command_line.md").read_text(encoding="utf-8")
    options = set()
    for name, each in command.commands.items():
        assert f"`fsqca {name}" in text, name
        options |= {flag for own in each.params for flag in own.opts if flag.startswith("--")}
    documented = set(re.findall(r"--[a-z][a-z-]+", text))
    assert documented - {"--help", "--version"} == options


def test_the_readme_names_every_page_once():
    root = Path(__file__).parents[2]
    readme = (root / "README.md").read_text(encoding="utf-8")
    table = readme.partition("## Read on")[2].partition("| page |")[2]
    named = re.findall(r"\]\(docs/(\w+\.md)\)", table)
    assert sorted(named) == sorted(path.name for path in (root / "docs").glob("*.md"))
    assert len(readme.splitlines()) < 200
