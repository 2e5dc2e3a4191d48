"""Retention: how probably a truth table survives errors in the outcome, or lost cases.

References
----------
Thiem, A., Spöhel, R., & Duşa, A. (2016). Enhancing sensitivity diagnostics for Qualitative Comparative
Analysis: A combinatorial approach. Political Analysis, 24(1), 104-120.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any, Literal

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_choice, check_count, check_fraction, counted, listed, missing_notes
from fsqca._frames import as_frame, kept_frame
from fsqca._types import Missing
from fsqca.errors import ArgumentError, DataError
from fsqca.expressions import Expression
from fsqca.truth_table.building import build_truth_table
from fsqca.truth_table.coding import TOLERANCE

Perturbation = Literal["corruption", "deletion"]


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """What was asked.

    Attributes
    ----------
    outcome : str
    conditions : tuple of str
    perturbation : {"corruption", "deletion"}
    perturbed : int or None
        Number of cases perturbed, where it is fixed.
    probability : float or None
        Probability that a case is perturbed, where cases are perturbed independently.
    consistency : float
    frequency : int
    missing : {"raise", "drop"}
    """

    outcome: str
    conditions: tuple[str, ...]
    perturbation: Perturbation
    perturbed: int | None
    probability: float | None
    consistency: float
    frequency: int
    missing: Missing


@dataclass(frozen=True, eq=False, repr=False)
class Retention:
    """How probably every row of a truth table keeps its code.

    Made by :func:`fsqca.retention`.

    Attributes
    ----------
    settings : RetentionSettings
    probability : float in [0, 1]
        The probability that no row changes its code.
    rows : tuple
        For each observed row: number, configuration, cases with and without the outcome, code, probability
        that this row keeps it.
    n_cases : int
    dropped : tuple
    """

    settings: RetentionSettings
    probability: float
    rows: tuple[tuple[int, str, int, int, str, float], ...]
    n_cases: int
    dropped: tuple[Any, ...] = ()

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per observed configuration; ``retention`` is the probability that it keeps its code.

        Columns ``configuration``, ``with_outcome``, ``without_outcome``, ``out``, ``retention``.
        """
        columns = ["row", "configuration", "with_outcome", "without_outcome", "out", "retention"]
        return pd.DataFrame(list(self.rows), columns=columns).set_index("row")

    @property
    def _what(self) -> str:
        corruption = self.settings.perturbation == "corruption"
        if self.settings.perturbed is not None:
            cases = counted(self.settings.perturbed, "case")
            return f"the outcome of {cases} reversed" if corruption else f"{cases} deleted"
        share = f"with probability {self.settings.probability:g}"
        return f"the outcome of each case reversed {share}" if corruption else f"each case deleted {share}"

    @property
    def verdict(self) -> str:
        """The probability in a sentence, with the row that is lost most easily."""
        text = (
            f"With {self._what}, every row of the truth table keeps its code with a probability of "
            f"{self.probability:.3f}."
        )
        if self.rows:
            weakest = min(self.rows, key=lambda row: row[-1])
            text += (
                f" The weakest is row {weakest[0]} ({weakest[1]}), which keeps its code with "
                f"{weakest[-1]:.3f}."
            )
        return text

    def __repr__(self) -> str:
        return f"<Retention {self.probability:.3f}: {self._what}, {counted(self.n_cases, 'case')}>"

    def _shown(self) -> pd.DataFrame:
        return self.table.rename(columns=lambda name: name.replace("_", " ")).rename_axis(index=None)

    def _notes(self) -> list[str]:
        return missing_notes(self.dropped)

    def __str__(self) -> str:
        return "\n".join([self.verdict, _display.text_table(self._shown()), *self._notes()])

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self.verdict, notes=self._notes())


def retention(
    data: object,
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    perturbation: Perturbation = "corruption",
    perturbed: int | None = None,
    probability: float | None = None,
    consistency: float = 1.0,
    frequency: int = 1,
    missing: Missing = "raise",
) -> Retention:
    """Return the probability that a truth table of crisp sets survives errors in the outcome or lost cases.

    Parameters
    ----------
    data : DataFrame or Calibrated
        Crisp sets; conditions may be multi-value.
    outcome : str or Expression
    conditions : sequence of str, optional
        Default: all columns that are not in the outcome.
    perturbation : {"corruption", "deletion"}, default "corruption"
        What happens to a perturbed case: its outcome is reversed, or it is lost.
    perturbed : int, optional
        How many cases are perturbed, each set of so many with the same probability (dependent perturbations).
    probability : float in [0, 1], optional
        The probability with which each case is perturbed, whatever happens to the others (independent
        perturbations). One of `perturbed` and `probability` is given.
    consistency : float in [0, 1], default 1
        The consistency of a row coded "1".
    frequency : int, default 1
        Cases of a row that is not a remainder.
    missing : {"raise", "drop"}, default "raise"

    Returns
    -------
    Retention

    Raises
    ------
    ArgumentError
        If both or neither of `perturbed` and `probability` are given, or more cases than there are.
    DataError
        If a set is fuzzy.

    Notes
    -----
    A row with p cases that have the outcome and q that do not keeps its code in some of the ways to perturb
    i of the p and j of the q; these are counted, row by row, and the counts of rows are convolved. Nothing is
    simulated. If no row changes its code, every solution stays what it was. The solution can also stay where
    a row changes; the probability is then a lower bound for the solution.

    References
    ----------
    Thiem, A., Spöhel, R., & Duşa, A. (2016). Enhancing sensitivity diagnostics for Qualitative Comparative
    Analysis: A combinatorial approach. Political Analysis, 24(1), 104-120.

    Examples
    --------
    Four cases have A and the outcome, one has neither. Of the five ways to lose one case, one loses a row:

    >>> data = pd.DataFrame({"A": [1, 1, 1, 1, 0], "Y": [1, 1, 1, 1, 0]})
    >>> retention(data, "Y", perturbation="deletion", perturbed=1).probability
    0.8
    """
    check_choice("perturbation", perturbation, ("corruption", "deletion"))
    if (perturbed is None) == (probability is None):
        none = perturbed is None
        given = "Neither perturbed nor probability is" if none else "Both perturbed and probability are"
        raise ArgumentError(
            f"{given} given. Give one: perturbed=1 for a fixed number of cases, or probability=0.1 for "
            "each case by itself."
        )
    frame = as_frame(data)
    table = build_truth_table(
        frame, outcome, conditions, consistency=consistency, frequency=frequency, missing=missing
    )
    evidence = table.evidence
    assert evidence is not None
    fuzzy = [name for name, own in zip(evidence.sets.names, evidence.sets.fuzzy, strict=True) if own]
    if fuzzy or not np.isin(evidence.outcome, (0.0, 1.0)).all():
        raise DataError(
            f"retention() counts cases, so it takes crisp sets only; fuzzy: "
            f"{listed(fuzzy or [table.settings.outcome], 10)}. Calibrate with Crisp(...) to use it."
        )
    n_cases = len(evidence.outcome)
    if perturbed is not None:
        perturbed = check_count("perturbed", perturbed, least=0)
        if perturbed > n_cases:
            raise ArgumentError(f"perturbed is {perturbed}, but there are only {counted(n_cases, 'case')}.")
    if probability is not None:
        probability = check_fraction("probability", probability)
    ways = []
    counts = []
    for position in range(len(table.numbers)):
        y = evidence.outcome[evidence.position == position]
        present = int(y.sum())
        counts.append((present, len(y) - present))
        ways.append(_ways(present, len(y) - present, perturbation, consistency, frequency))
    if perturbed is not None:
        together = [1]
        for own in ways:
            together = _convolved(together, own, perturbed)
        total = comb(n_cases, perturbed)
        whole = together[perturbed] / total if perturbed < len(together) else 0.0
        single = [
            sum(
                way * comb(n_cases - len(own) + 1, perturbed - k)
                for k, way in enumerate(own)
                if k <= perturbed
            )
            / total
            for own in ways
        ]
    else:
        assert probability is not None
        single = [_binomial(own, probability) for own in ways]
        whole = float(np.prod(single))
    rows = tuple(
        (number, str(_configuration(table.conditions, table.level_counts, corner)), *count, str(code), kept)
        for number, corner, count, code, kept in zip(
            table.numbers, table.corners.tolist(), counts, table.codes, single, strict=True
        )
    )
    settings = RetentionSettings(
        table.settings.outcome,
        table.conditions,
        perturbation,
        perturbed,
        probability,
        float(consistency),
        int(frequency),
        missing,
    )
    return Retention(settings, float(whole), rows, n_cases, table.dropped)


def _code(present: int, absent: int, consistency: float, frequency: int) -> str:
    number = present + absent
    if number == 0 or number < frequency:
        return "?"
    return "1" if present / number >= consistency - TOLERANCE else "0"


def _ways(
    present: int, absent: int, perturbation: Perturbation, consistency: float, frequency: int
) -> list[int]:
    """Return in how many ways 0, 1, 2, ... cases of a row can be perturbed while it keeps its code."""
    code = _code(present, absent, consistency, frequency)
    ways = [0] * (present + absent + 1)
    for i in range(present + 1):
        for j in range(absent + 1):
            left = (present - i, absent - j)
            after = left if perturbation == "deletion" else (left[0] + j, left[1] + i)
            if _code(*after, consistency, frequency) == code:
                ways[i + j] += comb(present, i) * comb(absent, j)
    return ways


def _convolved(left: list[int], right: list[int], most: int) -> list[int]:
    """Return the product of two sequences of counts, up to the place `most`; whole numbers of any size."""
    size = min(len(left) + len(right) - 1, most + 1)
    result = [0] * size
    for i, a in enumerate(left):
        for j, b in enumerate(right[: max(0, size - i)]):
            result[i + j] += a * b
    return result


def _binomial(ways: list[int], p: float) -> float:
    """Return the probability of what is counted, each case perturbed with probability p."""
    number = len(ways) - 1
    return float(sum(way * p**k * (1.0 - p) ** (number - k) for k, way in enumerate(ways)))


def _configuration(names: Sequence[str], levels: Sequence[int], corner: Sequence[int]) -> Expression:
    from fsqca.expressions import Literal as SetLiteral

    term = tuple(
        SetLiteral(name, (int(value),), braces=number > 2)
        for name, number, value in zip(names, levels, corner, strict=True)
    )
    return Expression((term,), tuple(names), tuple(levels))
