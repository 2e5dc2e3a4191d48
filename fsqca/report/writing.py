"""Files written whole or not at all: first beside their place, then moved into it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fsqca._checks import counted, listed
from fsqca.errors import ArgumentError, OutputExistsError


def write_new(path: str | Path, content: str | bytes, *, overwrite: bool = False) -> Path:
    """Write a file, whole or not at all, and return its absolute path; one that exists is left alone.

    Parameters
    ----------
    path : str or Path
    content : str or bytes
        Text is written as UTF-8.
    overwrite : bool, default False
        Whether a file of that name may be replaced.

    Raises
    ------
    OutputExistsError
        If there is a file of that name and `overwrite` is False.
    ArgumentError
        If there is a folder of that name, or the file cannot be written there.
    """
    target = Path(path).absolute()
    if target.is_dir():
        raise ArgumentError(f"{str(target)!r} is a folder, not a file. Choose another name.")
    if target.exists() and not overwrite:
        raise OutputExistsError(
            f"The file {str(target)!r} exists. Nothing was written. Choose another name, or allow it to be "
            "replaced with overwrite=True."
        )
    try:
        return write_file(target, content)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ArgumentError(
            f"The file {str(target)!r} cannot be written: {reason}. Nothing was written. Choose a folder "
            "that you may write into, and close the file where it is open in another program."
        ) from error


def write_file(path: str | Path, content: str | bytes) -> Path:
    """Write a file, whole or not at all, and return its absolute path; one that exists is replaced.

    Parameters
    ----------
    path : str or Path
    content : str or bytes
        Text is written as UTF-8.

    Returns
    -------
    Path
    """
    target = Path(path).absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files that nobody else may read; a result should have the usual permissions.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return target


def check_folder(folder: str | Path, *, force: bool = False) -> Path:
    """Return the absolute path of a folder that may be written into, or raise.

    Parameters
    ----------
    folder : str or Path
    force : bool, default False
        Whether it may hold files already.

    Raises
    ------
    OutputExistsError
        If it holds files and `force` is False.
    ArgumentError
        If there is a file of that name.
    """
    target = Path(folder).absolute()
    if target.exists() and not target.is_dir():
        raise ArgumentError(f"{str(target)!r} is a file, not a folder. Choose another folder.")
    if not force and target.is_dir():
        names = sorted(entry.name for entry in target.iterdir())
        if names:
            raise OutputExistsError(
                f"The folder {str(target)!r} is not empty: it holds {counted(len(names), 'file')} "
                f"({listed(names, 3)}). Nothing was written. Choose another folder, or allow files in it to "
                "be replaced with --force (force=True)."
            )
    return target


def write_folder(folder: str | Path, contents: Mapping[str, str | bytes], *, force: bool = False) -> Path:
    """Write files into a folder, all of them or none, and return its absolute path.

    Parameters
    ----------
    folder : str or Path
        Made if it does not exist.
    contents : mapping of str to str or bytes
        File name, which may have a folder in front, to content.
    force : bool, default False
        Whether to write into a folder that is not empty. Files of the same name are replaced, others stay.

    Returns
    -------
    Path

    Raises
    ------
    OutputExistsError
        If the folder holds files and `force` is False.

    Notes
    -----
    The files are written into a temporary folder beside the place of the folder, which then gets its name;
    where the folder exists, they are moved into it, and should that fail halfway, they are taken out again
    and what they replaced is put back.
    """
    target = check_folder(folder, force=force)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name[:40]}.") as stage:
        new = Path(stage) / "new"
        new.mkdir()
        for name, content in contents.items():
            write_file(new / name, content)
        if target.exists():
            _move_into(new, target, list(contents), Path(stage) / "replaced")
        else:
            os.replace(new, target)
    return target


def _move_into(new: Path, target: Path, names: Sequence[str], replaced: Path) -> None:
    """Move files into a folder that exists; if one cannot be moved, put everything back."""
    moved: list[str] = []
    kept: list[str] = []
    try:
        for name in names:
            place = target / name
            place.parent.mkdir(parents=True, exist_ok=True)
            if place.exists():
                (replaced / name).parent.mkdir(parents=True, exist_ok=True)
                os.replace(place, replaced / name)
                kept.append(name)
            os.replace(new / name, place)
            moved.append(name)
    except BaseException:
        for name in moved:
            (target / name).unlink(missing_ok=True)
        for name in kept:
            os.replace(replaced / name, target / name)
        raise


__all__ = ["OutputExistsError", "check_folder", "write_file", "write_folder", "write_new"]
