"""The command ``emergence``: subcommands are imported when they are asked for, so that help is there at once."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from emergence.catalogue.environment import settle
from emergence.io import blame

# What was compiled when a checkout was set up; without one, libraries keep what they compile where they like.
_CACHES = Path(__file__).resolve().parents[4] / ".cache"

# Name of the command -> what its line in the help says; the module of the same name in this folder has ``command``.
COMMANDS = {
    "fit": "Fit and judge your own runs: does this score emerge abruptly, and where?",
    "read": "Make one table of a folder of evaluation results and what is known of the runs.",
    "plan": "Say how many more runs, and where, would decide a score that is unresolved.",
    "forecast": "Forecast the scores of a larger model from your runs, with intervals.",
    "digitise": "Read the points of a figure from the vector drawing of a PDF or SVG.",
    "init-source": "Make the folder data/<name>/ of a source from a table of your runs.",
    "show": "List what the atlas knows of a task: its series, verdicts and onsets.",
    "figures": "Write exhibits of the results as SVG or PNG.",
    "diff": "Say what moved between two results folders: exhibits, numbers, verdicts, checks.",
    "verify": "Compare all results and inputs of this checkout with their checksums.",
}


class _Lazy(click.Group):
    """A group whose commands are modules."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"emergence.cli.{cmd_name.replace('-', '_')}").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="emergence-atlas", prog_name="emergence")
def emergence() -> None:
    """Do abilities of language models emerge: fits, tests and figures of scores against loss and compute."""


def main() -> None:
    """Run the command; an error that is no defect is one message and status 1."""
    settle(os.environ, _CACHES if _CACHES.is_dir() else None)
    gc.set_threshold(100_000, 50)  # nearly all objects are those of imports, which stay: a twelfth of the time of a fit
    try:
        emergence()
    except Exception as error:
        if (said := blame.message(error, again="then try again")) is None:
            raise
        click.echo(f"ERROR: {said}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
