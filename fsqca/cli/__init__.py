"""The command line: ``fsqca`` or ``python -m fsqca``.

Exit codes: 0 where all went well, 1 where an analysis failed or results differ, 2 where the command was not
right, 130 where it was interrupted.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from fsqca._checks import import_extra
from fsqca.cli.terminal import PipeClosedError, close_pipe, say_error, use_terminal, warnings_as_notes
from fsqca.errors import FsqcaError, MissingExtraError, OutputExistsError

#: The variable through which shells ask for completions.
COMPLETE = "_FSQCA_COMPLETE"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the command line.

    Returns
    -------
    int
        0, 1 where an analysis failed or results differ, 2 where the command was not right, 130 where it was
        interrupted.
    """
    use_terminal()
    try:
        click = import_extra("click", "cli", "The command line")
    except MissingExtraError as error:
        say_error(str(error))
        return 1
    from fsqca.cli.commands import command

    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given and COMPLETE not in os.environ:
        say_error(command.get_help(click.Context(command, info_name=_name())), head="")
        return 2
    try:
        with warnings_as_notes(quiet="--quiet" in given or "-q" in given):
            code = command.main(given, prog_name=_name(), complete_var=COMPLETE, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return int(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say_error("Interrupted. No file is left half written.", head="")
        return 130
    except (BrokenPipeError, PipeClosedError):
        # Whoever reads has read enough, such as head.
        close_pipe()
        return 0
    except OutputExistsError as error:
        say_error(str(error))
        return 2
    except FsqcaError as error:
        say_error(str(error))
        return 1
    except OSError as error:
        say_error(_cannot_write(error))
        return 1
    except MemoryError:
        say_error("There is not enough memory for this analysis.")
        return 1
    except Exception as error:
        if "--verbose" in given or "-v" in given:
            traceback.print_exc()
        say_error(
            f"fsqca stopped with {type(error).__name__}: {error}. This should not happen; --verbose shows "
            "where it did."
        )
        return 1
    return code if isinstance(code, int) else 0


def _cannot_write(error: OSError) -> str:
    """Return what to say where the system refuses a file or folder."""
    if not error.filename or error.strerror is None:
        return str(error)
    path = Path(os.fsdecode(error.filename))
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        at = next((one for one in (path, *path.parents) if one.is_file()), path)
        return f"{str(at)!r} is a file, not a folder. Nothing was written. Choose another folder."
    # The file that could not be made is one beside the target, whose name says nothing.
    return (
        f"The folder {str(path.parent)!r} cannot be written into: {error.strerror}. Nothing was written. "
        "Choose a folder that you may write into with --output."
    )


def _name() -> str:
    """Return how the command was called."""
    called = Path(sys.argv[0])
    return "python -m fsqca" if (called.parent.name, called.name) == ("fsqca", "__main__.py") else "fsqca"
