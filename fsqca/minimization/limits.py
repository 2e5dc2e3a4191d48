"""What bounds a long run, and how it shows how far it is.

A run asks its limits often and in small steps, so that it ends when it should, Ctrl-C is heard at once, and
the bar moves. Ending early is never an exception for the caller: what is known then is returned, and said.
"""

from __future__ import annotations

import math
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

import numpy as np

from fsqca.errors import ArgumentError, ArgumentTypeError
from fsqca.minimization.settings import MAX_IMPLICANTS

#: Seconds before a run is long enough to be shown.
_PATIENCE = 2.0
#: Seconds between two drawings of the bar.
_REDRAW = 0.1
#: Seconds between looks at the clock while another thread works.
_TICK = 0.05

Result = TypeVar("Result")


def check_time(time_limit: object) -> float | None:
    """Return the seconds that a run may take, None for no limit, or raise."""
    if time_limit is None:
        return None
    if isinstance(time_limit, bool | np.bool_) or not isinstance(
        time_limit, int | float | np.integer | np.floating
    ):
        raise ArgumentTypeError(f"time_limit must be a number of seconds or None, not {time_limit!r}.")
    if not time_limit > 0 or math.isinf(time_limit):
        raise ArgumentError(f"time_limit is {time_limit!r}, but must be above 0 seconds; None for no limit.")
    return float(time_limit)


class OutOfWork(Exception):  # noqa: N818  (always caught where the search is called)
    """A search met one of its bounds."""


class Limits(AbstractContextManager["Limits"]):
    """The bounds of one run, and its progress bar.

    Parameters
    ----------
    time_limit : float, optional
        Seconds from now on. None: no limit.
    max_implicants : int
        Prime implicants that are made at most.
    progress : bool, optional
        Whether to show a bar in the terminal or notebook. None: where there is somebody to see it, from two
        seconds on.
    """

    def __init__(
        self,
        time_limit: float | None = None,
        max_implicants: int = MAX_IMPLICANTS,
        progress: bool | None = None,
    ) -> None:
        self.start = time.monotonic()
        self.end = None if time_limit is None else self.start + time_limit
        self.deadline = self.end
        self.met = False
        self.max_implicants = max_implicants
        self._wanted = progress
        self._bar: Any = None
        self._stage = ""
        self._drawn = 0.0

    @property
    def out_of_time(self) -> bool:
        """Whether the time for what is being done has passed; `met` keeps that it once had."""
        if self.deadline is None or time.monotonic() <= self.deadline:
            return False
        self.met = True
        return True

    @property
    def overdue(self) -> bool:
        """Whether all the time has passed, not only that of a part."""
        return self.end is not None and time.monotonic() > self.end

    @property
    def seconds_left(self) -> float:
        """Seconds until the time limit, not below 0; infinite without a limit."""
        return float("inf") if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    @contextmanager
    def part(self, share: float) -> Iterator[None]:
        """Give what is done inside a share of the time that is left."""
        deadline = self.deadline
        if deadline is not None:
            self.deadline = time.monotonic() + share * self.seconds_left
        try:
            yield
        finally:
            self.deadline = deadline

    def check(self) -> None:
        """Raise OutOfWork if the time limit has passed."""
        if self.out_of_time:
            raise OutOfWork

    def show(self, stage: str, share: float) -> None:
        """Show that a share (0 to 1, an estimate) of a stage of the work is done."""
        if self._wanted is False:
            return
        if self._bar is None:
            if self._wanted is None and (time.monotonic() - self.start < _PATIENCE or not _watched()):
                return
            self._bar = _new_bar()
        if stage != self._stage:
            self._stage = stage
            self._bar.set_description_str(stage, refresh=False)
            self._bar.n = 0
        elif time.monotonic() < self._drawn + _REDRAW:
            return
        self._drawn = time.monotonic()
        self._bar.n = max(self._bar.n, round(100 * min(share, 1.0)))
        self._bar.refresh()

    def aside(self, work: Callable[[], Result], stage: str, seconds: float) -> Result:
        """Return what `work` returns, done in another thread, so that Ctrl-C is heard meanwhile.

        For calls into compiled code that let other threads run and end by themselves after some `seconds`.
        """
        start = time.monotonic()
        outcome: list[Result] = []
        failure: list[BaseException] = []

        def run() -> None:
            try:
                outcome.append(work())
            except BaseException as error:  # handed to the caller's thread
                failure.append(error)

        thread = Thread(target=run, daemon=True)
        thread.start()
        while thread.is_alive():
            thread.join(_TICK)
            self.show(stage, (time.monotonic() - start) / seconds)
        if failure:
            raise failure[0]
        return outcome[0]

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _watched() -> bool:
    """Return whether somebody sees a bar: a terminal, or a notebook."""
    return sys.stderr.isatty() or "ipykernel" in sys.modules


def _new_bar() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a notebook without widgets gets the bar in text
        from tqdm.auto import tqdm

    return tqdm(
        total=100, leave=False, bar_format="{desc}: {percentage:3.0f} %|{bar}| {elapsed}", dynamic_ncols=True
    )
