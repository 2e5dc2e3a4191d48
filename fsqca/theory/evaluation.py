"""A theory held against the models of a solution: what is supported, extended and delimited.

References
----------
Ragin, C. C. (1987). The Comparative Method. University of California Press.

Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge University
Press, ch. 11.

Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
10(1), 507-533.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_choice, counted, listed, missing_notes
from fsqca._frames import kept_frame
from fsqca._types import ArrayLike, Floats, Missing
from fsqca.errors import ModelAmbiguityError
from fsqca.expressions import Expression
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.theory.areas import area_memberships
from fsqca.theory.material import Material, material_of
from fsqca.theory.model_evaluation import ModelEvaluation

#: Models that a printed evaluation spells out.
_SHOWN_MODELS = 5


@dataclass(frozen=True, slots=True)
class TheorySettings:
    """What was asked.

    Attributes
    ----------
    theory, outcome : str
    evaluated : {"solution", "model", "expression"}
        What the theory was held against.
    data : {"truth table", "given"}
        Whether the cases are those behind the truth table or those of `data`.
    missing : {"raise", "drop"}
    weights : str or None
        The column of the weights of the cases, "an array", or None where every case counts once.
    """

    theory: str
    outcome: str
    evaluated: Literal["solution", "model", "expression"]
    data: Literal["truth table", "given"]
    missing: Missing = "raise"
    weights: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class TheoryEvaluation:
    """A theory held against every model of a solution.

    Made by :func:`fsqca.evaluate_theory`.

    Attributes
    ----------
    settings : TheorySettings
    theory : Expression
    models : tuple of ModelEvaluation
    n_cases : int
    dropped : tuple
        Cases left out because a value was missing.
    advice : tuple of str
        What a reader should know of the solution.
    calibration : DataFrame or None
        The table of the calibration, where the data came from :func:`fsqca.calibrate`.
    """

    settings: TheorySettings
    theory: Expression
    models: tuple[ModelEvaluation, ...]
    n_cases: int
    dropped: tuple[Any, ...] = ()
    advice: tuple[str, ...] = ()
    calibration: pd.DataFrame | None = None

    @property
    def model(self) -> ModelEvaluation:
        """The evaluation against the only model.

        Raises
        ------
        ModelAmbiguityError
            If there are several models, or none.
        """
        if len(self.models) == 1:
            return self.models[0]
        if not self.models:
            raise ModelAmbiguityError(f"The solution has no model. {' '.join(self.advice)}".rstrip())
        raise ModelAmbiguityError(
            f"The theory was held against {len(self.models)} models, not one: "
            f"{listed([own.name for own in self.models])}. Look at all of .models before choosing."
        )

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """The tables of all models below each other, with columns ``model`` and ``row`` in front."""
        return _together([(own.name, own.table.reset_index()) for own in self.models])

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """The cases of all models below each other, with a column ``model`` in front."""
        return _together([(own.name, own.cases) for own in self.models])

    @property
    def verdict(self) -> tuple[str, ...]:
        """The sentences of every model, each with the model's name in front where there are several."""
        if len(self.models) == 1:
            return self.models[0].verdict
        return tuple(f"{own.name}: {sentence}" for own in self.models for sentence in own.verdict)

    def __iter__(self) -> Iterator[ModelEvaluation]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    @property
    def _caption(self) -> str:
        return (
            f"Theory {self.theory} => {self.settings.outcome} held against "
            f"{counted(len(self.models), 'model')}, {counted(self.n_cases, 'case')}"
        )

    def _notes(self) -> list[str]:
        notes = list(self.advice)
        left = len(self.models) - _SHOWN_MODELS
        if left > 0:
            notes.append(f"{counted(left, 'more model')} in .models and .table.")
        notes += missing_notes(self.dropped)
        return notes

    def __repr__(self) -> str:
        return (
            f"<TheoryEvaluation of {self.theory} => {self.settings.outcome}: "
            f"{counted(len(self.models), 'model')}, {counted(self.n_cases, 'case')}>"
        )

    def __str__(self) -> str:
        parts = [self._caption, *(str(own) for own in self.models[:_SHOWN_MODELS])]
        return "\n\n".join([*parts, *self._notes()])

    def _repr_html_(self) -> str:
        tables = "".join(own._repr_html_() for own in self.models[:_SHOWN_MODELS])
        return _display.html_heading(self._caption) + tables + _display.html_notes(self._notes())


def _together(parts: list[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=["model"])
    return pd.concat([frame.assign(model=name) for name, frame in parts], ignore_index=True)[
        ["model", *parts[0][1].columns]
    ]


def evaluate_theory(
    theory: str | Expression,
    results: Solution | Model | Expression | str,
    data: object = None,
    outcome: str | Expression | None = None,
    *,
    weights: ArrayLike | str | None = None,
    missing: Missing = "raise",
) -> TheoryEvaluation:
    """Return where a theory and results agree, where each goes beyond the other, and in which cases.

    Parameters
    ----------
    theory : str or Expression
        What theory expects to be sufficient for the outcome, such as ``"A*B + ~C"``.
    results : Solution, Model, Expression or str
        What was found: every model of a solution is evaluated. An expression is a hypothesis of any origin.
    data : DataFrame or Calibrated, optional
        The cases. Default: those behind the truth table of a solution or model.
    outcome : str or Expression, optional
        Default: the outcome of the truth table.
    weights : str or array_like of float >= 0, shape (n_cases,), optional
        How much each case of `data` counts in the parameters of fit: a column of the data, a Series with the
        case ids as index, or one number per case. Default: those of the truth table where its cases are
        used, and every case once where `data` are passed. Cases are counted, not weighed.
    missing : {"raise", "drop"}, default "raise"
        What to do with cases of `data` that have a missing value in a column used.

    Returns
    -------
    TheoryEvaluation

    Raises
    ------
    ArgumentError
        If the theory uses a set of the outcome, names no set, data or outcome are needed and not given,
        weights are given without data, or are missing, negative, all 0 or not one per case.
    UnknownNameError
        If a set is not in the data.

    Notes
    -----
    With t the membership in the theory and s that in the model, the membership in T*S is ``min(t, s)``, in
    ~T*S ``min(1 - t, s)``, in T*~S ``min(t, 1 - s)`` and in ~T*~S ``min(1 - t, 1 - s)``. Parameters of fit
    and cases of an area come from these. The expressions of the areas are simplified by crisp-set algebra for
    reading; in fuzzy sets the memberships in the text can differ, see :attr:`ModelEvaluation.simplified`.

    A case belongs to the one area in which its membership exceeds 0.5. With the outcome (above 0.5) it is
    *covered most likely* in T*S, *covered least likely* in ~T*S, *uncovered most likely* in T*~S and
    *uncovered least likely* in ~T*~S; without it (below 0.5) *inconsistent most likely*, *inconsistent least
    likely*, *consistent most likely* and *consistent least likely*.

    References
    ----------
    Ragin, C. C. (1987). The Comparative Method. University of California Press.

    Schneider, C. Q., & Wagemann, C. (2012). Set-Theoretic Methods for the Social Sciences. Cambridge
    University Press, ch. 11.

    Oana, I.-E., & Schneider, C. Q. (2018). SetMethods: An add-on R package for advanced QCA. The R Journal,
    10(1), 507-533.

    Examples
    --------
    >>> import fsqca as fq
    >>> data = pd.DataFrame(
    ...     {"A": [1, 1, 0, 0, 1], "B": [1, 0, 1, 0, 0], "Y": [1, 0, 1, 0, 0]}, index=list("vwxyz")
    ... )
    >>> found = evaluate_theory("A", fq.minimize(fq.build_truth_table(data, "Y"), "parsimonious"))
    >>> found.model.areas["T*S"], found.model.areas["~T*S"]
    (Expression('A*B'), Expression('~A*B'))
    >>> print(found.verdict[-1])
    Of 2 cases with Y the theory covers 1 and the results 2; 1 is covered by both and 0 by neither.
    >>> found.cases["kind"].tolist()[:3]
    ['covered most likely', 'consistent most likely', 'covered least likely']
    """
    check_choice("missing", missing, ("raise", "drop"))
    material = material_of(theory, results, data, outcome, missing, weights)
    t = material.theory_membership()
    evaluations = tuple(_evaluated(name, expression, material, t) for name, expression in material.models)
    settings = TheorySettings(
        str(material.theory),
        str(material.outcome),
        material.evaluated,
        "truth table" if data is None else "given",
        missing,
        material.weighted_by,
    )
    return TheoryEvaluation(
        settings,
        material.theory,
        evaluations,
        len(material.sets.cases),
        material.dropped,
        material.advice,
        material.calibration,
    )


def _evaluated(name: str, expression: Expression, material: Material, t: Floats) -> ModelEvaluation:
    terms = expression.evaluate_terms(material.sets)
    s: Floats = terms.max(axis=1, initial=0.0)
    areas = material.area_expressions(expression)
    not_written = np.full(len(s), np.nan)
    written = [
        not_written if one is None else one.evaluate_terms(material.sets).max(axis=1, initial=0.0)
        for one in areas.values()
    ]
    return ModelEvaluation(
        name,
        expression,
        material.theory,
        str(material.outcome),
        areas,
        material.sets.cases,
        np.column_stack([terms, s, t, area_memberships(t, s)]),
        np.column_stack(written),
        material.outcome_membership,
        material.weights,
    )
