"""What changes where a region ends: rows, cases and terms, named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from fsqca._checks import counted
from fsqca._types import CaseId
from fsqca.robustness.rerun import ModelSet, Rerun

#: Why a region ends: other models; anchors would cross; nothing further was looked at or is possible; there
#: is no table beyond; or it could not be decided.
EndKind: TypeAlias = Literal["models", "anchors", "search", "possible", "refused", "undecided"]
#: Rows, cases and terms that a sentence spells out.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class RegionEnd:
    """One end of a region, and what is beyond it.

    Attributes
    ----------
    kind : str
        ``"models"``: other models. ``"anchors"``: the anchors would cross. ``"search"``: the end of what
        was looked at. ``"possible"``: the end of what is possible. ``"refused"``: there is no table beyond.
        ``"undecided"``: a change beyond could not be excluded.
    rows : tuple of tuples
        Rows with another code beyond: row number, code before, code after.
    reasons : tuple of str
        For each of them the reason, in words.
    cases : tuple of tuples
        Cases in another row beyond: case id, row number before and after, None for no row.
    gone, new : tuple of str
        Terms that are in some model on this side and in none beyond, and the other way round.
    models : tuple of int
        Number of models on this side and beyond.
    detail : str
        What was refused.
    """

    kind: EndKind
    rows: tuple[tuple[int, str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    cases: tuple[tuple[CaseId, int | None, int | None], ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    models: tuple[int, int] | None = None
    detail: str = ""

    @property
    def text(self) -> str:
        """What is beyond, as one line."""
        if self.kind != "models":
            plain = {
                "anchors": "anchors would cross",
                "search": "no change as far as was looked",
                "possible": "no change as far as is possible",
                "refused": f"no table beyond: {self.detail}",
                "undecided": "a change beyond could not be excluded",
            }
            return plain[self.kind]
        parts = []
        if self.cases:
            parts.append(
                _some(
                    [f"{case} moves {_from_to(before, after)}" for case, before, after in self.cases], "case"
                )
            )
        rows = [
            f"row {row} turns from {before} to {after}" + (f" ({reason})" if reason else "")
            for (row, before, after), reason in zip(self.rows, self.reasons, strict=True)
        ]
        parts.append(_some(rows, "row"))
        parts.append(self.models_text)
        return "; ".join(part for part in parts if part)

    @property
    def models_text(self) -> str:
        """How the models change, as one phrase."""
        assert self.models is not None
        before, after = self.models
        if after == 0:
            return "no model is left"
        if before == 0:
            return f"{counted(after, 'model')} instead of none"
        parts = []
        if self.gone:
            parts.append(f"{_some(list(self.gone), 'term')} {'goes' if len(self.gone) == 1 else 'go'}")
        if self.new:
            parts.append(f"{_some(list(self.new), 'term')} {'comes' if len(self.new) == 1 else 'come'}")
        if before != after:
            parts.append(f"{counted(after, 'model')} instead of {before}")
        return ", ".join(parts) or "the same terms are combined otherwise"


def models_end(
    rerun: Rerun,
    before: ModelSet,
    after: ModelSet,
    rows: Sequence[tuple[int, str, str]],
    reasons: Sequence[str],
    cases: Sequence[tuple[CaseId, int | None, int | None]] = (),
) -> RegionEnd:
    """Return the end of a region where other models begin."""
    gone, new = before.terms - after.terms, after.terms - before.terms
    return RegionEnd(
        "models",
        tuple(rows),
        tuple(reasons),
        tuple(cases),
        tuple(sorted(str(rerun.expression(cube)) for cube in gone)),
        tuple(sorted(str(rerun.expression(cube)) for cube in new)),
        (before.n_models, after.n_models),
    )


def _from_to(before: int | None, after: int | None) -> str:
    if before is None:
        return f"into row {after}"
    return f"out of row {before} into none" if after is None else f"from row {before} to {after}"


def _some(texts: list[str], noun: str) -> str:
    left = len(texts) - _SHOWN
    shown = ", ".join(texts[:_SHOWN])
    return f"{shown} and {counted(left, f'more {noun}')}" if left > 0 else shown
