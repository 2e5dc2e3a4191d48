"""The result of find_regions(): its table, its words, and what it says of bad input."""

from __future__ import annotations

import pickle
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError
from fsqca.robustness import find_regions
from fsqca.robustness.calibrated_table import calibrated_table
from fsqca.robustness.changes import RegionEnd
from fsqca.robustness.region_result import Region, _inwards
from fsqca.robustness.rerun import Rerun

SCORES = pd.DataFrame(
    {
        "A": [1.2, 2.1, 3.4, 5.1, 6.3, 6.8, 2.6, 5.7],
        "B": [6.1, 1.4, 5.2, 2.3, 5.9, 2.2, 6.6, 6.2],
        "Y": [2.2, 1.4, 3.1, 4.3, 6.1, 5.7, 2.9, 6.4],
    },
    index=["Ash", "Elm", "Fir", "Oak", "Yew", "Bay", "Box", "Fig"],
)
ANCHORS = {"A": fq.Direct(1, 4, 7), "B": fq.Crisp(4), "Y": fq.Direct(1, 3.5, 7)}
SETS = fq.calibrate(SCORES, ANCHORS)
TABLE = fq.build_truth_table(SETS, "Y", pri=0.5)


def solution(kind="conservative", table=TABLE):
    return fq.minimize(table, kind)


def test_the_table_has_one_row_per_parameter():
    table = find_regions(solution(), SETS).table
    assert list(table.columns) == [
        "solution", "parameter", "set", "today", "lower", "upper", "lower_closed", "upper_closed", "below",
        "above", "width", "proved",
    ]  # fmt: skip
    assert table["parameter"].tolist() == [
        "consistency cut-off", "PRI cut-off", "frequency cut-off", "A full_out", "A crossover", "A full_in",
        "B threshold", "Y full_out", "Y crossover", "Y full_in",
    ]  # fmt: skip
    assert table["today"].tolist() == [0.8, 0.5, 1, 1, 4, 7, 4, 1, 3.5, 7]
    assert ((table["lower"] <= table["today"]) & (table["today"] <= table["upper"])).all()


def test_a_threshold_moves_between_the_scores_on_its_sides():
    region = find_regions(solution(), SETS).region("B threshold")
    assert region.interval == "(2.2, 6.2]"


def test_three_solutions_of_one_table_are_looked_at_together():
    regions = find_regions(fq.solve(TABLE, {"A": "+"}), SETS, sets="A")
    assert regions.table["solution"].value_counts().to_dict() == {
        "conservative": 6,
        "intermediate": 6,
        "parsimonious": 6,
    }
    assert str(regions).startswith(
        "Sensitivity regions of the conservative, intermediate and parsimonious solutions for Y\n"
    )
    for kind in ("conservative", "intermediate", "parsimonious"):
        own = fq.minimize(TABLE, kind, expectations={"A": "+"} if kind == "intermediate" else None)
        alone = find_regions(own, SETS, sets="A").table
        assert alone.equals(regions.table.query("solution == @kind").reset_index(drop=True))


def test_changes_name_rows_cases_and_terms():
    changes = find_regions(solution(), SETS).changes
    assert list(changes.columns) == [
        "solution",
        "parameter",
        "end",
        "what",
        "which",
        "before",
        "after",
        "why",
    ]
    assert set(changes["what"]) == {"row", "case", "term"}


def test_calibrators_with_raw_data_do_as_well_as_what_calibrate_returned():
    first, second = find_regions(solution(), SETS), find_regions(solution(), ANCHORS, data=SCORES)
    assert first.table.equals(second.table)


def test_a_table_of_some_of_the_cases_is_matched_by_their_ids():
    part = SETS.data.iloc[[7, 0, 3, 4, 5, 1]]
    own = solution(table=fq.build_truth_table(part, "Y"))
    whole, alone = find_regions(own, SETS), find_regions(own, SETS.apply(SCORES.loc[part.index]))
    assert whole.table.equals(alone.table)


def test_without_calibrators_the_cut_offs_alone_are_looked_at_and_it_is_said():
    regions = find_regions(solution())
    assert [one.set for one in regions.regions] == ["", "", ""]
    assert regions.notes[-1] == "Not moved: the anchors, because calibrated= was not given."


def test_it_prints_as_one_line_as_text_and_as_html():
    regions = find_regions(solution(), SETS)
    assert repr(regions) == "<SensitivityRegions conservative for Y: 10 parameters>"
    text = str(regions)
    assert text.startswith("Sensitivity regions of the conservative solution for Y\n")
    for one in regions.regions:
        assert f"{one.parameter}: below, {one.below.text}; above, {one.above.text}." in text
    html = regions._repr_html_()
    assert html.count("<tr") == 11
    assert pickle.loads(pickle.dumps(regions)).table.equals(regions.table)


def test_the_paragraph_claims_no_more_than_the_numbers():
    regions = find_regions(solution(), SETS)
    assert regions.paragraph() == (
        "Moved alone, the cut-offs leave the conservative solution for Y (1 model) as it is within these "
        "intervals: consistency 0.000 to 0.881; PRI 0.000 to 0.829; frequency 1 to 2. None of 7 anchors "
        "leaves the model as it is wherever moved alone (up to the next anchor, or the range of the raw "
        "scores beyond their ends). The narrowest interval is that of Y crossover, 3.5 today: 1.784 to "
        "4.103. Parameters that move together can change the solution sooner."
    )


def test_ends_in_sentences_are_rounded_inwards():
    end = RegionEnd("search")

    def text(today, lower, upper, closed=True):
        return _inwards(
            Region("parsimonious", "A x", "A", today, lower, upper, closed, closed, end, end, (0.0, 1.0))
        )

    assert text(0.5, 0.12345, 0.98765) == "0.124 to 0.987"
    assert text(0.5, 0.25, 0.75, closed=False) == "0.251 to 0.749"
    assert text(0.5, 0.25, 0.75) == "0.250 to 0.750"
    assert text(0.50001, 0.500005, 0.50002) == "0.500005 to 0.500020"
    assert text(4, 4, 4) == "4.000 to 4.000"


def test_rows_coded_by_hand_keep_their_code_while_anchors_move():
    row = TABLE.numbers[0]
    code = "1" if TABLE.codes[0] == "0" else "0"
    edited = TABLE.edit(row, code, why="field notes")
    regions = find_regions(solution(table=edited), SETS)
    assert row not in {
        one.which
        for one in regions.changes.query("what == 'row'").itertuples()
        if "?" not in (one.before, one.after)
    }


def test_weights_enter_every_sum():
    weights = pd.Series([2, 1, 1, 3, 1, 1, 1, 1.0], index=SCORES.index)
    weighted = fq.build_truth_table(SETS, "Y", pri=0.5, weights=weights)
    twice = SCORES.loc[SCORES.index.repeat(weights.astype(int))]
    twice.index = [f"{case} {i}" for i, case in enumerate(twice.index)]
    repeated = SETS.apply(twice)
    first = find_regions(solution(table=weighted), SETS).table
    second = find_regions(solution(table=fq.build_truth_table(repeated, "Y", pri=0.5)), repeated).table
    np.testing.assert_allclose(first[["lower", "upper"]], second[["lower", "upper"]], atol=1e-9)


def test_an_outcome_that_holds_a_set_and_its_negation_is_bounded_all_the_same():
    sets = fq.calibrate(
        SCORES.assign(Z=SCORES["B"]), {**ANCHORS, "B": fq.Direct(1, 4, 7), "Z": fq.Direct(2, 4, 6)}
    )
    table = fq.build_truth_table(sets, "Y*Z + ~Y*~Z", ["A", "B"])
    regions = find_regions(solution(table=table), sets, sets=["Y", "Z"])
    own, rerun = calibrated_table(table, sets), Rerun(solution(table=table))
    for parameter in own.parameters("Y"):
        region = regions.region(parameter.label)
        moving = own.moving(parameter)
        for value in np.linspace(region.lower, region.upper, 30)[1:-1]:
            models = rerun.models(moving.corners, moving.at(float(value)).codes)
            assert models == rerun.today


def test_one_case_and_constant_scores_are_results():
    one = fq.calibrate(SCORES.iloc[[4]], {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 3.5, 7)})
    regions = find_regions(solution(table=fq.build_truth_table(one, "Y")), one)
    assert regions.table["width"].isna().sum() == 7
    same = fq.calibrate(SCORES.assign(A=5.0), {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 3.5, 7)})
    region = find_regions(solution(table=fq.build_truth_table(same, "Y")), same).region("A crossover")
    assert np.isnan(region.width)
    assert region.contains(4.0)


def test_sets_without_a_number_to_move_are_named_with_the_reason():
    made = {**ANCHORS, "B": fq.Lookup({score: float(score > 4) for score in SCORES["B"]})}
    sets = fq.calibrate(SCORES, made)
    regions = find_regions(solution(table=fq.build_truth_table(sets, "Y")), sets)
    assert regions.left_out == {"B": "its calibrator 'lookup' has no number that could be moved"}
    other = fq.calibrate(SCORES, {"A": ANCHORS["A"]})
    regions = find_regions(solution(), other)
    assert regions.left_out == {"B": "it was not calibrated here", "Y": "it was not calibrated here"}


def test_crossover_raise_ends_a_region_where_a_case_would_lie_on_it():
    table = fq.build_truth_table(SETS, "Y", pri=0.5, crossover="raise")
    region = find_regions(solution(table=table), SETS).region("A crossover")
    assert region.interval == "(3.4, 5.1)"
    assert region.above.text == (
        "no table beyond: a case has a membership of exactly 0.5, which crossover='raise' refuses"
    )


def test_a_table_that_was_scanned_has_regions_of_cut_offs_but_not_of_anchors(tmp_path):
    path = tmp_path / "sets.csv"
    SETS.data.to_csv(path, index=False)
    scanned = solution(table=fq.build_truth_table(str(path), "Y", ["A", "B"], pri=0.5))
    assert find_regions(scanned).table.equals(find_regions(solution()).table)
    with pytest.raises(DataError) as error:
        find_regions(scanned, SETS)
    assert str(error.value) == (
        "This truth table was scanned in pieces, so no anchor can be moved: build it with "
        "build_truth_table() from data in memory."
    )


def test_tables_with_conditions_that_are_not_defined_everywhere_keep_their_anchors():
    data = SETS.data.assign(A_before_B=[np.nan] * 4 + [1, np.nan, np.nan, 0])
    table = fq.build_truth_table(data, "Y", defined={"A_before_B": "A*B"})
    with pytest.raises(ArgumentError) as error:
        find_regions(solution(table=table), SETS)
    assert str(error.value) == (
        "Conditions of this truth table are not defined everywhere ('A_before_B'). Anchors of such tables "
        "cannot be moved; leave calibrated= out to look at the cut-offs alone."
    )


def test_cases_left_out_on_the_crossover_come_back_or_it_is_said_why_they_cannot():
    scores = SCORES.assign(A=[1.2, 2.1, 4.0, 5.1, 6.3, 6.8, 2.6, 5.7])
    sets = fq.calibrate(scores, ANCHORS)
    table = fq.build_truth_table(sets, "Y", pri=0.5, crossover="drop")
    assert table.crossover_cases == ("Fir",)
    own = calibrated_table(table, sets)
    crossover = own.parameters("A")[1]
    rows = [own.moving(crossover).at(value).own[-1] for value in (3.9, 4.0, 4.1)]
    assert (own.cases[-1], rows[1]) == ("Fir", -1)
    assert rows[0] != rows[2]
    with pytest.raises(ArgumentError) as error:
        find_regions(solution(table=table), fq.calibrate(scores, {"A": ANCHORS["A"]}))
    assert str(error.value) == (
        "The table left out 1 case on the crossover (crossover='drop'). It comes back when an anchor moves, "
        "but 'B', 'Y' were not calibrated here, so nothing is known of it. Build the table with "
        "crossover='above', 'below' or 'unassigned'."
    )


@pytest.mark.parametrize(
    ("calibrator", "moved", "proved"),
    [
        (fq.Quantiles(0.1, 0.5, 0.9), ["A full_out", "A crossover", "A full_in"], True),
        (fq.calibration.Empirical(1, 4, 7), ["A full_out", "A crossover", "A full_in"], False),
        (fq.Crisp(3, 5), ["A threshold 1", "A threshold 2"], True),
        (
            fq.Bell(0, 1, 2, 4, 6, 8),
            ["A out1", "A crossover1", "A in1", "A in2", "A crossover2", "A out2"],
            True,
        ),
    ],
)
def test_every_calibrator_with_anchors_takes_part(calibrator, moved, proved):
    sets = fq.calibrate(SCORES, {**ANCHORS, "A": calibrator})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = fq.build_truth_table(sets, "Y")
    regions = find_regions(solution(table=table), sets, sets="A")
    own = [one for one in regions.regions if one.set]
    assert [one.parameter for one in own] == moved
    assert [one.proved for one in own] == [proved] * len(own)
    assert all(one.contains(one.today) for one in own)


def test_a_solution_that_its_table_does_not_give_again_is_refused():
    other = replace(solution(), models=(), n_models=0)
    with pytest.raises(ArgumentError) as error:
        find_regions(other, SETS)
    assert str(error.value) == (
        "The conservative solution is not what its truth table gives again, so nothing can be compared with "
        "it. Minimize the table anew; a time limit may have cut the search short."
    )


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: find_regions(TABLE, SETS),
            ArgumentTypeError,
            (
                "solutions must be a Solution, such as minimize() returns, several of them, or the Solutions "
                "of solve(), not TruthTable."
            ),
        ),
        (
            lambda: find_regions([], SETS),
            ArgumentTypeError,
            (
                "solutions must be a Solution, such as minimize() returns, several of them, or the Solutions "
                "of solve(), not an empty sequence."
            ),
        ),
        (
            lambda: find_regions([solution(), solution()], SETS),
            ArgumentError,
            "solutions holds a kind twice: 'conservative', 'conservative'.",
        ),
        (
            lambda: find_regions(
                [solution(), solution("parsimonious", fq.build_truth_table(SETS, "Y", pri=0.6))], SETS
            ),
            ArgumentError,
            "solutions are of different truth tables. Pass those of one table.",
        ),
        (
            lambda: find_regions(solution(), SETS, sets="C"),
            UnknownNameError,
            "There is no set 'C' in the truth table. Available: 'A', 'B', 'Y'.",
        ),
        (
            lambda: find_regions(solution(), fq.calibrate(SCORES, {"A": ANCHORS["A"]}), sets="B"),
            UnknownNameError,
            "There is no set 'B' in calibrated. Available: 'A'.",
        ),
        (
            lambda: find_regions(solution(), sets="A"),
            ArgumentError,
            "sets and data are for anchors, which need the calibrators too: pass calibrated=.",
        ),
        (
            lambda: find_regions(solution(), ANCHORS),
            ArgumentError,
            (
                "data is missing: a dict of calibrators needs the raw scores. Pass data=, or what "
                "calibrate() returned as calibrated=."
            ),
        ),
        (
            lambda: find_regions(solution(), SETS, data=SCORES),
            ArgumentError,
            "data is not needed: calibrated holds its raw scores. Leave it out.",
        ),
        (
            lambda: find_regions(solution(), SETS.data),
            ArgumentTypeError,
            (
                "calibrated must be what calibrate() returns, or a dict of calibrators together with data=, "
                "not DataFrame."
            ),
        ),
        (
            lambda: find_regions(solution(), fq.calibrate(SCORES, {**ANCHORS, "A": fq.Direct(1, 3, 7)})),
            ArgumentError,
            (
                "The memberships in 'A' in the truth table are not those of calibrated for 8 cases: 'Ash', "
                "'Elm', 'Fir', 'Oak', 'Yew' and 3 more. Pass the calibration that the table was built from."
            ),
        ),
        (
            lambda: find_regions(solution(), SETS.apply(SCORES.iloc[:6])),
            ArgumentError,
            (
                "calibrated lacks 2 cases of the truth table: 'Box', 'Fig'. Pass the calibration that the "
                "table was built from."
            ),
        ),
        (
            lambda: find_regions(solution(), fq.calibrate(SCORES, {"C": ("A", fq.Crisp(4))})),
            ArgumentError,
            "calibrated holds no set of this truth table: it has 'C', the table 'A', 'B', 'Y'.",
        ),
        (
            lambda: find_regions(
                solution(
                    table=fq.TruthTable.from_frame(pd.DataFrame({"A": [0, 1], "out": ["0", "1"]}), ["A"])
                ),
                SETS,
            ),
            DataError,
            (
                "This truth table has no sums behind it, so no cut-off and no anchor can be moved: make it "
                "with build_truth_table()."
            ),
        ),
        (
            lambda: find_regions(fq.minimize(TABLE, "parsimonious", model_consistency=0.6), SETS),
            ArgumentError,
            (
                "The parsimonious solution was made with implicant_consistency, model_consistency or "
                "model_coverage, which depend on the data and not on the codes alone. Its anchors cannot be "
                "moved; leave calibrated= out to look at the cut-offs alone."
            ),
        ),
        (
            lambda: find_regions(solution(), SETS, reach=-1),
            ArgumentError,
            "reach is -1, but it must be at least 0.",
        ),
        (
            lambda: find_regions(solution(), SETS).region("A crosover"),
            UnknownNameError,
            (
                "There is no parameter 'A crosover' in the regions. Available: 'consistency cut-off', "
                "'PRI cut-off', 'frequency cut-off', 'A full_out', 'A crossover', 'A full_in', 'B "
                "threshold', 'Y full_out', 'Y crossover', 'Y full_in'. Did you mean 'A crossover'?"
            ),
        ),
        (
            lambda: find_regions(solution()).paragraph("parsimonious"),
            ArgumentError,
            "solution is 'parsimonious', but the regions are those of 'conservative'.",
        ),
    ],
)
def test_bad_input_is_refused_with_a_sentence(call, kind, message):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(kind) as error:
            call()
    assert str(error.value) == message
