"""Tables in files: the format by the name, whole or not at all, nothing replaced unasked."""

from __future__ import annotations

import tempfile

import pytest

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.report import OutputExistsError, write_tables
from tests.report import solutions as made
from tests.report.article import hostile
from tests.report.article.test_table import spanned


@pytest.mark.parametrize("suffix", [".docx", ".tex", ".html", ".md", ".csv", ".xlsx", ".txt"])
def test_every_format_is_written_for_tables_and_results_with_hostile_names(suffix, tmp_path):
    path = write_tables(
        tmp_path / f"all{suffix}", [hostile.table(), hostile.chart(), made.with_data()["first"]]
    )
    assert path.stat().st_size > 500
    assert [entry.name for entry in tmp_path.iterdir()] == [f"all{suffix}"]


def test_several_tables_are_numbered_and_one_is_not(tmp_path):
    text = write_tables(tmp_path / "two.txt", [spanned(), spanned()]).read_text(encoding="utf-8")
    assert "Table 1. Fit\n" in text
    assert "Table 2. Fit\n" in text
    assert spanned().save(tmp_path / "one.txt").read_text(encoding="utf-8").startswith("Fit\n")


def test_a_file_that_exists_is_left_alone_unless_it_may_be_replaced(tmp_path):
    path = tmp_path / "t.md"
    path.write_text("precious")
    with pytest.raises(OutputExistsError) as caught:
        spanned().save(path)
    assert str(caught.value) == (
        f"The file {str(path)!r} exists. Nothing was written. Choose another name, or allow it to be "
        "replaced with overwrite=True."
    )
    assert path.read_text() == "precious"
    spanned().save(path, overwrite=True)
    assert path.read_text(encoding="utf-8").startswith("**Fit**")


def test_a_folder_that_cannot_be_written_into_is_refused(tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkstemp", fail)
    with pytest.raises(ArgumentError) as caught:
        spanned().save(tmp_path / "t.md")
    assert str(caught.value) == (
        f"The file {str(tmp_path / 't.md')!r} cannot be written: Permission denied. Nothing was written. "
        "Choose a folder that you may write into, and close the file where it is open in another program."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda folder: spanned().save(folder / "t.pdf"),
            ArgumentError,
            (
                "path ends in '.pdf', but it must end in one of '.docx', '.tex', '.html', '.md', '.csv', "
                "'.xlsx', '.txt': {path}."
            ),
        ),
        (
            lambda folder: spanned().to_docx(folder / "t.pdf"),
            ArgumentError,
            "path must end in '.docx', not '.pdf': {path}.",
        ),
        (
            lambda folder: write_tables(folder / "t.md", []),
            ArgumentError,
            "tables is empty: name at least one table.",
        ),
        (
            lambda folder: write_tables(folder / "t.md", "text"),
            ArgumentTypeError,
            "tables must be a list of tables or results, such as [table], not str.",
        ),
    ],
)
def test_what_cannot_be_written_is_refused(call, error, message, tmp_path):
    with pytest.raises(error) as caught:
        call(tmp_path)
    assert str(caught.value) == message.replace("{path}", repr(str(tmp_path / "t.pdf")))
