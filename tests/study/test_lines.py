"""Every key, table and element of a TOML text is found on its line."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.study.lines import line_index, nearest_line
from fsqca.study.toml_text import write_toml


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a = 1\nb = "x"\n', {("a",): 1, ("b",): 2}),
        ("# only a comment\n\n\na = 1", {("a",): 4}),
        ("[t]\nx = 1\n[t.u]\ny = 2\n", {("t",): 1, ("t", "x"): 2, ("t", "u"): 3, ("t", "u", "y"): 4}),
        ('[a."b.c"]\nx = 1\n', {("a", "b.c"): 1, ("a", "b.c", "x"): 2}),
        ("a.b.c = 1\n", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1}),
        ("[[r]]\nx = 1\n[[r]]\nx = 2\n", {("r", 0): 1, ("r", 0, "x"): 2, ("r", 1): 3, ("r", 1, "x"): 4}),
        ("[[r]]\n[r.s]\nx = 1\n[[r]]\n[r.s]\nx = 2\n", {("r", 0, "s", "x"): 3, ("r", 1, "s", "x"): 6}),
        ("[[r]]\n[[r.q]]\nx = 1\n[[r.q]]\nx = 2\n", {("r", 0, "q", 0, "x"): 3, ("r", 0, "q", 1, "x"): 5}),
        ("a = [\n  1, # one ]\n  2,\n]\nb = 3\n", {("a", 0): 2, ("a", 1): 3, ("b",): 5}),
        ("a = {x = 1, y = {z = [2, 3]}}\nb = 1", {("a", "x"): 1, ("a", "y", "z", 1): 1, ("b",): 2}),
        ('a = """\nx = 1\n[t]\n"""\nb = 2\n', {("a",): 1, ("b",): 5}),
        ("a = '''\n'quoted'\n'''\nb = 2\n", {("a",): 1, ("b",): 4}),
        ('a = "#]}\\"" # = 1\nb = 2\n', {("a",): 1, ("b",): 2}),
        ('a = """ends with quotes"""""\nb = 2\n', {("a",): 1, ("b",): 2}),
        ("a = 2024-01-01 10:00:00\r\nb = -inf\r\n", {("a",): 1, ("b",): 2}),
    ],
)
def test_every_part_is_on_its_line(text, expected):
    tomllib.loads(text)
    index = line_index(text)
    assert {path: index[path] for path in expected} == expected


def paths(value: Any, before: tuple = ()) -> dict[tuple, Any]:
    """Return every path in nested data with what is there."""
    found = {before: value} if before else {}
    if isinstance(value, dict):
        for key, each in value.items():
            found |= paths(each, (*before, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            found |= paths(each, (*before, place))
    return found


values = st.recursive(
    st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=6), values, max_size=4))
def test_whatever_is_written_reads_back_and_has_a_line_for_every_path(plain):
    text = write_toml(plain)
    assert tomllib.loads(text) == plain
    index = line_index(text)
    wanted = paths(plain)
    assert set(wanted) - {path for path, value in wanted.items() if value == []} <= set(index)
    last = text.count("\n") + 1
    assert all(1 <= line <= last for line in index.values())


def test_where_a_key_is_missing_the_line_of_what_is_around_it_is_given():
    index = line_index("[t]\nx = [1]\n")
    assert nearest_line(index, ("t", "y", "z")) == 1
    assert nearest_line(index, ("t", "x", 5)) == 2
    assert nearest_line(index, ("nothing",)) is None
