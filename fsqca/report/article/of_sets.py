"""Article tables of calibrations, necessity and parameters of fit."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fsqca._checks import counted, left_out_note
from fsqca.calibration.calibrated import Calibrated
from fsqca.fit.result import Fit
from fsqca.necessity.pair import NecessityPair
from fsqca.necessity.result import Necessity
from fsqca.report.article.cells import Align, Cell, Row, aligned, cell
from fsqca.report.article.frames import from_frame, words
from fsqca.report.article.results import check_title, register_table
from fsqca.report.article.settings import sentence
from fsqca.report.article.table import ArticleTable

_ANCHORS = ("full_out", "crossover", "full_in")


@register_table
def of_calibrated(result: Calibrated, *, title: str | None = None) -> ArticleTable:
    """Return the anchors of every set with their reasons."""
    table = result.table
    frame = pd.DataFrame(index=table.index.rename("Set"))
    if not (table["raw"] == table.index).all():
        frame["Raw score"] = table["raw"]
    frame["Method"] = table["method"]
    anchors = {
        name: [getattr(one, anchor, None) for anchor in _ANCHORS] for name, one in result.calibrators.items()
    }
    notes = [f"N = {counted(len(result.data), 'case')}."]
    if all(None not in own for own in anchors.values()):
        for position, header in enumerate(("Full non-membership", "Crossover", "Full membership")):
            frame[header] = pd.Series(
                [f"{own[position]:g}" for own in anchors.values()], index=frame.index, dtype=object
            )
        notes += [f"{name}: {text}." for name, text in table["anchors"].items() if "(" in str(text)]
    else:
        frame["Anchors"] = table["anchors"]
    if (table["why"] != "").any():
        frame["Reason"] = table["why"]
    settings = result.settings
    if settings.snap is not None:
        notes.append(f"Memberships within {settings.snap:g} of 0.5 were set to 0.5.")
    values = result.data.to_numpy(dtype=float)
    ties = {
        str(name): int(number)
        for name, number in zip(
            result.data.columns, (np.abs(values - 0.5) < 1e-9).sum(axis=0).tolist(), strict=True
        )
        if number
    }
    if ties:
        notes.append(
            "Cases with a membership of exactly 0.5: "
            + ", ".join(f"{name} {number}" for name, number in ties.items())
            + "."
        )
    else:
        notes.append("No case has a membership of exactly 0.5.")
    if result.dropped:
        notes.append(left_out_note(result.dropped))
    made = from_frame(frame, title="Calibration of the sets", notes=notes)
    if "Full non-membership" in frame.columns:
        first = 1 + frame.columns.get_loc("Full non-membership")  # type: ignore[operator]
        align: list[Align] = [
            "right" if first <= at < first + 3 else one for at, one in enumerate(made.align)
        ]
        body = tuple(
            Row(tuple(_number(one) if first <= at < first + 3 else one for at, one in enumerate(row.cells)))
            for row in made.body
        )
        made = ArticleTable(made.title, made.head, body, tuple(align), made.notes)
    return made.with_title(check_title(title, made.title))


def _number(one: Cell) -> Cell:
    return Cell(one.text.replace("-", "−"), float(one.text))


@register_table
def of_necessity(result: Necessity, *, title: str | None = None) -> ArticleTable:
    """Return every condition and its negation with consistency, coverage and RoN; then combinations."""
    made = _necessity((result,))
    return made.with_title(check_title(title, made.title))


@register_table
def of_necessity_pair(result: NecessityPair, *, title: str | None = None) -> ArticleTable:
    """Return every condition for the outcome and its negation side by side."""
    made = _necessity((result.outcome, result.negated))
    return made.with_title(check_title(title, made.title))


def _necessity(results: tuple[Necessity, ...]) -> ArticleTable:
    first = results[0]
    measures = ("Consistency", "Coverage", "RoN")
    values: list[dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]] = []
    for one in results:
        own = dict(zip(one.single_labels, one.single_values, strict=True))
        own.update(zip(one.labels, one.values, strict=True))
        values.append(own)
    combined = list(
        dict.fromkeys(
            label
            for one in results
            for label, kind in zip(one.labels, one.kinds, strict=True)
            if kind != "condition"
        )
    )
    marked = {
        (position, label): one.single_values[at, 0] >= one.consistency - 1e-9
        and one.single_values[at, 1] >= one.coverage - 1e-9
        and one.single_values[at, 2] >= one.ron - 1e-9
        for position, one in enumerate(results)
        for at, label in enumerate(one.single_labels)
    }
    body: list[Row] = []

    def line(label: str) -> Row:
        cells = [Cell(label)]
        for position, own in enumerate(values):
            numbers = own.get(label)
            passes = bool(marked.get((position, label), numbers is not None))
            cells += (
                [Cell("")] * 3
                if numbers is None
                else [cell(float(value), bold=passes) for value in numbers[:3].tolist()]
            )
        return Row(tuple(cells))

    if combined:
        body.append(Row((Cell("Single conditions", span=1 + 3 * len(results)),), heading=True))
    body += [line(label) for label in first.single_labels]
    if combined:
        body.append(Row((Cell("Combinations that pass", span=1 + 3 * len(results)),), heading=True))
        body += [line(label) for label in combined]
    head: list[tuple[Cell, ...]] = []
    if len(results) > 1:
        head.append((Cell(""), *(Cell(one.outcome, span=3) for one in results)))
    head.append((Cell("Condition"), *(Cell(name) for _ in results for name in measures)))
    align = aligned(("left", 1), ("right", 3 * len(results)))
    cuts = [f"consistency ≥ {first.consistency:g}"]
    cuts += [f"{name} ≥ {cut:g}" for name, cut in (("coverage", first.coverage), ("RoN", first.ron)) if cut]
    notes = [f"Cut-offs: {', '.join(cuts)}. RoN: relevance of necessity."]
    if combined and len(results) > 1:
        notes.append("Combinations have numbers for the outcome for which they pass.")
    if first.depth > 1:
        notes.append(f"Combinations of up to {first.depth} conditions were searched.")
    trivial = [
        f"{label} for {one.outcome}"
        for one in results
        for label, numbers in zip(one.single_labels, one.single_values, strict=True)
        if numbers[0] >= one.consistency - 1e-9 and numbers[2] < one.trivial - 1e-9
    ]
    if trivial:
        notes.append(f"Consistent but trivial (RoN below {first.trivial:g}): {', '.join(trivial)}.")
    notes.append(f"N = {counted(first.n_cases, 'case')}.")
    notes += dict.fromkeys(note for one in results for note in one.notes)
    outcomes = " and ".join(one.outcome for one in results)
    return ArticleTable(
        f"Analysis of necessary conditions for {outcomes}",
        tuple(head),
        tuple(body),
        align,
        tuple(notes),
        bold="passes the cut-offs" if any(marked.values()) else "",
    )


@register_table
def of_fit(result: Fit, *, title: str | None = None) -> ArticleTable:
    """Return the parameters of fit of every term and of the whole."""
    head = (Cell("Expression"), *(Cell(words(name)) for name in result.columns))
    rows = [
        Row((Cell(label), *map(cell, line)))
        for label, line in zip(result.labels, result.values[:-1].tolist(), strict=True)
    ]
    whole = result.values[-1].tolist()
    cells = [Cell("Whole expression")]
    for name, value in zip(result.columns, whole, strict=True):
        cells.append(Cell("") if name == "unique_coverage" else cell(value))
    rows.append(Row(tuple(cells), rule=True))
    notes = [
        sentence(f"{result.kind}: {result.relation}"),
        f"N = {counted(result.n_cases, 'case')}.",
        *result.notes,
    ]
    align = aligned(("left", 1), ("right", len(result.columns)))
    return ArticleTable(
        check_title(title, f"Parameters of fit for {result.outcome}"),
        (head,),
        tuple(rows),
        align,
        tuple(notes),
    )


__all__ = ["of_calibrated", "of_fit", "of_necessity", "of_necessity_pair"]
