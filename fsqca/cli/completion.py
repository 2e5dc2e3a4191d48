"""The command that prints what makes a shell complete commands, options and file names."""

from __future__ import annotations

import click

from fsqca.cli.terminal import say

SHELLS = ("bash", "zsh", "fish")


_HELP = """Print the script that makes a shell complete commands, options and file names.

\b
bash: fsqca completion bash > ~/.fsqca-complete.bash
      echo "source ~/.fsqca-complete.bash" >> ~/.bashrc
zsh:  fsqca completion zsh > ~/.fsqca-complete.zsh
      echo "source ~/.fsqca-complete.zsh" >> ~/.zshrc
fish: fsqca completion fish > ~/.config/fish/completions/fsqca.fish
"""


@click.command(help=_HELP)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print the script that makes a shell complete commands."""
    from click.shell_completion import get_completion_class

    from fsqca.cli import COMPLETE

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"There is no completion for {shell!r}.")
    say(kind(context.find_root().command, {}, "fsqca", COMPLETE).source().strip())
    return 0
