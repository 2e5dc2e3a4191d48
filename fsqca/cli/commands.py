"""The commands, and what all of them take."""

from __future__ import annotations

import click

from fsqca._version import __version__
from fsqca.cli.completion import completion
from fsqca.cli.data_commands import calibrate, minimize, table
from fsqca.cli.example import example
from fsqca.cli.new import new
from fsqca.cli.study_commands import bundle, check, export_r, report, run


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="fsqca %(version)s")
def command() -> None:
    """Fuzzy-set Qualitative Comparative Analysis (QCA).

    A study is a file: `fsqca new DATA` writes a first one, `fsqca run STUDY` runs it.
    """


for each in (new, check, run, calibrate, table, minimize, report, export_r, bundle, example, completion):
    command.add_command(each)
