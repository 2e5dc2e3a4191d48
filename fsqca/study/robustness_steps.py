"""The steps of a robustness analysis that a study can ask for, each under its name in a small registry.

A step is a function of the :class:`~fsqca.study.result.StudyResult` so far. It reads its settings from
``result.study.robustness`` and gives back frames by name, which are printed, written and compared like all
others. ``register_step("permutation", function)`` adds one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from fsqca._checks import listed
from fsqca.errors import ArgumentError, ArgumentTypeError

if TYPE_CHECKING:
    import pandas as pd

    from fsqca.study.result import StudyResult

    #: What a step does: from the result so far to frames by name.
    Step: TypeAlias = Callable[[StudyResult], Mapping[str, pd.DataFrame]]

#: The steps that a study file can ask for, and the key that does.
STEPS = {
    "sweep": "sweep",
    "sensitivity": "sensitivity",
    "resampling": "n_resamples",
    "permutation": "permutations",
    "protocol": "test_sets",
}


def sweep(result: StudyResult) -> dict[str, pd.DataFrame]:
    """Return what becomes of the parsimonious solution of the outcome with other cut-offs, by group."""
    import pandas as pd

    from fsqca.report import sweep_cut_offs

    robustness = result.study.robustness
    asked = None if robustness is None else robustness.sweep
    if asked is None:
        return {}
    frames = {
        name: sweep_cut_offs(
            table,
            consistency=asked.consistency or None,
            pri=asked.pri or None,
            frequency=asked.frequency or None,
        )
        for name, table in result.truth_tables[result.study.analysis.outcome].items()
    }
    return {"sweep": pd.concat(frames, names=["group", "combination"])}


_registered: dict[str, Any] = {"sweep": sweep}


def register_step(name: str, function: Step) -> None:
    """Make a step available to study files; one of the same name is replaced.

    Parameters
    ----------
    name : {"sweep", "sensitivity", "resampling", "permutation", "protocol"}
    function : callable
        From the :class:`StudyResult` so far to frames by name.

    Raises
    ------
    ArgumentError, ArgumentTypeError
        If there is no such step, or `function` cannot be called.
    """
    if name not in STEPS:
        raise ArgumentError(f"There is no step {name!r}. A study file can ask for {listed(STEPS)}.")
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


def step_named(name: str) -> Step:
    """Return the function of a step."""
    function: Step = _registered[name]
    return function


__all__ = ["STEPS", "available_steps", "register_step", "step_named", "sweep"]
