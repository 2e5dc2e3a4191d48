"""Further measures in pof(): by name, of one's own, with weights, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pandas as pd
import pytest

from fsqca import metrics
from fsqca.errors import ArgumentError, ArgumentTypeError, UnknownNameError
from fsqca.fit import MEASURES, pof
from fsqca.plots import fit_plot

DATA = pd.DataFrame(
    {"A": [0.9, 0.7, 0.2, 0.1], "B": [0.1, 0.8, 0.6, 0.3], "Y": [0.8, 0.9, 0.4, 0.2]}, index=list("wxyz")
)


def largest_excess(x, y):
    return (x - y).max()


def test_measures_by_name_are_further_columns():
    fit = pof(DATA, "A + B => Y", measures=list(MEASURES["sufficiency"]))
    assert list(fit.table.columns)[4:] == list(MEASURES["sufficiency"])
    assert fit.table.iloc[:, :4].equals(pof(DATA, "A + B => Y").table)
    for name in MEASURES["sufficiency"]:
        function = getattr(metrics, name)
        assert fit.table.loc["A", name] == pytest.approx(function(DATA["A"], DATA["Y"]))
        whole = np.maximum(DATA["A"], DATA["B"])
        assert fit.table.loc["solution", name] == pytest.approx(function(whole, DATA["Y"]))


def test_of_a_necessary_condition_the_contrapositive_is_that_of_the_reverse_relation():
    fit = pof(DATA, "A <= Y", measures=list(MEASURES["necessity"]))
    reverse = pof(DATA, "Y => A", measures=list(MEASURES["necessity"]))
    for name in MEASURES["necessity"]:
        assert fit.table.loc["A", name] == pytest.approx(reverse.table.loc["Y", name])


def test_a_function_of_ones_own_is_a_measure():
    fit = pof(DATA, "A => Y", measures=largest_excess)
    assert fit.table.loc["A", "largest_excess"] == pytest.approx(0.1)
    assert fit.measures == ("largest_excess",)
    fit = pof(DATA, "A => Y", measures={"jaccard": "set_coincidence", "gap": lambda x, y: (x - y).min()})
    assert list(fit.table.columns)[4:] == ["jaccard", "gap"]
    assert fit.table.loc["A", "gap"] == pytest.approx(-0.2)
    assert pickle.loads(pickle.dumps(fit)).table.equals(fit.table)
    assert len(fit_plot({"all": fit}).axes) == 3


def test_an_undefined_measure_is_nan_and_a_note_says_so():
    fit = pof(
        pd.DataFrame({"A": [0.4, 0.3], "Y": [1.0, 1.0]}), "A => Y", measures="contrapositive_consistency"
    )
    assert np.isnan(fit.table.loc["A", "contrapositive_consistency"])
    assert fit.notes == ("The measure contrapositive_consistency is undefined for 'A', 'solution'.",)


def test_a_function_that_writes_into_its_arguments_changes_nothing():
    def greedy(x, y):
        x[:] = 0
        y[:] = 0
        return 0.0

    fit = pof(DATA, "A => Y", measures=[greedy, "set_coincidence"])
    assert fit.table.loc["A", "set_coincidence"] == pytest.approx(
        metrics.set_coincidence(DATA["A"], DATA["Y"])
    )
    assert fit.memberships["A"].tolist() == DATA["A"].tolist()


def test_with_weights_a_function_gets_them():
    def weighted_excess(x, y, weights=None):
        return float(weights @ np.maximum(x - y, 0))

    fit = pof(DATA, "A => Y", measures=weighted_excess, weights=[2, 1, 1, 1])
    assert fit.table.loc["A", "weighted_excess"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"measures": "hasebrouck_consistency"},
            UnknownNameError,
            (
                "There is no measure 'hasebrouck_consistency' for sufficiency. Available: "
                "'haesebrouck_consistency', 'product', 'symmetric_consistency', 'set_coincidence', "
                "'contrapositive_consistency', 'contrapositive_coverage', 'prevalence_adjusted_consistency', "
                "'antecedent_adjusted_coverage', 'antecedent_adjusted_contrapositive_consistency', "
                "'prevalence_adjusted_contrapositive_coverage', or a function of memberships x and "
                "y. Did you mean 'haesebrouck_consistency'?"
            ),
        ),
        (
            {"measures": lambda x, y: 1.0},
            ArgumentError,
            (
                "measures has a function without a name. Name its column with a mapping: "
                '{"my measure": function}.'
            ),
        ),
        (
            {"measures": {"all": lambda x, y: x - y}},
            ArgumentError,
            (
                "The measure 'all' returned an array of shape (4,) for 'A', but it must return one number "
                "for the memberships x and y, each of shape (n_cases,)."
            ),
        ),
        (
            {"measures": {"word": lambda x, y: "high"}},
            ArgumentTypeError,
            (
                "The measure 'word' returned 'high' for 'A', but it must return one number "
                "(NaN where it is undefined)."
            ),
        ),
        (
            {"measures": {"pri": largest_excess}},
            ArgumentError,
            (
                "measures has 'pri', but the table has a column of this name already. "
                'Give it another name with a mapping: {"another name": ...}.'
            ),
        ),
        (
            {"measures": [3]},
            ArgumentTypeError,
            "measures has 3, which is neither the name of a measure nor a function of memberships x and y.",
        ),
        (
            {"measures": 3},
            ArgumentTypeError,
            "measures must be a name, a function, a list of these or a mapping, not 3.",
        ),
        (
            {"measures": largest_excess, "weights": [1, 2, 3, 4]},
            ArgumentError,
            (
                "The measure 'largest_excess' takes no weights, but the cases are weighted. "
                "Give the function a third argument: def measure(x, y, weights=None)."
            ),
        ),
    ],
)
def test_what_is_no_measure_is_refused(options, error, message):
    with pytest.raises(error) as caught:
        pof(DATA, "A => Y", **options)
    assert str(caught.value) == message


def test_a_measure_for_sufficiency_is_refused_for_necessity():
    with pytest.raises(ArgumentError) as caught:
        pof(DATA, "A <= Y", measures="product")
    assert str(caught.value) == (
        "The measure 'product' is not defined for necessity. Available for necessity: "
        "'set_coincidence', 'contrapositive_consistency', 'contrapositive_coverage', "
        "'prevalence_adjusted_consistency', 'antecedent_adjusted_coverage', "
        "'antecedent_adjusted_contrapositive_consistency', 'prevalence_adjusted_contrapositive_coverage'."
    )
