"""A theory held against one model: the cases and the fit of the four areas, and a verdict in sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed, weight_notes
from fsqca._frames import kept_frame
from fsqca._types import Floats
from fsqca.expressions import Expression
from fsqca.metrics import pri, sufficiency_consistency, sufficiency_coverage
from fsqca.theory.areas import AREAS, KINDS, MEANINGS, assign_areas, case_kinds
from fsqca.theory.verdict import area_sentence, summary_sentence

if TYPE_CHECKING:
    from fsqca.theory.verdict import Counts

#: Differences between an area and its simplified expression below this are rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True, eq=False, repr=False)
class ModelEvaluation:
    """A theory held against one model.

    Attributes
    ----------
    name : str
        The name of the model, such as ``"P1"``; ``"S"`` for an expression.
    expression, theory : Expression
    outcome : str
    areas : dict of str to Expression or None
        The simplified expression of each of ``"T*S"``, ``"~T*S"``, ``"T*~S"``, ``"~T*~S"``: crisp-set
        algebra, ``0`` for an area that no configuration is in. None where it is too long to be written out.
    memberships : DataFrame
        Index the case; the terms of the model, ``"solution"``, ``"theory"`` and the areas. In an area it is
        the smaller of the memberships in (negated) theory and (negated) solution. A term of the model with
        the name of one of these stands in backticks.
    weights : ndarray of float, shape (n_cases,), or None
        Weights of the cases, None where every case counts once.
    """

    name: str
    expression: Expression
    theory: Expression
    outcome: str
    areas: dict[str, Expression | None]
    case_index: pd.Index[Any]
    values: Floats
    simplified_values: Floats
    outcome_values: Floats
    weights: Floats | None = None

    @property
    def written(self) -> dict[str, str]:
        """The expressions of the areas as text."""
        return {
            area: "(not written out)" if area_expression is None else str(area_expression)
            for area, area_expression in self.areas.items()
        }

    @property
    def _labels(self) -> list[str]:
        own = ["solution", "theory", *AREAS]
        return [*_display.told_apart(map(str, self.expression.terms), [*own, "outcome"]), *own]

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
        is NaN; they are weighted where the cases are, the numbers of cases are not.
        """
        y = self.outcome_values
        inside = self.values > 0.5 + _ROUNDING
        present, absent = y > 0.5 + _ROUNDING, y < 0.5 - _ROUNDING
        terms = [str(term) for term in self.expression.terms]
        data = {
            "meaning": ["", *([""] * (len(terms) + 1)), *(MEANINGS[area] for area in AREAS)],
            "expression": [*terms, str(self.expression), str(self.theory), *self.written.values()],
            "cases": inside.sum(axis=0),
            "with_outcome": (inside & present[:, None]).sum(axis=0),
            "without_outcome": (inside & absent[:, None]).sum(axis=0),
            **_fit(self.values, y, self.weights),
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
        told = ~np.isnan(self.simplified_values).any(axis=0)
        fit = _fit(np.where(told, self.simplified_values, 0.0), self.outcome_values, self.weights)
        columns = {name: np.where(told, values, np.nan) for name, values in fit.items()}
        frame = pd.DataFrame(columns, index=pd.Index(AREAS, name="area"))
        frame.insert(0, "expression", list(self.written.values()))
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
        sentences = [area_sentence(area, self.written[area], counts[area], self.outcome) for area in AREAS]
        in_no_area = [case for case, area in zip(cases["case"], cases["area"], strict=True) if not area]
        if in_no_area:
            verb = "is" if len(in_no_area) == 1 else "are"
            sentences.append(
                f"{counted(len(in_no_area), 'case')} {verb} in no area, with a membership of exactly 0.5 "
                f"in the theory or the solution: {listed(in_no_area)}."
            )
        present = cases["outcome"] > 0.5 + _ROUNDING
        covered = [int((present & (cases[set_] > 0.5 + _ROUNDING)).sum()) for set_ in ("theory", "solution")]
        sentences.append(summary_sentence(int(present.sum()), covered[0], covered[1], counts, self.outcome))
        return tuple(sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know of the numbers."""
        notes = weight_notes(self.weights)
        differ = self.simplified["difference"]
        some = [area for area in AREAS if differ[area] > _ROUNDING]
        if some:
            largest = max(some, key=lambda area: float(differ[area]))
            notes.append(
                "Numbers of the areas are those of intersected memberships. Evaluated as written, the "
                f"simplified expressions of {', '.join(some)} give other memberships (up to "
                f"{differ[largest]:.3f} in {largest}); see .simplified."
            )
        untold = [area for area in AREAS if self.areas[area] is None]
        if untold:
            notes.append(
                f"Not written out, as the expression has too many sets or terms: {', '.join(untold)}. "
                "Cases and numbers are exact."
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


def _fit(x: Floats, y: Floats, weights: Floats | None) -> dict[str, Floats]:
    return {
        "consistency": np.asarray(sufficiency_consistency(x, y, weights=weights)),
        "pri": np.asarray(pri(x, y, weights=weights)),
        "raw_coverage": np.asarray(sufficiency_coverage(x, y, weights=weights)),
    }
