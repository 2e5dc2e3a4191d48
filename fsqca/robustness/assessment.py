"""What :func:`fsqca.robustness.assess_robustness` returns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed
from fsqca._frames import kept_frame
from fsqca.errors import ModelAmbiguityError
from fsqca.robustness.alternatives import Alternative
from fsqca.robustness.model_robustness import PRINTED, ModelRobustness
from fsqca.robustness.paragraphs import limits_text, regions_text

#: Models that a printed assessment spells out.
_SHOWN_MODELS = 5


@dataclass(frozen=True, slots=True)
class AssessmentSettings:
    """What was asked.

    Attributes
    ----------
    outcome : str
    model : str or None
        The model that was chosen, None for every model.
    made : {"given", "settings"}
        Whether the test solutions were given, or made by other settings.
    consistency, pri, frequency : tuple of float
        The settings that were tried.
    calibrations : tuple of str
        The names of the calibrations that were tried.
    combine : bool
        Whether settings were varied together.
    """

    outcome: str
    model: str | None
    made: str
    consistency: tuple[float, ...] = ()
    pri: tuple[float, ...] = ()
    frequency: tuple[float, ...] = ()
    calibrations: tuple[str, ...] = ()
    combine: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class RobustnessAssessment:
    """The robustness of every model of a solution against a test set.

    Made by :func:`fsqca.robustness.assess_robustness`.

    Attributes
    ----------
    settings : AssessmentSettings
    models : tuple of ModelRobustness
    alternatives : tuple of Alternative
        The test set.
    regions : object or None
        Sensitivity ranges, as they were given.
    advice : tuple of str
        What a reader should know of the solutions.
    dropped : tuple
        Cases left out because a value was missing.
    """

    settings: AssessmentSettings
    models: tuple[ModelRobustness, ...]
    alternatives: tuple[Alternative, ...]
    regions: object = None
    advice: tuple[str, ...] = ()
    dropped: tuple[Any, ...] = ()

    @property
    def model(self) -> ModelRobustness:
        """The assessment of the only model.

        Raises
        ------
        ModelAmbiguityError
            If there are several.
        """
        if len(self.models) == 1:
            return self.models[0]
        raise ModelAmbiguityError(
            f"{len(self.models)} tied models were assessed, not one: "
            f"{listed([own.name for own in self.models])}. Look at all of .models, or choose one with "
            "model=."
        )

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per model of the initial solution: see :attr:`ModelRobustness.table`."""
        return pd.concat([own.table for own in self.models])

    @property
    @kept_frame
    def cases(self) -> pd.DataFrame:
        """The cases of all models below each other, with a column ``model`` in front."""
        return self._together("cases")

    @property
    @kept_frame
    def tests(self) -> pd.DataFrame:
        """The test solutions against each model, with a column ``initial`` in front: the model's name."""
        return self._together("tests", "initial")

    def _together(self, attribute: str, column: str = "model") -> pd.DataFrame:
        parts = []
        for own in self.models:
            frame: pd.DataFrame = getattr(own, attribute)
            frame.insert(0, column, own.name)
            parts.append(frame)
        together: pd.DataFrame = pd.concat(parts, ignore_index=True)
        return together

    def paragraph(self, *, limits: bool = True) -> str:
        """Return the assessment in words, for a report.

        What was compared, the robust core, the numbers, the shaky and possible cases by name, the sensitivity
        ranges if they were given, and what none of it says.

        Parameters
        ----------
        limits : bool, default True
            Whether to end with what was not assessed and what the numbers do not say. Leave it out only where
            the report says so elsewhere.
        """
        parts = [
            own.paragraph() if len(self.models) == 1 else f"{own.name}: {own.paragraph()}"
            for own in self.models
        ]
        if len(self.models) > 1:
            parts.insert(
                0, f"The initial solution has {len(self.models)} tied models, and each was assessed."
            )
        parts += self.advice
        if limits or self.regions is not None:
            parts.append(regions_text(self.regions))
        if limits:
            parts.append(limits_text(len(self.models)))
        return " ".join(parts)

    def plot(self, model: str | None = None) -> Any:
        """Return the figure of a model against the test set; see :func:`fsqca.plots.robustness_plot`."""
        from fsqca.plots import robustness_plot

        return robustness_plot(self, model)

    def __iter__(self) -> Iterator[ModelRobustness]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    @property
    def _caption(self) -> str:
        return (
            f"Robustness for {self.settings.outcome}: {counted(len(self.models), 'model')} against "
            f"{counted(len(self.alternatives), 'test solution')}"
        )

    def _notes(self) -> list[str]:
        notes = list(self.advice)
        left = len(self.models) - _SHOWN_MODELS
        if left > 0:
            notes.append(f"{counted(left, 'more model')} in .models and .table.")
        if self.dropped:
            notes.append(
                f"{counted(len(self.dropped), 'case')} with missing values left out: "
                f"{listed(self.dropped, 10)}."
            )
        if self.regions is not None:
            notes.append(regions_text(self.regions))
        return notes

    def __repr__(self) -> str:
        ranks = ", ".join(f"{own.name} {own.numbers.rcc_rank}" for own in self.models[:_SHOWN_MODELS])
        return (
            f"<RobustnessAssessment for {self.settings.outcome}: {counted(len(self.models), 'model')}, "
            f"{counted(len(self.alternatives), 'test solution')}, RCC rank {ranks}>"
        )

    def __str__(self) -> str:
        if len(self.models) == 1:
            return "\n".join([str(self.models[0]), *self._notes()])
        table = _display.text_table(self.table.rename(columns=PRINTED).rename_axis(index=None))
        parts = [part for own in self.models[:_SHOWN_MODELS] for part in (str(own), "")]
        return "\n".join([self._caption, table, "", *parts[:-1], *self._notes()])

    def _repr_html_(self) -> str:
        shown = "".join(own._repr_html_() for own in self.models[:_SHOWN_MODELS])
        heading = _display.html_heading(self._caption) if len(self.models) > 1 else ""
        return heading + shown + _display.html_notes(self._notes())
