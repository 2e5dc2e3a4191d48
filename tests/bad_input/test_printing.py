"""What a new user reads: whole texts of truth tables, models and solutions, and their pages."""

from __future__ import annotations

import pandas as pd

import fsqca as fq
from tests.bad_input.helpers import CODES, DATA, table


def text(result: object) -> str:
    """Return the printed text without the blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in str(result).splitlines())


def test_a_truth_table_prints_with_its_cases_and_cut_offs():
    assert text(table()) == (
        "Truth table for Y: conditions A, B; 5 cases, 4 of 4 configurations observed\n"
        "row  A  B out  n consistency    PRI cases\n"
        "4    1  1   1  1       1.000  1.000     a\n"
        "3    1  0   1  2       0.950  0.917  b, e\n"
        "1    0  0   0  1       0.643  0.167     d\n"
        "2    0  1   0  1       0.600  0.000     c\n"
        "Cut-offs: consistency >= 0.8, PRI >= 0, frequency >= 1."
    )
    assert repr(table()) == "<TruthTable Y: 4 of 4 rows (2 coded 1, 2 coded 0, 0 coded C, 0 coded ?)>"


def test_a_truth_table_marks_rows_near_a_cut_off():
    near = fq.build_truth_table(DATA, "Y", consistency=0.952, pri=0.5, frequency=2, contradiction=0.6)
    assert text(near) == (
        "Truth table for Y: conditions A, B; 5 cases, 4 of 4 configurations observed\n"
        "row  A  B out  n consistency    PRI cases           near\n"
        "3    1  0   C  2       0.950  0.917  b, e    consistency\n"
        "4    1  1   ?  1       1.000  1.000     a\n"
        "1    0  0   ?  1       0.643  0.167     d\n"
        "2    0  1   ?  1       0.600  0.000     c  contradiction\n"
        'Cut-offs: consistency >= 0.952, PRI >= 0.5, frequency >= 2, "C" from 0.6.\n'
        "No configuration is sufficient for the outcome (no row is coded 1). The highest consistency "
        "is 0.950 in "
        'row 3 (PRI 0.917); cut-offs: consistency >= 0.952, PRI >= 0.5, frequency >= 2, "C" from 0.6. '
        "Look at other conditions and at the calibration before lowering a cut-off."
    )


def test_a_solution_prints_its_models_and_how_they_came_about():
    solution = fq.minimize(
        table(), "intermediate", expectations={"A": "+", "B": None}, exclude=[1, "~A*B"], ties="irredundant"
    )
    body = (
        "         consistency    PRI raw coverage unique coverage cases with the outcome\n"
        "A              0.963  0.944        0.897           0.897                a, b, e\n"
        "solution       0.963  0.944        0.897               -"
    )
    assert text(solution) == (
        f"Intermediate solution for Y: 1 model\nI1: A  (from C1 with P1)\n{body}\n"
        "Expectations: A present, B none.\nExcluded row: 1.\nExcluded remainders: ~A*B.\n"
        "Models are irredundant; they need not have the fewest terms."
    )
    assert text(solution.model) == f"I1: A => Y\n{body}"
    assert repr(solution) == "<Solution intermediate for Y: 1 model, 1 prime implicant, 2 positive rows>"
    assert repr(solution.model) == "<Model I1: A>"


def test_a_solution_without_data_prints_rows():
    solution = fq.minimize(fq.TruthTable.from_frame(CODES, ["A", "B"]), "parsimonious", include="C")
    assert text(solution) == (
        "Parsimonious solution: 2 models\n"
        "P1: A\n  rows\nA    4\n"
        "P2: B\n  rows\nB    4\n"
        "There are 2 tied models; the data do not tell them apart. Report all of them, or how many "
        "there are.\n"
        "Contradictory rows (C) could be covered."
    )
    assert text(solution.models[0]) == "P1: A\n  rows\nA    4"


def test_a_long_list_of_cases_is_cut_with_its_number():
    many = pd.concat([DATA.set_axis([f"Firm {i}{name}" for name in "abcde"]) for i in range(10)])
    line = str(fq.minimize(fq.build_truth_table(many, "Y"), "parsimonious")).splitlines()[3]
    assert line.endswith("  Firm 0a, Firm 0b, Firm 0e, Firm 1a, ... (30)")


def test_results_are_pages_in_a_notebook():
    solutions = fq.solve(table(), {"A": "+"})
    for result in (table(), solutions, solutions.intermediate, solutions.intermediate.model):
        page = result._repr_html_()
        assert page.count("<div") == page.count("</div>")
        assert page.count("<table") == page.count("</table>")
        assert "<strong>" in page
    assert table()._repr_html_().count("<tr") == 1 + 4
