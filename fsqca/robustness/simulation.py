"""Synthetic data with a known truth: memberships in conditions and outcome, drawn from a stated design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca._checks import check_count, check_fraction, check_number, unknown_names
from fsqca._types import ArrayLike, Floats, Ints
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization import cubes as _cubes
from fsqca.robustness.run_checks import read_seed
from fsqca.robustness.truth import Truth, truth_of
from fsqca.truth_table.sums import assign_corners, literal_memberships, row_numbers

if TYPE_CHECKING:
    from fsqca.expressions import Expression

#: Log-odds of a membership per standard deviation of the score behind it.
SLOPE = 3.0
#: Mean and standard deviation of raw scores.
RAW_MEAN, RAW_SD = 50.0, 10.0
#: Batches of cases that are drawn at most while configurations are left out.
MOST_BATCHES = 1000


@dataclass(frozen=True, eq=False)
class Design:
    """How data are drawn, checked.

    Attributes
    ----------
    truth : Truth
    noise, blur, limited_diversity : float
    crossovers : ndarray of float, shape (n_conditions,)
        The score with a membership of 0.5.
    root : ndarray of float, shape (n_conditions, n_conditions)
        The lower triangle whose product with itself is the matrix of correlations.
    fuzzy : bool
    """

    truth: Truth
    noise: float
    blur: float
    limited_diversity: float
    crossovers: Floats
    root: Floats
    fuzzy: bool

    def draw(self, random: np.random.Generator, n: int) -> tuple[Floats, Floats, Floats]:
        """Return memberships (n, n_conditions), outcome (n,) and scores (n, n_conditions)."""
        scores = self._scores(random, n)
        values = self._values(scores)
        outcome = np.zeros(n)
        for cube in self.truth.cubes:
            term = np.ones(n)
            for column in np.flatnonzero(cube != _cubes.FREE):
                literals = literal_memberships(values[:, column], self.truth.levels[column])
                term = np.minimum(term, literals[cube[column]])
            outcome = np.maximum(outcome, term)
        errors = random.standard_normal(n)
        if self.blur > 0 and self.fuzzy:
            odds = np.log(np.clip(outcome, 1e-6, None)) - np.log(np.clip(1 - outcome, 1e-6, None))
            outcome = 1 / (1 + np.exp(-(odds + self.blur * errors)))
        unrelated = random.random(n) < self.noise
        others = outcome[random.integers(0, n, n)]
        return values, np.where(unrelated, others, outcome), scores

    def _scores(self, random: np.random.Generator, n: int) -> Floats:
        """Return normal scores of n cases, none of them in a configuration that is left out."""
        k = len(self.truth.conditions)
        left_out = self._left_out(random)
        if not len(left_out):
            return random.standard_normal((n, k)) @ self.root.T
        kept: list[Floats] = []
        found = 0
        for _ in range(MOST_BATCHES):
            scores = random.standard_normal((n, k)) @ self.root.T
            corners, _ = assign_corners(self._values(scores), self.truth.levels)
            numbers = row_numbers(corners, self.truth.levels)
            kept.append(scores[~np.isin(numbers, left_out)])
            found += len(kept[-1])
            if found >= n:
                return np.concatenate(kept)[:n]
        raise ArgumentError(
            f"limited_diversity is {self.limited_diversity:g}, and the configurations that are left are so "
            f"rare under this skew and correlation that {n} cases could not be drawn. Lower one of them."
        )

    def _left_out(self, random: np.random.Generator) -> Ints:
        """Return the numbers of the configurations without cases."""
        total = len(self.truth.corners)
        count = min(round(self.limited_diversity * total), total - 1)
        chosen: Ints = random.permutation(total)[:count] + 1
        return chosen

    def _values(self, scores: Floats) -> Floats:
        """Return memberships, or values of multi-value conditions in equal shares."""
        from scipy.special import expit, ndtr

        values: Floats = expit(SLOPE * (scores - self.crossovers))
        if not self.fuzzy:
            values = (values > 0.5).astype(np.float64)
        for column, count in enumerate(self.truth.levels):
            if count > 2:
                values[:, column] = np.minimum(np.floor(ndtr(scores[:, column]) * count), count - 1)
        return values


def design_of(
    truth: Truth,
    *,
    noise: object = 0.0,
    blur: object = 0.0,
    skew: object = 0.0,
    limited_diversity: object = 0.0,
    correlation: object = 0.0,
    fuzzy: object = True,
) -> Design:
    """Return the design with these settings, checked; see :func:`simulate_data`."""
    from scipy.special import ndtri

    spread = check_number("blur", blur)
    if spread < 0:
        raise ArgumentError(f"blur is {spread:g}, but it must be at least 0.")
    missing = check_fraction("limited_diversity", limited_diversity)
    if missing == 1.0:
        raise ArgumentError("limited_diversity is 1, but then no configuration would have cases.")
    if not isinstance(fuzzy, bool):
        raise ArgumentTypeError(f"fuzzy must be True or False, not {fuzzy!r}.")
    shares = 0.5 + _skews(skew, truth.conditions) / 2
    return Design(
        truth,
        check_fraction("noise", noise),
        spread,
        missing,
        -np.asarray(ndtri(shares), dtype=np.float64),
        _root(correlation, len(truth.conditions)),
        fuzzy,
    )


def _skews(skew: object, names: Sequence[str]) -> Floats:
    if isinstance(skew, Mapping):
        unknown = [name for name in skew if name not in names]
        if unknown:
            raise unknown_names("condition", unknown, list(names), "the truth (in skew)")
        return np.array([_skew(f"skew[{name!r}]", skew.get(name, 0.0)) for name in names])
    return np.full(len(names), _skew("skew", skew))


def _skew(argument: str, value: object) -> float:
    number = check_number(argument, value)
    if not -1 < number < 1:
        raise ArgumentError(f"{argument} is {number:g}, but it must be greater than -1 and less than 1.")
    return number


def _root(correlation: object, k: int) -> Floats:
    """Return the Cholesky factor of a matrix of correlations, given as one number or as the matrix."""
    matrix: Floats
    if isinstance(correlation, int | float) and not isinstance(correlation, bool):
        matrix = np.full((k, k), check_number("correlation", correlation))
        np.fill_diagonal(matrix, 1.0)
        shown = f"{correlation:g} between all {k} conditions"
    else:
        try:
            matrix = np.array(correlation, dtype=np.float64)
        except (TypeError, ValueError):
            matrix = np.empty(0)
        shown = "this matrix"
        if matrix.shape != (k, k):
            raise ArgumentTypeError(
                f"correlation must be a number or a matrix of {k} x {k} numbers, not {correlation!r}."
            )
        if not (np.allclose(matrix, matrix.T) and np.allclose(np.diag(matrix), 1.0)):
            raise ArgumentError("correlation must be symmetric with ones on the diagonal.")
    try:
        root = np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise ArgumentError(
            f"correlation is {shown}, but no scores can be correlated like that (the matrix is not positive "
            "definite)."
        ) from None
    return root


def simulate_data(
    truth: str | Expression,
    n: int,
    *,
    conditions: Sequence[str] | None = None,
    outcome: str = "Y",
    noise: float = 0.0,
    blur: float = 0.0,
    skew: float | Mapping[str, float] = 0.0,
    limited_diversity: float = 0.0,
    correlation: float | ArrayLike = 0.0,
    levels: Mapping[str, int] | None = None,
    fuzzy: bool = True,
    raw: bool = False,
    seed: object = None,
) -> pd.DataFrame:
    """Return synthetic memberships in conditions and outcome, in which a known expression holds.

    Parameters
    ----------
    truth : str or Expression
        What makes the outcome, such as ``"A*B + ~C"``.
    n : int, at least 1
        Cases.
    conditions : sequence of str, optional
        Columns of the conditions: those of the truth and any that have nothing to do with the outcome.
        Default: those of the truth.
    outcome : str, default "Y"
        Column of the outcome.
    noise : float in [0, 1], default 0
        Share of the cases whose outcome has nothing to do with their conditions: it is that of any case,
        drawn at random. At 1 there is no association at all.
    blur : float, at least 0, default 0
        Standard deviation of a normal error in the log-odds of the outcome of every case. Crisp data have
        none.
    skew : float in (-1, 1) or mapping, default 0
        ``0.6`` puts 80 % of the cases above 0.5 in every condition, ``-0.6`` 20 %; a mapping gives it for
        single conditions. Conditions with more than two values have equal shares.
    limited_diversity : float in [0, 1), default 0
        Share of the configurations that have no case, drawn at random.
    correlation : float or array-like of shape (n_conditions, n_conditions), default 0
        Of the normal scores behind the conditions.
    levels : mapping, optional
        Condition -> number of values, where there are more than two.
    fuzzy : bool, default True
        False gives crisp sets.
    raw : bool, default False
        Whether to add the scores behind fuzzy sets, in columns such as ``A_raw`` (see Notes). There is none
        for an outcome with memberships of exactly 0 or 1.
    seed : int, numpy.random.Generator or numpy.random.SeedSequence
        Needed, so that the data can be had again.

    Returns
    -------
    DataFrame
        One row per case, index ``case``; columns the conditions, the outcome and the raw scores, if any.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If an argument is out of its range, or the truth holds in no configuration or in all of them.
    UnknownNameError
        If the truth uses a condition that is not in `conditions`.

    Notes
    -----
    Scores z are multivariate normal with standard deviation 1. The membership is 1 / (1 + exp(-3 (z - c))),
    where c is chosen for the skew, and that of the outcome is the minimum and maximum of the truth, then
    blurred, then exchanged in the cases drawn for noise. Raw scores are 50 + 10 z, and those of the outcome
    50 + 10 / 3 log-odds: ``Direct(x - 9.814798, x, x + 9.814798)`` gives the memberships back, x = 50 + 10 c
    and 50 for the outcome (ln(0.95 / 0.05) = 2.944439).

    Examples
    --------
    >>> from fsqca.robustness import simulate_data
    >>> simulate_data("A*B", 3, seed=1).round(2)
             A     B     Y
    case
    S1    0.73  0.02  0.02
    S2    0.94  0.79  0.79
    S3    0.17  0.85  0.17
    """
    known = truth_of(truth, conditions, levels)
    if not isinstance(outcome, str):
        raise ArgumentTypeError(f"outcome must be a name, not {outcome!r}.")
    if outcome in known.conditions:
        raise ArgumentError(f"outcome is {outcome!r}, which is also one of the conditions.")
    if not isinstance(raw, bool):
        raise ArgumentTypeError(f"raw must be True or False, not {raw!r}.")
    size = check_count("n", n)
    design = design_of(
        known,
        noise=noise,
        blur=blur,
        skew=skew,
        limited_diversity=limited_diversity,
        correlation=correlation,
        fuzzy=fuzzy,
    )
    values, y, scores = design.draw(np.random.default_rng(read_seed(seed, needed=True)), size)
    frame = pd.DataFrame(values, columns=list(known.conditions))
    for name, count in zip(known.conditions, known.levels, strict=True):
        if count > 2 or not fuzzy:
            frame[name] = frame[name].astype(np.int64)
    frame[outcome] = y
    if raw and fuzzy:
        from scipy.special import logit

        for column, name in enumerate(known.conditions):
            frame[f"{name}_raw"] = RAW_MEAN + RAW_SD * scores[:, column]
        whole = np.isin(y, (0.0, 1.0)).any()
        if not whole:
            frame[f"{outcome}_raw"] = RAW_MEAN + RAW_SD / SLOPE * logit(y)
    width = len(str(size))
    frame.index = pd.Index([f"S{number:0{width}d}" for number in range(1, size + 1)], name="case")
    return frame
