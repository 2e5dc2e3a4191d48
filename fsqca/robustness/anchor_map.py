"""Two anchors moved together: which models hold where, exactly along one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fsqca import _display
from fsqca._checks import check_count, check_number, counted, unknown_names
from fsqca._frames import kept_frame
from fsqca.calibration import Calibrated
from fsqca.calibration.apply import snapped
from fsqca.errors import ArgumentError, ArgumentTypeError, FsqcaError
from fsqca.minimization.solution import Solution
from fsqca.robustness.anchor_parameters import AnchorParameter, anchor_parameters
from fsqca.robustness.anchor_regions import anchor_line
from fsqca.robustness.calibrated_table import CalibratedTable, calibrated_table, outcome_sets
from fsqca.robustness.moving_table import RefusedError
from fsqca.robustness.pieces import Search, UnresolvedError, outwards
from fsqca.robustness.regions import check_codes_decide, taken
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.truth_table.settings import CROSSOVER_STEP

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Ends of strips are exact to this share of the range of the raw scores.
RESOLUTION = 1e-5
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of one line on which the models are the same.

    Attributes
    ----------
    second : float
        The value of the second anchor: the line.
    low, high : float
        The stretch of the first anchor.
    solution : int
        Position among the distinct solutions, -1 where there is no truth table.
    """

    second: float
    low: float
    high: float
    solution: int


@dataclass(frozen=True, eq=False, repr=False)
class AnchorMap:
    """Which models hold where two anchors are moved together; made by :func:`map_anchors`.

    Attributes
    ----------
    solution : Solution
        Today's.
    first, second : str
        The two anchors, such as ``"TF crossover"``.
    today : tuple of two float
    ranges : tuple of two pairs of float
        What was looked at.
    model_sets : tuple of ModelSet
        The distinct solutions, "S1", "S2", ...: today's first, then by share.
    strips : tuple of Strip
        Line by line, from the lowest value of the second anchor.
    """

    solution: Solution
    first: str
    second: str
    today: tuple[float, float]
    ranges: tuple[tuple[float, float], tuple[float, float]]
    model_sets: tuple[ModelSet, ...]
    strips: tuple[Strip, ...]

    @property
    def lines(self) -> tuple[float, ...]:
        """The values of the second anchor that were looked at."""
        return tuple(dict.fromkeys(one.second for one in self.strips))

    @property
    @kept_frame
    def strips_table(self) -> pd.DataFrame:
        """One line per strip: the second anchor, ``from`` and ``to`` of the first one, and ``solution``."""
        lines = [(one.second, one.low, one.high, self._name(one.solution)) for one in self.strips]
        return pd.DataFrame(lines, columns=[self.second, "from", "to", "solution"])

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per distinct solution.

        Index ``solution``; ``n_models``, ``models`` (tuple of texts), ``share`` (of the lengths of all
        lines), ``lines`` (on how many it holds somewhere) and ``today``.
        """
        whole = sum(one.high - one.low for one in self.strips)
        rows = []
        for k, models in enumerate(self.model_sets):
            own = [one for one in self.strips if one.solution == k]
            texts = tuple(str(model.expression) for model in models.solution.models)
            share = sum(one.high - one.low for one in own) / whole if whole else np.nan
            rows.append((models.n_models, texts, share, len({one.second for one in own}), k == 0))
        return pd.DataFrame(
            rows,
            columns=["n_models", "models", "share", "lines", "today"],
            index=pd.Index([self._name(k) for k in range(len(rows))], name="solution", dtype=object),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        low, high = self.ranges[1]
        notes = [
            (
                f"Exact along {self.first}; {self.second} takes {len(self.lines)} values from {low:g} to "
                f"{high:g}, and between them nothing is known. A single value on a line, where a score lies "
                "on the anchor, is not shown."
            ),
            f"Today: {self.first} {self.today[0]:g}, {self.second} {self.today[1]:g}.",
        ]
        if any(one.solution < 0 for one in self.strips):
            notes.append("In some places there is no truth table: a value is refused.")
        left = len(self.model_sets) - _SHOWN
        if left > 0:
            notes.insert(0, f"{counted(left, 'more solution')} in .table.")
        return tuple(notes)

    def plot(self) -> Figure:
        """Return the map as a figure, see :func:`fsqca.plots.anchor_map_plot`."""
        from fsqca.plots.anchor_map_figure import anchor_map_plot

        return anchor_map_plot(self)

    def _name(self, position: int) -> str:
        return "no table" if position < 0 else f"S{position + 1}"

    def _title(self) -> str:
        outcome = self.solution.truth_table.settings.outcome
        return f"{self.first}, {self.second} and the {self.solution.kind} solution for {outcome}"

    def _shown(self) -> pd.DataFrame:
        frame = self.table.head(_SHOWN)
        frame["models"] = ["; ".join(models) or "(no model)" for models in frame["models"]]
        frame["today"] = ["*" if today else "" for today in frame["today"]]
        return frame.rename_axis(None)

    def __repr__(self) -> str:
        number = counted(len(self.model_sets), "solution")
        return f"<AnchorMap {self.first} x {self.second}: {counted(len(self.lines), 'line')}, {number}>"

    def __str__(self) -> str:
        return "\n".join([self._title(), _display.text_table(self._shown(), width=60), *self.notes])

    def _repr_html_(self) -> str:
        return _display.html_table(self._shown(), caption=self._title(), notes=self.notes, width=120)


def map_anchors(
    solution: Solution,
    calibrated: Calibrated | Mapping[str, object],
    first: str,
    second: str,
    *,
    data: object = None,
    lines: int = 25,
    first_range: tuple[float, float] | None = None,
    second_range: tuple[float, float] | None = None,
) -> AnchorMap:
    """Return which models hold where two anchors are moved together.

    Parameters
    ----------
    solution : Solution
        Of a truth table that was built from data.
    calibrated : Calibrated, or dict of str to calibrator
        As for :func:`find_regions`.
    first, second : str
        Two anchors, such as ``"TF crossover"`` and ``"DSO full_in"``; they may be of one set.
    data : DataFrame, optional
        The raw scores, where `calibrated` is a dict.
    lines : int, default 25
        How many values of the second anchor are looked at, evenly spaced; today's is added.
    first_range, second_range : tuple of two float, optional
        What is looked at. Default: the range of the raw scores, up to the next anchors.

    Returns
    -------
    AnchorMap

    Raises
    ------
    UnknownNameError
        If there is no such anchor.
    ArgumentError
        If the two are the same, or today's values lie outside a range.

    Notes
    -----
    On each line, one value of the second anchor, the changes along the first one are found as in
    :func:`find_regions`, exact to 1e-5 of the range of its raw scores. Between lines nothing is known. Within
    one set a line ends where the anchors would cross.

    Examples
    --------
    >>> import pandas as pd, fsqca as fq
    >>> from fsqca.robustness import map_anchors
    >>> scores = pd.DataFrame({"A": [1, 2, 3, 5, 6, 7], "Y": [2, 1, 3, 4, 6, 7]}, index=list("abcdef"))
    >>> sets = fq.calibrate(scores, {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 3.5, 7)})
    >>> solution = fq.minimize(fq.build_truth_table(sets, "Y"), "conservative")
    >>> map_anchors(solution, sets, "A crossover", "Y crossover", lines=5)
    <AnchorMap A crossover x Y crossover: 6 lines, 2 solutions>
    """
    if not isinstance(solution, Solution):
        raise ArgumentTypeError(
            f"solution must be a Solution, such as minimize() returns, not {type(solution).__name__}."
        )
    lines = check_count("lines", lines)
    check_codes_decide([solution])
    own = calibrated_table(solution.truth_table, taken(calibrated, data))
    x, y = _parameter(own, "first", first), _parameter(own, "second", second)
    if x.label == y.label:
        raise ArgumentError(f"first and second are both {first!r}. Name two anchors.")
    x_range = _range("first_range", first_range, own, x)
    y_range = _range("second_range", second_range, own, y)
    rerun = Rerun(solution)
    known: dict[ModelSet, int] = {rerun.today: 0}
    strips: list[Strip] = []
    for value in np.unique([*np.linspace(*y_range, lines), y.today]).tolist():
        strips += _line(own, x, y, value, x_range, rerun, known)
    # Names by share: today's solution first, then the others, those that hold longest before the rest.
    length = np.zeros(len(known))
    for one in strips:
        if one.solution >= 0:
            length[one.solution] += one.high - one.low
    order = [0, *(np.argsort(-length[1:], kind="stable") + 1).tolist()]
    place = {old: new for new, old in enumerate(order)} | {-1: -1}
    every = list(known)
    return AnchorMap(
        solution,
        x.label,
        y.label,
        (x.today, y.today),
        (x_range, y_range),
        tuple(every[old] for old in order),
        tuple(replace(one, solution=place[one.solution]) for one in strips),
    )


def _parameter(own: CalibratedTable, argument: str, label: object) -> AnchorParameter:
    every = [one for name in own.sets for one in own.parameters(name)]
    for one in every:
        if one.label == label:
            return one
    raise unknown_names("anchor", [label], [one.label for one in every], f"the calibration (in {argument})")


def _range(
    argument: str, given: object, own: CalibratedTable, parameter: AnchorParameter
) -> tuple[float, float]:
    scores = own.scores(parameter.set)
    if given is None:
        (low, low_kind), (high, high_kind) = parameter.limits(scores, 0.0)
        room = 1e-6 * (high - low)
        low = low + room if low_kind == "anchors" else low
        high = high - room if high_kind == "anchors" else high
        return min(low, parameter.today), max(high, parameter.today)
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        raise ArgumentTypeError(f"{argument} must be two numbers such as (3.5, 4.5), not {given!r}.")
    low, high = (check_number(f"{argument}[{i}]", value) for i, value in enumerate(given))
    if not low <= parameter.today <= high or low == high:
        raise ArgumentError(
            f"{argument} is {given!r}, but it must hold today's value of {parameter.label}, "
            f"{parameter.today:g}."
        )
    return low, high


def with_moved(own: CalibratedTable, parameter: AnchorParameter, value: float) -> CalibratedTable:
    """Return the table with an anchor at another value; raises :class:`RefusedError`."""
    name, table, calibrated = parameter.set, own.table, own.calibrated
    curve = own.memberships(replace(parameter, proved=False))
    own_memberships = curve(value)
    calibrator = parameter.moved(value)
    data = calibrated.data.copy()
    whole = np.asarray(calibrator(own.raw(name).to_numpy(dtype=np.float64)), dtype=np.float64)
    data[name] = snapped(whole, calibrated.settings.snap)
    moved = replace(calibrated, data=data, calibrators={**calibrated.calibrators, name: calibrator})
    if name not in table.conditions:
        target = table.outcome
        assert target is not None
        outcome = target.evaluate_terms(outcome_sets(target, moved, own.places)).max(axis=1)
        return replace(own, calibrated=moved, outcome=outcome)
    column = table.conditions.index(name)
    values = own.values.copy()
    if table.level_counts[column] == 2:
        exact = own_memberships == 0.5
        if exact.any() and table.settings.crossover == "raise":
            raise RefusedError("a case has a membership of exactly 0.5, which crossover='raise' refuses")
        step = {"above": CROSSOVER_STEP, "below": -CROSSOVER_STEP}.get(table.settings.crossover or "", 0.0)
        own_memberships = np.where(exact, 0.5 + step, own_memberships)
    elif own_memberships.max() >= table.level_counts[column]:
        raise RefusedError("the set would have other values")
    values[:, column] = own_memberships
    return replace(own, calibrated=moved, values=values)


def _line(
    own: CalibratedTable,
    x: AnchorParameter,
    y: AnchorParameter,
    value: float,
    x_range: tuple[float, float],
    rerun: Rerun,
    known: dict[ModelSet, int],
) -> list[Strip]:
    """Return the strips of one line."""
    try:
        there = with_moved(own, y, value)
    except RefusedError:
        return [Strip(value, *x_range, -1)]
    found = anchor_parameters(x.set, there.calibrated.calibrators[x.set])
    start = next((one for one in found if one.name == x.name), None)
    if start is None:
        return [Strip(value, *x_range, -1)]
    line = anchor_line(there, start, 10.0)
    room = 1e-9 * line.scale
    low = max(x_range[0], line.low + (0 if line.low_in else room))
    high = min(x_range[1], line.high - (0 if line.high_in else room))
    if low >= high:
        return [Strip(value, *x_range, -1)]
    strips = [Strip(value, x_range[0], low, -1)] if low - x_range[0] > 2 * room else []
    position = low
    stops = [one for one in np.sort(line.events).tolist() if low < one < high] + [high]
    while position < high:
        search = Search(RESOLUTION * line.scale, 1e-12 * line.scale, not start.proved)
        try:
            for piece in outwards(line.table, position, high, line.events, search):
                if piece.start == piece.end:
                    # A value of its own, where a score lies on the anchor, has no length.
                    continue
                mark = next((one for one in stops if one > position), high)
                end = mark if mark - piece.end <= room else piece.end
                try:
                    models = rerun.models(line.table.corners, piece.snapshot.codes)
                    at = known.setdefault(models, len(known))
                except FsqcaError:
                    at = -1
                _add(strips, Strip(value, position, end, at))
                position = end
            break
        except (RefusedError, UnresolvedError):
            beyond = next((one for one in stops if one > position + room), high)
            _add(strips, Strip(value, position, beyond, -1))
            position = beyond
    if x_range[1] - high > 2 * room:
        strips.append(Strip(value, high, x_range[1], -1))
    return strips


def _add(strips: list[Strip], strip: Strip) -> None:
    """Add a strip, joined to the last one where both have the same solution."""
    if strips and strips[-1].solution == strip.solution and strips[-1].second == strip.second:
        strips[-1] = replace(strips[-1], high=strip.high)
    elif strip.high > strip.low:
        strips.append(strip)


__all__ = ["AnchorMap", "Strip", "map_anchors"]
