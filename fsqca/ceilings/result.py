"""What :func:`fsqca.nca` returns: effect sizes, ceiling lines and bottlenecks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from fsqca._checks import check_choice, check_number, counted, listed, missing_notes
from fsqca._display import html_table, number_text, text_table
from fsqca._types import Floats, Missing
from fsqca.ceilings.bottleneck import needed_by_line, needed_by_steps
from fsqca.ceilings.lines import Scope
from fsqca.errors import ArgumentError, ArgumentTypeError

if TYPE_CHECKING:
    import pandas as pd

#: The ceiling lines, in the order of the table.
CEILINGS = ("CE-FDH", "CR-FDH")
#: Effect sizes below these are called small, medium and large; above the last, very large (Dul 2016).
SIZES = ((0.1, "small"), (0.3, "medium"), (0.5, "large"))


@dataclass(frozen=True, slots=True, eq=False)
class Ceiling:
    """The ceiling lines of one condition.

    Attributes
    ----------
    condition : str
    x : ndarray of float, shape (n_cases,)
    scope : Scope
    peers_x, peers_y : ndarray of float, shape (n_peers,)
        Where the steps of CE-FDH begin, ascending in both.
    intercept, slope : float
        The line of CR-FDH; NaN where there is a single peer.
    effect : tuple of float
        The effect sizes d of CE-FDH and CR-FDH, in [0, 1].
    accuracy : tuple of float
        The share of cases on or below each line.
    p : tuple of float
        The p values; NaN without a permutation test.
    """

    condition: str
    x: Floats
    scope: Scope
    peers_x: Floats
    peers_y: Floats
    intercept: float
    slope: float
    effect: tuple[float, float]
    accuracy: tuple[float, float]
    p: tuple[float, float]

    def drawn(self, ceiling: str) -> bool:
        """Return whether there is such a line: not in a scope without area, nor CR-FDH through one peer."""
        return self.scope.area > 0.0 and (ceiling == "CE-FDH" or not np.isnan(self.slope))

    def height(self, x: Floats, ceiling: str) -> Floats:
        """Return the height of a ceiling line at values of the condition."""
        if ceiling == "CR-FDH":
            line: Floats = self.intercept + self.slope * x
            return line
        place = np.searchsorted(self.peers_x, x, side="right") - 1
        return np.where(place < 0, self.scope.y_low, self.peers_y[np.maximum(place, 0)])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NecessaryConditionAnalysis:
    """Effect sizes, ceiling lines and bottlenecks of conditions for an outcome.

    Attributes
    ----------
    outcome : str
    conditions : tuple of str
    ceilings : tuple of Ceiling
        The lines of each condition.
    y : ndarray of float, shape (n_cases,)
        The outcome.
    permutations : int
        The number of shuffled samples behind each p value, 0 without a test.
    seed : int or None
        The seed of the shuffling.
    cases : tuple
        The case ids.
    missing : "raise" or "drop"
        What was to happen to cases with a missing value.
    dropped : tuple
        The cases left out because a value was missing.
    """

    outcome: str
    conditions: tuple[str, ...]
    ceilings: tuple[Ceiling, ...]
    y: Floats
    permutations: int
    seed: int | None
    cases: tuple[Any, ...]
    missing: Missing
    dropped: tuple[Any, ...]

    @property
    def table(self) -> pd.DataFrame:
        """Return one row per condition and ceiling line.

        Index the condition and the ceiling; columns ``effect_size`` in [0, 1], ``size`` in words (below 0.1
        small, below 0.3 medium, below 0.5 large, else very large), ``p`` (NaN without a permutation test),
        ``accuracy`` (share of cases on or below the line), ``peers``, ``intercept`` and ``slope`` (NaN for
        the step function).
        """
        import pandas as pd

        rows = [
            {
                "condition": one.condition,
                "ceiling": name,
                "effect_size": one.effect[i],
                "size": _size(one.effect[i]),
                "p": one.p[i],
                "accuracy": one.accuracy[i],
                "peers": len(one.peers_x),
                "intercept": one.intercept if name == "CR-FDH" else np.nan,
                "slope": one.slope if name == "CR-FDH" else np.nan,
            }
            for one in self.ceilings
            for i, name in enumerate(CEILINGS)
        ]
        return pd.DataFrame(rows).set_index(["condition", "ceiling"])

    def bottleneck(
        self,
        ceiling: Literal["CE-FDH", "CR-FDH"] = "CE-FDH",
        *,
        unit: Literal["percent", "actual"] = "percent",
        levels: Sequence[float] | None = None,
    ) -> pd.DataFrame:
        """Return how much of each condition is necessary for levels of the outcome.

        Parameters
        ----------
        ceiling : {"CE-FDH", "CR-FDH"}, default "CE-FDH"
            The line that is read off.
        unit : {"percent", "actual"}, default "percent"
            Whether levels and requirements are percentages of the range (0 its lowest, 100 its highest value)
            or values as they are in the data.
        levels : sequence of float, optional
            Levels of the outcome, in `unit`. Default: eleven levels from the lowest to the highest.

        Returns
        -------
        DataFrame
            Index the level of the outcome, columns the conditions. NaN: the condition is not necessary for
            that level ("NN"), or no line could be drawn. Infinity: the line reaches that level nowhere within
            the range of the condition ("NA", not available). :meth:`bottleneck_reasons` tells them apart.

        Raises
        ------
        ArgumentError
            If a level is outside the range, or a word is not one of those above.
        """
        return self._read_off(ceiling, unit, levels)

    def bottleneck_reasons(
        self,
        ceiling: Literal["CE-FDH", "CR-FDH"] = "CE-FDH",
        *,
        unit: Literal["percent", "actual"] = "percent",
        levels: Sequence[float] | None = None,
    ) -> pd.DataFrame:
        """Return why there is no number in :meth:`bottleneck`, in words; "" where there is one.

        Parameters
        ----------
        ceiling, unit, levels
            As for :meth:`bottleneck`.

        Returns
        -------
        DataFrame
            As :meth:`bottleneck`, of text: ``"not necessary"`` (NN), ``"not reachable"`` (NA: the line
            reaches that level nowhere within the range of the condition), ``"no line"`` (throughout a
            condition where none can be drawn: it or the outcome has one value, or CR-FDH has a single peer;
            `notes` says which).

        Examples
        --------
        >>> import fsqca as fq
        >>> import pandas as pd
        >>> data = pd.DataFrame({"X": [1, 2, 3], "Z": [2, 1, 0], "Y": [1, 2, 3]})
        >>> fq.nca(data, "Y").bottleneck_reasons("CR-FDH", levels=[0, 100])
                           X        Z
        Y
        0.0    not necessary  no line
        100.0                 no line
        """
        numbers = self._read_off(ceiling, unit, levels)
        reasons = numbers.astype(object)
        for one in self.ceilings:
            needed = numbers[one.condition].to_numpy()
            words = np.where(
                np.isnan(needed), "not necessary", np.where(np.isinf(needed), "not reachable", "")
            )
            reasons[one.condition] = "no line" if not one.drawn(ceiling) else words.astype(object)
        return reasons

    def _read_off(self, ceiling: str, unit: str, levels: Sequence[float] | None) -> pd.DataFrame:
        import pandas as pd

        check_choice("ceiling", ceiling, CEILINGS)
        check_choice("unit", unit, ("percent", "actual"))
        scope = self.ceilings[0].scope
        low, high = (0.0, 100.0) if unit == "percent" else (scope.y_low, scope.y_high)
        wanted = _levels(levels, low, high)
        actual = scope.y_low + wanted / 100.0 * (scope.y_high - scope.y_low) if unit == "percent" else wanted
        columns = {}
        for one in self.ceilings:
            if ceiling == "CE-FDH":
                needed = needed_by_steps(one.peers_x, one.peers_y, one.scope, actual)
            else:
                needed = needed_by_line(one.intercept, one.slope, one.scope, actual)
            if unit == "percent":
                width = one.scope.x_high - one.scope.x_low
                needed = (needed - one.scope.x_low) / width * 100.0 if width > 0 else needed * np.nan
            columns[one.condition] = needed
        return pd.DataFrame(columns, index=pd.Index(wanted, name=self.outcome))

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a reader should know: what is undefined and why, the test, the cases left out."""
        notes: list[str] = []
        flat = [one.condition for one in self.ceilings if not one.scope.area > 0.0]
        if flat:
            notes.append(
                f"The effect size is undefined for {listed(flat, 10)}: the condition or the outcome has only "
                "one value."
            )
        single = [one.condition for one in self.ceilings if len(one.peers_x) == 1 and one.scope.area > 0.0]
        if single:
            notes.append(
                f"There is no line CR-FDH for {listed(single, 10)}: one case has the highest outcome with "
                "the least of the condition."
            )
        if self.permutations:
            notes.append(
                f"p values: {self.permutations} permutations, seed {self.seed}, (1 + b) / (1 + n). An effect "
                "is hardly due to chance where p is small; that it matters is for theory to say."
            )
        notes += missing_notes(self.dropped)
        return tuple(notes)

    def __repr__(self) -> str:
        return (
            f"<NecessaryConditionAnalysis of {self.outcome}: {counted(len(self.conditions), 'condition')}, "
            f"{counted(len(self.y), 'case')}>"
        )

    def __str__(self) -> str:
        needs = self._needs.to_string()
        head = f"Necessary condition analysis of {self.outcome}, {counted(len(self.y), 'case')}"
        parts = [head, text_table(self._shown), "Bottlenecks (CE-FDH, percent of the range)", needs]
        return "\n\n".join([*parts, *(["\n".join(self.notes)] if self.notes else [])])

    def _repr_html_(self) -> str:
        head = f"Necessary condition analysis of {self.outcome}, {counted(len(self.y), 'case')}"
        caption = "Bottlenecks (CE-FDH, percent of the range)"
        return html_table(self._shown, caption=head, notes=self.notes) + html_table(
            self._needs, caption=caption
        )

    @property
    def _shown(self) -> pd.DataFrame:
        frame = self.table.drop(columns=["intercept", "slope"]).reset_index()
        frame = frame.rename(columns={"effect_size": "effect size d"})
        if not self.permutations:
            frame = frame.drop(columns="p")
        else:
            frame["p"] = [p_text(p).removeprefix("= ") for p in frame["p"].tolist()]
        return frame.set_index("condition").rename_axis(index=None)

    @property
    def _needs(self) -> pd.DataFrame:
        import pandas as pd

        frame, drawn = self.bottleneck(), {one.condition: one.drawn("CE-FDH") for one in self.ceilings}
        texts = {
            name: [_need(value) if drawn[name] else "no line" for value in frame[name].tolist()]
            for name in frame.columns
        }
        shown = pd.DataFrame(texts, index=[number_text(level, 0) for level in frame.index.tolist()])
        return shown.rename_axis(index=None)


def p_text(p: float) -> str:
    """Return a p value as an article prints it.

    Examples
    --------
    >>> p_text(0.00004), p_text(0.0314), p_text(float("nan"))
    ('< 0.001', '= 0.031', '-')
    """
    if np.isnan(p):
        return "-"
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _need(value: float) -> str:
    if np.isnan(value):
        return "NN"
    return "NA" if np.isinf(value) else f"{value:.1f}"


def _size(effect: float) -> str:
    if np.isnan(effect):
        return "undefined"
    return next((word for limit, word in SIZES if effect < limit), "very large") if effect > 0.0 else "none"


def _levels(levels: Sequence[float] | None, low: float, high: float) -> Floats:
    if levels is None:
        return np.linspace(low, high, 11)
    given: object = levels
    if isinstance(given, str) or not isinstance(given, (Sequence, np.ndarray)):
        raise ArgumentTypeError(f"levels must be a list of numbers, not {levels!r}.")
    numbers = [check_number("levels", level) for level in levels]
    outside = [level for level in numbers if not low - 1e-9 <= level <= high + 1e-9]
    if outside:
        raise ArgumentError(
            f"levels has {listed(outside)}, but the levels of the outcome run from {low:g} to {high:g}."
        )
    return np.array(numbers, dtype=np.float64)
