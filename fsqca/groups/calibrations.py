"""Anchors common to all groups against anchors of each group's own, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, left_out_note, listed, unknown_names
from fsqca._display import html_heading, html_notes, html_table, text_table
from fsqca._types import Missing
from fsqca.calibration.apply import calibrate
from fsqca.calibration.calibrated import Calibrated
from fsqca.errors import ArgumentError, ArgumentTypeError, DataError
from fsqca.expressions import Expression
from fsqca.groups.comparing import compare_groups
from fsqca.groups.labels import POOLED, grouped
from fsqca.groups.result import GroupComparison


@dataclass(frozen=True, eq=False, repr=False)
class CalibrationChoice:
    """The same groups under common and under own anchors.

    Made by :func:`compare_calibrations`.

    Attributes
    ----------
    common, own : GroupComparison
        The comparison with the anchors of all cases, and with those of each group.
    common_sets : Calibrated
    own_sets : dict of str to Calibrated
    """

    common: GroupComparison
    own: GroupComparison
    common_sets: Calibrated
    own_sets: Mapping[str, Calibrated]

    @property
    def anchors(self) -> pd.DataFrame:
        """Index ``set``; one column per group, and ``common``: method and anchors, in words."""
        frames = {"common": self.common_sets, **self.own_sets}
        columns = {
            name: sets.table["method"].astype(str) + " " + sets.table["anchors"].astype(str)
            for name, sets in frames.items()
        }
        return pd.DataFrame(columns).rename_axis(index="set")

    @property
    def memberships(self) -> pd.DataFrame:
        """One row per group and set: what own anchors change in memberships.

        Columns ``group``, ``set``, ``mean_change`` and ``largest_change`` (absolute differences), ``shift``
        (mean of own minus common), ``n_sides`` and ``sides`` (cases on another side of 0.5, or on it).
        """
        rows: list[tuple[object, ...]] = []
        for name, sets in self.own_sets.items():
            for column in sets.data.columns:
                own = sets.data[column]
                common = self.common_sets.data[column].reindex(own.index)
                change = (own - common).to_numpy(np.float64)
                moved = np.sign(own.to_numpy() - 0.5) != np.sign(common.to_numpy() - 0.5)
                cases = tuple(own.index[moved].tolist())
                rows.append(
                    (
                        name,
                        column,
                        np.abs(change).mean(),
                        np.abs(change).max(),
                        change.mean(),
                        len(cases),
                        cases,
                    )
                )
        names = ["group", "set", "mean_change", "largest_change", "shift", "n_sides", "sides"]
        return pd.DataFrame(rows, columns=pd.Index(names))

    @property
    def rows(self) -> pd.DataFrame:
        """Rows of truth tables that are coded differently under the two kinds of anchors.

        Columns ``group``, ``row``, the conditions, ``common`` and ``own`` (codes; "?" where the row has no
        case), ``n_common``, ``n_own``, ``consistency_common``, ``consistency_own``.
        """
        conditions = list(self.common.settings.conditions)
        keys = ["group", "row", *conditions]
        both = self.common.rows.merge(
            self.own.rows, on=keys, how="outer", suffixes=("_common", "_own"), sort=True
        )
        for side in ("common", "own"):
            both[side] = both[f"out_{side}"].fillna("?")
            both[f"n_{side}"] = both[f"n_{side}"].fillna(0)
        apart = both[both["common"] != both["own"]]
        columns = [*keys, "common", "own", "n_common", "n_own", "consistency_common", "consistency_own"]
        return apart[columns].reset_index(drop=True)

    @property
    def models(self) -> pd.DataFrame:
        """Index ``group``; columns ``common`` and ``own`` (all models, in words) and ``same``."""
        groups = [*self.common.groups, POOLED]
        rows = []
        for name in groups:
            texts = []
            for comparison in (self.common, self.own):
                found = comparison.solutions.get(name)
                texts.append(() if found is None else tuple(str(model.expression) for model in found.models))
            same = set(texts[0]) == set(texts[1])
            rows.append((" or ".join(texts[0]) or "no model", " or ".join(texts[1]) or "no model", same))
        index = pd.Index(groups, name="group")
        return pd.DataFrame(rows, columns=pd.Index(["common", "own", "same"]), index=index)

    @property
    def table(self) -> pd.DataFrame:
        """The frame `models` with what changed on the way: cases on another side, rows coded differently."""
        frame = self.models
        sides = self.memberships.groupby("group")["n_sides"].sum()
        rows = self.rows["group"].value_counts()
        frame["cases_moved"] = [int(sides.get(name, 0)) for name in frame.index]
        frame["rows_changed"] = [int(rows.get(name, 0)) for name in frame.index]
        return frame

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know."""
        changed = self.models.index[~self.models["same"]].tolist()
        what = f"differ in {listed(changed, 10)}" if changed else "are the same in every group"
        meaning = (
            "Common anchors mean that the same score is the same membership in every group. Own anchors "
            "measure each case against its group: a difference in level between groups then disappears from "
            "the sets. Which is right is a question of what the sets mean."
        )
        notes = [f"The models under common and under own anchors {what}.", meaning]
        if self.common.unlabelled:
            notes.append(
                f"Left out because they have no label: {counted(len(self.common.unlabelled), 'case')} "
                f"({listed(self.common.unlabelled)})."
            )
        if self.common_sets.dropped:
            notes.append(left_out_note(self.common_sets.dropped))
        return tuple(notes)

    def __repr__(self) -> str:
        same = int(self.models["same"].sum())
        return (
            f"<CalibrationChoice for {self.common.outcome}: {counted(len(self.own_sets), 'group')}, "
            f"same models in {same} of {len(self.models)}>"
        )

    def _blocks(self) -> list[tuple[str, pd.DataFrame]]:
        moved = self.memberships.drop(columns="sides")
        return [
            ("Anchors", self.anchors.rename_axis(index=None)),
            ("Changes in memberships, own against common", moved.set_index("group").rename_axis(index=None)),
            ("Rows coded differently", self.rows.set_index("row")),
            ("Models", self.table.rename_axis(index=None)),
        ]

    def __str__(self) -> str:
        parts = [f"{title}\n{text_table(frame)}" for title, frame in self._blocks()]
        return "\n\n".join(["Common anchors against own anchors", *parts, "\n".join(self.notes)])

    def _repr_html_(self) -> str:
        blocks = "".join(html_table(frame, caption=title) for title, frame in self._blocks())
        return html_heading("Common anchors against own anchors") + blocks + html_notes(self.notes)


def compare_calibrations(
    data: object,
    calibrators: Mapping[str, Any],
    outcome: str | Expression,
    conditions: Sequence[str] | None = None,
    *,
    by: object = None,
    own: Mapping[str, Mapping[str, Any]] | None = None,
    missing: Missing = "raise",
    **options: Any,
) -> CalibrationChoice:
    """Return the comparison of groups under common anchors and under anchors of each group's own.

    Parameters
    ----------
    data : DataFrame or StudyData
        Raw scores.
    calibrators : mapping of str to calibrator
        As for :func:`fsqca.calibrate`, for all cases together.
    outcome, conditions, by
        As for :func:`compare_groups`.
    own : mapping of group name to mapping of str to calibrator, optional
        What differs in a group. Default: the same calibrators, learnt on each group's cases alone, for those
        that learn from data (:class:`fsqca.Quantiles`, :class:`fsqca.Ranks`, ...).
    missing : {"raise", "drop"}, default "raise"
    **options
        Further options of :func:`compare_groups`.

    Returns
    -------
    CalibrationChoice

    Raises
    ------
    ArgumentError
        If `own` is not given and no calibrator learns anything from data, so that nothing would differ.
    DataError
        If the calibrators cannot learn from the cases of a group alone, which is named.

    Examples
    --------
    >>> import fsqca as fq
    >>> raw = pd.DataFrame(
    ...     {
    ...         "a": [1, 2, 4, 5, 4, 5, 7, 8],
    ...         "y": [1, 3, 4, 6, 3, 5, 7, 9],
    ...         "unit": ["east"] * 4 + ["west"] * 4,
    ...     }
    ... )
    >>> anchors = {"A": fq.Quantiles(0.1, 0.45, 0.9), "Y": fq.Quantiles(0.1, 0.45, 0.9)}
    >>> raw = raw.rename(columns={"a": "A", "y": "Y"})
    >>> choice = compare_calibrations(raw, anchors, "Y", ["A"], by="unit")
    >>> choice
    <CalibrationChoice for Y: 2 groups, same models in 3 of 3>
    >>> choice.memberships.query("set == 'A'")[["group", "n_sides"]].to_records(index=False).tolist()
    [('east', 1), ('west', 1)]
    """
    parts = grouped(data, by, missing)
    common = calibrate(parts.pooled, calibrators, missing=missing)
    if own is not None:
        _check_own(own, list(parts.frames), list(calibrators))
    own_sets = {}
    for name, frame in parts.frames.items():
        try:
            own_sets[name] = calibrate(
                frame, {**calibrators, **({} if own is None else own.get(name, {}))}, missing=missing
            )
        except (DataError, ArgumentError) as error:
            raise type(error)(f"Group {name!r} cannot be calibrated by itself. {error}") from error
    if own is None and all(sets.calibrators == common.calibrators for sets in own_sets.values()):
        raise ArgumentError(
            "The calibrators come out the same in every group, so own anchors would change nothing: they are "
            "fixed numbers. Give own anchors with own, such as "
            f"own={{{next(iter(parts.frames))!r}: {{{next(iter(calibrators))!r}: Direct(...)}}}}, or use "
            "calibrators that learn from data, such as Quantiles(0.1, 0.5, 0.9)."
        )
    labels = pd.concat([pd.Series(name, index=frame.index) for name, frame in parts.frames.items()])
    by_case = pd.Series(
        pd.Categorical(labels.reindex(common.data.index), list(parts.frames)), index=common.data.index
    )
    weights = options.get("weights")
    if isinstance(weights, str) and weights in parts.pooled.columns:
        # Calibrated sets hold no other columns: the weights are those of the raw data.
        options["weights"] = parts.pooled[weights].reindex(common.data.index)
    shared = compare_groups(common, outcome, conditions, by=by_case, missing=missing, **options)
    apart = compare_groups(
        {name: sets.data for name, sets in own_sets.items()}, outcome, conditions, missing=missing, **options
    )
    shared, apart = (replace(each, unlabelled=parts.dropped) for each in (shared, apart))
    return CalibrationChoice(shared, apart, common, own_sets)


def _check_own(own: object, groups: list[str], sets: list[str]) -> None:
    if not isinstance(own, Mapping):
        raise ArgumentTypeError(
            f"own must map group names to mappings of sets to calibrators, not {type(own).__name__}."
        )
    unknown = [name for name in own if name not in groups]
    if unknown:
        raise unknown_names("group", unknown, groups, "own")
    for name, given in own.items():
        if not isinstance(given, Mapping):
            raise ArgumentTypeError(
                f"own[{name!r}] must be a mapping of sets to calibrators, not {type(given).__name__}."
            )
        wrong = [each for each in given if each not in sets]
        if wrong:
            raise unknown_names("set", wrong, sets, f"the calibrators, named in own[{name!r}]")
