import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fsqca.clusters import diagnose_clusters
from fsqca.clusters.permutation import shuffled
from fsqca.clusters.sums import distances, fits_by, parts_of
from tests.clusters.test_diagnosis import data, panel


def test_shuffled_labels_keep_the_number_of_each_in_every_stratum():
    random = np.random.default_rng(0)
    labels, strata = np.array([0, 0, 1, 2, 1, 1, 0]), np.array([0, 1, 0, 1, 1, 0, 1])
    sample = shuffled(labels, strata, 50, random)
    for one in (0, 1):
        assert (np.sort(sample[:, strata == one], axis=1) == np.sort(labels[strata == one])).all()
    assert len(np.unique(sample, axis=0)) > 10


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_order_of_a_stratum_is_equally_likely(seed):
    random = np.random.default_rng(seed)
    sample = shuffled(np.arange(3), np.zeros(3, dtype=np.int64), 3000, random)
    counts = pd.Series([tuple(row) for row in sample.tolist()]).value_counts()
    assert set(counts.index) == set(itertools.permutations(range(3)))
    assert counts.min() > 380
    assert counts.max() < 620


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), n=st.integers(2, 15), kind=st.sampled_from(["sufficiency", "necessity"]))
def test_sums_by_cluster_equal_a_loop_over_samples_and_clusters(seed, n, kind):
    random = np.random.default_rng(seed)
    x, y = random.random((n, 2)).round(1), random.random(n).round(1)
    labels = random.integers(0, 3, (4, n))
    found = fits_by(labels, 3, parts_of(x, y, None), kind)
    for sample, one, cluster in itertools.product(range(4), range(2), range(3)):
        own = labels[sample] == cluster
        top = np.minimum(x[own, one], y[own]).sum()
        bottoms = (x[own, one].sum(), y[own].sum())
        values = [top / bottom if bottom > 0 else np.nan for bottom in bottoms]
        expected = values if kind == "sufficiency" else values[::-1]
        assert found[sample, [one, one + 2], cluster] == pytest.approx(expected, nan_ok=True)


def test_the_p_value_counts_all_orders_of_a_small_example():
    own = pd.DataFrame({"A": [0.9, 0.8, 0.7, 0.6, 0.9], "Y": [0.9, 0.9, 0.8, 0.1, 0.2], "g": list("uuuvv")})
    found = diagnose_clusters("A => Y", own, clusters="g", permutations=4999)
    x, y = own["A"].to_numpy(), own["Y"].to_numpy()
    values = []
    for two in itertools.combinations(range(5), 2):
        inside = np.isin(np.arange(5), two)
        fits = [np.minimum(x[w], y[w]).sum() / x[w].sum() for w in (~inside, inside)]
        values.append(float(distances(np.array(fits))))
    exact = np.mean([value >= values[-1] - 1e-12 for value in values])
    assert found.table.loc[0, "between_p"] == pytest.approx(exact, abs=0.02)


def test_a_p_value_is_never_0_and_the_same_seed_gives_the_same():
    own = data()
    own.loc[own["g"] == "west", "Y"] = 0
    one, other = (diagnose_clusters("A => Y", own, clusters="g", permutations=199, seed=4) for _ in range(2))
    assert one.table.loc[0, "between_p"] == 1 / 200
    pd.testing.assert_frame_equal(one.between, other.between)
    generator = diagnose_clusters(
        "A => Y", own, clusters="g", permutations=199, seed=np.random.default_rng(4)
    )
    pd.testing.assert_frame_equal(one.between, generator.between)
    assert generator.settings.seed is None


def test_the_cluster_that_differs_gets_a_small_p_value_among_many():
    own = data(600, 5)
    own["g"] = [f"g{at % 12:02}" for at in range(600)]
    own.loc[own["g"] == "g03", "Y"] *= 0.5
    found = diagnose_clusters("A => Y", own, clusters="g").between.query("term == 'A'").set_index("cluster")
    assert found.loc["g03", "consistency_p"] == 0.001
    assert (found["consistency_p"].drop("g03") > 0.05).all()


def test_without_a_difference_any_cluster_of_a_term_is_called_different_in_about_5_of_100_samples():
    hits = []
    for seed in range(200):
        found = diagnose_clusters("A => Y", data(40, seed), clusters="g", permutations=99, seed=seed)
        p = found.between.query("term == 'A'")["consistency_p"]
        hits.append((p.min() <= 0.05, found.table.loc[0, "between_p"] <= 0.05))
    # Three standard errors around 0.05.
    assert (np.mean(hits, axis=0) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 200)).all()
    assert (np.mean(hits, axis=0) > 0).all()


def test_in_a_panel_what_lies_between_units_does_not_count_as_a_difference_of_periods():
    own = panel(20)
    # Units differ by much, periods do not.
    level = np.repeat(np.linspace(0.1, 1, 20), 4)
    own["Y"] = (own["A"] * level).round(3)
    found = diagnose_clusters("A => Y", own, clusters="year", units="firm").table.set_index("measure")
    assert found.loc["consistency", "within_p"].iloc[0] < 0.01
    assert found.loc["consistency", "between_p"].iloc[0] > 0.05
