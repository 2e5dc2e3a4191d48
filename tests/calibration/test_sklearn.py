"""The transformer of scikit-learn: its own checks, a pipeline, cross-validation, names of the sets."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import check_estimator

import fsqca as fq
from fsqca.calibration import Crisp, Direct, Lookup, Quantiles, Ranks
from fsqca.calibration.sklearn import SetCalibrator
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError, UnknownNameError

#: What a single case cannot give: the check asks for a message with "1 sample", ours says what is missing.
ONE_CASE = {"check_fit2d_1sample": "a single case has no quantiles or ranks; the error says so in our words"}


@pytest.mark.parametrize(
    ("calibrator", "expected_failures"),
    [(Direct(-1, 0, 1), {}), (Crisp(0, 1), {}), (Quantiles(0.1, 0.5, 0.9), ONE_CASE), (Ranks(), ONE_CASE)],
)
def test_the_checks_of_scikit_learn_pass(calibrator, expected_failures):
    results = check_estimator(
        SetCalibrator(calibrator), expected_failed_checks=expected_failures, on_fail=None, on_skip=None
    )
    by_status = {
        status: {result["check_name"] for result in results if result["status"] == status}
        for status in ("passed", "failed", "xfail", "skipped")
    }
    assert by_status["failed"] == set()
    assert by_status["xfail"] == set(expected_failures)
    # The array interface of arrays other than NumPy's is only checked where SCIPY_ARRAY_API is set.
    assert by_status["skipped"] <= {"check_array_api_input"}
    assert len(by_status["passed"]) > 30


@pytest.fixture
def scores():
    """Return synthetic scores of 40 cases."""
    values = np.random.default_rng(7).normal(size=(40, 2)).round(3)
    return pd.DataFrame(values, columns=["age", "income"], index=[f"case {i}" for i in range(40)])


SETS = {
    "OLD": ("age", Direct(-1, 0, 1, why="points of the scale")),
    "RICH": ("income", Quantiles(0.1, 0.5, 0.9, why="no outside standard")),
    "YOUNG": ("age", Direct(1, 0, -1, why="points of the scale")),
}


def test_the_sets_are_those_of_calibrate(scores):
    sets = fq.calibrate(scores, SETS)
    transformer = SetCalibrator(SETS).set_output(transform="pandas")
    pd.testing.assert_frame_equal(transformer.fit_transform(scores), sets.data)
    pd.testing.assert_frame_equal(transformer.transform(scores), sets.data)
    pd.testing.assert_frame_equal(transformer.table_, sets.table)
    assert transformer.calibrators_ == sets.calibrators
    assert transformer.get_feature_names_out().tolist() == ["OLD", "RICH", "YOUNG"]
    assert transformer.n_features_in_ == 2
    assert transformer.feature_names_in_.tolist() == ["age", "income"]


def test_one_calibrator_for_every_column_keeps_the_names_of_the_columns(scores):
    transformer = SetCalibrator(Ranks()).set_output(transform="pandas").fit(scores)
    assert transformer.transform(scores).columns.tolist() == ["age", "income"]
    assert transformer.transform(scores).index.tolist() == scores.index.tolist()
    named = SetCalibrator(Ranks()).fit(scores.to_numpy())
    assert named.get_feature_names_out().tolist() == ["x0", "x1"]
    assert named.get_feature_names_out(["a", "b"]).tolist() == ["a", "b"]


def test_what_was_learnt_is_kept_for_other_cases(scores):
    transformer = SetCalibrator(SETS).fit(scores.iloc[:20])
    expected = fq.calibrate(scores.iloc[:20], SETS).apply(scores.iloc[20:]).data
    np.testing.assert_array_equal(transformer.transform(scores.iloc[20:]), expected)
    restored = pickle.loads(pickle.dumps(transformer))
    np.testing.assert_array_equal(restored.transform(scores.iloc[20:]), expected)


def test_a_pipeline_learns_the_anchors_within_each_fold(scores):
    y = (scores["age"] + scores["income"] > 0).to_numpy()
    pipeline = make_pipeline(SetCalibrator(SETS), LogisticRegression())
    assert cross_val_score(pipeline, scores, y, cv=4).mean() > 0.8
    assert pipeline.fit(scores, y)[:-1].get_feature_names_out().tolist() == ["OLD", "RICH", "YOUNG"]


def test_calibrators_can_be_searched_over(scores):
    y = scores["age"] > 0
    choices = [Quantiles(0.1, 0.5, 0.9), Crisp(5)]
    search = GridSearchCV(
        make_pipeline(SetCalibrator(Ranks()), LogisticRegression()),
        {"setcalibrator__calibrators": choices},
        cv=3,
    ).fit(scores, y)
    assert search.best_params_ == {"setcalibrator__calibrators": choices[0]}


def test_a_clone_has_the_settings_and_has_learnt_nothing(scores):
    copy = clone(SetCalibrator(SETS, snap=1e-4, strict=True).fit(scores))
    assert copy.get_params() == {"calibrators": SETS, "snap": 1e-4, "strict": True}
    assert not hasattr(copy, "calibrators_")


def test_text_is_calibrated_where_sets_are_named():
    frame = pd.DataFrame({"answer": ["no", "yes", "no"]})
    transformer = SetCalibrator({"A": ("answer", Lookup({"no": 0, "yes": 1}))})
    assert transformer.fit_transform(frame).tolist() == [[0.0], [1.0], [0.0]]
    with pytest.raises(DataError, match=r"^Set 'A': 1 raw value has no membership in Lookup: 'perhaps'"):
        transformer.transform(pd.DataFrame({"answer": ["perhaps"]}))


def test_missing_values_are_refused_with_the_cases_named(scores):
    holes = scores.copy()
    holes.loc["case 3", "age"] = np.nan
    transformer = SetCalibrator(SETS).fit(scores)
    for refuse in (transformer.transform, SetCalibrator(SETS).fit):
        with pytest.raises(DataError, match=r"^1 case of data has missing values in 'age': 'case 3'\."):
            refuse(holes)


def test_what_cannot_be_calibrated_is_refused(scores):
    with pytest.raises(ArgumentTypeError) as raised:
        SetCalibrator(SETS).fit(scores.to_numpy())
    assert str(raised.value) == (
        "SetCalibrator is given a dict of sets, so X must be a data frame with named columns, not ndarray. "
        "Give one calibrator for every column of an array."
    )
    with pytest.raises(ArgumentTypeError) as raised:
        SetCalibrator().fit(scores)
    assert str(raised.value) == (
        "SetCalibrator needs calibrators: one for every column, such as Direct(2, 4, 6), or a dict, such as "
        '{"A": Direct(2, 4, 6)}.'
    )
    with pytest.raises(UnknownNameError, match="There is no column 'size' in data"):
        SetCalibrator({"LARGE": ("size", Crisp(3))}).fit(scores)
    with pytest.raises(ArgumentError, match=r"^strict=True asks for the reason .* 2 sets have none"):
        SetCalibrator(Ranks(), strict=True).fit(scores)


def test_without_scikit_learn_the_message_says_how_to_install_it():
    code = (
        "import sys; sys.modules['sklearn'] = None\n"
        "try:\n    import fsqca.calibration.sklearn\nexcept ImportError as error:\n    print(error)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == (
        "A transformer of scikit-learn needs sklearn, which is not installed. "
        'Install it with: python -m pip install "fsqca[sklearn]"'
    )


@pytest.mark.parametrize("calibrators", [Direct(-1, 0, 1), {"OLD": ("age", Direct(-1, 0, 1))}])
def test_cases_drawn_with_replacement_are_taken(scores, calibrators):
    drawn = scores.sample(30, replace=True, random_state=1)
    sets = SetCalibrator(calibrators).fit(drawn)
    np.testing.assert_array_equal(sets.transform(drawn)[:, 0], Direct(-1, 0, 1)(drawn["age"]))
    shown = SetCalibrator(calibrators).set_output(transform="pandas").fit_transform(drawn)
    assert shown.index.tolist() == drawn.index.tolist()
