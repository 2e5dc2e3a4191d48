"""What :func:`fsqca.clusters.diagnose_clusters` returns: pooled, between and within, and how it prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fsqca._checks import counted, left_out_note, listed
from fsqca._display import html_table, text_table
from fsqca._frames import kept_frame
from fsqca._types import Floats, Missing
from fsqca.clusters.labels import Labels
from fsqca.clusters.permutation import ClusterTest
from fsqca.fit.relation import Kind

MEASURES = ("consistency", "coverage")
SOLUTION = "solution"


@dataclass(frozen=True, slots=True)
class ClusterSettings:
    """What was asked.

    Attributes
    ----------
    expression, outcome : str
    relation : {"sufficiency", "necessity"}
    model : str
        The name of the model, "" where an expression was given.
    clusters : str
        The name of the labels.
    units : str or None
    permutations : int
        0 where nothing was tested.
    seed : int or None
        None where the caller's own generator drew the samples.
    weighted : bool
    missing : {"raise", "drop"}
    """

    expression: str
    outcome: str
    relation: Kind
    model: str
    clusters: str
    units: str | None
    permutations: int
    seed: int | None
    weighted: bool
    missing: Missing


@dataclass(frozen=True, eq=False, repr=False)
class ClusterDiagnosis:
    """Consistency and coverage over all cases, in each cluster and in each unit, and whether they differ.

    Made by :func:`fsqca.clusters.diagnose_clusters`.

    Attributes
    ----------
    settings : ClusterSettings
    labels : tuple of str
        The terms, and ``"solution"``.
    clusters : Labels
    units : Labels or None
    pooled : ndarray of float, shape (2 * n_labels,)
        Consistency of each label, then coverage of each.
    cluster_fits : ndarray of float, shape (2 * n_labels, n_clusters)
    unit_fits : ndarray of float, shape (2 * n_labels, n_units), or None
    between, within : ndarray of float, shape (2 * n_labels,)
        Distances; within is None without units.
    cluster_test, unit_test : ClusterTest or None
    n_cases : int
    dropped : tuple
    calibration : DataFrame or None
    """

    settings: ClusterSettings
    labels: tuple[str, ...]
    clusters: Labels
    units: Labels | None
    pooled: Floats
    cluster_fits: Floats
    unit_fits: Floats | None
    between_distances: Floats
    within_distances: Floats | None
    cluster_test: ClusterTest | None
    unit_test: ClusterTest | None
    n_cases: int
    dropped: tuple[Any, ...] = ()
    calibration: pd.DataFrame | None = None

    @property
    @kept_frame
    def table(self) -> pd.DataFrame:
        """One row per term and measure, the solution last.

        Columns ``term``, ``measure`` ("consistency" or "coverage"), ``pooled``, ``lowest`` and ``highest``
        (of any cluster), ``between_distance``, ``between_p``; with units also ``within_distance`` and
        ``within_p``. Distances are 0 where all clusters have the same value. P values are NaN where nothing
        was tested.
        """
        number = len(self.labels)
        order = [at + number * measure for at in range(number) for measure in range(2)]
        fits = self.cluster_fits[order]
        known = ~np.isnan(fits)
        low = np.where(known.any(axis=1), np.where(known, fits, np.inf).min(axis=1), np.nan)
        high = np.where(known.any(axis=1), np.where(known, fits, -np.inf).max(axis=1), np.nan)
        columns: dict[str, Any] = {
            "term": [label for label in self.labels for _ in MEASURES],
            "measure": list(MEASURES) * number,
            "pooled": self.pooled[order],
            "lowest": low,
            "highest": high,
            "between_distance": self.between_distances[order],
            "between_p": _p(self.cluster_test, order),
        }
        if self.within_distances is not None:
            columns["within_distance"] = self.within_distances[order]
            columns["within_p"] = _p(self.unit_test, order)
        return pd.DataFrame(columns)

    @property
    @kept_frame
    def between(self) -> pd.DataFrame:
        """One row per term and cluster.

        Columns ``term``, ``cluster``, ``n``, ``consistency``, ``coverage``, ``consistency_p`` and
        ``coverage_p``: whether this cluster differs from all cases together, family-wise over the clusters
        of the term.
        """
        return self._parts(self.clusters, self.cluster_fits, self.cluster_test, "cluster")

    @property
    @kept_frame
    def within(self) -> pd.DataFrame:
        """One row per term and unit, with the columns of `between`; empty without units."""
        if self.units is None or self.unit_fits is None:
            return self._parts(self.clusters, self.cluster_fits, self.cluster_test, "unit").iloc[:0]
        return self._parts(self.units, self.unit_fits, self.unit_test, "unit")

    def _parts(self, labels: Labels, fits: Floats, test: ClusterTest | None, name: str) -> pd.DataFrame:
        number, size = len(self.labels), len(labels.names)
        p = np.full(fits.shape, np.nan) if test is None else test.cluster
        return pd.DataFrame(
            {
                "term": [label for label in self.labels for _ in range(size)],
                name: list(labels.names) * number,
                "n": labels.sizes.tolist() * number,
                "consistency": fits[:number].ravel(),
                "coverage": fits[number:].ravel(),
                "consistency_p": p[:number].ravel(),
                "coverage_p": p[number:].ravel(),
            }
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What is undefined and why, clusters of one case, how samples were drawn, cases left out."""
        return tuple(_notes(self))

    def plot(self, **options: Any) -> Any:
        """Return the figure of :func:`fsqca.plots.cluster_plot`."""
        from fsqca.plots import cluster_plot

        return cluster_plot(self, **options)

    def _caption(self) -> str:
        own = self.settings
        name = f"{own.model}: " if own.model else ""
        arrow = "=>" if own.relation == "sufficiency" else "<="
        return f"{name}{own.expression} {arrow} {own.outcome}"

    def _counted(self) -> str:
        units = (
            "" if self.units is None else f", {counted(len(self.units.names), 'unit')} of {self.units.name}"
        )
        return (
            f"{self.settings.relation}, {counted(self.n_cases, 'case')}, "
            f"{counted(len(self.clusters.names), 'cluster')} of {self.clusters.name}{units}"
        )

    def __repr__(self) -> str:
        return f"<ClusterDiagnosis {self._caption()}: {self._counted()}>"

    def _shown(self) -> list[tuple[str, pd.DataFrame]]:
        skip = SOLUTION if len(self.labels) == 2 else None
        words = {"between_p": "p (between)", "within_p": "p (within)"}
        table = self.table
        frame = table[table["term"] != skip]
        frame = frame.rename(columns=lambda name: words.get(name, name.replace("_", " "))).dropna(
            axis=1, how="all"
        )
        parts = [("Pooled, and the distance between clusters", frame)]
        for title, own in (("By cluster", self.between), ("By unit", self.within)):
            own = own[own["term"] != skip]
            if len(own):
                own = own.rename(columns={"consistency_p": "p (consistency)", "coverage_p": "p (coverage)"})
                parts.append((title, own.dropna(axis=1, how="all")))
        return [(title, _with_p(own)) for title, own in parts]

    def __str__(self) -> str:
        parts = [f"Cluster diagnosis of {self._caption()}\n{self._counted()}"]
        for title, frame in self._shown():
            shown = frame.set_index(list(frame.columns[:2]))
            parts.append(f"{title}\n{text_table(shown)}")
        return "\n\n".join([*parts, *self.notes])

    def _repr_html_(self) -> str:
        shown = self._shown()
        html = []
        for position, (title, frame) in enumerate(shown):
            head = f"Cluster diagnosis of {self._caption()} ({self._counted()}). " if position == 0 else ""
            notes = self.notes if position == len(shown) - 1 else ()
            indexed = frame.set_index(list(frame.columns[:2]))
            html.append(html_table(indexed, caption=f"{head}{title}", notes=notes))
        return "".join(html)


def _with_p(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with p values as text: one that is small is no 0.000."""
    own = [name for name in frame.columns if str(name).startswith("p (")]
    return frame.assign(**{name: [_p_text(value) for value in frame[name].tolist()] for name in own})


def _p_text(p: float) -> str:
    return "-" if np.isnan(p) else "<0.001" if p < 0.001 else f"{p:.3f}"


def _them(items: list[str]) -> str:
    return "it" if len(items) == 1 else "them"


def _p(test: ClusterTest | None, order: list[int]) -> Floats:
    return np.full(len(order), np.nan) if test is None else test.distance[order]


def _notes(result: ClusterDiagnosis) -> list[str]:
    notes: list[str] = []
    number = len(result.labels)
    outcome = result.settings.outcome
    for labels, fits, word in (
        (result.clusters, result.cluster_fits, "cluster"),
        (result.units, result.unit_fits, "unit"),
    ):
        if labels is None or fits is None:
            continue
        empty = [np.isnan(fits[:number]), np.isnan(fits[number:])]
        in_x, in_y = empty if result.settings.relation == "sufficiency" else empty[::-1]
        what = MEASURES if result.settings.relation == "sufficiency" else MEASURES[::-1]
        for row, label in enumerate(result.labels[:-1] if number == 2 else result.labels):
            where = [name for name, bad in zip(labels.names, in_x[row].tolist(), strict=True) if bad]
            if where:
                notes.append(
                    f"The {what[0]} of {label!r} is undefined in {counted(len(where), word)} "
                    f"({listed(where)}): no case there has a membership above 0 in it. The distance leaves "
                    f"{_them(where)} out."
                )
        where = [name for name, bad in zip(labels.names, in_y[-1].tolist(), strict=True) if bad]
        if where:
            notes.append(
                f"The {what[1]} is undefined in {counted(len(where), word)} ({listed(where)}): no case there "
                f"has a membership above 0 in {outcome}. The distance leaves {_them(where)} out."
            )
    single = [
        name
        for name, size in zip(result.clusters.names, result.clusters.sizes.tolist(), strict=True)
        if size == 1
    ]
    if single:
        notes.append(
            f"{counted(len(single), 'cluster')} of one case ({listed(single)}): what is said of "
            f"{_them(single)} is said of a case."
        )
    own = result.settings
    if own.permutations:
        how = "over all cases" if result.units is None else "within units, and units within clusters"
        seed = "the generator given" if own.seed is None else f"seed {own.seed}"
        notes.append(
            f"p: share of {own.permutations} samples with labels shuffled {how}, the observed one counted, "
            f"whose distance is at least as large ({seed}); for single clusters family-wise within a term."
        )
    if own.weighted:
        notes.append("Cases are weighted.")
    if result.dropped:
        notes.append(left_out_note(result.dropped))
    return notes
