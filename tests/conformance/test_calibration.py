"""Memberships against those of R QCA 3.25.1 and, where we differ on purpose, against our own rule."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from fsqca.calibration import (
    ClusterThresholds,
    Crisp,
    Direct,
    Empirical,
    Indirect,
    IndirectPolynomial,
    Piecewise,
    PiecewiseBell,
    Ranks,
    calibrate,
    find_thresholds,
    suggest_anchors,
)
from fsqca.calibration.indirect_polynomial import polynomial
from fsqca.calibration.logit import separated
from fsqca.errors import ArgumentError, CalibrationWarning, DataError
from tests.conformance import corpus

TOPIC = "calibration"
#: R sets memberships below 1e-4 to 0 and above 0.9999 to 1 (CONVENTIONS A1); the option reproduces it.
R_SNAP = 1e-4


def kind(case: dict) -> str:
    """Return what a case is about."""
    if case.get("absent"):
        return "calibrate"
    args = case["args"]
    return args.get("fn") or ("indirect" if args["method"] == "indirect" else "calibrate")


ALL = corpus.cases(TOPIC)
BY_KIND = {
    name: [parameter for parameter in ALL if kind(parameter.values[0]) == name]
    for name in ("calibrate", "indirect", "findTh", "indirectCalibration")
}
COVERED = BY_KIND["calibrate"]


def anchors(args: dict, names: tuple[str, ...]) -> list[float]:
    """Return the thresholds in the order of `names`: the names of the case override its positions."""
    given = args["threshold_names"] or names
    by_name = dict(zip(given, args["thresholds"], strict=True))
    return [by_name[name] for name in names]


def build(args: dict):
    """Return our calibrator for the arguments of a case."""
    if args["type"] == "crisp":
        return Crisp(*args["thresholds"])
    if args["method"] == "TFR":
        return Ranks()
    powers = {name: args[name] for name in ("below", "above") if name in args}
    if len(args["thresholds"]) == 6:
        return PiecewiseBell(*anchors(args, ("e1", "c1", "i1", "i2", "c2", "e2")), **powers)
    if len(args["thresholds"]) != 3:
        return Direct(*args["thresholds"])
    three = anchors(args, ("e", "c", "i"))
    if args.get("ecdf"):
        return Empirical(*three)
    if args.get("logistic") is False:
        return Piecewise(*three, **powers)
    return Direct(*three, **{name: args[name] for name in ("idm",) if name in args})


def raw_scores(case: dict) -> pd.DataFrame:
    """Return a frame with the one raw column of a case, named x."""
    if "inline" in case["data"]:
        return pd.DataFrame({"x": [corpus.number(value) for value in case["data"]["inline"]["x"]]})
    return corpus.frame(case)[[case["data"]["column"]]].set_axis(["x"], axis=1)


def expected_values(case: dict) -> np.ndarray:
    return np.array([corpus.number(value) for value in case["expected"]["values"]])


def unordered(args: dict) -> bool:
    """Return whether the three or six anchors are not strictly ordered, which we refuse (A6)."""
    if args["type"] == "crisp" or args["method"] == "TFR" or len(args["thresholds"]) not in (3, 6):
        return False
    if len(args["thresholds"]) == 3:
        e, c, i = anchors(args, ("e", "c", "i"))
        return not (e < c < i or e > c > i)
    e1, c1, i1, i2, c2, e2 = anchors(args, ("e1", "c1", "i1", "i2", "c2", "e2"))
    return not (e1 < c1 < i1 <= i2 < c2 < e2 or i1 < c1 < e1 <= e2 < c2 < i2)


@pytest.mark.parametrize("case", COVERED)
def test_memberships_are_those_of_r_or_differ_as_documented(case: dict) -> None:
    corpus.require(case)
    args, raw = case["args"], raw_scores(case)
    error = "error" in case["expected"]

    if unordered(args):
        in_order = {3: ("e", "c", "i"), 6: ("e1", "c1", "i1", "i2", "c2", "e2")}[len(args["thresholds"])]
        shown = " / ".join(f"{anchor:g}" for anchor in anchors(args, in_order))
        with pytest.raises(ArgumentError, match=rf"are {shown} \(.*\), but they must be"):
            build(args)
        corpus.ran(TOPIC, "an error in R and here" if error else "deliberate difference A6")
    elif raw["x"].isna().any():
        check_missing(case, raw)
    elif args["type"] == "crisp" and error:
        assert "outside the range" in case["expected"]["error"]
        assert calibrate(raw, {"x": build(args)}).data["x"].tolist() == [0.0] * len(raw)
        corpus.ran(TOPIC, "deliberate difference: thresholds beyond the data")
    elif error:
        with pytest.raises((ArgumentError, TypeError)):
            build(args)
        corpus.ran(TOPIC, "an error in R and here")
    else:
        ours = calibrate(raw, {"x": build(args)}, snap=R_SNAP).data["x"]
        np.testing.assert_allclose(ours, expected_values(case), rtol=0, atol=1e-6)
        corpus.ran(TOPIC)


def check_missing(case: dict, raw: pd.DataFrame) -> None:
    """Missing values: refused by name, or dropped with the others as in R (A17)."""
    calibrator = build(case["args"])
    with pytest.raises(DataError, match=r"2 cases of data have missing values in 'x': 1, 5\."):
        calibrate(raw, {"x": calibrator})
    kept = calibrate(raw, {"x": calibrator}, missing="drop")
    assert kept.dropped == (1, 5)
    there = raw["x"].notna()
    assert list(kept.data.index) == list(raw.index[there])
    if "error" not in case["expected"]:
        np.testing.assert_allclose(kept.data["x"], expected_values(case)[there], rtol=0, atol=1e-6)
        np.testing.assert_allclose(calibrator(raw["x"]), expected_values(case), rtol=0, atol=1e-6)
    corpus.ran(TOPIC, "deliberate difference A17")


@pytest.mark.parametrize("case", BY_KIND["indirect"])
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_memberships_by_the_polynomial_are_those_of_the_indirect_method_of_r(case: dict) -> None:
    corpus.require(case)
    raw, calibrator = raw_scores(case), IndirectPolynomial(*case["args"]["thresholds"])
    sets = calibrate(raw, {"x": calibrator}, snap=R_SNAP)
    np.testing.assert_allclose(sets.data["x"], expected_values(case), rtol=0, atol=1e-6)
    # The curve learnt gives the same memberships from its coefficients alone.
    np.testing.assert_allclose(
        sets.apply(raw, snap=R_SNAP).data["x"], expected_values(case), rtol=0, atol=1e-6
    )
    corpus.ran(TOPIC)


def test_what_r_reports_as_not_converged_is_reported_as_such_and_separation_besides() -> None:
    stopped, diverging = 0, 0
    for parameter in BY_KIND["indirect"]:
        case = parameter.values[0]
        raw, thresholds = raw_scores(case)["x"].to_numpy(), case["args"]["thresholds"]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            IndirectPolynomial(*thresholds).fit(raw)
        text = " ".join(str(warning.message) for warning in caught)
        assert all(issubclass(warning.category, CalibrationWarning) for warning in caught)
        in_r = "glm.fit: algorithm did not converge" in case["expected"].get("warnings", [])
        assert ("stopped after 25 iterations" in text) == in_r, case["id"]
        stopped += in_r
        design = polynomial(raw)[:, : len(np.unique(raw))]
        grades = (np.searchsorted(thresholds, raw) / len(thresholds)).round(3)
        assert ("separated perfectly" in text) == separated(design, grades)
        diverging += "separated perfectly" in text
    assert 0 < stopped < diverging


@pytest.mark.parametrize("case", BY_KIND["findTh"])
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_thresholds_by_clusters_are_those_of_r(case: dict) -> None:
    corpus.require(case)
    args, raw = case["args"], raw_scores(case)
    assert args["distm"] == "euclidean"
    found = find_thresholds(raw["x"], args["n"], linkage=args["hclustm"])
    np.testing.assert_allclose(found, expected_values(case), rtol=0, atol=1e-9)
    sets = calibrate(raw, {"x": ClusterThresholds(args["n"], linkage=args["hclustm"])})
    assert sets.calibrators["x"] == Crisp(*found)
    corpus.ran(TOPIC)


@pytest.mark.parametrize(
    "case",
    [
        one
        for one in BY_KIND["findTh"]
        if (one.values[0]["args"]["n"], one.values[0]["args"]["hclustm"]) == (3, "complete")
    ],
)
def test_anchors_suggested_by_clusters_are_the_thresholds_of_r(case: dict) -> None:
    corpus.require(case)
    found = suggest_anchors(raw_scores(case)).anchors["x", "clusters"]
    np.testing.assert_allclose(found, expected_values(case), rtol=0, atol=1e-9)


@pytest.mark.parametrize("case", BY_KIND["indirectCalibration"])
@pytest.mark.filterwarnings("ignore::fsqca.errors.CalibrationWarning")
def test_memberships_by_regression_are_those_of_setmethods(case: dict) -> None:
    corpus.require(case)
    args, columns = case["args"], corpus.frame(case)
    grades = columns[case["data"]["cat_column"]].map(dict(enumerate(args["cat_map"], 1)))
    calibrator = Indirect(
        columns[case["data"]["column"]], grades, by="case", model="logit" if args["binom"] else "beta"
    )
    ours = calibrate(raw_scores(case), {"x": calibrator}).data["x"]
    # The likelihood of a beta regression is maximized numerically in both programs.
    np.testing.assert_allclose(ours, expected_values(case), rtol=0, atol=1e-9 if args["binom"] else 1e-5)
    corpus.ran(TOPIC)


def test_no_case_is_left_out() -> None:
    assert sum(map(len, BY_KIND.values())) == len(ALL)


def test_without_snap_memberships_differ_from_r_only_near_0_and_1() -> None:
    differing = 0
    for parameter in COVERED:
        case = parameter.values[0]
        if case.get("absent") or "error" in case["expected"] or unordered(case["args"]):
            continue
        raw = raw_scores(case)
        if case["args"]["type"] == "crisp" or raw["x"].isna().any():
            continue
        ours, theirs = calibrate(raw, {"x": build(case["args"])}).data["x"].to_numpy(), expected_values(case)
        apart = np.abs(ours - theirs) > 1e-9
        differing += bool(apart.any())
        assert np.isin(theirs[apart], (0.0, 1.0)).all()
        assert (np.abs(ours - theirs)[apart] < R_SNAP).all()
    assert differing > 0
