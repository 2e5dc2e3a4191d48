"""Conditions that are defined only in some cases (temporal QCA). All data here are synthetic."""

from __future__ import annotations

import pickle
import re
import warnings
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fsqca as fq
from fsqca.errors import DataError, UndefinedValueWarning
from tests import oracles
from tests.strategies import memberships
from tests.truth_table.engines import SOURCES

NAMES = ["P", "E", "A", "EBA"]
DEFINED = {"EBA": "E*A"}
LEVELS = (2, 2, 2, 2)


def union_drives() -> pd.DataFrame:
    """Nine made-up drives: public university, elite allies, affiliation, allies before affiliation."""
    nan = np.nan
    rows = [
        (1, 1, 1, 1, 1),
        (1, 1, 1, 0, 0),
        (1, 1, 0, nan, 1),
        (1, 0, 1, nan, 0),
        (0, 1, 1, 1, 1),
        (0, 1, 1, 0, 0),
        (0, 0, 1, nan, 0),
        (0, 1, 0, nan, 0),
        (1, 0, 0, nan, 0),
    ]
    return pd.DataFrame(rows, columns=[*NAMES, "Y"], index=list("abcdefghi"))


def build(data: pd.DataFrame, **options: object) -> fq.TruthTable:
    return fq.build_truth_table(data, "Y", NAMES, **{"defined": DEFINED, **options})


def test_a_row_without_an_order_stands_for_every_value_of_it():
    table = build(union_drives())
    assert table.numbers == tuple(range(3, 17))
    observed = table.observed
    assert observed["EBA"].tolist() == ["-", "-", 0, 1, "-", "-", "-", 0, 1]
    assert observed["rows"].tolist()[:3] == [(3, 4), (5, 6), (7,)]
    assert observed["cases"].tolist() == [(case,) for case in "ghfeidcba"]
    assert table.cases(13) == table.cases(14) == ("c",)
    assert table.table.loc[[13, 14], "n"].tolist() == [1, 1]
    assert observed["n"].sum() == 9


def test_it_is_the_table_that_a_frame_with_dashes_gives():
    table = build(union_drives())
    data = union_drives()
    given_ = data.assign(EBA=data["EBA"].astype(object).fillna("-")).rename(columns={"Y": "out"})
    again = fq.TruthTable.from_frame(given_, NAMES)
    assert again.table["out"].to_dict() == table.table["out"].to_dict()
    assert fq.TruthTable.from_frame(table.observed, NAMES).table["out"].equals(table.table["out"])
    for kind in ("conservative", "parsimonious"):
        assert fq.minimize(again, kind).model.expression == fq.minimize(table, kind).model.expression


def test_an_order_that_matters_stands_in_the_solution():
    model = fq.minimize(build(union_drives())).model
    assert str(model.expression) == "P*E*~A + E*A*EBA"
    assert model.fit.table.loc["solution", ["consistency", "raw_coverage"]].tolist() == [1, 1]


def test_the_printed_table_has_a_dash_and_says_where_the_order_is_defined():
    lines = str(build(union_drives())).splitlines()
    assert lines[3].split() == ["13,", "14", "1", "1", "0", "-", "1", "1", "1.000", "1.000", "c"]
    assert lines[-1] == ('EBA is defined only where E*A; a row with "-" stands for every value of it.')
    assert ">-</td>" in build(union_drives())._repr_html_()


def test_the_settings_say_it_and_the_table_survives_pickling():
    table = build(union_drives())
    assert table.settings.defined == (("EBA", "E*A"),)
    assert pickle.loads(pickle.dumps(table)).observed.equals(table.observed)


def test_a_plain_table_has_its_rows_as_observed():
    plain = fq.build_truth_table(union_drives(), "Y", ["P", "E"])
    assert plain.observed.drop(columns="rows").equals(plain.table)
    assert plain.settings.defined == ()


def test_other_cut_offs_and_the_negated_outcome_are_coded_by_the_same_rows():
    table = build(union_drives())
    assert table.recode(frequency=2).observed["out"].eq("?").all()
    negated = table.negate()
    fresh = fq.build_truth_table(union_drives(), "~Y", NAMES, defined=DEFINED)
    assert negated.observed.equals(fresh.observed)
    complete = table.complete()
    assert complete.loc[[1, 2], "out"].tolist() == ["?", "?"]
    assert complete.loc[[13, 14], "consistency"].tolist() == [1, 1]


def test_a_multi_value_order_stands_for_all_its_values():
    data = union_drives()
    data["EBA"] = [2, 0, np.nan, np.nan, 1, 0, np.nan, np.nan, np.nan]
    table = build(data)
    assert table.levels["EBA"] == 3
    assert table.observed["rows"].tolist()[0] == (4, 5, 6)
    assert table.observed.loc[19, "rows"] == (19, 20, 21)


def test_where_a_multi_value_condition_says_whether_it_is_defined():
    data = pd.DataFrame({"M": [0, 1, 2, 2], "X": [np.nan, 1, 0, 1], "Y": [0, 1, 0, 1]})
    table = fq.build_truth_table(data, "Y", defined={"X": "~M{0}"})
    assert table.observed["X"].tolist() == ["-", 1, 0, 1]
    assert fq.build_truth_table(data, "Y", defined={"X": "M{1,2}"}).table.equals(table.table)


@st.composite
def temporal_frames(draw: st.DrawFn, crisp: bool = False) -> pd.DataFrame:
    """Frames in which EBA is missing exactly where E*A does not exceed 0.5."""
    n = draw(st.integers(1, 12))
    value = st.sampled_from([0.0, 1.0]) if crisp else memberships.filter(lambda v: v != 0.5)
    columns = {name: draw(st.lists(value, min_size=n, max_size=n)) for name in (*NAMES, "Y")}
    data = pd.DataFrame(columns, dtype=float)
    if not crisp:
        # One fractional value in each column, so that all are read as fuzzy.
        data.loc[n] = [0.3, 0.7, 0.7, 0.3, 0.3]
    data.loc[~(data[["E", "A"]].min(axis=1) > 0.5), "EBA"] = np.nan
    return data


def literal(value: float, level: int) -> float:
    """Membership in one literal; one that is not defined asks nothing."""
    return 1.0 if np.isnan(value) else value if level == 1 else 1 - value


def brute_force(data: pd.DataFrame) -> dict[tuple, tuple]:
    """Return pattern -> n, consistency, by going through all patterns and cases."""
    found = {}
    y = data["Y"].tolist()
    for pattern in product((0, 1), (0, 1), (0, 1), (0, 1, None)):
        if (pattern[3] is None) == (pattern[1] == pattern[2] == 1):
            continue
        x = [
            min(literal(v, level) for v, level in zip(case, pattern, strict=True) if level is not None)
            for case in data[NAMES].to_numpy()
        ]
        if (n := sum(v > 0.5 for v in x)) > 0:
            found[pattern] = (n, oracles.consistency(x, y), oracles.pri(x, y))
    return found


@settings(deadline=None)
@given(temporal_frames())
def test_rows_are_those_of_brute_force(data):
    observed = build(data).observed
    expected = brute_force(data)
    own = {
        tuple(None if v == "-" else int(v) for v in row[:4]): row[4:]
        for row in observed[[*NAMES, "n", "consistency", "pri"]].itertuples(index=False)
    }
    assert own.keys() == expected.keys()
    for pattern, numbers in expected.items():
        assert own[pattern] == pytest.approx(numbers, nan_ok=True)


@settings(deadline=None, max_examples=60)
@given(temporal_frames(), st.sampled_from(["conservative", "parsimonious"]))
def test_solutions_cover_every_value_of_a_positive_row_and_none_of_a_negative_one(data, kind):
    table = build(data, consistency=0.75)
    expected = {
        pattern: "1" if numbers[1] >= 0.75 - 1e-9 else "0" for pattern, numbers in brute_force(data).items()
    }
    codes = {
        corner: code
        for pattern, code in expected.items()
        for corner in product(*((0, 1) if v is None else (v,) for v in pattern))
    }
    oracle = oracles.minimize(oracles.Table(LEVELS, tuple(codes.items())), kind)
    solution = fq.minimize(table, kind)
    models = {frozenset(map(tuple, model.cubes.tolist())) for model in solution.models}
    assert models == oracle.models


@settings(deadline=None)
@given(temporal_frames())
def test_the_fit_of_a_term_leaves_out_what_is_not_defined(data):
    for model in fq.minimize(build(data, consistency=0.7), "parsimonious").models:
        for cube, x in zip(model.cubes.tolist(), model.memberships().T, strict=True):
            used = [(name, level) for name, level in zip(NAMES, cube, strict=True) if level != -1]
            expected = [
                min((literal(case[name], level) for name, level in used), default=1.0)
                for _, case in data.iterrows()
            ]
            assert x.tolist() == pytest.approx(expected)


@settings(deadline=None)
@given(temporal_frames(crisp=True))
def test_in_crisp_data_the_order_of_cases_without_one_counts_for_nothing(data):
    table = build(data)
    for value in (0.0, 1.0):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UndefinedValueWarning)
            filled = build(data.assign(EBA=data["EBA"].fillna(value)))
        assert filled.observed.equals(table.observed)


def test_deviant_cases_are_those_of_the_row_as_observed():
    data = union_drives()
    data.loc["j"] = data.loc["c"]
    data.loc["j", "Y"] = 0
    deviant = build(data).deviant_cases
    assert deviant[deviant["case"] == "j"].to_numpy().tolist() == [[13, "j", 1.0, 0.0]]


# ------------------------------------------------------------------ values too many, and values missing


def test_a_value_where_the_order_is_not_defined_is_ignored_and_named():
    data = union_drives()
    data.loc[["c", "d"], "EBA"] = [1, 0]
    message = (
        "2 cases have a value in 'EBA' where it is not defined (outside E*A): 'c', 'd'. They are ignored, as "
        "a missing value would be."
    )
    with pytest.warns(UndefinedValueWarning, match=f"^{re.escape(message)}$") as caught:
        table = build(data)
    assert caught[0].filename == __file__
    assert table.observed.equals(build(union_drives()).observed)


def test_a_missing_value_where_the_order_is_defined_is_refused_or_dropped():
    data = union_drives()
    data.loc["a", "EBA"] = np.nan
    message = (
        "1 case of data has a missing value in 'EBA' where it is defined (E*A): 'a'. Fill it in, or pass "
        'missing="drop" to leave this case out.'
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        build(data)
    dropped = build(data, missing="drop")
    assert dropped.dropped == ("a",)
    assert dropped.observed.equals(build(union_drives().drop(index="a")).observed)


def test_cases_dropped_for_either_reason_stand_in_the_order_of_the_data():
    data = union_drives()
    data.loc["e", "EBA"] = np.nan
    data.loc[["b", "g"], "P"] = np.nan
    assert build(data, missing="drop").dropped == ("b", "e", "g")


def test_nothing_left_is_refused():
    data = union_drives().loc[["a", "b"]].assign(EBA=np.nan)
    message = (
        "No case of data is left after dropping those with a missing value in 'EBA' where it is defined."
    )
    with pytest.raises(DataError, match=f"^{re.escape(message)}$"):
        build(data, missing="drop")


@pytest.mark.parametrize("dtype", ["Int64", "boolean", "Float64", object])
def test_the_order_can_be_of_any_type_that_holds_missing_values(dtype):
    data = union_drives()
    cells = [None if v != v else v == 1 for v in data["EBA"]]
    data["EBA"] = pd.array(cells, dtype=dtype)
    assert build(data).observed.equals(build(union_drives()).observed)


def test_the_data_are_not_changed():
    data = union_drives()
    data.loc["c", "EBA"] = 1
    before = data.copy()
    with pytest.warns(UndefinedValueWarning):
        build(data)
    pd.testing.assert_frame_equal(data, before)


def test_dashes_in_the_data_are_read_as_not_defined():
    data = union_drives()
    data["EBA"] = [f"{v:g}" if v == v else "-" for v in data["EBA"]]
    assert build(data).observed.equals(build(union_drives()).observed)


def test_text_in_the_order_condition_is_refused():
    data = union_drives()
    data["EBA"] = ["yes", "no", "-", "-", "yes", "no", *"---"]
    with pytest.raises(DataError, match=r"^Column 'EBA' in data is not numeric \('(object|str|string)'\)\."):
        build(data)


def test_the_crossover_rule_decides_where_the_order_is_defined():
    data = union_drives().astype(float)
    data.loc["c", "A"] = 0.5
    with pytest.warns(fq.errors.CrossoverWarning):
        assert build(data).crossover_cases == ("c",)
    with pytest.raises(DataError, match=r"^1 case of data has a missing value in 'EBA' where it is defined"):
        build(data, crossover="above")
    assert build(data, crossover="below").cases(13) == ("c",)
    data.loc["c", "EBA"] = 1.0
    assert build(data, crossover="above").cases(16) == ("a", "c")


@pytest.mark.parametrize(
    ("defined", "message"),
    [
        (
            "E*A",
            (
                "defined must be a mapping of condition to the expression where it is defined, such "
                'as {"A_before_B": '
                "\"A*B\"}, not 'E*A'."
            ),
        ),
        (
            {"EBB": "E*A"},
            (
                "There is no condition 'EBB' in the conditions (in defined). Available: 'P', 'E', "
                "'A', 'EBA'. Did you "
                "mean 'EBA'?"
            ),
        ),
        (
            {"EBA": 1},
            "defined['EBA'] must be an expression over the other conditions such as \"A*B\", not 1.",
        ),
        ({"EBA": "1"}, "defined['EBA'] is '1', which names no condition."),
        (
            {"EBA": "E*EBA"},
            (
                "defined['EBA'] is 'E*EBA', which uses 'EBA'. Where a condition is defined can "
                "depend only on "
                "conditions that are defined everywhere."
            ),
        ),
        (
            {"EBA": "E*Z"},
            (
                "defined['EBA'] is 'E*Z', which uses 'Z', not among the conditions. Take it into the "
                "conditions, so "
                "that each row shows whether 'EBA' is defined there."
            ),
        ),
    ],
)
def test_what_cannot_say_where_a_condition_is_defined_is_refused(defined, message):
    with pytest.raises(fq.FsqcaError, match=f"^{re.escape(message)}$"):
        build(union_drives(), defined=defined)


def test_a_condition_that_the_data_do_not_have_is_refused():
    with pytest.raises(fq.errors.UnknownNameError, match=r"^There is no condition 'EBA' in data\."):
        build(union_drives().drop(columns="EBA"))


def test_a_condition_defined_in_no_case_is_a_dont_care_everywhere():
    data = union_drives().loc[["c", "d", "i"]]
    table = build(data)
    assert set(table.observed["EBA"]) == {"-"}
    assert str(fq.minimize(table, "parsimonious").model.expression) == "E"


def test_too_many_configurations_are_refused():
    names = [f"X{i}" for i in range(18)]
    data = pd.DataFrame(np.nan, index=range(2), columns=names).assign(A=[0, 0], Y=[1, 0])
    message = (
        "The rows in which conditions are not defined stand for 262144 configurations; at most 100000 are "
        "written out. Use fewer conditions that are not defined everywhere."
    )
    with pytest.raises(fq.errors.TooLargeError, match=f"^{re.escape(message)}$"):
        fq.build_truth_table(data, "Y", ["A", *names], defined=dict.fromkeys(names, "A"))


def test_no_case_in_a_configuration_is_a_table_without_rows():
    data = pd.DataFrame({"E": [0.5], "A": [0.5], "EBA": [np.nan], "Y": [1.0]})
    with pytest.warns(fq.errors.CrossoverWarning):
        table = fq.build_truth_table(data, "Y", defined=DEFINED)
    assert table.numbers == ()
    assert table.observed.empty
    assert "defined only where E*A" in str(table)


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support:FutureWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_data_that_are_scanned_give_the_table_of_the_frame(source, tmp_path, small_chunks):
    rng = np.random.default_rng(8)
    data = pd.DataFrame({"id": [f"c{i:04d}" for i in range(2000)], "w": rng.choice([0.5, 1.0, 2.0], 2000)})
    for name in ("E", "A", "Y"):
        data[name] = rng.choice([0.1, 0.3, 0.7, 0.9], 2000)
    data["E_first"] = np.where((data["E"] > 0.5) & (data["A"] > 0.5), rng.integers(0, 2, 2000), np.nan)
    data["text"] = "not a set"
    path = tmp_path / "synthetic.parquet"
    data.to_parquet(path, index=False)
    options = {"defined": {"E_first": "E*A"}, "weights": "w", "cases": "id", "consistency": 0.7}
    expected = fq.build_truth_table(data, "Y", ["E", "A", "E_first"], **options)
    table = fq.build_truth_table(SOURCES[source](path), "Y", ["E", "A", "E_first"], **options)
    pd.testing.assert_frame_equal(table.table, expected.table)
    pd.testing.assert_frame_equal(table.observed, expected.observed)
    pd.testing.assert_frame_equal(table.deviant_cases, expected.deviant_cases)
    assert str(table) == str(expected)
    assert all(model.fit is not None for model in fq.minimize(table).models)


def test_a_file_may_hold_the_sign_of_a_dont_care(tmp_path):
    text = "E,A,E_first,Y\n1,1,1,1\n1,1,0,0\n1,0,-,0\n0,1,-,0\n"
    path = tmp_path / "order.csv"
    path.write_text(text, encoding="utf-8")
    table = fq.build_truth_table(path, "Y", defined={"E_first": "E*A"})
    assert table.observed["E_first"].tolist() == ["-", "-", 0, 1]
    with pytest.raises(fq.errors.ArgumentTypeError, match=r"^weights must be the name of a column where"):
        fq.build_truth_table(path, "Y", defined={"E_first": "E*A"}, weights=[1, 1, 1, 1])
    with pytest.raises(fq.errors.UnknownNameError) as caught:
        fq.build_truth_table(path, "Y", ["E", "A", "first"], defined={"first": "E*A"})
    assert str(caught.value).startswith("There is no condition 'first' in data. Available: 'E', 'A'")
