"""The result of a calibration: memberships, the raw scores behind them, and the table for an article."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from fsqca._checks import counted, left_out_note
from fsqca._display import html_table, shorten, text_table
from fsqca._types import CaseId, Missing
from fsqca.calibration.calibrator import Calibrator
from fsqca.calibration.diagnosis import Diagnosis, diagnose


@dataclass(frozen=True, slots=True)
class CalibrationSettings:
    """What :func:`fsqca.calibrate` was told.

    Attributes
    ----------
    given : dict of str to Calibrator
        The calibrators as given, before they learnt from the data; plain functions as :class:`Function`.
    columns : dict of str to column label
        The raw column of each set.
    missing : "raise" or "drop"
    snap : float or None
    strict : bool
    """

    given: dict[str, Calibrator]
    columns: dict[str, CaseId]
    missing: Missing
    snap: float | None
    strict: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Calibrated:
    """Calibrated sets, as returned by :func:`fsqca.calibrate`. Taken wherever data are taken.

    It can be pickled, unless one of the calibrators is a lambda or another function that Python cannot
    pickle.

    Attributes
    ----------
    data : pandas.DataFrame, shape (n_cases, n_sets)
        Memberships: one column per set, in the order given; the index holds the case ids.
    raw : pandas.DataFrame, shape (n_cases, n_columns)
        The raw columns used, for the same cases.
    calibrators : dict of str to Calibrator
        The calibrators with concrete anchors (quantiles resolved); call one on new raw values to calibrate
        them alike.
    dropped : tuple
        Ids of the cases left out because a raw value was missing.
    settings : CalibrationSettings
    """

    data: pd.DataFrame
    raw: pd.DataFrame
    calibrators: dict[str, Calibrator]
    dropped: tuple[CaseId, ...]
    settings: CalibrationSettings

    def apply(self, data: object, *, missing: Missing | None = None, snap: float | None = None) -> Calibrated:
        """Return other cases calibrated alike, with the anchors learnt on these and nothing learnt anew.

        Parameters
        ----------
        data : pandas.DataFrame
            With the same raw columns; cases and other columns may differ.
        missing : "raise" or "drop", optional
            Default: as in this calibration.
        snap : float in (0, 0.5), optional
            Default: as in this calibration.

        Returns
        -------
        Calibrated
            Its `calibrators` are those of this calibration.

        Raises
        ------
        UnknownNameError, DataError, ArgumentError
            As :func:`fsqca.calibrate`; a raw value that a calibrator cannot place, such as one that a
            :class:`Lookup` does not list, is refused with the set named.

        Examples
        --------
        >>> import pandas as pd, fsqca as fq
        >>> first = pd.DataFrame({"A": [1, 2, 3, 4, 5]})
        >>> sets = fq.calibrate(first, {"A": fq.Quantiles(0.25, 0.5, 0.75)})
        >>> sets.apply(pd.DataFrame({"A": [3, 4, 90]})).data["A"].round(3).tolist()
        [0.5, 0.95, 1.0]
        """
        from fsqca.calibration.apply import check_snap, run

        settings = replace(
            self.settings,
            missing=self.settings.missing if missing is None else missing,
            snap=self.settings.snap if snap is None else check_snap(snap),
        )
        return run(data, settings, self.calibrators)

    @property
    def table(self) -> pd.DataFrame:
        """The table of the calibration: index `set`; columns `raw`, `method`, `anchors`, `why`."""
        rows = []
        for name, calibrator in self.calibrators.items():
            given = self.settings.given[name]
            anchors = calibrator.describe()
            if type(given) is not type(calibrator):
                learnt_from = " ".join(filter(None, [given.method, given.describe()]))
                anchors = f"{anchors} ({learnt_from})"
            rows.append(
                (str(self.settings.columns[name]), calibrator.method, anchors, calibrator.why or given.why)
            )
        return pd.DataFrame(
            rows,
            index=pd.Index(list(self.calibrators), name="set", dtype=object),
            columns=pd.Index(["raw", "method", "anchors", "why"]),
            dtype=object,
        )

    def diagnose(
        self,
        *,
        skewed: tuple[float, float] = (0.2, 0.8),
        crowded: float = 0.5,
        ceiling: float = 0.95,
        floor: float = 0.05,
        side: float = 0.05,
        tie: float = 0.25,
        distinct: int = 6,
        many: int = 20,
    ) -> Diagnosis:
        """Return what may trouble the analysis: skewness, ceilings, ties, anchors beyond the data.

        Parameters
        ----------
        skewed, crowded, ceiling, floor, side, tie, distinct, many
            The limits from which on something is a finding: see :func:`fsqca.calibration.diagnose`.

        Returns
        -------
        Diagnosis
            `table` has one row per set, `findings` one row per finding, with the numbers, the cases, why it
            matters and what can be done; printed, it is both in words.

        Raises
        ------
        ArgumentError, ArgumentTypeError
            If a limit is not in its range.

        Examples
        --------
        >>> import pandas as pd, fsqca as fq
        >>> scores = pd.DataFrame({"A": [1, 4, 4, 7]}, index=["a", "b", "c", "d"])
        >>> fq.calibrate(scores, {"A": fq.Direct(2, 4, 6)}).diagnose().table.loc["A", "finding"]
        '2 cases at exactly 0.5'
        """
        return diagnose(
            self,
            skewed=skewed,
            crowded=crowded,
            ceiling=ceiling,
            floor=floor,
            side=side,
            tie=tie,
            distinct=distinct,
            many=many,
        )

    def _notes(self) -> list[str]:
        return [left_out_note(self.dropped)] if self.dropped else []

    def _title(self) -> str:
        return f"Calibration of {counted(len(self.calibrators), 'set')}, {counted(len(self.data), 'case')}"

    def __repr__(self) -> str:
        dropped = f", {len(self.dropped)} dropped" if self.dropped else ""
        names = shorten(", ".join(self.calibrators), 60)
        sizes = f"{counted(len(self.calibrators), 'set')}: {names}; {counted(len(self.data), 'case')}"
        return f"Calibrated({sizes}{dropped})"

    def __str__(self) -> str:
        return "\n".join([self._title(), text_table(self._shown(), width=80), *self._notes()])

    def _repr_html_(self) -> str:
        # A reason is given whole: it belongs into the article.
        return html_table(self._shown(), caption=self._title(), notes=self._notes(), width=400)

    def _shown(self) -> pd.DataFrame:
        """Return the table without columns that would say nothing."""
        table = self.table
        empty = [name for name in ("anchors", "why") if (table[name] == "").all()]
        same = ["raw"] if (table["raw"] == table.index).all() else []
        return table.drop(columns=empty + same)
