"""How a score could have come out otherwise: draws of scores with measurement error.

Arrays only. Each function returns a function that draws one set of scores.

References
----------
Lord, F. M., & Novick, M. R. (1968). Statistical theories of mental test scores. Addison-Wesley.

Kelley, T. L. (1947). Fundamentals of statistics. Harvard University Press.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import numpy as np

from fsqca._types import Floats, Ints

ErrorModel: TypeAlias = Literal["true_score", "joint", "remeasure", "items", "subset", "answers"]
#: What each model needs: a reliability per score, or the answers to the items.
BY_RELIABILITY = ("true_score", "joint", "remeasure")
BY_ITEMS = ("items", "subset", "answers")
Draw: TypeAlias = Callable[[np.random.Generator], Floats]
#: Draws of several scores at a time, shape (n_cases, n_scores).
JointDraw: TypeAlias = Callable[[np.random.Generator], Floats]


def true_scores(scores: Floats, reliability: float) -> Draw:
    """Return draws of the true score given the observed one.

    Parameters
    ----------
    scores : ndarray of float, shape (n_cases,)
    reliability : float in (0, 1]

    Notes
    -----
    In classical test theory the observed score is a true score plus an independent error, and the
    reliability r is the share of its variance v that is true. Where both are normal, the true score of a
    case with the observed score x is normal with mean ``m + r (x - m)``, m the mean of the scores (Kelley's
    regression), and variance ``r (1 - r) v``.

    Examples
    --------
    >>> draw = true_scores(np.array([1.0, 3.0, 5.0]), 1.0)
    >>> draw(np.random.default_rng(1)).tolist()
    [1.0, 3.0, 5.0]
    """
    mean, variance = float(scores.mean()), _variance(scores)
    # Exactly the scores where they hold no error: a calibrator may know these values only.
    centre = scores if reliability == 1.0 else mean + reliability * (scores - mean)
    spread = float(np.sqrt(max(0.0, reliability * (1.0 - reliability) * variance)))
    return lambda random: centre + spread * random.standard_normal(len(scores))


def joint_true_scores(scores: Floats, reliabilities: Floats) -> JointDraw | None:
    """Return draws of all true scores of a case given all its observed ones, None where there can be none.

    Parameters
    ----------
    scores : ndarray of float, shape (n_cases, n_scores)
    reliabilities : ndarray of float in (0, 1], shape (n_scores,)

    Notes
    -----
    With S the covariance matrix of the observed scores and D the diagonal matrix of the error variances
    ``(1 - r) v``, the true scores have the covariance matrix S - D. Where all are normal and errors are
    independent, the true scores of a case given its observed ones x are normal with mean
    ``x - D S^-1 (x - m)`` and covariance ``D - D S^-1 D``. Draws have the covariance of true scores, so that
    sets are as closely related as they are without error. There are none where S - D is no covariance matrix:
    the reliabilities are too low for scores that are correlated like that.
    """
    mean = scores.mean(axis=0)
    covariance = np.atleast_2d(np.cov(scores, rowvar=False))
    errors = (1.0 - reliabilities) * np.diag(covariance)
    scale = float(np.abs(np.diag(covariance)).max(initial=1e-300))
    if np.linalg.eigvalsh(covariance - np.diag(errors)).min() < -1e-9 * scale:
        return None
    pulled = np.linalg.pinv(covariance, hermitian=True) * errors[None, :]
    centre = scores - (scores - mean) @ pulled
    values, vectors = np.linalg.eigh(np.diag(errors) - errors[:, None] * pulled)
    # The symmetric root is unique, so that the same seed gives the same draws on every machine.
    root = (vectors * np.sqrt(np.clip(values, 0.0, None))) @ vectors.T

    def draw(random: np.random.Generator) -> Floats:
        # einsum, because a matrix product would start threads for nothing.
        drawn: Floats = centre + np.einsum("ij,kj->ik", random.standard_normal(scores.shape), root)
        return drawn

    return draw


def remeasured(scores: Floats, reliability: float) -> Draw:
    """Return draws of the scores that a second measurement would give.

    Notes
    -----
    A true score drawn given the observed one, plus a new error of variance ``(1 - r) v``: normal with mean
    ``m + r (x - m)`` and variance ``(1 - r^2) v``. The drawn scores have the mean and the variance of the
    observed ones, and correlate with them by r.
    """
    mean, variance = float(scores.mean()), _variance(scores)
    centre = mean + reliability * (scores - mean)
    spread = float(np.sqrt(max(0.0, (1.0 - reliability**2) * variance)))
    return lambda random: centre + spread * random.standard_normal(len(scores))


def items_drawn(scores: Floats, answers: Floats, size: int, *, replace: bool) -> Draw:
    """Return draws of scores from items drawn at random, the same ones for all cases.

    Parameters
    ----------
    scores : ndarray of float, shape (n_cases,)
        What a case keeps that has answered none of the items drawn.
    answers : ndarray of float, shape (n_cases, n_items)
        NaN for no answer.
    size : int
        Number of items drawn.
    replace : bool
        Whether an item can be drawn again.
    """
    given = ~np.isnan(answers)
    filled = np.where(given, answers, 0.0)
    n_items = answers.shape[1]

    def draw(random: np.random.Generator) -> Floats:
        chosen = random.choice(n_items, size=size, replace=replace)
        times: Ints = np.bincount(chosen, minlength=n_items)
        answered = given @ times
        means: Floats = np.where(answered > 0, (filled @ times) / np.maximum(answered, 1), scores)
        return means

    return draw


def answers_drawn(scores: Floats, answers: Floats) -> Draw:
    """Return draws of scores from each case's own answers drawn at random, with replacement.

    Notes
    -----
    Differences between the means of the items are taken out first, so that they are no error of a case.
    With k answers a bootstrap has (k - 1) / k of the variance of the error of a mean; deviations are
    widened by ``sqrt(k / (k - 1))`` to make up for it. A case with one answer keeps its score.
    """
    given = ~np.isnan(answers)
    counts = given.sum(axis=1)
    filled = np.where(given, answers, 0.0)
    item_means = filled.sum(axis=0) / np.maximum(given.sum(axis=0), 1)
    centred = np.where(given, answers - item_means, 0.0)
    own_means = centred.sum(axis=1) / np.maximum(counts, 1)
    deviations = np.where(given, centred - own_means[:, None], 0.0)
    widened = np.sqrt(counts / np.maximum(counts - 1, 1))
    last = np.maximum(counts - 1, 0)
    used = np.arange(answers.shape[1]) < counts[:, None]
    # The answers of each case first, so that a position below its number of answers is one of them.
    packed = np.take_along_axis(deviations, np.argsort(~given, axis=1, kind="stable"), axis=1)

    def draw(random: np.random.Generator) -> Floats:
        uniform = random.random(answers.shape)
        positions = np.minimum((uniform * counts[:, None]).astype(np.int64), last[:, None])
        drawn = np.take_along_axis(packed, positions, axis=1)
        shift = np.where(used, drawn, 0.0).sum(axis=1) / np.maximum(counts, 1)
        return scores + np.where(counts > 1, widened * shift, 0.0)

    return draw


def _variance(scores: Floats) -> float:
    return float(scores.var(ddof=1)) if len(scores) > 1 else 0.0
