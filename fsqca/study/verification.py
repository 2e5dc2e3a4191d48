"""A bundle opened safely, its study run again, and the results compared with those recorded."""

from __future__ import annotations

import csv
import io
import json
import math
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pandas as pd

from fsqca._checks import counted, listed
from fsqca._display import html_table, text_table
from fsqca.errors import ArgumentError, DataError
from fsqca.study.provenance import file_sha256
from fsqca.study.summary import as_json

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult
    from fsqca.study.study import Progress

#: Numbers that differ by less are the same; results of other versions of numpy differ in the last digits.
TOLERANCE = 1e-9
#: Bytes that the files of a bundle may have together when unpacked, and how many files there may be.
MOST_BYTES = 2_000_000_000
MOST_FILES = 10_000
#: Facts of a run, which no two runs share, and what is compared apart.
_APART = ("provenance", "settings", "notes")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Verification:
    """Whether results that were recorded come out again; made by :func:`verify_bundle`.

    Attributes
    ----------
    table : DataFrame
        One row per difference: index ``place``, columns ``recorded``, ``found``.
    n_values : int
        How many values were compared.
    tolerance : float
        Numbers that differ by no more are the same.
    notes : tuple of str
        What else a reader should know: other versions, other data files.
    """

    table: pd.DataFrame
    n_values: int
    tolerance: float
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return len(self.table) == 0

    def __repr__(self) -> str:
        what = "identical" if self.same else counted(len(self.table), "difference")
        return f"<Verification: {what}, {counted(self.n_values, 'value')} compared>"

    def __str__(self) -> str:
        lines = [self._head]
        if not self.same:
            lines += [text_table(self.table, digits=12)]
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        return html_table(self.table, caption=self._head, notes=self.notes, digits=12)

    @property
    def _head(self) -> str:
        compared = f"{counted(self.n_values, 'value')} compared, tolerance {self.tolerance:g}"
        if self.same:
            return f"Identical: {compared}."
        return f"{counted(len(self.table), 'difference')}: {compared}."


def verify_bundle(
    path: str | Path, *, data: str | Path | None = None, progress: Progress | bool | None = None
) -> Verification:
    """Run the study of a bundle again and compare its results with those recorded.

    Parameters
    ----------
    path : str or Path
        The ZIP file that :func:`write_bundle` wrote.
    data : str or Path, optional
        The data file, where the bundle has only its fingerprint.
    progress : callable, bool, optional
        As for :meth:`Study.run`.

    Returns
    -------
    Verification

    Raises
    ------
    DataError
        If the file is no such bundle, or holds something that a bundle does not.
    ArgumentError
        If the data are not in the bundle and not given, or are not those of the bundle.
    FsqcaError
        As :meth:`Study.run`.

    Notes
    -----
    The script in the bundle is not run. The study file is: it may name calibrations of packages that are
    installed, and functions of modules that Python finds, so verify only what comes from somebody whose
    programs you would run.
    """
    from fsqca.study.study import Study

    with _opened(path) as archive, tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _unpack(archive, root)
        recorded = _recorded(root, Path(path).name)
        study = Study.from_toml(root / "study.toml")
        notes = []
        if data is None:
            inside = (root / study.data.file).resolve()
            if not inside.is_relative_to(root.resolve()):
                raise DataError(
                    f"The study of {Path(path).name!r} reads {study.data.file!r}, which lies outside the "
                    "bundle. Nothing was read."
                )
            if not inside.is_file():
                name = PurePosixPath(study.data.file).name
                raise ArgumentError(
                    f"{Path(path).name!r} holds only a fingerprint of the data. Name the data file: "
                    f"--data {name} (data={name!r})."
                )
        else:
            given = Path(data).absolute()
            study = replace(study, data=replace(study.data, file=str(given)))
            notes += _other_bytes(recorded, given)
        if not recorded["settings"].get("output", {}).get("memberships", True):
            study = replace(study, output=replace(study.output, memberships=False))
        result = study.run(progress=progress)
        return _with_files(compare_results(recorded, result, notes=notes), recorded, root / "results", result)


def compare_results(
    recorded: dict[str, Any], result: StudyResult, *, notes: list[str] | None = None
) -> Verification:
    """Return in what a result differs from one that was recorded as plain data."""
    found = as_json(result.to_dict())
    differences: list[tuple[str, object, object]] = []
    before, after = recorded.get("provenance") or {}, found["provenance"] or {}
    own = list(notes or [])
    own += _other_versions(before, after)
    if before.get("values_sha256") != after.get("values_sha256"):
        differences.append(
            ("values of the data (sha256)", before.get("values_sha256"), after.get("values_sha256"))
        )
    n_values = 1
    for place, one, other in _pairs("settings", _decisive(recorded), _decisive(found)):
        n_values += 1
        if not _equal(one, other):
            differences.append((place, one, other))
    for key in dict.fromkeys([*recorded, *found]):
        if key in _APART:
            continue
        for place, one, other in _pairs(key, recorded.get(key), found.get(key)):
            n_values += 1
            if not _equal(one, other):
                differences.append((place, one, other))
    table = pd.DataFrame(
        [(one, other) for _, one, other in differences],
        index=pd.Index([place for place, *_ in differences], name="place", dtype=object),
        columns=["recorded", "found"],
        dtype=object,
    )
    return Verification(table, n_values, TOLERANCE, tuple(own))


def _with_files(
    verification: Verification, recorded: dict[str, Any], folder: Path, result: StudyResult
) -> Verification:
    """Return the verification with the tables and the summary of a bundle compared too."""
    from fsqca.study.tables import result_files

    n_values, found, notes = verification.n_values, list[tuple[str, object, object]](), []
    written = {name: text for name, text in result_files(result).items() if isinstance(text, str)}
    # The data may have been given under another name.
    file = (recorded.get("provenance") or {}).get("data_file")
    if isinstance(file, str):
        written["summary.txt"] = written["summary.txt"].replace(
            f" in {result.data.settings.source};", f" in {file};", 1
        )
    tables = {name for name in written if name.endswith(".csv")}
    inside = {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")}
    for name in sorted(tables | inside):
        place = f"results/{name}"
        if name not in inside or name not in tables:
            n_values += 1
            found.append((place, *(("a file", "no file") if name in inside else ("no file", "a file"))))
            continue
        own = _cells((folder / name).read_text(encoding="utf-8", errors="replace"))
        for at, one, other in _pairs(place, own, _cells(written[name])):
            n_values += 1
            if not _same_cell(one, other):
                found.append((at, one, other))
    before = (recorded.get("provenance") or {}).get("versions") or {}
    path, summary = folder / "summary.txt", written["summary.txt"]
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    if text.splitlines() == summary.splitlines():
        n_values += 1
    elif before.get("fsqca") == _fsqca_version():
        n_values += 1
        found.append(("results/summary.txt", *_first_difference(text, summary)))
    else:
        notes.append("results/summary.txt has other words in this version of fsqca and was not compared.")
    table = pd.DataFrame(
        [(one, other) for _, one, other in found],
        index=pd.Index([place for place, *_ in found], name="place", dtype=object),
        columns=["recorded", "found"],
        dtype=object,
    )
    together = pd.concat([verification.table, table]) if found else verification.table
    return replace(verification, table=together, n_values=n_values, notes=(*verification.notes, *notes))


def _fsqca_version() -> str:
    from fsqca import __version__

    return __version__


def _cells(text: str) -> list[list[str]]:
    """Return the cells of a CSV file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def _same_cell(one: object, other: object) -> bool:
    if one == other:
        return True
    try:
        return _equal(float(str(one)), float(str(other)))
    except ValueError:
        return False


def _first_difference(one: str, other: str) -> tuple[str, str]:
    """Return the first line in which two texts differ."""
    for left, right in zip_longest(one.splitlines(), other.splitlines(), fillvalue="no such line"):
        if left != right:
            return left, right
    return one, other


def _decisive(results: dict[str, Any]) -> dict[str, Any]:
    """Return the settings that decide results: not where the data are, what is written, or by how many."""
    settings = dict(results.get("settings") or {})
    settings.pop("output", None)
    if "robustness" in settings:
        settings["robustness"] = {
            key: value for key, value in settings["robustness"].items() if key != "n_jobs"
        }
    settings["data"] = {key: value for key, value in (settings.get("data") or {}).items() if key != "file"}
    return settings


def _pairs(place: str, one: Any, other: Any) -> Iterator[tuple[str, Any, Any]]:
    """Yield every value of one or the other with its place."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in dict.fromkeys([*one, *other]):
            yield from _pairs(f"{place}.{key}", one.get(key), other.get(key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True), start=1):
            yield from _pairs(f"{place}[{number}]", left, right)
    else:
        yield place, one, other


def _equal(one: Any, other: Any) -> bool:
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers) and not isinstance(one, bool):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return type(one) is type(other) and one == other


def _other_versions(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    notes = []
    for part in ("versions", "calibrators"):
        old, new = before.get(part) or {}, after.get(part) or {}
        notes += [
            f"{name} was {old.get(name, 'not there')}, it is {new.get(name, 'not there')} here."
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        ]
    return notes


def _other_bytes(recorded: dict[str, Any], given: Path) -> list[str]:
    before = (recorded.get("provenance") or {}).get("data_sha256")
    if given.is_file() and file_sha256(given) != before:
        return [f"{given.name} is not the recorded file byte by byte; its values are compared below."]
    return []


def _opened(path: str | Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise ArgumentError(f"There is no bundle {str(path)!r}.") from None
    except IsADirectoryError:
        raise ArgumentError(f"{str(path)!r} is a folder, not a bundle. Name the ZIP file.") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{str(path)!r} cannot be read as a bundle: {error}.") from None


def _unpack(archive: zipfile.ZipFile, root: Path) -> None:
    """Write the files of an archive into a folder; whatever is no plain file inside it is refused."""
    entries = archive.infolist()
    name = Path(archive.filename or "").name
    if len(entries) > MOST_FILES:
        raise DataError(f"{name!r} holds {len(entries)} files, more than the {MOST_FILES} of any bundle.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise DataError(f"{name!r} would unpack to more than {MOST_BYTES / 1e9:g} GB. Nothing was read.")
    unsafe = [entry.filename for entry in entries if not _is_safe(entry)]
    if unsafe:
        raise DataError(
            f"{name!r} holds {listed(unsafe)}, which would be written outside its folder or is no plain "
            "file. A bundle of fsqca never does; nothing was read."
        )
    left = MOST_BYTES
    for entry in entries:
        if entry.is_dir():
            continue
        place = root / entry.filename
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(entry) as packed:
                # What an archive says of its sizes need not be true.
                content = packed.read(left + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            raise DataError(f"{entry.filename!r} in {name!r} cannot be read: {error}.") from None
        left -= len(content)
        if left < 0:
            raise DataError(f"{name!r} would unpack to more than {MOST_BYTES / 1e9:g} GB. Nothing was read.")
        place.write_bytes(content)


def _is_safe(entry: zipfile.ZipInfo) -> bool:
    """Return whether an entry is a plain file or folder that stays inside the folder of the bundle."""
    name = entry.filename
    parts = PurePosixPath(name.replace("\\", "/"))
    link = (entry.external_attr >> 28) == 0o12
    bare = "\x00" not in name and ":" not in name and not name.startswith(("/", "\\"))
    return bare and not link and bool(parts.parts) and ".." not in parts.parts


def _recorded(root: Path, name: str) -> dict[str, Any]:
    """Return the results that a bundle holds."""
    for needed in ("study.toml", "results/results.json"):
        if not (root / needed).is_file():
            raise DataError(
                f"{name!r} is no bundle of fsqca: it has no {needed}. Bundles are written with fsqca bundle."
            )
    try:
        recorded = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise DataError(f"results/results.json in {name!r} cannot be read: {error}.") from None
    if not isinstance(recorded, dict) or not isinstance(recorded.get("settings"), dict):
        raise DataError(f"results/results.json in {name!r} holds no results of fsqca.")
    return recorded


__all__ = ["Verification", "compare_results", "verify_bundle"]
