"""How far each number of a calibrator can move while the models stay: exact ends, and what is beyond them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fsqca._types import CaseId, Floats
from fsqca.errors import ArgumentError, FsqcaError
from fsqca.robustness.anchor_parameters import AnchorParameter, Stop, sample_points
from fsqca.robustness.calibrated_table import CalibratedTable
from fsqca.robustness.changes import RegionEnd, models_end
from fsqca.robustness.moving_table import MovingTable, RefusedError, Snapshot
from fsqca.robustness.pieces import Search, UnresolvedError, outwards
from fsqca.robustness.rerun import ModelSet, Rerun
from fsqca.truth_table.coding import POSITIVE, REMAINDER
from fsqca.truth_table.sums import row_numbers


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a number can move in one direction.

    Attributes
    ----------
    value : float
        The end.
    closed : bool
        Whether the end itself still has the models.
    end : RegionEnd
    grazes : tuple of float
        Values on the way near which a row comes as near to a cut-off as can be told apart.
    """

    value: float
    closed: bool
    end: RegionEnd
    grazes: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class AnchorLine:
    """One number of a calibrator, the table as a function of it, and where to look.

    Attributes
    ----------
    parameter : AnchorParameter
    table : MovingTable
    low, high : float
        The limits of what is looked at.
    low_kind, high_kind : {"anchors", "search"}
        Why not further.
    low_in, high_in : bool
        Whether the limits themselves are allowed.
    events : ndarray of float
        Where a case may change sides.
    span : tuple of float
        The lowest and the highest raw score.
    """

    parameter: AnchorParameter
    table: MovingTable
    low: float
    high: float
    low_kind: Stop
    high_kind: Stop
    low_in: bool
    high_in: bool
    events: Floats
    span: tuple[float, float]

    @property
    def scale(self) -> float:
        """The range of the raw scores, or their size where they do not differ."""
        return self.span[1] - self.span[0] or max(abs(self.span[0]), 1.0)

    def search(self, resolution: float) -> Search:
        """Return a search with a resolution relative to the range of the raw scores."""
        return Search(resolution * self.scale, 1e-12 * self.scale, not self.parameter.proved)


def anchor_line(sets: CalibratedTable, parameter: AnchorParameter, reach: float) -> AnchorLine:
    """Return what is needed to move a parameter."""
    scores = np.unique(sets.scores(parameter.set))
    (low, low_kind), (high, high_kind) = parameter.limits(scores, reach)
    span = (float(scores[0]), float(scores[-1]))
    low_in, high_in = (_allowed(parameter, end) for end in (low, high))
    if not parameter.proved:
        events = sample_points(scores, low, high)
    else:
        events = scores if parameter.side_changes else np.empty(0)
    table = sets.moving(parameter)
    return AnchorLine(parameter, table, low, high, low_kind, high_kind, low_in, high_in, events, span)


def _allowed(parameter: AnchorParameter, value: float) -> bool:
    try:
        parameter.moved(value)
    except Exception:
        return False
    return True


def reaches(line: AnchorLine, rerun: Rerun, cases: list[CaseId], resolution: float) -> tuple[Reach, Reach]:
    """Return how far a parameter can be moved down and up while the models of `rerun` stay.

    Raises
    ------
    ArgumentError
        If the table does not give the models of its solution again.
    """
    today = line.parameter.today
    now = line.table.at(today)
    if rerun.models(line.table.corners, now.codes) != rerun.today:
        raise ArgumentError(
            f"The {rerun.solution.kind} solution is not what its truth table gives again, so nothing can be "
            "compared with it. Minimize the table anew; a time limit may have cut the search short."
        )
    return (
        _reach(line, rerun, now, line.low, line.low_kind, line.low_in, cases, resolution),
        _reach(line, rerun, now, line.high, line.high_kind, line.high_in, cases, resolution),
    )


def _reach(
    line: AnchorLine,
    rerun: Rerun,
    now: Snapshot,
    limit: float,
    kind: Stop,
    stop_in: bool,
    cases: list[CaseId],
    resolution: float,
) -> Reach:
    today, table = line.parameter.today, line.table
    up = limit > today
    # Where the limit itself is refused, the search ends a trifle before it.
    stop = limit if stop_in else limit - 1e-9 * line.scale * (1 if up else -1)
    search = line.search(resolution)
    base = rerun.today
    last, value, closed = now, today, True

    def done(end: RegionEnd, at: float, inside: bool) -> Reach:
        return Reach(at, inside, end, tuple(one for one in search.grazes() if (one < at) == up))

    if (stop > today) != up or stop == today:
        return done(RegionEnd(kind), today, True)
    pieces = outwards(table, today, stop, line.events, search)
    while True:
        try:
            piece = next(pieces)
        except StopIteration:
            break
        except RefusedError as error:
            if error.at is not None:
                value, closed = error.at, False
            return done(RegionEnd("refused", detail=str(error)), value, closed)
        except UnresolvedError as error:
            return done(RegionEnd("undecided"), error.at, False)
        try:
            models = rerun.models(table.corners, piece.snapshot.codes)
        except FsqcaError as error:
            at, inside = (piece.start, False) if piece.start == piece.end else (value, closed)
            return done(RegionEnd("refused", detail=str(error)), at, inside)
        if models != base:
            if piece.start == piece.end:
                value, closed = piece.start, False
            end = change_between(line, rerun, base, models, last, piece.snapshot, cases)
            return done(end, value, closed)
        last, value, closed = piece.snapshot, piece.end, piece.end_in
    if stop_in:
        return done(RegionEnd(kind), stop, True)
    return done(RegionEnd(kind), limit, False)


def change_between(
    line: AnchorLine,
    rerun: Rerun,
    before_models: ModelSet,
    after_models: ModelSet,
    before: Snapshot,
    after: Snapshot,
    cases: list[CaseId],
) -> RegionEnd:
    """Return what differs between two neighbouring pieces."""
    table = line.table
    numbers = [int(one) for one in row_numbers(table.corners, table.levels)]
    rows, reasons = [], []
    for i in np.flatnonzero(before.codes != after.codes).tolist():
        rows.append((numbers[i], str(before.codes[i]), str(after.codes[i])))
        reasons.append(_reason(table, before, after, i))
    moved = [
        (
            cases[i],
            None if before.own[i] < 0 else numbers[before.own[i]],
            None if after.own[i] < 0 else numbers[after.own[i]],
        )
        for i in np.flatnonzero(before.own != after.own).tolist()
    ]
    return models_end(rerun, before_models, after_models, rows, reasons, moved)


def _reason(table: MovingTable, before: Snapshot, after: Snapshot, row: int) -> str:
    codes = str(before.codes[row]), str(after.codes[row])
    if REMAINDER in codes:
        number = after.n[row]
        return "no case is left" if number == 0 else f"n = {number:g}"
    coding = table.coding
    if before.passes[0, row] != after.passes[0, row]:
        falls = codes[0] == POSITIVE or not after.passes[0, row]
        return f"consistency {'falls below' if falls else 'reaches'} {coding.consistency:g}"
    if before.passes[1, row] != after.passes[1, row]:
        return f"PRI {'reaches' if after.passes[1, row] else 'falls below'} {coding.pri:g}"
    if before.passes[2, row] != after.passes[2, row]:
        return f"consistency {'reaches' if after.passes[2, row] else 'falls below'} {coding.contradiction:g}"
    return ""
