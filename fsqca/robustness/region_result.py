"""Sensitivity regions: how far each cut-off and each anchor can move alone while every model stays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from fsqca import _display
from fsqca._checks import check_number, counted, listed, unknown_names
from fsqca._frames import kept_frame
from fsqca.cutoffs import CutoffMap
from fsqca.errors import ArgumentError
from fsqca.minimization.settings import Kind
from fsqca.minimization.solution import Solution
from fsqca.robustness.changes import RegionEnd
from fsqca.robustness.cutoff_regions import joint_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: How cut-offs are called in tables and sentences.
CUT_OFFS = {
    "consistency": "consistency cut-off",
    "pri": "PRI cut-off",
    "frequency": "frequency cut-off",
    "contradiction": "contradiction cut-off",
}


@dataclass(frozen=True, slots=True)
class Region:
    """How far one parameter can move alone while the set of tied models stays.

    Attributes
    ----------
    solution : {"conservative", "intermediate", "parsimonious"}
    parameter : str
        Such as ``"consistency cut-off"`` or ``"TF crossover"``.
    set : str
        The calibrated set, "" for a cut-off.
    today : float
        The value that was used.
    lower, upper : float
        The ends; `upper` is infinite for a frequency cut-off without an end.
    lower_closed, upper_closed : bool
        Whether the end itself still has the models.
    below, above : RegionEnd
        What is beyond the ends.
    span : tuple of float
        What the width is relative to: all cut-offs, 1 to the largest row, or the range of the raw scores.
    proved : bool
        Whether nothing between the ends can have been missed, down to `resolution`; False where the curve is
        one of your own, of which only samples are known.
    grazes : tuple of float
        Values inside near which a row comes as near to a cut-off as can be told apart: it may touch it there
        on a stretch shorter than the resolution.
    """

    solution: Kind
    parameter: str
    set: str
    today: float
    lower: float
    upper: float
    lower_closed: bool
    upper_closed: bool
    below: RegionEnd
    above: RegionEnd
    span: tuple[float, float]
    proved: bool = True
    grazes: tuple[float, ...] = ()

    @property
    def width(self) -> float:
        """Width relative to that of `span`, above 1 where it is wider; NaN where `span` has none."""
        low, high = self.span
        return math.nan if high <= low else (self.upper - self.lower) / (high - low)

    @property
    def interval(self) -> str:
        """The region as text, such as ``(0.712, 0.85]``, its ends rounded to six digits."""
        if self.parameter == CUT_OFFS["frequency"]:
            if math.isinf(self.upper):
                return f"{self.lower:g} or more"
            return f"{self.lower:g}" if self.lower == self.upper else f"{self.lower:g} to {self.upper:g}"
        left, right = "[" if self.lower_closed else "(", "]" if self.upper_closed else ")"
        return f"{left}{self.lower:.6g}, {self.upper:.6g}{right}"

    def contains(self, value: float) -> bool:
        """Return whether a value lies in the region.

        Examples
        --------
        >>> end = RegionEnd("possible")
        >>> one = Region("parsimonious", "A crossover", "A", 4, 3, 5, False, True, end, end, (1, 7))
        >>> one.contains(3), one.contains(5), one.interval
        (False, True, '(3, 5]')
        """
        number = check_number("value", value)
        above = number > self.lower or (self.lower_closed and number == self.lower)
        return above and (number < self.upper or (self.upper_closed and number == self.upper))

    @property
    def whole(self) -> bool:
        """Whether no change was met in either direction."""
        return {self.below.kind, self.above.kind} <= {"possible", "search", "anchors"}


@dataclass(frozen=True, eq=False, repr=False)
class SensitivityRegions:
    """How far cut-offs and anchors can move, one at a time, while all tied models stay.

    Made by :func:`fsqca.robustness.find_regions`.

    Attributes
    ----------
    regions : tuple of Region
        By solution: cut-offs, then anchors in the order of the sets.
    solutions : tuple of Solution
    sets : tuple of str
        The sets whose anchors were moved.
    left_out : dict of str to str
        Sets whose anchors were not moved, and why.
    reach : float
        How far beyond the raw scores was looked, in widths of their range.
    resolution : float
        What lies nearer together was not told apart; relative to the range of the raw scores.
    """

    regions: tuple[Region, ...]
    solutions: tuple[Solution, ...]
    sets: tuple[str, ...]
    left_out: dict[str, str]
    reach: float
    resolution: float

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per solution and parameter.

        ``solution``, ``parameter``, ``set`` ("" for cut-offs), ``today``, ``lower``, ``upper``,
        ``lower_closed``, ``upper_closed``, ``below``, ``above`` (what changes there, in words), ``width``
        (relative to all cut-offs, or to the range of the raw scores, so that it can exceed 1) and ``proved``.
        """
        lines = [
            (
                one.solution,
                one.parameter,
                one.set,
                float(one.today),
                one.lower,
                one.upper,
                one.lower_closed,
                one.upper_closed,
                one.below.text,
                one.above.text,
                one.width,
                one.proved,
            )
            for one in self.regions
        ]
        columns = (
            "solution parameter set today lower upper lower_closed upper_closed below above width proved"
        )
        return pd.DataFrame(lines, columns=columns.split())

    @property
    @kept_frame
    def changes(self) -> pd.DataFrame:
        """What changes beyond the ends, one line per row of the truth table, case and term.

        ``solution``, ``parameter``, ``end`` ("below" or "above"), ``what`` ("row", "case", "term"),
        ``which`` (row number, case id, term), ``before`` and ``after`` (codes; row numbers, None for
        none; "in a model" or "in none"), ``why``.
        """
        lines: list[tuple[object, ...]] = []
        for one in self.regions:
            for side, end in (("below", one.below), ("above", one.above)):
                head = (one.solution, one.parameter, side)
                lines += [
                    (*head, "row", row, before, after, why)
                    for (row, before, after), why in zip(end.rows, end.reasons, strict=True)
                ]
                lines += [(*head, "case", *moved, "") for moved in end.cases]
                lines += [(*head, "term", term, "in a model", "in none", "") for term in end.gone]
                lines += [(*head, "term", term, "in none", "in a model", "") for term in end.new]
        columns = ["solution", "parameter", "end", "what", "which", "before", "after", "why"]
        return pd.DataFrame(lines, columns=columns, dtype=object)

    def region(self, parameter: str, solution: Kind | None = None) -> Region:
        """Return the region of one parameter.

        Parameters
        ----------
        parameter : str
            As in `table`, such as ``"consistency cut-off"`` or ``"TF crossover"``.
        solution : {"conservative", "intermediate", "parsimonious"}, optional
            Needed where there are several.

        Raises
        ------
        UnknownNameError, ArgumentError
        """
        own = self._of(solution)
        found = [one for one in own if one.parameter == parameter]
        if not found:
            names = list(dict.fromkeys(one.parameter for one in own))
            raise unknown_names("parameter", [parameter], names, "the regions")
        return found[0]

    def joint(self, solution: Kind | None = None, *, max_codings: int = 1000) -> CutoffMap:
        """Return the exact region of all cut-offs jointly, as the map of all cut-offs.

        Its ``.region`` lists every cell in which today's models hold, ``.box`` the largest box around today's
        cut-offs. See :meth:`fsqca.TruthTable.map_cutoffs`.
        """
        kinds = [one.kind for one in self.solutions]
        self._of(solution)
        return joint_map(self.solutions[0 if solution is None else kinds.index(solution)], max_codings)

    def _of(self, solution: Kind | None) -> tuple[Region, ...]:
        kinds = [one.kind for one in self.solutions]
        if solution is None:
            if len(kinds) > 1:
                raise ArgumentError(f"solution must say which of {listed(kinds)} is meant.")
            return self.regions
        if solution not in kinds:
            raise ArgumentError(f"solution is {solution!r}, but the regions are those of {listed(kinds)}.")
        return tuple(one for one in self.regions if one.solution == solution)

    def plot(self, solution: Kind | None = None) -> Figure:
        """Return the intervals as a figure, see :func:`fsqca.plots.region_plot`."""
        from fsqca.plots.region_figure import region_plot

        return region_plot(self, solution)

    # ------------------------------------------------------------------ words

    def paragraph(self, solution: Kind | None = None) -> str:
        """Return sentences for a report; ends are rounded inwards, so that no interval is wider than it is.

        Parameters
        ----------
        solution : {"conservative", "intermediate", "parsimonious"}, optional
            Default: each in turn.
        """
        kinds: Sequence[Kind] = [one.kind for one in self.solutions] if solution is None else [solution]
        return " ".join(self._sentences(kind) for kind in kinds)

    def _sentences(self, kind: Kind) -> str:
        own = self._of(kind)
        found = next(one for one in self.solutions if one.kind == kind)
        outcome = f" for {found.truth_table.settings.outcome}"
        models = "model" if found.n_models == 1 else "models"
        size = "no model" if not found.n_models else counted(found.n_models, "model")
        cut_offs = [one for one in own if not one.set]
        texts = [f"{one.parameter.removesuffix(' cut-off')} {_inwards(one)}" for one in cut_offs]
        within = f"within these intervals: {'; '.join(texts)}."
        parts = [f"Moved alone, the cut-offs leave the {kind} solution{outcome} ({size}) as it is {within}"]
        anchors = [one for one in own if one.set]
        if anchors:
            whole = [one for one in anchors if one.whole]
            number = "None" if not whole else str(len(whole))
            verb = "leaves" if len(whole) < 2 else "leave"
            kept = "it is" if models == "model" else "they are"
            parts.append(
                f"{number} of {counted(len(anchors), 'anchor')} {verb} the {models} as {kept} wherever moved "
                f"alone (up to the next anchor, or {_beyond(self.reach)})."
            )
            known = [one for one in anchors if not math.isnan(one.width) and not one.whole]
            if known:
                least = min(known, key=lambda one: one.width)
                parts.append(
                    f"The narrowest interval is that of {least.parameter}, {least.today:g} today: "
                    f"{_inwards(least)}."
                )
            if not all(one.proved for one in anchors):
                parts.append("Intervals of calibrators of one's own are sampled, not proved.")
        parts.append("Parameters that move together can change the solution sooner.")
        return " ".join(parts)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        notes = [
            (
                "One parameter moves at a time, all else stays. An interval is the stretch around today's "
                "value in which every tied model stays; beyond it the same models may come back."
            )
        ]
        if self.sets:
            notes.append(
                f"Anchors were moved up to the next anchor, or {_beyond(self.reach)}. Ends are accurate to "
                "1e-6 of that range."
            )
        notes += [f"Not moved: {name}, because {reason}." for name, reason in self.left_out.items()]
        sampled = list(dict.fromkeys(one.set for one in self.regions if not one.proved))
        if sampled:
            notes.append(
                f"{listed(sampled)}: between sampled values of the anchors the memberships are taken to be "
                "monotone, which is not proved for calibrators of one's own."
            )
        for one in self.regions:
            if one.grazes:
                places = ", ".join(f"{at:.6g}" for at in one.grazes)
                notes.append(
                    f"{one.solution}, {one.parameter}: near {places} a row comes so near to a cut-off that a "
                    "change on a stretch shorter than the resolution is not excluded."
                )
        short = [one.kind for one in self.solutions if not one.complete]
        if short:
            notes.append(
                f"The {listed(short)} solution lists not all of its models; solutions were compared by those "
                "listed and by the number known."
            )
        return tuple(notes)

    # ------------------------------------------------------------------ how it looks

    def __repr__(self) -> str:
        kinds = ", ".join(one.kind for one in self.solutions)
        outcome = self.solutions[0].truth_table.settings.outcome
        number = len(self.regions) // len(self.solutions)
        return f"<SensitivityRegions {kinds} for {outcome}: {counted(number, 'parameter')}>"

    def _title(self) -> str:
        *first, last = [one.kind for one in self.solutions]
        kinds = f"{', '.join(first)} and {last} solutions" if first else f"{last} solution"
        return f"Sensitivity regions of the {kinds} for {self.solutions[0].truth_table.settings.outcome}"

    def _shown(self) -> pd.DataFrame:
        frame = pd.DataFrame(
            {
                "solution": [one.solution for one in self.regions],
                "parameter": [one.parameter for one in self.regions],
                "today": [f"{one.today:.6g}" for one in self.regions],
                "same models": [one.interval for one in self.regions],
                "width": [one.width for one in self.regions],
                "below": [one.below.text for one in self.regions],
                "above": [one.above.text for one in self.regions],
            }
        )
        if len(self.solutions) == 1:
            frame = frame.drop(columns="solution")
        return frame.set_index(frame.columns[0] if len(self.solutions) == 1 else ["solution", "parameter"])

    def __str__(self) -> str:
        frame = self._shown().drop(columns=["below", "above"])
        ends = []
        for one in self.regions:
            head = one.parameter if len(self.solutions) == 1 else f"{one.solution}, {one.parameter}"
            ends.append(f"{head}: below, {one.below.text}; above, {one.above.text}.")
        return "\n".join([self._title(), _display.text_table(frame), *ends, *self.notes])

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self._title(), notes=self.notes, width=400)


def _inwards(one: Region) -> str:
    """Return a region in words, its ends rounded inwards."""
    if one.parameter == CUT_OFFS["frequency"]:
        return one.interval
    for digits in range(3, 12):
        step = 10.0**-digits
        lower = math.ceil(round(one.lower / step, 6)) * step
        upper = math.floor(round(one.upper / step, 6)) * step
        if not one.lower_closed and lower <= one.lower:
            lower += step
        if not one.upper_closed and upper >= one.upper:
            upper -= step
        if lower <= one.today <= upper:
            return f"{lower:.{digits}f} to {upper:.{digits}f}"
    return f"{one.today:.12g} only"


def _beyond(reach: float) -> str:
    if reach == 0:
        return "the ends of the raw scores"
    how = "the range of the raw scores" if reach == 1 else f"{reach:g} times the range of the raw scores"
    return f"{how} beyond their ends"
