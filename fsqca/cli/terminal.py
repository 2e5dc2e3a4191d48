"""What is printed: in UTF-8 where the terminal knows no more than ASCII; errors apart; broken pipes."""

from __future__ import annotations

import codecs
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class PipeClosedError(Exception):
    """Whoever reads the output has stopped."""


def use_terminal() -> None:
    """Let both streams take every letter: in UTF-8 instead of ASCII, with replacements in other encodings."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        encoding = getattr(stream, "encoding", None)
        if reconfigure is None or encoding is None:
            continue
        name = codecs.lookup(encoding).name
        if name == "ascii":
            reconfigure(encoding="utf-8")
        elif name != "utf-8":
            reconfigure(errors="replace")


def say(text: str) -> None:
    """Print text on the standard output."""
    _write(sys.stdout, text)


def say_error(text: str, *, head: str = "Error: ") -> None:
    """Print text on the standard error."""
    _write(sys.stderr, head + text)


@contextmanager
def warnings_as_notes(*, quiet: bool) -> Iterator[None]:
    """Print the warnings of fsqca as notes on the standard error, without a place in the code."""
    from fsqca.errors import FsqcaWarning

    with warnings.catch_warnings():
        usual = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
            if not issubclass(category, FsqcaWarning):
                usual(message, category, *place, **more)
            elif not quiet:
                say_error(str(message), head="Note: ")

        warnings.simplefilter("always", FsqcaWarning)
        warnings.showwarning = show
        yield


def _write(stream: Any, text: str) -> None:
    # A lone surrogate, such as in a path that is no UTF-8, must not stop a message.
    try:
        stream.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
    except BrokenPipeError:
        # click would end the program with code 1.
        raise PipeClosedError from None


def close_pipe() -> None:
    """Send what is left of the output nowhere, so that Python does not complain when it ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return
