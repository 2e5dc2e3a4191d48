"""The sections of a study on cut-offs: those of all analyses, and those of one group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fsqca.study import checks
from fsqca.study.problems import Problem
from fsqca.study.section import Section, setting, tables_by_name

CROSSOVERS = ("unassigned", "raise", "above", "below", "drop")


@dataclass(frozen=True, kw_only=True)
class OwnCutoffs(Section):
    """Cut-offs of one group, where they differ from those of all; None: as for all."""

    consistency: float | None = setting(checks.optional(checks.fraction), None)
    pri: float | None = setting(checks.optional(checks.fraction), None)
    frequency: int | None = setting(checks.optional(checks.count(1)), None)
    contradiction: float | None = setting(checks.optional(checks.fraction), None)


@dataclass(frozen=True, kw_only=True)
class CutoffsSection(Section):
    """The cut-offs of the truth tables; see :func:`fsqca.build_truth_table`.

    Parameters
    ----------
    consistency : float in [0, 1], default 0.8
    pri : float in [0, 1], default 0
    frequency : int >= 1, default 1
    contradiction : float in [0, 1], optional
    crossover : {"unassigned", "raise", "above", "below", "drop"}
    by_group : dict of str to OwnCutoffs
        By the name of the group as results show it.
    """

    consistency: float = setting(checks.fraction, 0.8)
    pri: float = setting(checks.fraction, 0.0)
    frequency: int = setting(checks.count(1), 1)
    contradiction: float | None = setting(checks.optional(checks.fraction), None)
    crossover: str = setting(checks.choice(*CROSSOVERS), "unassigned")
    by_group: dict[str, OwnCutoffs] = tables_by_name(OwnCutoffs)

    def of(self, group: str) -> dict[str, Any]:
        """Return the cut-offs of a group, as :func:`fsqca.build_truth_table` takes them."""
        own = self.by_group.get(group, OwnCutoffs())
        names = ("consistency", "pri", "frequency", "contradiction")
        cuts = {name: getattr(self, name) for name in names}
        cuts |= {name: getattr(own, name) for name in names if getattr(own, name) is not None}
        return {name: value for name, value in cuts.items() if value is not None} | {
            "crossover": self.crossover
        }

    def contradictions(self) -> list[Problem]:
        """Return lower cut-offs that are not lower."""
        problems = []
        for group in ("", *self.by_group):
            cuts = self.of(group)
            if cuts.get("contradiction", -1.0) >= cuts["consistency"]:
                place = ("by_group", group, "contradiction") if group else ("contradiction",)
                problems.append(
                    Problem(
                        place,
                        f"contradiction is {cuts['contradiction']:g}, but it must be lower than the "
                        f"consistency cut-off ({cuts['consistency']:g}): rows between the two are coded "
                        '"C".',
                    )
                )
        return problems


__all__ = ["CutoffsSection", "OwnCutoffs"]
