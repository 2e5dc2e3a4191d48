"""The section of a study on robustness: what is done to see whether the solutions hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from fsqca.study import checks
from fsqca.study.section import Section, setting, table, tables


@dataclass(frozen=True, kw_only=True)
class SweepSection(Section):
    """Cut-offs to try in every combination; none given: those of the study."""

    consistency: tuple[float, ...] = setting(checks.many(checks.fraction), ())
    pri: tuple[float, ...] = setting(checks.many(checks.fraction), ())
    frequency: tuple[int, ...] = setting(checks.many(checks.count(1)), ())


@dataclass(frozen=True, kw_only=True)
class TestSet(Section):
    """A plausible alternative to the study's cut-offs, for the robustness protocol."""

    #: Not a class of tests.
    __test__: ClassVar[bool] = False
    name: str = setting(checks.text)
    consistency: float | None = setting(checks.optional(checks.fraction), None)
    pri: float | None = setting(checks.optional(checks.fraction), None)
    frequency: int | None = setting(checks.optional(checks.count(1)), None)
    calibration: dict[str, dict[str, Any]] = field(
        default_factory=dict, metadata={"check": checks.mapping(checks.mapping(lambda name, value: value))}
    )
    why: str = setting(checks.any_text, "")


@dataclass(frozen=True, kw_only=True)
class RobustnessSection(Section):
    """What is done to see whether the solutions hold.

    Parameters
    ----------
    sweep : SweepSection, optional
        Other cut-offs, every combination.
    sensitivity : bool, default False
        Ranges in which the solution stays the same.
    n_resamples : int >= 0, default 0
        Resamples of the cases.
    permutations : int >= 0, default 0
        Permutations of the outcome.
    seed : int >= 0, default 1
        Of whatever is drawn.
    test_sets : tuple of TestSet
        Alternatives for the robustness protocol.
    """

    sweep: SweepSection | None = table(SweepSection, None)
    sensitivity: bool = setting(checks.flag, False)
    n_resamples: int = setting(checks.count(0), 0)
    permutations: int = setting(checks.count(0), 0)
    seed: int = setting(checks.count(0), 1)
    test_sets: tuple[TestSet, ...] = tables(TestSet)

    def wanted(self) -> dict[str, str]:
        """Return the steps asked for, each with the key that asks for it."""
        asked = {
            "sweep": ("sweep", self.sweep is not None),
            "sensitivity": ("sensitivity", self.sensitivity),
            "resampling": ("n_resamples", self.n_resamples > 0),
            "permutation": ("permutations", self.permutations > 0),
            "protocol": ("test_sets", bool(self.test_sets)),
        }
        return {step: key for step, (key, wanted) in asked.items() if wanted}
