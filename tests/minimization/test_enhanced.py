"""Assumptions that are made, contradict each other, or are taken out: against enumeration of all rows."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from tests import oracles
from tests.minimization import strategies


def data(seed: int, levels: tuple[int, ...], n: int = 25) -> pd.DataFrame:
    """Return crisp or multi-value conditions with few different rows, and a fuzzy outcome."""
    rng = np.random.default_rng([seed, *levels])
    kinds = np.column_stack([rng.integers(0, size, 7) for size in levels])
    rows = kinds[rng.integers(0, len(kinds), n)]
    drive = (rows[:, 0] > 0) | ((rows[:, 1] == 0) & (rng.random(n) < 0.8))
    frame = pd.DataFrame(rows.astype(float), columns=list("ABCDE"[: len(levels)]))
    # Every value is seen, so that the numbers of levels are what they are meant to be.
    for column, size in enumerate(levels):
        frame.iloc[:size, column] = np.arange(size, dtype=float)
    return frame.assign(Y=np.clip(np.where(drive, 0.85, 0.15) + rng.normal(0, 0.1, n), 0, 1).round(3))


def all_rows(table: fq.TruthTable) -> pd.DataFrame:
    rows = oracles.all_rows(table.level_counts)
    return pd.DataFrame(rows, columns=list(table.conditions), index=range(1, len(rows) + 1)).astype(float)


def within(table: fq.TruthTable, expression: str) -> set[int]:
    """Return the numbers of all rows, observed or not, in an expression."""
    rows = all_rows(table)
    for column in rows:
        if table.levels[column] > 2:
            # A row with every value, so that the expression knows the levels.
            continue
    member = fq.parse(expression).evaluate(rows)
    return set(member.index[member > 0.5])


def assumptions(solution: fq.Solution) -> set[int]:
    codes = solution.truth_table.table["out"]
    observed = set(codes.index[codes != "?"])
    return {row for model in solution.models for row in model.simplifying_assumptions.index} - observed


LEVELS = st.sampled_from([(2, 2, 2), (2, 2, 2, 2), (3, 2, 2), (2, 2, 3, 2)])


@settings(max_examples=60)
@given(st.integers(0, 10**6), LEVELS)
def test_coherence_is_what_both_share(seed, levels):
    table = fq.build_truth_table(data(seed, levels), "Y", consistency=0.75)
    own, other = (fq.minimize(one, "parsimonious") for one in (table, table.negate()))
    found = fq.coherence(own, other)
    both = assumptions(own) & assumptions(other)
    assert set(found.used_by_both.index) == both
    assert found.n_shared == len(both)
    codes, negated = table.table["out"], table.negate().table["out"]
    assert list(found.sufficient_for_both.index) == list(codes.index[(codes == "1") & (negated == "1")])
    assert found.coherent == (not both and found.sufficient_for_both.empty)
    assert len(found.pairs) == len(own.models) * len(other.models)
    if own.n_models == other.n_models == 1:
        assert found.pairs["used_by_both"].tolist() == [len(both)]


@settings(max_examples=60)
@given(st.integers(0, 10**6), LEVELS, st.sampled_from([(), ("A{1}",), ("B{1} + C{0}",), ("B{0}", "C{1}")]))
def test_enhanced_solutions_rest_on_nothing_untenable(seed, levels, necessary):
    if levels[0] > 2 and necessary == ("A{1}",):
        necessary = ("A{1,2}",)
    table = fq.build_truth_table(data(seed, levels), "Y", consistency=0.75)
    if levels[1] > 2 or levels[2] > 2:
        necessary = ()
    impossible = "B{1}*C{1}" if levels[1] == levels[2] == 2 else ()
    expectations = {"B": "+"} if levels[1] == 2 else None
    analysis = fq.enhanced_standard_analysis(table, expectations, necessary=necessary, impossible=impossible)
    assert analysis.negated is not None
    codes, negated = table.table["out"], table.negate().table["out"]
    remainders = set(all_rows(table).index) - set(codes.index[codes != "?"])
    outside = {claim: remainders - within(table, claim) for claim in necessary}
    never = remainders & within(table, impossible) if impossible else set()
    both = set(codes.index[(codes == "1") & (negated == "1")])
    # What is reported is what holds by definition.
    frame = analysis.excluded
    by_reason = {reason: set(part.index) for reason, part in frame.groupby("reason")}
    assert by_reason.get("contradicts necessity", set()) == set().union(*outside.values())
    assert by_reason.get("impossible", set()) == never
    assert by_reason.get("simultaneous subset relation", set()) == both
    assert by_reason.get("contradictory simplifying assumption", set()) <= remainders
    assert analysis.table["rows"].sum() == len(frame)
    # Nothing untenable is used.
    barred = set(frame.index)
    for solution in (
        analysis.solutions.conservative,
        analysis.solutions.intermediate,
        analysis.solutions.parsimonious,
    ):
        assert not assumptions(solution) & barred
        assert not assumptions(solution) & assumptions(analysis.negated)
    assert analysis.coherence is not None
    assert analysis.coherence.n_shared == 0
    # The rounds are needed: without them the first solutions do contradict each other.
    first = frame[(frame["reason"] == "contradictory simplifying assumption") & (frame["round"] == 1)]
    if not necessary and not impossible and not both:
        start = fq.coherence(fq.minimize(table, "parsimonious"), fq.minimize(table.negate(), "parsimonious"))
        assert set(first.index) == set(start.used_by_both.index)


def test_a_claim_that_the_data_contradict_is_told_and_no_row_is_recoded():
    frame = pd.DataFrame({"A": [1, 0, 1, 0], "B": [1, 1, 0, 0], "C": [1, 1, 0, 0], "Y": [1, 1, 0, 0]})
    table = fq.build_truth_table(frame, "Y")
    analysis = fq.enhanced_standard_analysis(table, necessary="A")
    assert analysis.advice == (
        (
            "A is claimed to be necessary, but the data speak against it: row 4 without it is coded 1. "
            "Observed rows stay as they are."
        ),
    )
    conflicts = analysis.coherence.necessity_conflicts
    assert conflicts["claim"].tolist() == ["A"]
    assert conflicts["observed"].tolist() == [(4,)]
    assert not analysis.coherence.coherent
    assert any(sentence.startswith("A is claimed") for sentence in analysis.coherence.verdict)
    assert "Enhanced Standard Analysis" in str(analysis)
    assert "rows taken out" in analysis._repr_html_()
    assert "Coherence of the parsimonious solution" in str(analysis.coherence)
    assert "<table" in analysis.coherence._repr_html_()


def test_twenty_conditions_take_no_enumeration():
    rng = np.random.default_rng(2)
    names = [f"X{i}" for i in range(20)]
    frame = pd.DataFrame(rng.integers(0, 2, (40, 20)).astype(float), columns=names)
    frame["Y"] = ((frame["X0"] > 0) & (frame["X1"] > 0) | (frame["X2"] > 0)).astype(float)
    table = fq.build_truth_table(frame, "Y")
    analysis = fq.enhanced_standard_analysis(table, necessary="X0 + X2", max_models=20)
    assert analysis.coherence.n_shared == 0
    assert analysis.table["rows"].sum() > 2**17


def test_without_data_the_negated_table_is_asked_for():
    rows = pd.DataFrame({"A": [1, 0, 0], "B": [1, 1, 0], "C": [0, 0, 1], "out": list("100")})
    table = fq.TruthTable.from_frame(rows, ["A", "B", "C"])
    analysis = fq.enhanced_standard_analysis(table, impossible="B*C")
    assert analysis.negated is None
    assert analysis.coherence is None
    assert analysis.advice == (
        (
            "The table has no data behind it and negated= was not given, so contradictions with the solution "
            "for the negated outcome were not looked for."
        ),
    )
    other = fq.TruthTable.from_frame(rows.assign(out=list("011")), ["A", "B", "C"])
    analysis = fq.enhanced_standard_analysis(table, impossible="B*C", negated=other)
    assert analysis.coherence.n_shared == 0
    with pytest.raises(fq.FsqcaError, match="has no data behind it, so what its rows say of the negated"):
        table.negate()


# ---------------------------------------------------------------------- assume


@given(strategies.tables(), st.integers(0, 10**6), st.sampled_from(["conservative", "parsimonious"]))
def test_assumed_rows_are_minimized_like_positive_ones(table: oracles.Table, seed, kind):
    own = strategies.truth_table(table)
    codes = own.table["out"]
    free = sorted(set(range(1, own.n_configurations + 1)) - set(codes.index[codes != "?"]))
    if not free:
        return
    rng = np.random.default_rng(seed)
    chosen = sorted(int(row) for row in rng.choice(free, min(len(free), 3), replace=False))
    solution = fq.minimize(own, kind, assume=chosen)
    rows = oracles.all_rows(table.levels)
    kept = [pair for pair in table.codes if rows.index(pair[0]) + 1 not in chosen]
    as_positive = oracles.Table(table.levels, (*kept, *((rows[row - 1], "1") for row in chosen)))
    expected = fq.minimize(strategies.truth_table(as_positive), kind)
    assert [str(model.expression) for model in solution.models] == [
        str(model.expression) for model in expected.models
    ]
    assert set(chosen) <= set(solution.simplifying_assumptions.index)
    assert solution.settings.assume == tuple(chosen)
    sentence = f"{len(chosen)} remainder{'s' if len(chosen) > 1 else ''} assumed to be sufficient (coded 1)."
    assert sentence in str(solution)


def test_an_expression_assumes_its_remainders_only():
    rows = pd.DataFrame({"A": [1, 1, 0], "B": [1, 0, 0], "C": [1, 0, 0], "out": list("100")})
    table = fq.TruthTable.from_frame(rows, ["A", "B", "C"])
    solution = fq.minimize(table, assume="A")
    assert solution.problem.positive_rows == (6, 7, 8)
    assert str(solution.model.expression) == "A*B + A*C"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"assume": 5},
            (
                "assume names rows that are not remainders: 5. What the data say of a row is not assumed; "
                "recode the table, or leave the row out."
            ),
        ),
        (
            {"assume": (6, 7), "exclude": 7},
            "Rows are both assumed and excluded: 7. A remainder is sufficient or it is not.",
        ),
        (
            {"assume": "C", "exclude": "A*C"},
            "Rows are both assumed and excluded: 6. A remainder is sufficient or it is not.",
        ),
        ({"assume": 9}, "assume names rows that do not exist: 9. Rows are numbered 1 to 8."),
    ],
)
def test_what_cannot_be_assumed_is_refused(options, message):
    rows = pd.DataFrame({"A": [1, 1, 0], "B": [1, 0, 0], "C": [1, 0, 0], "out": list("100")})
    table = fq.TruthTable.from_frame(rows, ["A", "B", "C"])
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        fq.minimize(table, **options)


def test_too_many_assumptions_are_refused_with_their_number():
    names = [f"X{i}" for i in range(20)]
    frame = pd.DataFrame([[1] * 20, [0] * 20], columns=names).assign(out=["1", "0"])
    table = fq.TruthTable.from_frame(frame, names)
    with pytest.raises(fq.FsqcaError, match=r"^assume means 524287 remainders; at most 100000 can be"):
        fq.minimize(table, assume="X0")


@pytest.mark.parametrize("call", [fq.coherence, fq.enhanced_standard_analysis])
def test_other_things_are_refused(call):
    with pytest.raises(fq.FsqcaError, match="must be"):
        call("A", "B") if call is fq.coherence else call("A")


def test_other_conditions_are_refused():
    one = fq.build_truth_table(pd.DataFrame({"A": [1, 0], "Y": [1, 0]}), "Y")
    two = fq.build_truth_table(pd.DataFrame({"B": [1, 0], "Y": [1, 0]}), "~Y")
    with pytest.raises(
        fq.FsqcaError,
        match=r"^negated is not over the same conditions: 'B' instead of 'A'\. table\.negate\(\) gives the "
        r"table of the negated outcome\.$",
    ):
        fq.coherence(fq.minimize(one), fq.minimize(two))


def test_negating_twice_gives_the_table_back():
    table = fq.build_truth_table(data(4, (2, 2, 2)), "Y", consistency=0.75, pri=0.5)
    again = table.negate().negate()
    pd.testing.assert_frame_equal(again.table, table.table)
    direct = fq.build_truth_table(data(4, (2, 2, 2)), "~Y", consistency=0.75, pri=0.5)
    pd.testing.assert_frame_equal(table.negate().table, direct.table)
    assert table.negate().settings == direct.settings
    assert again.settings == table.settings


def test_an_analysis_without_exclusions_says_so_in_text_and_page():
    rows = pd.DataFrame({"A": [1, 0], "out": ["1", "0"]})
    table = fq.TruthTable.from_frame(rows, ["A"])
    negated = fq.TruthTable.from_frame(rows.assign(out=["0", "1"]), ["A"])
    analysis = fq.enhanced_standard_analysis(table, negated=negated)
    assert "Nothing had to be taken out." in str(analysis)
    assert "Nothing had to be taken out." in analysis._repr_html_().split("Conservative")[0]
    assert "<table" not in analysis._repr_html_().split("Conservative")[0]


def test_what_is_assumed_for_the_outcome_is_used_by_it_alone():
    rows = pd.DataFrame({"A": [1, 0, 1], "B": [1, 0, 0], "C": [1, 0, 1], "out": ["1", "0", "0"]})
    table = fq.TruthTable.from_frame(rows, ["A", "B", "C"])
    negated = fq.TruthTable.from_frame(rows.assign(out=["0", "1", "1"]), ["A", "B", "C"])
    analysis = fq.enhanced_standard_analysis(table, assume="~A*B*C", negated=negated)
    assert 4 in analysis.solutions.conservative.simplifying_assumptions.index
    assert 4 in analysis.solutions.parsimonious.simplifying_assumptions.index
    assert 4 not in analysis.negated.simplifying_assumptions.index
    assert 4 not in analysis.excluded.index
    assert analysis.coherence.n_shared == 0


def test_a_remainder_that_is_assumed_and_impossible_is_refused():
    rows = pd.DataFrame({"A": [1, 0], "B": [1, 0], "out": ["1", "0"]})
    table = fq.TruthTable.from_frame(rows, ["A", "B"])
    with pytest.raises(fq.errors.ArgumentError, match="Rows are both assumed and excluded: 3"):
        fq.enhanced_standard_analysis(table, assume="A*~B", impossible="A*~B")


def test_a_table_of_the_same_outcome_is_not_taken_for_the_negated_one():
    data = pd.DataFrame({"A": [0.9, 0.8, 0.2], "B": [0.7, 0.1, 0.9], "Y": [0.9, 0.7, 0.3]})
    table = fq.build_truth_table(data, "Y")
    solution = fq.minimize(table)
    message = "negated is of the same outcome, Y. table.negate() gives the table of the negated outcome."
    with pytest.raises(fq.errors.ArgumentError, match=re.escape(message)):
        fq.coherence(solution, solution)
    with pytest.raises(fq.errors.ArgumentError, match=re.escape(message)):
        fq.enhanced_standard_analysis(table, negated=table)


def test_a_table_without_its_cases_but_with_its_sums_is_held_against_the_negated_outcome():
    frame = data(4, (2, 2, 2))
    table = fq.build_truth_table(frame, "Y", consistency=0.75)
    restored = fq.TruthTable.from_json(table.to_json())
    one, other = (fq.enhanced_standard_analysis(each, {"B": "+"}) for each in (table, restored))
    assert other.advice == one.advice == ()
    pd.testing.assert_frame_equal(one.table, other.table)
    pd.testing.assert_frame_equal(one.excluded, other.excluded)
    assert [str(model.expression) for model in one.solutions.intermediate] == [
        str(model.expression) for model in other.solutions.intermediate
    ]
