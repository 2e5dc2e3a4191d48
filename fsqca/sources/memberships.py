"""From a chunk of columns to memberships: missing values, weights and calibrators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from fsqca._checks import listed
from fsqca._frames import highest_whole
from fsqca._types import Bools, Floats, Ints
from fsqca.errors import ArgumentError, DataError
from fsqca.sources.source import Chunk, Source

if TYPE_CHECKING:
    from fsqca.calibration import Calibrated


@dataclass(frozen=True, slots=True)
class Taken:
    """Memberships of the cases of a chunk that are complete, and what was left out.

    Attributes
    ----------
    values : ndarray of float, shape (n_cases, n_sets)
    weights : ndarray of float, shape (n_cases,), or None
    ids : ndarray of object, shape (n_cases,), or None
    missing, infinite : ndarray of int, shape (n_columns,)
        How often each column of numbers or text that is used is empty, or infinite.
    incomplete, weightless, bad_weights : int
        Rows left out for a missing value, and for a weight of 0; rows with a weight that is none.
    left_out : ndarray of float, shape (n_sets,)
        The highest whole number of each set in rows left out for a missing value, -infinity where there is
        none or the set is calibrated on the way.
    """

    values: Floats
    weights: Floats | None
    ids: npt.NDArray[np.object_] | None
    missing: Ints
    infinite: Ints
    incomplete: int
    weightless: int
    bad_weights: int
    left_out: Floats


@dataclass(frozen=True)
class Reader:
    """How the sets of an analysis are made of a chunk.

    Attributes
    ----------
    sets : tuple of str
        The sets: conditions first, then the other sets of the outcome.
    calibrated : Calibrated or None
        Makes the sets that are not columns themselves; it holds calibrators and no data.
    weights, cases : str or None
        Columns of the weights and of the ids of the cases.
    """

    sets: tuple[str, ...]
    calibrated: Calibrated | None = None
    weights: str | None = None
    cases: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of memberships and raw scores, each once."""
        own = self.calibrated.settings.columns if self.calibrated is not None else {}
        return tuple(dict.fromkeys(own.get(name, name) for name in self.sets))

    def needed(self, source: Source) -> dict[str, bool]:
        """Return all columns that are read, and whether each is wanted as floats; ids stay as they are."""
        extra = [name for name in (self.weights, self.cases) if name is not None]
        return {name: not source.kinds[name] and name != self.cases for name in (*self.columns, *extra)}

    def take(self, chunk: Chunk) -> Taken:
        """Return the memberships of a chunk."""
        weights = chunk[self.weights].astype(np.float64) if self.weights is not None else None
        weightless = bad = 0
        if weights is not None:
            bad = int((~(weights >= 0) | np.isinf(weights)).sum())
            counts = weights != 0
            weightless = int((~counts).sum())
            if weightless:
                # A case of weight 0 is as one that is not there, whatever its values.
                chunk = {name: column[counts] for name, column in chunk.items()}
                weights = weights[counts]
        columns = [chunk[name] for name in self.columns]
        absent = [_absent(column) for column in columns]
        infinite = [int(np.isinf(column).sum()) if column.dtype != object else 0 for column in columns]
        incomplete: Bools = np.logical_or.reduce(absent)
        whole = not incomplete.any()
        ids = chunk[self.cases].astype(object) if self.cases is not None else None
        return Taken(
            values=self._values(chunk, slice(None) if whole else ~incomplete),
            weights=weights if weights is None or whole else weights[~incomplete],
            ids=ids if ids is None or whole else ids[~incomplete],
            missing=np.array([int(each.sum()) for each in absent], dtype=np.int64),
            infinite=np.array(infinite, dtype=np.int64),
            incomplete=int(incomplete.sum()),
            weightless=weightless,
            bad_weights=bad,
            left_out=self._left_out(chunk, incomplete),
        )

    def _left_out(self, chunk: Chunk, incomplete: Bools) -> Floats:
        highest = np.full(len(self.sets), -np.inf)
        made = self.calibrated.settings.columns if self.calibrated is not None else {}
        if incomplete.any():
            for place, name in enumerate(self.sets):
                if name not in made and chunk[name].dtype != object:
                    highest[place] = highest_whole(chunk[name][incomplete])
        return highest

    def _values(self, chunk: Chunk, keep: Any) -> Floats:
        kept = {name: chunk[name][keep] for name in self.columns}
        n_cases = len(next(iter(kept.values())))
        made: Mapping[str, Any] = kept
        if self.calibrated is not None and n_cases:
            finite = {
                name: column if column.dtype == object else np.where(np.isinf(column), np.nan, column)
                for name, column in kept.items()
            }
            # An infinite score is refused after the scan, with the column named; here it must not stop it.
            made = {**kept, **self._calibrated(pd.DataFrame(finite))}
        # Columns lie together in memory: they are worked on one by one.
        values = np.empty((len(self.sets), n_cases))
        for place, name in enumerate(self.sets):
            if n_cases:
                values[place] = made[name]
        return values.T

    def _calibrated(self, frame: pd.DataFrame) -> dict[str, Floats]:
        assert self.calibrated is not None
        settings = self.calibrated.settings
        names = [name for name in self.sets if name in settings.columns]
        missing = frame[[settings.columns[name] for name in names]].isna().any(axis=1)
        result = {name: np.full(len(frame), np.nan) for name in names}
        if missing.all() or not names:
            return result
        part = replace(
            self.calibrated,
            calibrators={name: self.calibrated.calibrators[name] for name in names},
            settings=replace(
                settings,
                given={name: settings.given[name] for name in names},
                columns={name: settings.columns[name] for name in names},
            ),
        )
        complete = frame[~missing]
        made = part.apply(complete, missing="raise").data
        self._check_alone(part, complete, made)
        for name in names:
            result[name][~missing.to_numpy()] = made[name].to_numpy()
        return result

    def _check_alone(self, part: Calibrated, frame: pd.DataFrame, made: pd.DataFrame) -> None:
        """Raise if a function gives a case another membership where other cases are beside it."""
        own = [name for name, each in part.calibrators.items() if not _built_in(each)]
        half = len(frame) // 2
        if not own or not half:
            return
        columns = list({part.settings.columns[name] for name in own})
        keep = {name: part.calibrators[name] for name in own}
        settings = replace(
            part.settings,
            given={name: part.settings.given[name] for name in own},
            columns={name: part.settings.columns[name] for name in own},
        )
        fewer = (
            replace(part, calibrators=keep, settings=settings).apply(frame.loc[:, columns].iloc[:half]).data
        )
        differ = [
            name
            for name in own
            if not np.allclose(fewer[name].to_numpy(), made[name].to_numpy()[:half], rtol=0, atol=1e-12)
        ]
        if differ:
            raise ArgumentError(
                f"The calibrator of {listed(differ)} gives a case another membership where other cases are "
                "beside it. Data that are taken in pieces need calibrators that look at one case at a time; "
                "give it fixed anchors, or let it learn from a sample with calibrate() and pass what "
                "that returns."
            )


def _built_in(calibrator: Any) -> bool:
    own = type(calibrator).__module__.startswith("fsqca.calibration.")
    return own and type(calibrator).__name__ != "Function"


def _absent(column: npt.NDArray[Any]) -> Bools:
    absent: Bools = pd.isna(column) if column.dtype == object else np.isnan(column)
    return absent


def without_data(calibrators: object, argument: str = "calibrators") -> Calibrated:
    """Return calibrators that can be applied to one chunk after the other, as a `Calibrated` without data.

    Parameters
    ----------
    calibrators : Calibrated, or dict of str to calibrator
        Calibrators in a dict may learn nothing from the data, because no chunk is all of them.

    Raises
    ------
    ArgumentError
        If one learns from the data.
    """
    from fsqca.calibration import Calibrated, Calibrator
    from fsqca.calibration.apply import read_specs
    from fsqca.calibration.calibrated import CalibrationSettings

    if isinstance(calibrators, Calibrated):
        return replace(calibrators, data=calibrators.data.iloc[:0], raw=calibrators.raw.iloc[:0], dropped=())
    given, columns = read_specs(calibrators)
    learning = [name for name, each in given.items() if _learns(each, Calibrator.fit)]
    if learning:
        raise ArgumentError(
            f"{argument} of {listed(learning)} {'learns' if len(learning) == 1 else 'learn'} from the data, "
            "which are taken in pieces here, and no piece is all of them. Let them learn from a sample "
            "that fits "
            "into memory, sets = calibrate(sample, {...}), and pass calibrators=sets; or give fixed anchors, "
            "such as Direct(2, 4, 6)."
        )
    empty = pd.DataFrame()
    settings = CalibrationSettings(given, columns, "raise", None)
    return Calibrated(data=empty, raw=empty, calibrators=given, dropped=(), settings=settings)


def _learns(calibrator: Any, plain: Callable[..., object]) -> bool:
    """Return whether a calibrator has something to learn before it can be applied."""
    if type(calibrator).fit is plain:
        return False
    # Some learn only where they were not told: those that are what they are after a look at any data.
    try:
        first, second = calibrator.fit(np.array([0.0, 1.0, 2.0])), calibrator.fit(np.array([5.0, 7.0, 11.0]))
    except (ValueError, TypeError, DataError):
        return True
    return not (first == calibrator and second == calibrator)


__all__ = ["Reader", "Taken", "without_data"]
