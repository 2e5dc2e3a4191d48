"""Files are written whole or not at all, and a folder in use is left alone."""

from __future__ import annotations

import os
import stat

import pytest

from fsqca.errors import ArgumentError
from fsqca.report import OutputExistsError, write_file, write_folder, writing


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = write_file(tmp_path / "a.txt", "old")

    def fail(*args):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_file(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_others_may_read_a_file_as_usual(tmp_path):
    (tmp_path / "usual").write_text("x")
    usual = stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    assert stat.S_IMODE(write_file(tmp_path / "a", b"x").stat().st_mode) == usual


def test_a_folder_with_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    with pytest.raises(OutputExistsError) as caught:
        write_folder(tmp_path, {"a.txt": "x"})
    assert str(caught.value) == (
        f"The folder {str(tmp_path)!r} is not empty: it holds 1 file ('mine.txt'). Nothing was written. "
        "Choose another folder, or allow files in it to be replaced with --force (force=True)."
    )
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.txt"]


def test_force_replaces_files_of_the_same_name_and_leaves_others(tmp_path):
    (tmp_path / "mine.txt").write_text("precious")
    (tmp_path / "a.txt").write_text("old")
    write_folder(tmp_path, {"a.txt": "new", "b/c.txt": b"deep"}, force=True)
    assert (tmp_path / "mine.txt").read_text() == "precious"
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "b" / "c.txt").read_text() == "deep"


def test_an_empty_folder_is_taken(tmp_path):
    assert write_folder(tmp_path, {"a.txt": "x"}) == tmp_path


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(ArgumentError) as caught:
        write_folder(path, {"a": "b"}, force=True)
    assert str(caught.value) == f"{str(path)!r} is a file, not a folder. Choose another folder."


def test_a_folder_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    written = []

    def fail(path, content):
        if written:
            raise OSError("disk full")
        written.append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    monkeypatch.setattr(writing, "write_file", fail)
    with pytest.raises(OSError, match="disk full"):
        write_folder(tmp_path / "new", {"a.txt": b"1", "b.txt": b"2"})
    assert len(written) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_use_is_as_before_where_a_file_cannot_be_moved(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.txt").write_text("old a")
    (folder / "b.txt").write_text("old b")
    replace = os.replace

    def fail(source, target):
        if str(source).endswith("new/b.txt"):
            raise OSError("no")
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    contents = {"a.txt": "new a", "new.txt": "new", "b.txt": "new b"}
    with pytest.raises(OSError, match="no"):
        write_folder(folder, contents, force=True)
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"a.txt": "old a", "b.txt": "old b"}
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
