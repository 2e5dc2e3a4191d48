"""The command that runs the worked example."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

import pytest

from fsqca.cli import main
from fsqca.errors import MissingExtraError
from fsqca.examples import digital_service_orientation as example


class Result:
    files = ("report.html", "tables/a.csv", "tables/b.csv", "figures/c.png")
    folder = Path("somewhere")
    page = Path("somewhere") / "report.html"

    def __str__(self):
        return "The summary ● ends here."


@pytest.fixture
def calls(monkeypatch):
    made = []

    def run(output, *, force=False):
        made.append((output, force))
        return Result()

    monkeypatch.setattr(example, "run", run)
    return made


def test_the_example_prints_a_summary_and_at_the_end_the_page_to_open(calls, capsys):
    assert main(["example"]) == 0
    assert calls == [("digital_service_output", False)]
    assert capsys.readouterr().out == (
        "The summary ● ends here.\n\n"
        "2 tables (CSV), 1 figures (PNG) and a page are in somewhere\n"
        f"Open in a browser: {Result.page}\n"
    )


def test_folder_and_force_are_passed_on(calls):
    assert main(["example", "--output", "here", "--force"]) == 0
    assert calls == [("here", True)]


def test_json_names_the_files(calls, capsys):
    assert main(["example", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "folder": "somewhere", "page": str(Result.page), "files": list(Result.files),
    }  # fmt: skip


def test_a_folder_in_use_is_refused_with_code_2(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("precious")
    assert main(["example", "--output", str(tmp_path)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"Error: The folder {str(tmp_path)!r} is not empty: it holds 1 file ('mine.txt'). Nothing was "
        f"written. "
        "Choose another folder, or allow files in it to be replaced with --force (force=True).\n"
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    "error",
    [MissingExtraError('Install it with: python -m pip install "fsqca[plots]"'), OSError("disk full")],
)
def test_what_fails_gives_a_message_and_code_1(monkeypatch, capsys, error):
    def run(output, *, force=False):
        raise error

    monkeypatch.setattr(example, "run", run)
    assert main(["example"]) == 1
    assert capsys.readouterr().err == f"Error: {error}\n"


def test_the_script_in_examples_does_the_same(calls, monkeypatch, capsys):
    script = Path(__file__).parents[2] / "examples" / "digital_service.py"
    monkeypatch.setattr(sys, "argv", [str(script), "--output", "there"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_path(str(script), run_name="__main__")
    assert caught.value.code == 0
    assert calls == [("there", False)]
    assert "Open in a browser" in capsys.readouterr().out
