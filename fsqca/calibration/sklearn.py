"""Calibration as a transformer of scikit-learn, for pipelines and cross-validation (extra "sklearn")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from fsqca._checks import import_extra
from fsqca._frames import as_frame
from fsqca._types import Floats
from fsqca.calibration.apply import Spec, calibrate, run
from fsqca.calibration.calibrated import Calibrated, CalibrationSettings
from fsqca.calibration.calibrator import Calibrator
from fsqca.errors import ArgumentTypeError

import_extra("sklearn", "sklearn", "A transformer of scikit-learn")

from sklearn.base import BaseEstimator, TransformerMixin  # noqa: E402
from sklearn.utils.validation import check_is_fitted, validate_data  # noqa: E402

if TYPE_CHECKING:
    from typing import Any, Self

__all__ = ["SetCalibrator"]


class SetCalibrator(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """A transformer of scikit-learn that calibrates columns: anchors are learnt in `fit` and kept.

    Parameters
    ----------
    calibrators : calibrator, or dict of str to calibrator
        One calibrator, or any function from an array to memberships, for every column; or, for data frames,
        the sets and how they are made, as :func:`fsqca.calibrate` takes them. Then there is one column per
        set, in that order.
    snap : float in (0, 0.5), optional
        As in :func:`fsqca.calibrate`.
    strict : bool, default False
        As in :func:`fsqca.calibrate`.

    Attributes
    ----------
    calibrators_ : dict of str to Calibrator
        The calibrators with what they learnt in `fit`.
    table_ : pandas.DataFrame
        The table of the calibration, as :attr:`Calibrated.table`.
    n_features_in_ : int
    feature_names_in_ : ndarray of str
        Only where the columns had names.

    Raises
    ------
    ArgumentTypeError
        From `fit`, if a dict is given and the data have no named columns, or no calibrator was given.
    DataError
        From `fit` and `transform`: as :func:`fsqca.calibrate`. Cases with missing values are refused, because
        a transformer must return as many cases as it gets.

    Examples
    --------
    >>> import pandas as pd
    >>> from fsqca.calibration import Direct, Quantiles
    >>> from fsqca.calibration.sklearn import SetCalibrator
    >>> scores = pd.DataFrame({"age": [20, 35, 50, 65], "income": [10, 30, 20, 90]})
    >>> sets = SetCalibrator(
    ...     {"OLD": ("age", Direct(20, 40, 60)), "RICH": ("income", Quantiles(0.1, 0.5, 0.9))}
    ... )
    >>> sets.set_output(transform="pandas").fit_transform(scores).round(2)
        OLD  RICH
    0  0.05  0.02
    1  0.32  0.58
    2  0.81  0.23
    3  0.98  0.98
    """

    def __init__(
        self,
        calibrators: Mapping[str, Spec] | Spec | None = None,
        *,
        snap: float | None = None,
        strict: bool = False,
    ) -> None:
        self.calibrators = calibrators
        self.snap = snap
        self.strict = strict

    def fit(self, X: object, y: object = None) -> Self:
        """Learn the anchors.

        Parameters
        ----------
        X : DataFrame or array of shape (n_cases, n_columns)
        y : ignored
        """
        self._calibrate(X)
        return self

    def fit_transform(self, X: object, y: object = None, **fit_params: Any) -> Floats:
        """Learn the anchors and return the memberships of the same cases, shape (n_cases, n_sets)."""
        return self._calibrate(X).data.to_numpy(dtype=np.float64)

    def transform(self, X: object) -> Floats:
        """Return the memberships by the anchors learnt, shape (n_cases, n_sets)."""
        check_is_fitted(self)
        sets = run(self._frame(X, reset=False), self._settings, self.calibrators_)
        return sets.data.to_numpy(dtype=np.float64)

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray:
        """Return the names of the sets; for one calibrator for every column, the names of the columns."""
        check_is_fitted(self)
        names = list(self.calibrators_)
        if input_features is not None:
            given = np.asarray(input_features, dtype=object)
            known = getattr(self, "feature_names_in_", None)
            if known is not None and not np.array_equal(given, known):
                raise ValueError("input_features is not equal to feature_names_in_")
            if len(given) != self.n_features_in_:
                raise ValueError("input_features should have length equal to number of features")
            if known is None:
                names = given.tolist()
        return np.asarray(names, dtype=object)

    def _calibrate(self, X: object) -> Calibrated:
        if self.calibrators is None:
            raise ArgumentTypeError(
                "SetCalibrator needs calibrators: one for every column, such as Direct(2, 4, 6), or a dict, "
                'such as {"A": Direct(2, 4, 6)}.'
            )
        frame = self._frame(X, reset=True)
        calibrators = self.calibrators
        if not isinstance(calibrators, Mapping):
            every = cast("Callable[..., object]", calibrators)
            calibrators = {str(name): (name, every) for name in frame.columns}
        sets = calibrate(frame, calibrators, snap=self.snap, strict=self.strict)
        self.calibrators_: dict[str, Calibrator] = sets.calibrators
        self.table_: pd.DataFrame = sets.table
        self._settings: CalibrationSettings = sets.settings
        return sets

    def _frame(self, X: object, *, reset: bool) -> pd.DataFrame:
        """Return the data as a frame; numbers are checked as scikit-learn does, unless sets are named."""
        if isinstance(self.calibrators, Mapping):
            if not hasattr(X, "columns") and not isinstance(X, Calibrated):
                raise ArgumentTypeError(
                    "SetCalibrator is given a dict of sets, so X must be a data frame with named columns, "
                    f"not {type(X).__name__}. Give one calibrator for every column of an array."
                )
            if isinstance(X, pd.DataFrame) and not X.index.is_unique:
                X = X.set_axis(pd.RangeIndex(len(X)))  # samples drawn with replacement are cases too
            frame = as_frame(X)
            validate_data(self, frame, reset=reset, skip_check_array=True)
            return frame
        values = validate_data(self, X, reset=reset, dtype=np.float64)
        names = getattr(self, "feature_names_in_", [f"x{i}" for i in range(values.shape[1])])
        index = X.index if isinstance(X, pd.DataFrame) and X.index.is_unique else None
        return pd.DataFrame(cast("Floats", values), columns=list(names), index=index)
