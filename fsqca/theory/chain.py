"""What a search for causal chains found: models of every outcome, and how they hang together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from fsqca import _display
from fsqca._checks import counted, listed, missing_notes
from fsqca._frames import kept_frame
from fsqca._types import Missing
from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.expressions import Expression
from fsqca.fit import Fit

Method = Literal["truth_table", "coincidence"]


@dataclass(frozen=True, slots=True)
class ChainSettings:
    """What was asked.

    Attributes
    ----------
    names : tuple of str
        The sets.
    levels : tuple of tuples of str
        The ordering, from first to last.
    ordered : bool
        Whether an ordering was given.
    strict : bool
        Whether sets of the same level could not be conditions of each other.
    method : {"truth_table", "coincidence"}
    consistency, model_consistency, model_coverage : float
    frequency : int
    max_models : int
    missing : {"raise", "drop"}
    weights : str or None
        The column of the weights of the cases, "an array", or None where every case counts once.
    """

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    ordered: bool
    strict: bool
    method: Method
    consistency: float
    model_consistency: float
    model_coverage: float
    frequency: int
    max_models: int
    missing: Missing
    weights: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class ChainOutcome:
    """One set as an outcome, and its models.

    Attributes
    ----------
    outcome : Expression
        A single literal, such as ``A`` or ``B{2}``.
    level : int
        Its place in the ordering, from 0.
    conditions : tuple of str
        The sets that could be conditions.
    models : tuple of Expression
    fits : tuple of Fit
        Of each model.
    complete : bool
        Whether all models are listed.
    why_none : str
        Why there is no model, "" where there is one.
    """

    outcome: Expression
    level: int
    conditions: tuple[str, ...]
    models: tuple[Expression, ...]
    fits: tuple[Fit, ...]
    complete: bool = True
    why_none: str = ""

    def __repr__(self) -> str:
        more = "" if self.complete else "at least "
        return f"<ChainOutcome {self.outcome}: {more}{counted(len(self.models), 'model')}>"


@dataclass(frozen=True, eq=False, repr=False)
class CausalChain:
    """Models of every set as an outcome, and the chain that they make.

    Made by :func:`fsqca.find_causal_chain`.

    Attributes
    ----------
    settings : ChainSettings
    outcomes : tuple of ChainOutcome
        In the order of the levels, and within them of the data.
    n_cases : int
    dropped : tuple
        Cases left out because a value was missing.
    weightless : tuple
        Cases left out because their weight is 0.
    """

    settings: ChainSettings
    outcomes: tuple[ChainOutcome, ...]
    n_cases: int
    dropped: tuple[Any, ...] = ()
    weightless: tuple[Any, ...] = ()

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per model: ``outcome``, ``model`` (1, 2, ...), ``expression``, ``terms`` and its fit.

        ``consistency``, ``pri`` and ``coverage`` are those of the model as a whole, in [0, 1].
        """
        rows = [
            (str(own.outcome), number, str(model), len(model.terms), *fit.values[-1, :3].tolist())
            for own in self.outcomes
            for number, (model, fit) in enumerate(zip(own.models, own.fits, strict=True), start=1)
        ]
        columns = ["outcome", "model", "expression", "terms", "consistency", "pri", "coverage"]
        return pd.DataFrame(rows, columns=columns)

    @property
    @kept_frame
    def outcome_table(self) -> pd.DataFrame:
        """One row per outcome: ``level``, ``conditions``, ``models``, ``complete`` and ``why_none``."""
        rows = [
            (own.level, ", ".join(own.conditions), len(own.models), own.complete, own.why_none)
            for own in self.outcomes
        ]
        index = pd.Index([str(own.outcome) for own in self.outcomes], name="outcome", dtype=object)
        return pd.DataFrame(
            rows, index=index, columns=["level", "conditions", "models", "complete", "why_none"]
        )

    @property
    def endogenous(self) -> tuple[str, ...]:
        """The sets that have a model, in any of their values."""
        with_model = {own.outcome.used[0] for own in self.outcomes if own.models}
        return tuple(name for name in self.settings.names if name in with_model)

    @property
    def exogenous(self) -> tuple[str, ...]:
        """The sets that have no model and are a condition in some model."""
        used = {name for own in self.outcomes for model in own.models for name in model.used}
        return tuple(name for name in self.settings.names if name in used and name not in self.endogenous)

    @property
    def unconnected(self) -> tuple[str, ...]:
        """The sets that have no model and are in none."""
        known = {*self.endogenous, *self.exogenous}
        return tuple(name for name in self.settings.names if name not in known)

    @property
    def n_chains(self) -> int:
        """In how many ways one model of each outcome can be put together, of those listed."""
        return math.prod(len(own.models) for own in self.outcomes if own.models) if self.endogenous else 0

    @property
    def sentence(self) -> str:
        """The chain in one line, with the first model of each outcome and the number of the others.

        ``"A*B => C; C + D => E (1 of 2)"``: E has a second model.
        """
        return self.sentence_with({})

    def sentence_with(self, choice: Mapping[str, int]) -> str:
        """Return the chain in one line, with the chosen models.

        Parameters
        ----------
        choice : mapping of str to int
            Outcome to number of its model, from 1, as in :attr:`table`; 1 for outcomes that are not in it.

        Raises
        ------
        ArgumentError
            If an outcome has no such model.
        """
        parts = []
        for own, number in self.chosen(choice):
            several = len(own.models) > 1 or not own.complete
            of = f"{len(own.models)}" if own.complete else f"at least {len(own.models)}"
            parts.append(
                f"{own.models[number - 1]} => {own.outcome}" + (f" ({number} of {of})" if several else "")
            )
        return "; ".join(parts)

    def chosen(self, choice: Mapping[str, int] | None = None) -> list[tuple[ChainOutcome, int]]:
        """Return the outcomes that have a model, each with the number of the chosen one."""
        given = {} if choice is None else choice
        if not isinstance(given, Mapping):
            raise ArgumentTypeError(
                f'choice must map outcomes to numbers of models, such as {{"Y": 2}}, not {given!r}.'
            )
        with_model = {str(own.outcome): own for own in self.outcomes if own.models}
        for name, number in given.items():
            if name not in with_model:
                raise ArgumentError(
                    f"choice names {name!r}, which is no outcome with a model. Outcomes with a model: "
                    f"{listed(with_model, 20)}."
                )
            if (
                isinstance(number, bool)
                or not isinstance(number, int)
                or not 1 <= number <= len(with_model[name].models)
            ):
                raise ArgumentError(
                    f"choice asks for model {number!r} of {name!r}, which has the models 1 to "
                    f"{len(with_model[name].models)}."
                )
        return [(own, int(given.get(name, 1))) for name, own in with_model.items()]

    @property
    def circles(self) -> tuple[tuple[str, ...], ...]:
        """Groups of sets that explain each other, in some models: data alone do not say which comes first."""
        reach: dict[str, set[str]] = {name: set() for name in self.settings.names}
        for own in self.outcomes:
            for model in own.models:
                reach[own.outcome.used[0]] |= set(model.used)
        for middle in reach:
            for name in reach:
                if middle in reach[name]:
                    reach[name] |= reach[middle]
        groups: list[tuple[str, ...]] = []
        for name in self.settings.names:
            group = tuple(n for n in self.settings.names if name in reach[n] and n in reach[name])
            if group and group not in groups:
                groups.append(group)
        return tuple(groups)

    @property
    def notes(self) -> tuple[str, ...]:
        """Exogenous and unconnected sets, outcomes without a model and why, circles, cases left out."""
        notes = []
        if self.exogenous:
            notes.append(f"Exogenous (conditions without a model of their own): {', '.join(self.exogenous)}.")
        if self.unconnected:
            notes.append(f"Not connected (no model, and in none): {', '.join(self.unconnected)}.")
        notes += [f"{own.outcome} has no model. {own.why_none}" for own in self.outcomes if not own.models]
        notes += [
            f"{own.outcome} has more models than the {len(own.models)} listed, or may have. Raise "
            "max_models or the cut-offs."
            for own in self.outcomes
            if not own.complete
        ]
        for group in self.circles:
            notes.append(
                f"{', '.join(group)} explain each other in some models: the data do not say which comes "
                "first. An ordering does."
            )
        if self.n_chains > 1:
            notes.append(
                f"One model of each outcome can be put together in {self.n_chains} ways; the chain above "
                "is one of them."
            )
        if self.settings.weights is not None:
            by = "an array of weights" if self.settings.weights == "an array" else repr(self.settings.weights)
            notes.append(f"Weighted by {by}: sums of weights stand for numbers of cases.")
        if self.weightless:
            cases = counted(len(self.weightless), "case")
            notes.append(f"{cases} of weight 0 left out: {listed(self.weightless)}.")
        notes += missing_notes(self.dropped)
        return tuple(notes)

    def __iter__(self) -> Iterator[ChainOutcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    def __getitem__(self, outcome: str) -> ChainOutcome:
        for own in self.outcomes:
            if str(own.outcome) == outcome:
                return own
        raise ArgumentError(
            f"{outcome!r} was not an outcome. Outcomes: "
            f"{listed([str(own.outcome) for own in self.outcomes], 20)}."
        )

    @property
    def _caption(self) -> str:
        ordering = " < ".join(", ".join(level) for level in self.settings.levels)
        order = f", ordering {ordering}" if self.settings.ordered else ""
        size = f"{counted(len(self.settings.names), 'set')}, {counted(self.n_cases, 'case')}"
        return f"Causal chain of {size}{order}"

    def _shown(self) -> pd.DataFrame:
        frame = self.table.set_index("outcome").drop(columns="terms").rename(columns={"pri": "PRI"})
        return frame.rename_axis(index=None)

    def __repr__(self) -> str:
        return (
            f"<CausalChain: {len(self.endogenous)} of {counted(len(self.settings.names), 'set')} with a "
            f"model, {counted(sum(len(own.models) for own in self.outcomes), 'model')}, "
            f"{counted(self.n_cases, 'case')}>"
        )

    def __str__(self) -> str:
        found = self.sentence or "No set has a model."
        tables = [_display.text_table(self._shown())] if self.endogenous else []
        return "\n".join([self._caption, found, *tables, *self.notes])

    def _repr_html_(self) -> str:
        found = self.sentence or "No set has a model."
        if not self.endogenous:
            return _display.html_heading(self._caption) + _display.html_notes([found, *self.notes])
        return _display.html_table(self._shown(), caption=self._caption, notes=[found, *self.notes])
