"""The steps of a robustness analysis that a study can ask for, each under its name in a small registry.

A step is a function of the :class:`~fsqca.study.result.StudyResult` so far. It reads its settings from
``result.study`` and gives back frames by name, which are printed, written and compared like all others; with
them, in a :class:`StepResult`, it can give the results behind them. ``register_step("permutation", own)``
puts another function in the place of a step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from fsqca._checks import listed
from fsqca.errors import ArgumentError, ArgumentTypeError

if TYPE_CHECKING:
    import pandas as pd

    from fsqca.study.result import StudyResult
    from fsqca.study.study import Study

    #: What a step does: from the result so far to frames by name, or to a StepResult.
    Step: TypeAlias = Callable[[StudyResult], Mapping[str, pd.DataFrame] | "StepResult"]

#: The steps that a study file can ask for, and the key that does.
STEPS = {
    "sweep": "sweep",
    "sensitivity": "sensitivity",
    "resampling": "n_resamples",
    "leave_one_out": "leave_one_out",
    "permutation": "permutations",
    "validation": "validation",
    "measurement_error": "measurement_error",
    "protocol": "test_sets",
    "comparison": "comparison",
}


@dataclass(frozen=True, slots=True, eq=False)
class StepResult:
    """What a step gives.

    Attributes
    ----------
    frames : dict of str to DataFrame
        Under the names of their files.
    results : dict of str to object
        The results behind the frames, by group: what :attr:`StudyResult.robustness_results` holds.
    notes : tuple of str
        What a reader should know.
    """

    frames: Mapping[str, pd.DataFrame]
    results: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<StepResult: {', '.join(self.frames) or 'nothing'}>"


def wanted_steps(study: Study) -> dict[str, tuple[str, ...]]:
    """Return the steps that a study asks for, each with the place of the key that does."""
    wanted: dict[str, tuple[str, ...]] = {}
    if study.robustness is not None:
        wanted = {step: ("robustness", key) for step, key in study.robustness.wanted().items()}
    if study.groups.comparison is not None:
        wanted["comparison"] = ("groups", "comparison")
    return wanted


def _built_in(name: str) -> Step:
    """Return the step of the library, which is imported when it is done."""

    def step(result: StudyResult) -> StepResult:
        from fsqca.study import built_in_steps, comparison_step

        module = comparison_step if name == "comparison" else built_in_steps
        found: StepResult = getattr(module, name)(result)
        return found

    step.__name__ = name
    return step


_registered: dict[str, Any] = {name: _built_in(name) for name in STEPS}


def register_step(name: str, function: Step) -> None:
    """Put a function in the place of a step of study files.

    Parameters
    ----------
    name : str
        One of the steps: ``"sweep"``, ``"sensitivity"``, ``"resampling"``, ``"leave_one_out"``,
        ``"permutation"``, ``"validation"``, ``"measurement_error"``, ``"protocol"``, ``"comparison"``.
    function : callable
        From the :class:`StudyResult` so far to frames by name, or to a :class:`StepResult`.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If there is no such step, or `function` cannot be called.
    """
    if name not in STEPS:
        raise ArgumentError(f"There is no step {name!r}. A study file can ask for {listed(STEPS, 20)}.")
    if not callable(function):
        raise ArgumentTypeError(f"The step {name!r} must be a function, not {function!r}.")
    _registered[name] = function


def available_steps() -> tuple[str, ...]:
    """Return the names of the steps that can be done.

    Examples
    --------
    >>> "sweep" in available_steps()
    True
    """
    return tuple(name for name in STEPS if name in _registered)


def do_step(name: str, result: StudyResult) -> StepResult:
    """Return what a step gives."""
    found = _registered[name](result)
    return found if isinstance(found, StepResult) else StepResult(found)


__all__ = ["STEPS", "StepResult", "available_steps", "do_step", "register_step", "wanted_steps"]
