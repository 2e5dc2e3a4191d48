"""The configuration chart as text: whole, in signs and in ASCII."""

from __future__ import annotations

import io
import sys

import pytest

from fsqca.report import configuration_charts
from tests.report import solutions as made

TWO_GROUPS = """\
Configuration chart for Y (intermediate solution)

                      first  second
                        I1     I1
                        1      1
--------------------  -----  ------
A                       ●      ●
B                       ●

consistency           0.950  0.963
PRI                   0.929  0.950
raw coverage          0.905  0.929
unique coverage       0.905  0.929

solution consistency  0.950  0.963
solution PRI          0.929  0.950
solution coverage     0.905  0.929

● core condition, present    blank: either"""

AMBIGUOUS = """\
Configuration chart (intermediate solution)

     I1
     1
--  ----
A    -
B   [-]?
C   [-]?

[-]? ambiguous core condition, absent    - peripheral condition, absent

I1: core in some of the tied parsimonious models that lead to it and not in others: B, C in ~A*~B*~C.
No expectation is given, so no counterfactual is easy and the models are the conservative ones."""

VALUES = """\
Configuration chart (intermediate solution)

     I1
     1
--  ---
A    •
D    ●2

●n core condition, value n    • peripheral condition, present"""

NOTHING = """\
Configuration chart (intermediate solution)

No row is positive, so there is nothing to minimize and the solution has no model.
No configuration is sufficient for the outcome (no row is coded 1)."""


def test_groups_stand_side_by_side_with_their_fit():
    assert configuration_charts(made.with_data()).to_text(ascii_only=False) == TWO_GROUPS


def test_ascii_signs_have_a_legend_of_their_own():
    assert made.ambiguous().chart().to_text(ascii_only=True) == AMBIGUOUS


def test_values_stand_beside_their_circle():
    assert made.many_values().chart().to_text(ascii_only=False) == VALUES


def test_a_chart_without_a_model_says_why():
    assert made.nothing().chart().to_text() == NOTHING


def test_every_sign_differs_from_every_other():
    chart = configuration_charts(
        {"p": made.neutral_permutations(), "a": made.ambiguous(), "v": made.many_values()}
    )
    for ascii_only in (True, False):
        legend = [
            entry.split(" ", 1)
            for line in chart.to_text(ascii_only=ascii_only).splitlines()
            if "condition, " in line
            for entry in line.split("    ")
        ]
        signs = [sign for sign, _ in legend]
        assert len(signs) == len(set(signs)) >= 6


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8", "●"), ("ascii", "[+]"), ("cp1252", "[+]")])
def test_a_terminal_that_cannot_show_circles_gets_ascii(monkeypatch, encoding, sign):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    text = str(made.core_and_peripheral().chart())
    assert sign in text
    text.encode(encoding)


def test_a_wide_chart_is_broken_into_blocks_that_fit():
    groups = {f"group {number}": made.neutral_permutations() for number in range(14)}
    text = configuration_charts(groups).to_text()
    rows = [line for line in text.splitlines() if line.startswith("A ")]
    assert len(rows) > 1
    assert max(len(line) for line in text.splitlines() if "No expectation" not in line) <= 112


def test_no_line_ends_in_a_blank():
    for solutions in (made.core_and_peripheral(), made.ambiguous(), made.many_values()):
        assert all(line == line.rstrip() for line in str(solutions.chart()).splitlines())


def test_a_very_large_chart_says_what_it_leaves_out():
    groups = {f"g{number}": made.neutral_permutations() for number in range(40)}
    chart = configuration_charts(groups)
    assert len(chart.columns) == 80
    assert str(chart).endswith("... and 20 more configurations (see .table)")
    assert len(chart.table) == 80 * 3


def test_the_repr_is_one_line_with_sizes():
    assert repr(configuration_charts(made.with_data())) == (
        "<ConfigurationChart: 2 configurations of 2 models, 2 groups, 2 conditions>"
    )
    assert repr(made.nothing().chart()) == "<ConfigurationChart: 0 configurations of 0 models, 2 conditions>"
