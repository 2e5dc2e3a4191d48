"""From a solution to its sensitivity regions: every cut-off, and every anchor of every calibrated set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fsqca._checks import check_number, listed, unknown_names
from fsqca.calibration import Calibrated, calibrate
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.minimization.analysis import Solutions
from fsqca.minimization.solution import Solution
from fsqca.robustness.anchor_parameters import AnchorParameter
from fsqca.robustness.anchor_regions import AnchorLine, anchor_line, reaches
from fsqca.robustness.calibrated_table import CalibratedTable, calibrated_table, used_sets
from fsqca.robustness.cutoff_regions import cutoff_reaches
from fsqca.robustness.region_result import CUT_OFFS, Region, SensitivityRegions
from fsqca.robustness.rerun import Rerun
from fsqca.robustness.run_checks import asked_of_data
from fsqca.truth_table.table import TruthTable

#: Changes that lie nearer together than this share of the range of the raw scores are not told apart.
RESOLUTION = 1e-7


def find_regions(
    solutions: Solution | Solutions | Iterable[Solution],
    calibrated: Calibrated | Mapping[str, object] | None = None,
    *,
    data: object = None,
    sets: str | Sequence[str] | None = None,
    reach: float = 1.0,
) -> SensitivityRegions:
    """Return how far each cut-off and each anchor can move alone while every tied model stays.

    Parameters
    ----------
    solutions : Solution, Solutions, or several Solution
        Of one truth table that was built from data.
    calibrated : Calibrated, or dict of str to calibrator, optional
        What the sets of the table were made with; it may hold further cases. Without it the cut-offs alone
        are looked at.
    data : DataFrame, optional
        The raw scores, where `calibrated` is a dict of calibrators. A `Calibrated` holds its own.
    sets : str or sequence of str, optional
        Sets whose anchors are moved. Default: all of the table that were calibrated.
    reach : float of at least 0, default 1.0
        How far beyond the raw scores an anchor is moved, in widths of their range.

    Returns
    -------
    SensitivityRegions

    Raises
    ------
    UnknownNameError
        If a set is not in the table or was not calibrated.
    ArgumentError
        If the calibration is not that of the table, or the solutions are of different tables.
    DataError
        If the table has no data behind it.

    Notes
    -----
    A region is the largest interval around today's value in which the set of tied models is the same for
    every value.

    Cut-offs act only where they pass the value of a row, so their regions are read off the map of cut-offs
    (:meth:`fsqca.TruthTable.map_cutoffs`), which is exact.

    An anchor acts in two ways. A case changes sides, and with it its row, where the crossover or a threshold
    passes its raw score; these are finitely many values. Between two of them the rows keep their cases, and a
    row changes its code where its consistency or PRI crosses the cut-off. Neither is monotone in the anchor,
    so roots are isolated by bounds: the membership of each case is monotone in each anchor of
    :class:`Direct`, :class:`Piecewise`, both bells and :class:`Crisp`, hence so are min(m, y) and the other
    summands between their kinks, and the sums of their extremes enclose the whole row. Stretches that the
    bounds cannot decide are halved, down to 1e-7 of the range of the raw scores; there Brent's method finds
    the root. What is proved: no change outside these brackets is missed. What is not: that no row passes a
    cut-off and comes back within one bracket; where no root explains an open bracket, `Region.grazes` names
    it. For calibrators of one's own, monotony is assumed between some 400 sampled values.

    Today's crossover rule stays. With "unassigned" a value that equals a raw score is a point of its own,
    which can end a region.

    The number of values of a multi-value set stays as it is.

    Examples
    --------
    >>> import pandas as pd, fsqca as fq
    >>> from fsqca.robustness import find_regions
    >>> scores = pd.DataFrame({"A": [1, 2, 3, 5, 6, 7], "Y": [2, 1, 3, 4, 6, 7]}, index=list("abcdef"))
    >>> sets = fq.calibrate(scores, {"A": fq.Direct(1, 4, 7), "Y": fq.Direct(1, 3.5, 7)})
    >>> solution = fq.minimize(fq.build_truth_table(sets, "Y"), "conservative")
    >>> regions = find_regions(solution, sets)
    >>> regions
    <SensitivityRegions conservative for Y: 9 parameters>
    >>> crossover = regions.region("A crossover")
    >>> crossover.interval
    '[2.43883, 7)'
    >>> crossover.below.text
    'row 2 turns from 1 to 0 (consistency falls below 0.8); no model is left'
    """
    chosen = _solutions(solutions)
    table = chosen[0].truth_table
    reach = check_number("reach", reach)
    if reach < 0:
        raise ArgumentError(f"reach is {reach:g}, but it must be at least 0.")
    if table.sums is None:
        raise DataError(
            "This truth table has no sums behind it, so no cut-off and no anchor can be moved: make it with "
            "build_truth_table()."
        )
    parameters: list[AnchorParameter] = []
    left_out: dict[str, str] = {}
    own: CalibratedTable | None = None
    names: tuple[str, ...] = ()
    if calibrated is None:
        if sets is not None or data is not None:
            raise ArgumentError(
                "sets and data are for anchors, which need the calibrators too: pass calibrated=."
            )
        left_out["the anchors"] = "calibrated= was not given"
    else:
        check_codes_decide(chosen)
        own = calibrated_table(table, taken(calibrated, data))
        names = _sets(own, sets)
        parameters, left_out = _parameters(own, names)
        if sets is None:
            for name in used_sets(table):
                if name not in own.sets:
                    left_out[name] = "it was not calibrated here"
    reruns = [Rerun(solution) for solution in chosen]
    found = [_cutoffs(rerun) for rerun in reruns]
    for parameter in parameters:
        assert own is not None
        # One at a time: a line holds the memberships of every case in every row.
        line, cases = anchor_line(own, parameter, reach), list(own.cases)
        for rerun, regions in zip(reruns, found, strict=True):
            regions.append(_anchor(line, rerun, cases))
    return SensitivityRegions(
        tuple(region for regions in found for region in regions),
        chosen,
        tuple(name for name in names if name not in left_out),
        left_out,
        reach,
        RESOLUTION,
    )


def taken(calibrated: object, data: object) -> Calibrated:
    """Return the calibration, made of raw data where calibrators are given."""
    if isinstance(calibrated, Calibrated):
        if data is not None:
            raise ArgumentError("data is not needed: calibrated holds its raw scores. Leave it out.")
        return calibrated
    if not isinstance(calibrated, Mapping):
        raise ArgumentTypeError(
            "calibrated must be what calibrate() returns, or a dict of calibrators together with data=, not "
            f"{type(calibrated).__name__}."
        )
    if data is None:
        raise ArgumentError(
            "data is missing: a dict of calibrators needs the raw scores. Pass data=, or what calibrate() "
            "returned as calibrated=."
        )
    return calibrate(data, calibrated, missing="drop")


def _solutions(given: object) -> tuple[Solution, ...]:
    """Return the solutions, of one truth table."""
    if isinstance(given, Solution):
        return (given,)
    if isinstance(given, Solutions):
        return (given.conservative, given.intermediate, given.parsimonious)
    found = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str | TruthTable) else ()
    wrong = [one for one in found if not isinstance(one, Solution)]
    if not found or wrong:
        what = "an empty sequence" if not wrong and isinstance(given, (list, tuple)) else type(given).__name__
        raise ArgumentTypeError(
            "solutions must be a Solution, such as minimize() returns, several of them, or the Solutions of "
            f"solve(), not {what}."
        )
    if len({one.kind for one in found}) < len(found):
        raise ArgumentError(f"solutions holds a kind twice: {listed(one.kind for one in found)}.")
    first = found[0].truth_table
    for one in found[1:]:
        other = one.truth_table
        if other is not first and (
            other.settings != first.settings
            or other.numbers != first.numbers
            or not np.array_equal(other.codes, first.codes)
        ):
            raise ArgumentError("solutions are of different truth tables. Pass those of one table.")
    return found


def check_codes_decide(solutions: Sequence[Solution]) -> None:
    """Raise if solutions depend on more of the data than the codes of rows."""
    for one in solutions:
        if asked_of_data(one.settings):
            raise ArgumentError(
                f"The {one.kind} solution was made with implicant_consistency, model_consistency or "
                "model_coverage, which depend on the data and not on the codes alone. Its anchors cannot be "
                "moved; leave calibrated= out to look at the cut-offs alone."
            )


def _sets(own: CalibratedTable, sets: str | Sequence[str] | None) -> tuple[str, ...]:
    if sets is None:
        return own.sets
    names = [sets] if isinstance(sets, str) else list(sets)
    used = used_sets(own.table)
    absent = [name for name in names if name not in used]
    if absent:
        raise unknown_names("set", absent, used, "the truth table")
    raw = [name for name in names if name not in own.sets]
    if raw:
        raise unknown_names("set", raw, own.sets, "calibrated")
    return tuple(dict.fromkeys(names))


def _parameters(own: CalibratedTable, names: Iterable[str]) -> tuple[list[AnchorParameter], dict[str, str]]:
    """Return what is moved, and which sets are left out with the reason."""
    found: list[AnchorParameter] = []
    left_out: dict[str, str] = {}
    target = own.table.outcome
    assert target is not None
    for name in names:
        others = [one for one in target.used if one not in own.calibrated.data.columns]
        if name in target.used and others:
            left_out[name] = f"the outcome {target} also uses {listed(others)}, which was not calibrated here"
            continue
        parameters = own.parameters(name)
        if not parameters:
            method = own.calibrated.calibrators[name].method
            left_out[name] = f"its calibrator {method!r} has no number that could be moved"
        found += parameters
    return found, left_out


def _cutoffs(rerun: Rerun) -> list[Region]:
    return [
        Region(
            rerun.solution.kind,
            CUT_OFFS[one.name],
            "",
            one.today,
            one.lower,
            one.upper,
            one.lower_in,
            one.upper_in,
            one.below,
            one.above,
            one.span,
        )
        for one in cutoff_reaches(rerun)
    ]


def _anchor(line: AnchorLine, rerun: Rerun, cases: list[object]) -> Region:
    below, above = reaches(line, rerun, cases, RESOLUTION)
    parameter = line.parameter
    return Region(
        rerun.solution.kind,
        parameter.label,
        parameter.set,
        parameter.today,
        below.value,
        above.value,
        below.closed,
        above.closed,
        below.end,
        above.end,
        line.span,
        parameter.proved,
        (*below.grazes, *above.grazes),
    )
