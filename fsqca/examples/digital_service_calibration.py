"""What the example adds to the chapter on calibration: why these anchors, and what others would change."""

from __future__ import annotations

from fsqca._checks import counted
from fsqca.examples.digital_service_orientation import Analysis
from fsqca.report import Heading, Note, Table
from fsqca.report.parts import Part


def anchors_text(a: Analysis) -> str:
    """Return where the anchors come from."""
    return (
        "Scores become memberships by the direct method (Ragin 2008). The anchors are points of the response "
        "scale and therefore have a meaning of their own: they do not come from the sample, and they are the "
        "same in both functions, so the pooled calibration is done once and then split. The reason: "
        f"{a.reason}."
    )


def other_anchors(a: Analysis) -> tuple[Part | str, ...]:
    """Return what anchors read off the numbers would do."""
    return (
        Heading("Other anchors"),
        _other_anchors(a),
        Table(
            a.other_anchors.table.drop(columns="reference"),
            "What other anchors for one set do to the pooled truth table: share above 0.5; rows with cases, "
            "coded 1, recoded; largest change in consistency; cases that change their row, or have none",
            folded=True,
        ),
        Note(
            "To calibrate in a way of your own, write a function or a small class; docs/example.md shows one "
            "from end to end."
        ),
    )


def _other_anchors(a: Analysis) -> str:
    """Return which sets depend most on their anchors."""
    table = a.other_anchors.table
    other = table.drop(index=["as calibrated", "scale labels", "scale ends"], level="suggestion")
    moved = other["cases_moved"].groupby(level="set", sort=False).max()
    recoded = other["rows_recoded"].groupby(level="set", sort=False).max()
    ends = int(table.xs("scale ends", level="suggestion")["rows_recoded"].max())
    return (
        "Anchors can also be read off the numbers: quantiles, clusters of scores. Such anchors describe the "
        "sample and carry no reason, so they are shown for comparison and not used. Put in place of one set "
        f"at a time, they move up to {counted(int(moved.max()), 'respondent')} to another row of the pooled "
        f"truth table (most for {moved.idxmax()}) and recode up to {counted(int(recoded.max()), 'row')} "
        f"(most for {recoded.idxmax()}). The ends of the scale as outer anchors, 1 / 4 / 7, leave the "
        f"crossover where it is, so that nobody moves; they recode "
        f"{counted(ends, 'row') if ends else 'no row'}."
    )


__all__ = ["anchors_text", "other_anchors"]
