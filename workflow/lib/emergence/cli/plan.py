"""``emergence plan RUNS --task mmlu``: how many more runs would decide an unresolved score."""

from pathlib import Path

import click

from emergence.cli._options import NUMBERS, reading_options

_EXAMPLE = """
RUNS is a table as `emergence fit` reads it. The minimum detectable width is the narrowest margin against which a kink
would be called abrupt; runs are added, as if evaluated, until it is no wider than the margin. Of a score that is
decided the verdict is printed.

\b
Example:
  emergence plan runs.csv --task mmlu --x loss
"""


@click.command(name="plan", epilog=_EXAMPLE)
@click.argument("table", type=click.Path(path_type=Path), metavar="RUNS")
@click.option("--task", required=True, help="The score that is to be decided.")
@reading_options
@click.option("--x", "x_kinds", multiple=True, metavar="X", help="loss, flops, params; all by default.")
@click.option("--margin", metavar="X=WIDTH", help="Narrower onsets are abrupt, such as loss=0.1.", **NUMBERS)
def command(table, task, how, x_kinds, margin):
    """Say how many more runs, and at which x, would decide whether TASK in RUNS emerges abruptly."""
    from emergence.own.judged import standard_settings
    from emergence.own.planning import plan_runs
    from emergence.own.processes import cores

    for line in plan_runs(table, task, how, standard_settings(margin), x_kinds, cores()):
        click.echo(line)
