"""The section of a study on robustness: what is done to see whether the solutions hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from fsqca.study import checks
from fsqca.study.problems import Problem, shown
from fsqca.study.section import Section, setting, table, tables, tables_by_name
from fsqca.study.sections_cutoffs import OwnCutoffs

#: The solutions that a step can be about.
KINDS = ("conservative", "intermediate", "parsimonious")
#: Error models of :func:`fsqca.robustness.propagate_error`: by reliabilities, and by the answers to items.
BY_RELIABILITY, BY_ITEMS = ("true_score", "joint", "remeasure"), ("items", "subset", "answers")


@dataclass(frozen=True, kw_only=True)
class SweepSection(Section):
    """Cut-offs to try in every combination; none given: those of the study."""

    consistency: tuple[float, ...] = setting(checks.many(checks.fraction), ())
    pri: tuple[float, ...] = setting(checks.many(checks.fraction), ())
    frequency: tuple[int, ...] = setting(checks.many(checks.count(1)), ())


@dataclass(frozen=True, kw_only=True)
class TestSet(Section):
    """A plausible alternative to settings of the study, for the robustness protocol.

    Parameters
    ----------
    name : str
    consistency, pri, frequency : optional
        Cut-offs in the place of those of the study, also of those of a group.
    by_group : dict of str to OwnCutoffs
        Cut-offs of one group under this test set, where they differ from those above.
    calibration : dict of str to dict
        Other calibrators, by set.
    why : str, optional
    """

    #: Not a class of tests.
    __test__: ClassVar[bool] = False
    name: str = setting(checks.text)
    consistency: float | None = setting(checks.optional(checks.fraction), None)
    pri: float | None = setting(checks.optional(checks.fraction), None)
    frequency: int | None = setting(checks.optional(checks.count(1)), None)
    by_group: dict[str, OwnCutoffs] = tables_by_name(OwnCutoffs)
    calibration: dict[str, dict[str, Any]] = field(
        default_factory=dict, metadata={"check": checks.mapping(checks.mapping(lambda name, value: value))}
    )
    why: str = setting(checks.any_text, "")


@dataclass(frozen=True, kw_only=True)
class ValidationSection(Section):
    """Solutions of one part of the cases measured in the other; see :func:`fsqca.robustness.validate`.

    Parameters
    ----------
    method : {"k-fold", "hold-out"}
    folds : int >= 2, default 5
    repeats : int >= 1, default 20
    share : float in (0, 1), default 0.7
        Share of the cases that a hold-out solves.
    """

    method: str = setting(checks.choice("k-fold", "hold-out"), "k-fold")
    folds: int = setting(checks.count(2), 5)
    repeats: int = setting(checks.count(1), 20)
    share: float = setting(checks.inside, 0.7)


@dataclass(frozen=True, kw_only=True)
class MeasurementErrorSection(Section):
    """Scores drawn again with their error; see :func:`fsqca.robustness.propagate_error`.

    Parameters
    ----------
    n_draws : int >= 1, default 1000
    error : {"true_score", "joint", "remeasure", "items", "subset", "answers"}
    reliability : dict of str to float
        By raw score; where there is none, Cronbach's alpha of the construct.
    share : float in (0, 1), default 0.5
        Share of the items that "subset" has.
    """

    n_draws: int = setting(checks.count(1), 1000)
    error: str = setting(checks.choice(*BY_RELIABILITY, *BY_ITEMS), "true_score")
    reliability: dict[str, float] = field(
        default_factory=dict, metadata={"check": checks.mapping(checks.fraction)}
    )
    share: float = setting(checks.inside, 0.5)

    def contradictions(self) -> list[Problem]:
        """Return reliabilities that the error model does not use, or that are 0."""
        if self.reliability and self.error in BY_ITEMS:
            return [
                Problem(
                    ("reliability",),
                    f"The error {self.error!r} comes from the answers to items and uses no reliability. "
                    'Leave the table out, or choose an error that uses it, such as "true_score".',
                )
            ]
        return [
            Problem(("reliability", name), f"The reliability of {shown(name)!r} is 0; it must be greater.")
            for name, value in self.reliability.items()
            if value == 0
        ]


@dataclass(frozen=True, kw_only=True)
class ComparisonSection(Section):
    """The groups held against each other; see :class:`fsqca.groups.GroupComparison`.

    Parameters
    ----------
    solution : {"conservative", "intermediate", "parsimonious"}, optional
        Default: intermediate where there are expectations for the outcome, else parsimonious.
    permutations : int >= 0, default 0
        Shuffles of the labels, for the test of differences; 0: no test.
    n_resamples : int >= 0, default 0
        Resamples within groups, for the intervals of differences.
    """

    solution: str | None = setting(checks.optional(checks.choice(*KINDS)), None)
    permutations: int = setting(checks.count(0), 0)
    n_resamples: int = setting(checks.count(0), 0)

    def contradictions(self) -> list[Problem]:
        """Return resamples without a test that they belong to."""
        if self.n_resamples and not self.permutations:
            return [
                Problem(
                    ("n_resamples",),
                    "n_resamples gives the intervals of the test, but there is none. Ask for it with "
                    "permutations = 2000, or leave n_resamples out.",
                )
            ]
        return []


@dataclass(frozen=True, kw_only=True)
class RobustnessSection(Section):
    """What is done to see whether the solutions hold. Nothing is done that is not asked for.

    Parameters
    ----------
    sweep : SweepSection, optional
        Other cut-offs, every combination.
    sensitivity : bool, default False
        How far each cut-off and anchor can move while the solution stays.
    n_resamples : int >= 0, default 0
        Resamples of the cases.
    leave_one_out : bool, default False
        The solution without each case in turn.
    permutations : int >= 0, default 0
        Permutations of the outcome.
    validation : ValidationSection, optional
    measurement_error : MeasurementErrorSection, optional
    test_sets : tuple of TestSet
        Alternatives for the robustness protocol.
    solution : {"conservative", "intermediate", "parsimonious"}
        Which solution of each group is looked at; the sweep is of the parsimonious one.
    seed : int >= 0, default 1
        Of whatever is drawn; each step begins with it.
    n_jobs : int, default 1
        Workers, -1 for all processors. It decides no result.
    """

    sweep: SweepSection | None = table(SweepSection, None)
    sensitivity: bool = setting(checks.flag, False)
    n_resamples: int = setting(checks.count(0), 0)
    leave_one_out: bool = setting(checks.flag, False)
    permutations: int = setting(checks.count(0), 0)
    validation: ValidationSection | None = table(ValidationSection, None)
    measurement_error: MeasurementErrorSection | None = table(MeasurementErrorSection, None)
    test_sets: tuple[TestSet, ...] = tables(TestSet)
    solution: str = setting(checks.choice(*KINDS), "parsimonious")
    seed: int = setting(checks.count(0), 1)
    n_jobs: int = setting(checks.workers, 1)

    def contradictions(self) -> list[Problem]:
        """Return test sets that have the name of another."""
        names = [each.name for each in self.test_sets]
        return [
            Problem(
                ("test_sets", place, "name"), f"Another test set is called {shown(name)!r}, too. Rename one."
            )
            for place, name in enumerate(names)
            if name in names[:place]
        ]

    def wanted(self) -> dict[str, str]:
        """Return the steps asked for, each with the key that asks for it."""
        asked = {
            "sweep": ("sweep", self.sweep is not None),
            "sensitivity": ("sensitivity", self.sensitivity),
            "resampling": ("n_resamples", self.n_resamples > 0),
            "leave_one_out": ("leave_one_out", self.leave_one_out),
            "permutation": ("permutations", self.permutations > 0),
            "validation": ("validation", self.validation is not None),
            "measurement_error": ("measurement_error", self.measurement_error is not None),
            "protocol": ("test_sets", bool(self.test_sets)),
        }
        return {step: key for step, (key, wanted) in asked.items() if wanted}
