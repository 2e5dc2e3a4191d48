"""Texts that have to fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fsqca.plots._labels import short_number, short_numbers, text_width, wrapped

WORDS = st.text(alphabet="abcXYZ_ -/.,0123456789", min_size=1, max_size=80).filter(lambda text: text.strip())


@given(WORDS, st.floats(0.6, 3.0), st.integers(1, 3))
def test_every_line_fits_and_nothing_is_cut_without_a_mark(text, width, lines):
    result = wrapped(text, width, 8.0, lines)
    assert len(result.split("\n")) <= lines
    assert all(text_width(line, 8.0) <= width + 1e-9 for line in result.split("\n"))
    kept = result.replace("\n", "").replace(" ", "")
    whole = text.replace(" ", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("perceived_organizational_support", "perceived_\norganizational_\nsupport"),
        ("perceived organizational support", "perceived\norganizational\nsupport"),
        ("perceivedOrganizationalSupport", "perceived\nOrganizational\nSupport"),
        ("1\u00a0/ 22222222.5\u00a0/ 33333333.5", "1\u00a0/ 22222222.5\u00a0/\n33333333.5"),
        ("x" * 60, "xxxxxxxxxxxxxxx\nxxxxxxxxxxxxxxx\nxxxxxxxxxxxxx…"),
    ],
)
def test_names_break_where_their_parts_meet(text, expected):
    assert wrapped(text, 1.0, 8.0, 3) == expected


def test_a_dollar_sign_is_a_letter():
    assert text_width("$x$", 8.0) > text_width("x", 8.0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0"), (-2.5, "-2.5"), (9999.0, "9999"), (12500.0, "12.5k"), (1e6, "1M"), (1e-5, "1e-05")],
)
def test_numbers_at_an_axis_are_short(value, expected):
    assert short_number(value) == expected


def test_long_decimals_are_rounded_and_whole_numbers_left():
    assert short_numbers("1.23456789 / 20000 / 123456.789") == "1.235 / 20000 / 123457"
