import pickle

import numpy as np
import pandas as pd
import pytest

import fsqca as fq
from fsqca.clusters import diagnose_clusters
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, TooLargeError, UnknownNameError


def data(n: int = 60, seed: int = 1) -> pd.DataFrame:
    """Return synthetic memberships in which nothing depends on the clusters."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(random.random((n, 3)).round(4), columns=["A", "B", "Y"])
    frame["Y"] = np.clip(0.6 * frame["A"] + 0.4 * frame["Y"], 0, 1).round(3)
    frame["g"] = random.choice(["north", "south", "west"], n)
    return frame


def panel(units: int = 12) -> pd.DataFrame:
    frame = data(units * 4, 2)
    frame["year"] = np.tile([2001, 2002, 2003, 2004], units)
    frame["firm"] = np.repeat([f"F{i:02}" for i in range(units)], 4)
    return frame


def test_pooled_and_cluster_values_are_those_of_pof():
    own = data()
    for relation, columns in (("=>", ("consistency", "raw_coverage")), ("<=", ("consistency", "coverage"))):
        found = diagnose_clusters(f"A*B + ~A {relation} Y", own, clusters="g", permutations=0)
        whole = fq.pof(own, f"A*B + ~A {relation} Y").table
        table = found.table.set_index(["term", "measure"])
        for term in ("A*B", "~A", "solution"):
            assert table.loc[(term, "consistency"), "pooled"] == pytest.approx(whole.loc[term, columns[0]])
            assert table.loc[(term, "coverage"), "pooled"] == pytest.approx(whole.loc[term, columns[1]])
        for name, part in own.groupby("g"):
            expected = fq.pof(part, f"A*B + ~A {relation} Y").table
            rows = found.between[found.between["cluster"] == name].set_index("term")
            assert rows["n"].unique().tolist() == [len(part)]
            for term in ("A*B", "~A", "solution"):
                assert rows.loc[term, "consistency"] == pytest.approx(expected.loc[term, columns[0]])
                assert rows.loc[term, "coverage"] == pytest.approx(expected.loc[term, columns[1]])


def test_units_are_over_their_periods():
    own = panel()
    found = diagnose_clusters("A => Y", own, clusters="year", units="firm", permutations=0)
    for name, part in own.groupby("firm"):
        expected = fq.pof(part, "A => Y").table.loc["A"]
        [row] = found.within.query(f"unit == '{name}' and term == 'A'").to_dict("records")
        assert row["consistency"] == pytest.approx(expected["consistency"])
        assert row["coverage"] == pytest.approx(expected["raw_coverage"])
    assert found.clusters.names == ("2001", "2002", "2003", "2004")


def test_the_distance_is_0_where_all_clusters_are_alike_and_as_published_elsewhere():
    own = data(20)
    twice = pd.concat([own.assign(g="u"), own.assign(g="v")], ignore_index=True)
    alike = diagnose_clusters("A => Y", twice, clusters="g", permutations=99)
    assert alike.table["between_distance"].tolist() == pytest.approx([0] * 4)
    assert (alike.table["between_p"] == 1).all()
    found = diagnose_clusters("A => Y", own, clusters="g", permutations=0)
    values = found.between.query("term == 'A'")["consistency"].to_numpy()
    expected = np.sqrt(((values / values.sum() - 1 / len(values)) ** 2).sum())
    assert found.table.loc[0, "between_distance"] == pytest.approx(expected)


def test_weights_are_cases_repeated():
    own = data(30).assign(w=np.tile([1, 2, 3], 10))
    repeated = own.loc[own.index.repeat(own["w"])].reset_index(drop=True)
    one = diagnose_clusters("A + ~B => Y", own, clusters="g", weights="w", permutations=0)
    other = diagnose_clusters("A + ~B => Y", repeated, clusters="g", permutations=0)
    columns = ["pooled", "lowest", "highest", "between_distance"]
    assert one.table[columns].to_numpy() == pytest.approx(other.table[columns].to_numpy())
    assert "Cases are weighted." in one.notes


def test_labels_may_be_a_column_a_series_in_any_order_or_one_per_case():
    own = data()
    column = diagnose_clusters("A => Y", own, clusters="g")
    series = diagnose_clusters("A => Y", own, clusters=own["g"][::-1])
    array = diagnose_clusters("A => Y", own, clusters=own["g"].to_numpy())
    pd.testing.assert_frame_equal(column.between, series.between)
    pd.testing.assert_frame_equal(column.table, array.table)
    assert array.clusters.name == "clusters"


def test_categories_keep_their_order():
    own = data()
    own["g"] = pd.Categorical(own["g"], ["west", "north", "south", "nowhere"])
    assert diagnose_clusters("A => Y", own, clusters="g").clusters.names == ("west", "north", "south")


def test_a_model_uses_the_cases_and_weights_of_its_truth_table():
    own = data()
    table = fq.build_truth_table(own.drop(columns="g"), "Y", consistency=0.7)
    solution = fq.minimize(table, "parsimonious")
    found = diagnose_clusters(solution, clusters=own["g"], permutations=19)
    other = diagnose_clusters(str(solution.model.expression), own, "Y", "g", permutations=19)
    pd.testing.assert_frame_equal(found.table, other.table)
    assert found.settings.model == "P1"
    with pytest.raises(
        ArgumentError, match=r"clusters is the column 'g', but there are no data with columns"
    ):
        diagnose_clusters(solution, clusters="g")


def test_missing_labels_and_memberships_stop_or_are_dropped_and_counted():
    own = data()
    own.loc[3, "g"] = None
    own.loc[5, "A"] = np.nan
    with pytest.raises(DataError, match="'A'"):
        diagnose_clusters("A => Y", own, clusters="g")
    with pytest.raises(DataError) as found:
        diagnose_clusters("B => Y", own, clusters="g")
    assert str(found.value) == (
        'clusters has no label for 1 case: 3. Fill them in, or pass missing="drop" to leave these cases out.'
    )
    dropped = diagnose_clusters("A => Y", own, clusters="g", missing="drop")
    assert dropped.dropped == (5, 3)
    assert dropped.n_cases == 58


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda d: diagnose_clusters("A => Y", d), ArgumentError, "clusters is missing: name the column"),
        (lambda d: diagnose_clusters("A => Y", d, clusters="h"), UnknownNameError, "There is no column 'h'"),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters=["u"] * 3),
            ArgumentError,
            "clusters holds 3 labels for 60 cases. Pass a column name, a Series",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters=["u"] * 60),
            ArgumentError,
            "clusters has a single label, 'u': there is nothing to compare. Use pof()",
        ),
        (lambda d: diagnose_clusters("A => Y", d, clusters=3), ArgumentError, "clusters holds no sequence"),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters=d["g"].iloc[:50]),
            ArgumentError,
            "clusters has no label for 10 cases: 50, 51, 52, 53, 54 and 5 more. Its index must hold",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters="g", units=["u"] * 30 + ["v"] * 30),
            DataError,
            "share their unit and their cluster with another, for example unit 'u' in",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters="g", units=list(range(60))),
            ArgumentError,
            "units has a unit of its own for every case, so nothing lies within units: leave units out.",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters=["1", 1] * 30),
            DataError,
            "that read the same: '1'",
        ),
        (lambda d: diagnose_clusters("A", d, clusters="g"), ArgumentError, "outcome is missing: name it"),
        (lambda d: diagnose_clusters("A => Y", clusters=d["g"]), ArgumentError, "data is missing"),
        (
            lambda d: diagnose_clusters("A*Y => Y", d, clusters="g"),
            ArgumentError,
            "A set cannot explain itself",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters="g", seed=None),
            ArgumentTypeError,
            "seed must be a whole number or a numpy.random.Generator, not None.",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters="g", permutations=-1),
            ArgumentError,
            "permutations is -1, but it must be at least 0.",
        ),
        (
            lambda d: diagnose_clusters("A => Y", d, clusters="g", permutations=10**8),
            TooLargeError,
            "The test of 3 clusters with 100000000 permutations would hold 1200000012 numbers",
        ),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error) as found:
        call(data())
    assert message in str(found.value)


def test_clusters_of_one_case_are_fine_and_said():
    own = pd.DataFrame({"A": [0.9, 0.4, 0.7], "Y": [0.8, 0.6, 0.9], "g": ["u", "v", "v"]})
    found = diagnose_clusters("A => Y", own, clusters="g", permutations=0)
    assert found.notes == ("1 cluster of one case ('u'): what is said of it is said of a case.",)


def test_undefined_values_are_left_out_of_the_distance_with_the_reason():
    own = pd.DataFrame(
        {"A": [0, 0, 0.8, 0.6, 0.4], "Y": [0.2, 0.4, 0.9, 0.5, 0.1], "g": ["u", "u", "v", "w", "w"]}
    )
    found = diagnose_clusters("A => Y", own, clusters="g", permutations=9)
    values = found.between.query("term == 'A'")
    assert np.isnan(values["consistency"].iloc[0])
    assert np.isnan(values["consistency_p"].iloc[0])
    assert values["coverage"].iloc[0] == 0
    share = values["consistency"].iloc[1:] / values["consistency"].sum()
    assert found.table.loc[0, "between_distance"] == pytest.approx(np.sqrt(((share - 0.5) ** 2).sum()))
    own["Y"] = [0, 0, 0.9, 0.5, 0.1]
    found = diagnose_clusters("A <= Y", own, clusters="g", permutations=0)
    assert found.notes[0] == (
        "The coverage of 'A' is undefined in 1 cluster ('u'): no case there has a membership above 0 in it. "
        "The distance leaves it out."
    )
    assert found.notes[1] == (
        "The consistency is undefined in 1 cluster ('u'): no case there has a membership above 0 in Y. The "
        "distance leaves it out."
    )


def test_it_prints_a_table_by_term_and_by_cluster():
    own = data()
    found = diagnose_clusters("A => Y", own, clusters="g", permutations=99)
    assert repr(found) == "<ClusterDiagnosis A => Y: sufficiency, 60 cases, 3 clusters of g>"
    text = str(found)
    assert text.startswith("Cluster diagnosis of A => Y\nsufficiency, 60 cases, 3 clusters of g\n")
    assert "solution" not in text
    assert text.endswith(
        "p: share of 99 samples with labels shuffled over all cases, the observed one counted, whose "
        "distance is at least as large (seed 1); for single clusters family-wise within a term."
    )
    html = diagnose_clusters("A => Y", own.assign(g="<" + own["g"] + ">"), clusters="g")._repr_html_()
    assert "&lt;north&gt;" in html
    assert "<north>" not in html
    assert str(pickle.loads(pickle.dumps(found))) == text


def test_a_model_can_be_held_to_necessity_in_clusters():
    own = data()
    solution = fq.minimize(fq.build_truth_table(own.drop(columns="g"), "Y", consistency=0.7), "parsimonious")
    found = diagnose_clusters(solution, clusters=own["g"], relation="necessity", permutations=0)
    expected = fq.pof(own, f"{solution.model.expression} <= Y").table.loc["solution"]
    table = found.table.query("term == 'solution'").set_index("measure")
    assert table.loc["consistency", "pooled"] == pytest.approx(expected["consistency"])
    assert table.loc["coverage", "pooled"] == pytest.approx(expected["coverage"])


def test_labels_that_memberships_do_not_hold_are_asked_for_as_a_series():
    own = data()
    calibrated = fq.calibrate(own[["A", "Y"]] * 6 + 1, {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 4, 7)})
    with pytest.raises(UnknownNameError, match="Labels that are not in data are passed as a Series with the"):
        diagnose_clusters("A => Y", calibrated, clusters="g")
    found = diagnose_clusters("A => Y", calibrated, clusters=own["g"], permutations=0)
    assert found.calibration is not None
