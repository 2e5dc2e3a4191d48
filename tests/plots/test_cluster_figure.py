import numpy as np
import pandas as pd
import pytest

from fsqca.clusters import diagnose_clusters
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.plots import cluster_plot, render


def diagnosis(text="A*B + ~A => Y", **options):
    random = np.random.default_rng(3)
    data = pd.DataFrame(random.random((48, 3)), columns=["A", "B", "Y"])
    data["year"], data["firm"] = np.tile([1, 2, 3, 4], 12), np.repeat([f"F{i}" for i in range(12)], 4)
    data.loc[data["year"] == 2, "Y"] *= 0.2
    data.loc[data["firm"] == "F4", "A"] = 0.0
    return diagnose_clusters(text, data, clusters="year", units="firm", **options)


def offsets(panel, gid):
    return np.asarray(next(one.get_offsets() for one in panel.collections if one.get_gid() == gid))


def test_every_cluster_has_its_consistency_and_coverage_and_the_pooled_values_are_lines():
    found = diagnosis()
    figure = cluster_plot(found, title="By year")
    assert [panel.get_title(loc="left") for panel in figure.axes[:3]] == ["A*B", "~A", "solution"]
    for row, panel in enumerate(figure.axes[:3]):
        for at, measure in enumerate(("consistency", "coverage")):
            place = row + 3 * at
            assert offsets(panel, measure)[:, 0] == pytest.approx(found.cluster_fits[place])
            [line] = [own for own in panel.lines if own.get_gid() == f"pooled {measure}"]
            assert line.get_xdata() == pytest.approx([found.pooled[place]] * 2)
    texts = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert texts == ["1 (12)", "2 (12)", "3 (12)", "4 (12)"]


def test_stars_stand_where_a_cluster_differs():
    found = diagnosis("~A => Y")
    [panel] = cluster_plot(found).axes
    stars = [text for text in panel.texts if text.get_gid() == "differs consistency"]
    assert len(stars) == (found.cluster_test.cluster[0] < 0.05).sum() > 0
    untested = diagnosis("~A => Y", permutations=0)
    assert not cluster_plot(untested).axes[0].texts


def test_undefined_values_are_crosses():
    found = diagnosis("A => Y")
    [panel] = cluster_plot(found, by="units").axes
    assert len(offsets(panel, "undefined consistency")) == 1
    assert len(offsets(panel, "consistency")) == 11
    legend = {text.get_text() for text in panel.figure.legends[0].get_texts()}
    assert "undefined" in legend


def test_terms_can_be_chosen_and_the_result_draws_itself():
    found = diagnosis()
    assert len(cluster_plot(found, terms="B*A").axes) == 1
    assert [panel.get_title(loc="left") for panel in found.plot(terms=["solution", "~A"]).axes] == [
        "solution",
        "~A",
    ]
    assert render(cluster_plot(found), "png").startswith(b"\x89PNG")


def test_mistakes_are_named():
    found = diagnosis()
    with pytest.raises(
        UnknownNameError, match=r"There is no term 'B'\. The terms: 'A\*B', '~A', 'solution'\."
    ):
        cluster_plot(found, terms="B")
    with pytest.raises(ArgumentTypeError, match="diagnosis must be the result of diagnose_clusters"):
        cluster_plot(3)
    data = pd.DataFrame({"A": [0.9, 0.7], "Y": [0.8, 0.9], "g": ["u", "v"]})
    alone = diagnose_clusters("A => Y", data, clusters="g")
    with pytest.raises(ArgumentError, match="but the diagnosis has none"):
        cluster_plot(alone, by="units")
    many = pd.DataFrame({"A": np.linspace(0.1, 0.9, 61), "Y": np.linspace(0.2, 0.9, 61), "g": range(61)})
    wide = diagnose_clusters("A => Y", many, clusters="g", permutations=0)
    with pytest.raises(ArgumentError, match="There are 61 clusters, and a figure holds at most 60"):
        cluster_plot(wide)
