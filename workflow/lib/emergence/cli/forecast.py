"""``emergence forecast RUNS --at params=7e9,tokens=4e12``: scores of a larger model, from smaller ones."""

from pathlib import Path

import click

from emergence.cli._options import reading_options

_EXAMPLE = """
RUNS is a table as `emergence fit` reads it, with a column of losses; of each run the last checkpoint counts. The way to
forecast is chosen by how well the smaller runs forecast the larger ones, and intervals rest on their errors. What must
not be trusted is marked: targets too far from the runs, too few runs, scores that do not rise yet.

\b
Examples:
  emergence forecast runs.csv --at params=7e9,tokens=4e12
  emergence forecast runs.csv --at flops=1e23 --at c4_loss=2.05 --csv forecasts.csv
"""


def _targets(context, parameter, values):
    """Each ``NAME=NUMBER,...`` as a dict, by its words."""
    found = {}
    for words in values:
        try:
            pairs = [word.split("=") for word in words.split(",")]
            found[words] = {name.strip(): float(value) for name, value in pairs}
        except ValueError:
            expected = "expected NAME=NUMBER,NAME=NUMBER such as params=7e9,tokens=4e12"
            raise click.BadParameter(f"{words!r}: {expected}", context, parameter) from None
    return found


@click.command(name="forecast", epilog=_EXAMPLE)
@click.argument("table", type=click.Path(path_type=Path), metavar="RUNS")
@click.option(
    "--at",
    "targets",
    multiple=True,
    required=True,
    callback=_targets,
    metavar="NAME=NUMBER,...",
    help="What is known of the model: params and tokens, or flops, or a loss. May be given several times.",
)
@reading_options
@click.option("--confidence", type=click.FloatRange(0.5, 0.999), default=0.95, show_default=True)
@click.option("--csv", type=click.Path(path_type=Path), help="Write the rows to a file, all columns.")
def command(table, targets, how, confidence, csv):
    """Forecast scores and losses of larger models from RUNS, with intervals, and say which not to trust."""
    from emergence.cli._terminal import foretell
    from emergence.io.files import write_bytes
    from emergence.own.forecasting import forecast_runs

    rows, notes = forecast_runs(table, targets, how, confidence)
    if csv:
        write_bytes(csv, rows.to_csv(index=False, lineterminator="\n").encode())
    foretell(rows, notes)
