"""What a result was made with and from: versions, and fingerprints of the data."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from fsqca._version import __version__
from fsqca.study.robustness_steps import wanted_steps
from fsqca.study.sections_robustness import RobustnessSection

if TYPE_CHECKING:
    from fsqca.study.data import OpenedData
    from fsqca.study.study import Study


#: The steps that draw, beside a comparison with a test.
DRAWN = frozenset({"resampling", "permutation", "validation", "measurement_error"})
#: What pandas calls columns of numbers.
_NUMBERS = ("integer", "floating", "mixed-integer-float")


@dataclass(frozen=True, slots=True, repr=False)
class Provenance:
    """What a result was made with and from.

    Attributes
    ----------
    versions : dict of str to str
        Of Python, fsqca, numpy, pandas and scipy.
    calibrators : dict of str to str
        Calibrations that are not part of fsqca, each with the package that offers it and its version.
    data_file : str
        The name of the data file.
    data_sha256 : str
        Fingerprint of its bytes.
    values_sha256 : str
        Fingerprint of the values in the columns that the study uses, however the file holds them.
    columns : tuple of str
        Those columns.
    seed : int or None
        Of whatever was drawn; None where nothing was.
    date : str
        When the result was made, in UTC.
    """

    versions: dict[str, str]
    calibrators: dict[str, str]
    data_file: str
    data_sha256: str
    values_sha256: str
    columns: tuple[str, ...]
    seed: int | None
    date: str

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**asdict(self), "columns": list(self.columns)}

    @property
    def table(self) -> pd.DataFrame:
        """One row per fact: index ``what``, column ``value``."""
        rows = {
            **self.versions,
            **{f"calibrator {name}": where for name, where in self.calibrators.items()},
            "data file": self.data_file,
            "data sha256": self.data_sha256,
            "values sha256": self.values_sha256,
            "columns used": ", ".join(self.columns),
            "seed": "" if self.seed is None else str(self.seed),
            "date": self.date,
        }
        return pd.DataFrame({"value": list(rows.values())}, index=pd.Index(list(rows), name="what"))

    def __repr__(self) -> str:
        return (
            f"<Provenance: fsqca {self.versions['fsqca']}, {self.data_file}, values "
            f"{self.values_sha256[:12]}, {self.date}>"
        )

    def __str__(self) -> str:
        from fsqca._display import text_table

        return text_table(self.table, width=80)

    def _repr_html_(self) -> str:
        from fsqca._display import html_table

        return html_table(self.table, caption="Provenance", width=200)


def provenance_of(study: Study, opened: OpenedData) -> Provenance:
    """Return what a result of the study is made with and from."""
    from fsqca.study.calibration import offered_by

    own = study.groups.comparison
    drawn = DRAWN.intersection(wanted_steps(study)) or (own is not None and own.permutations > 0)
    robustness = study.robustness or RobustnessSection()
    return Provenance(
        versions=versions(),
        calibrators={} if study.calibration is None else offered_by(study.calibration.sets),
        data_file=study.data_path.name,
        data_sha256=file_sha256(study.data_path),
        values_sha256=values_sha256(opened.study_data.data[list(opened.used)]),
        columns=opened.used,
        seed=robustness.seed if drawn else None,
        date=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def versions() -> dict[str, str]:
    """Return the versions that numbers can depend on."""
    from importlib.metadata import version

    return {
        "python": platform.python_version(),
        "fsqca": __version__,
        "numpy": np.__version__,
        "pandas": pd.__version__,
        # Asked for by name, so that nothing heavy is imported for it.
        "scipy": version("scipy"),
    }


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def values_sha256(frame: pd.DataFrame) -> str:
    """Return the SHA-256 of the values of a frame in one notation, whatever kind of file they came from.

    Numbers count as 64-bit floats, whole or not alike, and missing values are one value; the order of the
    columns makes no difference, that of the cases does.

    Examples
    --------
    >>> one = pd.DataFrame({"A": [1, 2], "B": ["x", None]})
    >>> other = pd.DataFrame({"B": ["x", None], "A": [1.0, 2.0]})
    >>> values_sha256(one) == values_sha256(other), values_sha256(one) == values_sha256(one.iloc[::-1])
    (True, False)
    """
    names = sorted(frame.columns)
    digest = hashlib.sha256(json.dumps([names, [_plain(case) for case in frame.index.tolist()]]).encode())
    for name in names:
        column = frame[name]
        if pd.api.types.infer_dtype(column, skipna=True) in _NUMBERS:
            numbers = pd.to_numeric(column).to_numpy(dtype="<f8", na_value=np.nan) + 0.0
            # One NaN for all of them, and no minus zero.
            digest.update(np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes())
        else:
            digest.update(json.dumps([_plain(value) for value in column.astype(object).tolist()]).encode())
    return digest.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return None if value != value else f"{float(value):.17g}"
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return str(value)
