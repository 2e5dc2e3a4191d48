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
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_choice, counted, listed
from fsqca._frames import kept_frame
from fsqca._types import Floats, Missing
from fsqca.errors import ModelAmbiguityError
from fsqca.expressions import Expression
from fsqca.metrics import pri, sufficiency_consistency, sufficiency_coverage
from fsqca.minimization.models import Model
from fsqca.minimization.solution import Solution
from fsqca.theory.areas import AREAS, KINDS, MEANINGS, area_memberships, assign_areas, case_kinds
from fsqca.theory.material import Material, material_of
from fsqca.theory.verdict import area_sentence, summary_sentence

if TYPE_CHECKING:
    from fsqca.theory.verdict import Counts

#: Models that a printed evaluation spells out.
_SHOWN_MODELS = 5
#: Differences between an area and its simplified expression below this are rounding.
_ROUNDING = 1e-9


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
    """

    theory: str
    outcome: str
    evaluated: Literal["solution", "model", "expression"]
    data: Literal["truth table", "given"]
    missing: Missing = "raise"


@dataclass(frozen=True, eq=False, repr=False)
class ModelEvaluation:
    """A theory held against one model.

    Attributes
    ----------
    name : str
        The name of the model, such as ``"P1"``; ``"S"`` for an expression.
    expression, theory : Expression
    outcome : str
    areas : dict of str to Expression
        The simplified expression of each of ``"T*S"``, ``"~T*S"``, ``"T*~S"``, ``"~T*~S"``: crisp-set
        algebra, ``0`` for an area that no configuration is in. Not simplified where that would take too long.
    memberships : DataFrame
        Index the case; the terms of the model, ``"solution"``, ``"theory"`` and the areas. In an area it is
        the smaller of the memberships in (negated) theory and (negated) solution.
    """

    name: str
    expression: Expression
    theory: Expression
    outcome: str
    areas: dict[str, Expression]
    unsimplified: tuple[str, ...]
    case_index: pd.Index[Any]
    values: Floats
    simplified_values: Floats
    outcome_values: Floats

    @property
    def _labels(self) -> list[str]:
        return [*map(str, self.expression.terms), "solution", "theory", *AREAS]

    @property
    @kept_frame
    def memberships(self) -> pd.DataFrame:
        """Memberships of the cases in terms, solution, theory and areas, and in the outcome."""
        frame = pd.DataFrame(self.values, index=self.case_index, columns=self._labels)
        frame.insert(len(self._labels), "outcome", self.outcome_values)
        return frame

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """One row per case: ``case``, memberships in theory, solution and outcome, ``area`` and ``kind``.

        The area is the one in which the membership exceeds 0.5, "" where theory or solution is exactly 0.5;
        the kind is one of "covered most likely", "covered least likely", "uncovered most likely", "uncovered
        least likely", "inconsistent most likely", "inconsistent least likely", "consistent most likely",
        "consistent least likely", "ambiguous" (exactly 0.5 in the outcome) and "in no area".
        """
        position = assign_areas(self.values[:, -4:])
        return pd.DataFrame(
            {
                "case": list(self.case_index),
                "theory": self.values[:, -5],
                "solution": self.values[:, -6],
                "outcome": self.outcome_values,
                "area": pd.Series([AREAS[i] if i >= 0 else "" for i in position], dtype=object),
                "kind": pd.Series(case_kinds(position, self.outcome_values), dtype=object),
            }
        )

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per term, "solution", "theory" and area: what it means, its cases, and its fit.

        ``cases`` have a membership above 0.5; ``with_outcome`` of them one above 0.5 in the outcome and
        ``without_outcome`` one below. ``consistency``, ``pri`` and ``raw_coverage`` are in [0, 1], undefined
        is NaN.
        """
        y = self.outcome_values
        inside = self.values > 0.5 + _ROUNDING
        present, absent = y > 0.5 + _ROUNDING, y < 0.5 - _ROUNDING
        terms = [str(term) for term in self.expression.terms]
        data = {
            "meaning": ["", *([""] * (len(terms) + 1)), *(MEANINGS[area] for area in AREAS)],
            "expression": [*terms, str(self.expression), str(self.theory), *map(str, self.areas.values())],
            "cases": inside.sum(axis=0),
            "with_outcome": (inside & present[:, None]).sum(axis=0),
            "without_outcome": (inside & absent[:, None]).sum(axis=0),
            **_fit(self.values, y),
        }
        return pd.DataFrame(data, index=pd.Index(self._labels, name="row"))

    @property
    @kept_frame
    def simplified(self) -> pd.DataFrame:
        """Parameters of fit of the simplified expressions of the areas, and where they differ from the areas.

        ``consistency``, ``pri``, ``raw_coverage`` of the memberships in the expression as it is written, and
        ``difference``, the largest difference from the membership in the area in any case. Crisp sets have
        none; in fuzzy sets ``A*~A`` is not empty, but the simplified expression leaves it out.
        """
        frame = pd.DataFrame(
            _fit(self.simplified_values, self.outcome_values), index=pd.Index(AREAS, name="area")
        )
        frame.insert(0, "expression", list(map(str, self.areas.values())))
        frame["difference"] = np.abs(self.simplified_values - self.values[:, -4:]).max(axis=0)
        return frame

    @property
    def verdict(self) -> tuple[str, ...]:
        """What the results support, what extends and what delimits the theory, in sentences."""
        cases = self.cases
        counts: dict[str, Counts] = {
            area: (
                int((cases["area"] == area).sum()),
                int((cases["kind"] == KINDS[area][0]).sum()),
                int((cases["kind"] == KINDS[area][1]).sum()),
            )
            for area in AREAS
        }
        sentences = [area_sentence(area, str(self.areas[area]), counts[area], self.outcome) for area in AREAS]
        in_no_area = [case for case, area in zip(cases["case"], cases["area"], strict=True) if not area]
        if in_no_area:
            verb = "is" if len(in_no_area) == 1 else "are"
            sentences.append(
                f"{counted(len(in_no_area), 'case')} {verb} in no area, with a membership of exactly 0.5 "
                "in the "
                f"theory or the solution: {listed(in_no_area)}."
            )
        present = cases["outcome"] > 0.5 + _ROUNDING
        covered = [int((present & (cases[set_] > 0.5 + _ROUNDING)).sum()) for set_ in ("theory", "solution")]
        sentences.append(summary_sentence(int(present.sum()), covered[0], covered[1], counts, self.outcome))
        return tuple(sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the numbers."""
        notes = []
        differ = self.simplified["difference"]
        some = [area for area in AREAS if differ[area] > _ROUNDING]
        if some:
            largest = max(some, key=lambda area: float(differ[area]))
            notes.append(
                "Numbers of the areas are those of intersected memberships. Evaluated as written, the "
                "simplified "
                f"expressions of {', '.join(some)} give other memberships (up to {differ[largest]:.3f} in "
                f"{largest}); see .simplified."
            )
        if self.unsimplified:
            notes.append(
                f"The expressions of {', '.join(self.unsimplified)} are not simplified: there are too "
                "many sets."
            )
        return tuple(notes)

    @property
    def _head(self) -> str:
        return f"{self.name}: {self.expression}"

    def _shown(self) -> pd.DataFrame:
        words = {"pri": "PRI", "with_outcome": "with", "without_outcome": "without"}
        frame = self.table.drop(columns="meaning").rename(
            columns=lambda name: words.get(name, name.replace("_", " "))
        )
        return frame.rename_axis(index=None)

    def __repr__(self) -> str:
        cases = self.table["cases"]
        numbers = ", ".join(f"{area} {cases[area]}" for area in AREAS)
        return f"<ModelEvaluation {self._head}: cases {numbers}>"

    def __str__(self) -> str:
        lines = [self._head, _display.text_table(self._shown()), *self.verdict, *self.notes]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self._head, notes=[*self.verdict, *self.notes])


def _fit(x: Floats, y: Floats) -> dict[str, Floats]:
    return {
        "consistency": np.asarray(sufficiency_consistency(x, y)),
        "pri": np.asarray(pri(x, y)),
        "raw_coverage": np.asarray(sufficiency_coverage(x, y)),
    }


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
        if self.dropped:
            left_out = counted(len(self.dropped), "case")
            notes.append(f"{left_out} with missing values left out: {listed(self.dropped, 10)}.")
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
    missing : {"raise", "drop"}, default "raise"
        What to do with cases of `data` that have a missing value in a column used.

    Returns
    -------
    TheoryEvaluation

    Raises
    ------
    ArgumentError
        If the theory uses a set of the outcome, names no set, or data or outcome are needed and not given.
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
    material = material_of(theory, results, data, outcome, missing)
    t = material.theory_membership()
    evaluations = tuple(_evaluated(name, expression, material, t) for name, expression in material.models)
    settings = TheorySettings(
        str(material.theory),
        str(material.outcome),
        material.evaluated,
        "truth table" if data is None else "given",
        missing,
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
    areas, unsimplified = material.area_expressions(expression)
    written = [one.evaluate_terms(material.sets).max(axis=1, initial=0.0) for one in areas.values()]
    return ModelEvaluation(
        name,
        expression,
        material.theory,
        str(material.outcome),
        areas,
        unsimplified,
        material.sets.cases,
        np.column_stack([terms, s, t, area_memberships(t, s)]),
        np.column_stack(written),
        material.outcome_membership,
    )
