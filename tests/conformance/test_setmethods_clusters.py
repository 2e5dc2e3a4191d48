"""Pooled, between and within consistency and coverage, compared with cluster() of SetMethods.

cluster() adds 1e-10 to numerators and denominators, so that an empty cluster has the
value 1; ours is NaN there.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

import fsqca as fq
from fsqca.clusters import ClusterDiagnosis, diagnose_clusters
from fsqca.metrics.additive import ratio
from tests.conformance import corpus
from tests.conformance.terms import expected_warnings, literals

TOPIC = "setmethods: cluster"


def of(function: str) -> list:
    found = corpus.cases("setmethods")
    return [p for p in found if p.values[0].get("absent") or p.values[0]["args"]["fn"] == function]


def diagnosis(case: dict) -> ClusterDiagnosis:
    call, data = case["call"], corpus.frame(case)
    added = case["data"].get("added_columns", {})
    unit, cluster = (re.search(rf'{name} = "([^"]+)"', call)[1] for name in ("unit_id", "cluster_id"))
    if not added:
        names = corpus.text_columns(case)
        added = {unit: names[unit], cluster: names[cluster]}
    data = data.drop(columns=[name for name in added if name in data])
    for name, values in added.items():
        data[name] = list(values)
    relation = "necessity" if "necessity = TRUE" in call else "sufficiency"
    if "minimize(" in call:
        outcome = re.search(r'minimize\(data, outcome = "([^"]+)"', call)[1]
        results = case["expected"]["result"]["output"]
        expression = " + ".join(results)
    else:
        expression = re.search(r'results = "([^"]+)"', call)[1]
        outcome = re.search(r'outcome = "([^"]+)"', call)[1]
    with expected_warnings():
        return diagnose_clusters(expression, data, outcome, cluster, unit, relation=relation, permutations=0)


def check(ours: ClusterDiagnosis, label: str, theirs: dict) -> bool:
    """Compare one set; return whether a value was undefined."""
    row = ours.labels.index(label)
    number = len(ours.labels)
    undefined = False
    pairs = [
        (ours.pooled[[row]], theirs["POCOS"]),
        (ours.cluster_fits[row], theirs["BECOS"]),
        (ours.unit_fits[row], theirs["WICONS"]),
        (ours.pooled[[row + number]], theirs["Coverages"]["pooled"]),
        (ours.cluster_fits[row + number], theirs["Coverages"]["between"]),
        (ours.unit_fits[row + number], theirs["Coverages"]["within"]),
    ]
    for own, expected in pairs:
        values = np.array([corpus.number(one) for one in expected])
        bad = np.isnan(own)
        undefined |= bool(bad.any())
        assert np.allclose(own[~bad], values[~bad], atol=1e-6)
        assert np.allclose(values[bad], 1)
    for own, fits, name in (
        (ours.between_distances[row], ours.cluster_fits[row], "dBP"),
        (ours.within_distances[row], ours.unit_fits[row], "dWP"),
    ):
        if not np.isnan(fits).any():
            assert abs(own - corpus.number(theirs[name][0])) < 1e-6
        else:
            filled = np.nan_to_num(fits, nan=1.0)
            with_ones = np.sqrt(((ratio(filled, filled.sum()) - 1 / len(filled)) ** 2).sum())
            assert abs(with_ones - corpus.number(theirs[name][0])) < 1e-6
    return undefined


@pytest.mark.parametrize("case", of("cluster"))
def test_pooled_between_and_within_are_those_of_cluster(case: dict) -> None:
    corpus.require(case)
    ours = diagnosis(case)
    result = case["expected"]["result"]
    if "output" in result:
        by_term = {literals(label): label for label in ours.labels[:-1]}
        parts = {by_term[literals(name)]: own for name, own in result["output"].items()}
        ids = next(iter(parts.values()))
    else:
        parts, ids = {ours.labels[-1]: result}, result
    assert [name.rsplit(" (", 1)[0] for name in ids["cluster_ids"]] == list(ours.clusters.names)
    assert sorted(int(name.rsplit("(", 1)[1].strip(") ")) for name in ids["unit_ids"]) == sorted(
        ours.units.sizes.tolist()
    )
    undefined = [check(ours, label, theirs) for label, theirs in parts.items()]
    corpus.ran(TOPIC, "equal; 1 where ours is undefined" if any(undefined) else "equal to SetMethods")


def test_an_empty_cluster_is_undefined_and_said_so() -> None:
    import pandas as pd

    data = pd.DataFrame({"A": [0.0, 0.0, 0.8, 0.6], "Y": [0.2, 0.4, 0.9, 0.5], "g": list("uuvv")})
    found = diagnose_clusters("A => Y", data, clusters="g", permutations=0)
    assert np.isnan(found.cluster_fits[0, 0])
    assert fq.pof(data, "A => Y").table.loc["A", "consistency"] == pytest.approx(found.pooled[0])
    assert found.notes[0] == (
        "The consistency of 'A' is undefined in 1 cluster ('u'): no case there has a membership above 0 in "
        "it. The distance leaves it out."
    )
