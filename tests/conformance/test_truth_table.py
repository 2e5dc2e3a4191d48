"""Truth tables against R QCA: rows, codes, numbers of cases, consistency, PRI, cases and deviant cases."""

from __future__ import annotations

import pytest

import fsqca as fq
from fsqca.errors import DataError
from tests.conformance import corpus
from tests.conformance.terms import as_list, build, close, has_half, rows_by_code

TOPIC = "truth_table"


@pytest.mark.parametrize("case", corpus.cases(TOPIC))
def test_truth_table(case):
    corpus.require(case)
    expected = case["expected"]
    if "error" in expected:
        check_error(case)
        return
    table = build(case)
    frame = table.table
    excluded = as_list(case["args"].get("exclude_rows") or [])
    assert list(table.levels.values()) == as_list(expected["levels"])
    assert table.n_configurations == expected["n_rows_total"]
    numbers = as_list(expected["row"])
    codes = as_list(expected.get("OUT_documented", expected["OUT"]))
    phantom = [number for number, n in zip(numbers, as_list(expected["n"]), strict=True) if n == 0]
    assert frame.index.tolist() == [number for number in numbers if number not in phantom]
    assert not phantom or has_half(case)
    rows = frame.to_dict("index")
    deviant: dict[int, list[str]] = {}
    for number, name in table.deviant_cases[["row", "case"]].itertuples(index=False):
        deviant.setdefault(number, []).append(name)
    zeroed = 0
    for i, number in enumerate(numbers):
        if number in phantom:
            # A3: a configuration in which no case has a membership above 0.5 is a remainder and not listed.
            assert codes[i] == "?" or number in excluded
            continue
        row = rows[number]
        assert [row[name] for name in table.conditions] == expected["config"][i]
        assert row["n"] == expected["n"][i]
        assert close(row["consistency"], expected["incl"][i], zeroed=1e-5)
        assert close(row["pri"], expected["PRI"][i], zeroed=1e-5)
        zeroed += not close(row["consistency"], expected["incl"][i]) or not close(
            row["pri"], expected["PRI"][i]
        )
        if expected["cases"][i] is not None:
            assert sorted(row["cases"]) == sorted(as_list(expected["cases"][i]))
        if expected["DCC"][i] is not None:
            assert sorted(deviant.get(number, [])) == sorted(as_list(expected["DCC"][i]))
        if number not in excluded:
            assert row["out"] == codes[i]
        else:
            assert codes[i] == "0"
    check_removed(case, table)
    if excluded:
        check_excluded(case, table, excluded, dict(zip(numbers, codes, strict=True)))
    corpus.ran(TOPIC, outcome(expected, phantom, excluded, zeroed))


def outcome(expected: dict, phantom: list[int], excluded: list[int], zeroed: int) -> str:
    """Return how the case is tallied: the weightiest of what differs."""
    if "r_oddity" in expected:
        rounding = expected["r_oddity"].startswith("R applies the tolerance")
        return f"documented rule, R differs ({'A2' if rounding else 'A5'})"
    if phantom:
        return "deliberate difference A3 (no row without a case)"
    if zeroed:
        return "deliberate difference A1 (nothing is zeroed)"
    if excluded:
        return "equal to R, rows excluded in minimize() (A12)"
    return "equal to R"


def check_removed(case: dict, table: fq.TruthTable) -> None:
    """Rows with too few cases: the code that they would have had."""
    removed = case["expected"].get("removed")
    if not removed:
        return
    without = table.recode(frequency=1).table["out"]
    expected = case["expected"]
    numbers = dict(
        zip(as_list(expected["row"]), zip(expected["incl"], expected["PRI"], strict=True), strict=True)
    )
    for number, code in zip(as_list(removed["row"]), as_list(removed["OUT"]), strict=True):
        if number not in without.index:
            # A configuration without a case above 0.5, which R lists (A3).
            assert has_half(case)
            continue
        assert table.table.loc[number, "out"] == "?"
        # Where R miscodes, the codes of removed rows are not to be relied upon either: the rule is.
        wanted = documented_code(*numbers[number], case["args"]) if "r_oddity" in expected else code
        assert without[number] == wanted


def documented_code(consistency: float, pri: float, args: dict) -> str:
    """Return the code of a row with enough cases, by the rule of the documentation of R QCA."""
    cuts = as_list(args["incl_cut"])
    if consistency >= max(cuts) - 1.5e-8:
        return "1" if pri >= args.get("pri_cut", 0) - 1.5e-8 else "0"
    return "C" if len(cuts) == 2 and consistency >= min(cuts) - 1.5e-8 else "0"


@pytest.mark.parametrize(
    "case", [one for one in corpus.cases(TOPIC) if "error" not in one.values[0].get("expected", {})]
)
def test_the_codes_compared_with_are_those_of_the_documented_rule(case):
    corpus.require(case)
    expected, args = case["expected"], case["args"]
    codes = as_list(expected.get("OUT_documented", expected["OUT"]))
    excluded = as_list(args.get("exclude_rows") or [])
    columns = (as_list(expected[name]) for name in ("row", "n", "incl", "PRI"))
    for code, (number, n, consistency, pri) in zip(codes, zip(*columns, strict=True), strict=True):
        if number in excluded:
            assert code == "0"
        else:
            few = n < args["n_cut"]
            assert code == ("?" if few else documented_code(float(consistency), float(pri), args))


def test_every_part_of_a_table_is_there_to_be_compared():
    found = [case["expected"] for case in corpus.synthetic_cases(TOPIC) if "error" not in case["expected"]]
    deviant = sum(len(as_list(own or [])) for one in found for own in one["DCC"])
    removed = sum(len(as_list(one["removed"]["row"])) for one in found if one.get("removed"))
    excluded = sum(len(as_list(one.get("excluded_remainders", []))) for one in found)
    assert min(deviant, removed, excluded) > 0
    several = [
        case
        for case in corpus.synthetic_cases(TOPIC)
        if len(as_list(case["args"]["incl_cut"])) == 2 and case["args"]["n_cut"] > 1
    ]
    assert any("OUT_documented" in case["expected"] for case in several)


def check_excluded(case: dict, table: fq.TruthTable, excluded: list[int], codes: dict[int, str]) -> None:
    """Excluded rows are negative in a minimization (A12); beyond the last row there is nothing to exclude."""
    inside = [number for number in excluded if number <= table.n_configurations]
    ours = rows_by_code(table, excluded)
    assert set(ours["pos"]) == {
        number for number, code in codes.items() if code == "1" and number not in inside
    }
    unobserved = sorted(set(inside) - set(codes))
    assert unobserved == sorted(as_list(case["expected"].get("excluded_remainders", [])))
    solution = fq.minimize(table, "parsimonious", exclude=inside, max_models=1)
    assert list(solution.chart.columns) == ours["pos"]
    for model in solution.models:
        assert not set(inside) & set(model.simplifying_assumptions.index)
    if inside != excluded:
        with pytest.raises(fq.FsqcaError):
            fq.minimize(table, "parsimonious", exclude=excluded)


def check_error(case: dict) -> None:
    """Where R stops: an empty table is a finding, uncalibrated data are refused with the column named."""
    message = case["expected"]["error"]
    if message.startswith("There are no configurations"):
        table = build(case)
        assert (table.table["out"] == "?").all()
        assert (table.table["n"] < case["args"]["n_cut"]).all()
        solution = fq.minimize(table)
        assert solution.models == ()
        assert solution.advice
        corpus.ran(TOPIC, "deliberate difference: a table without a coded row is a result with advice")
    else:
        assert message.startswith("Uncalibrated data")
        with pytest.raises(DataError, match="is not calibrated"):
            build(case)
        corpus.ran(TOPIC, "refused as by R")
