"""A study with its data and results in one file, for whoever wants to run it again."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fsqca.errors import ArgumentError
from fsqca.study.provenance import versions

if TYPE_CHECKING:
    from fsqca.study.result import StudyResult
    from fsqca.study.study import Progress, Study

_README = """{title}

A study made with fsqca {version}, with all that is needed to run it again.

study.toml     the study: data, scores, calibration with reasons, cut-offs, expectations
{data}results/       the results: results.json and tables (CSV)
rerun.py       runs the study and compares:  python rerun.py

The same in one command:

    fsqca run --verify {name}{option}

Versions: {versions}
"""

_NO_DATA = "data/          put the data file here; it is not included\n"

_RERUN = '''"""Run the study of this folder again and compare. Needs fsqca and what the study file names."""

import json
import sys
from pathlib import Path

from fsqca.study import Study
from fsqca.study.verification import compare_results

here = Path(__file__).parent
recorded = json.loads((here / "results" / "results.json").read_text(encoding="utf-8"))
verification = compare_results(recorded, Study.from_toml(here / "study.toml").run())
print(verification)
sys.exit(0 if verification.same else 1)
'''


def write_bundle(
    study: Study,
    path: str | Path,
    *,
    include_data: bool = True,
    force: bool = False,
    progress: Progress | bool | None = None,
) -> Path:
    """Run a study and write the study file, the data, the results and a script that runs it again into a ZIP.

    Parameters
    ----------
    study : Study
    path : str or Path
        The ZIP file.
    include_data : bool, default True
        Whether the data file is in it; otherwise only its fingerprint is, and tables of single cases are left
        out.
    force : bool, default False
        Whether a file of that name may be replaced.
    progress : callable, bool, optional
        As for :meth:`Study.run`.

    Returns
    -------
    Path
        Absolute.

    Raises
    ------
    OutputExistsError
        If there is a file of that name and `force` is False.
    FsqcaError
        As :meth:`Study.run`.
    """
    from fsqca.report import OutputExistsError, write_file

    target = Path(path).absolute()
    if target.is_dir():
        raise ArgumentError(f"{str(target)!r} is a folder. Name a file, such as replication.zip.")
    if target.exists() and not force:
        raise OutputExistsError(
            f"There is a file {str(target)!r} already. Choose another name, or allow it to be replaced with "
            "--force (force=True)."
        )
    if not include_data:
        study = replace(study, output=replace(study.output, memberships=False))
    result = study.run(progress=progress)
    return write_file(target, _packed(result, target.name, include_data))


def _packed(result: StudyResult, name: str, include_data: bool) -> bytes:
    from fsqca.study.tables import result_files

    study = result.study
    place = f"data/{study.data_path.name}"
    files = {
        (key if key == "study.toml" else f"results/{key}"): content
        for key, content in result_files(result).items()
    }
    files["study.toml"] = moved_text(study, place)
    files["rerun.py"] = _RERUN
    files["README.txt"] = _README.format(
        title=study.title,
        version=versions()["fsqca"],
        data=f"{place}\n               the data\n" if include_data else _NO_DATA,
        name=name,
        option="" if include_data else f" --data {study.data_path.name}",
        versions=", ".join(f"{what} {number}" for what, number in versions().items()),
    )
    if include_data:
        files[place] = study.data_path.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for key in sorted(files):
            # A fixed time, so that the same study gives the same file but for the date of the results.
            entry = zipfile.ZipInfo(key, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            content = files[key]
            archive.writestr(entry, content.encode("utf-8") if isinstance(content, str) else content)
    return packed.getvalue()


def moved_text(study: Study, file: str) -> str:
    """Return the text of a study whose data lie elsewhere; the comments of its file stay."""
    import tomlkit

    from fsqca.study.study import Study

    moved = replace(study, data=replace(study.data, file=file))
    if study.source is not None:
        document: Any = tomlkit.parse(study.source.text.removeprefix("\ufeff"))
        document["data"]["file"] = file
        if moved.output.to_plain() != document.get("output", {}):
            document["output"] = moved.output.to_plain()
        text = tomlkit.dumps(document)
        # The study may have been changed since it was read; then its file is written anew.
        if Study.from_toml(text) == moved:
            return text
    return moved.to_toml()


__all__ = ["moved_text", "write_bundle"]
