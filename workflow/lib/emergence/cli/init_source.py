"""``emergence init-source NAME runs.csv``: the folder of a source from a table of your runs."""

from pathlib import Path

import click

from emergence.cli._options import reading_options

_EXAMPLE = """
\b
Example:
  emergence init-source mylab runs.csv --chance my_task=0.25
  snakemake --cores 4 --config sources='[mylab, olmo_ladder]'
"""


@click.command(name="init-source", epilog=_EXAMPLE)
@click.argument("name")
@click.argument("table", type=click.Path(path_type=Path), metavar="RUNS")
@reading_options
@click.option("--title", help="Name of the runs for people.")
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path("data"), help="The folder of all sources; data by default."
)
def command(name, table, how, title, data):
    """Make the folder data/NAME/ from RUNS, a table as `emergence fit` reads it; the workflow then includes it."""
    from emergence.cli._checkout import require_checkout
    from emergence.io.errors import DataError
    from emergence.io.files import new_folder
    from emergence.io.storage import read_table
    from emergence.own.fitting import source_tables
    from emergence.own.plausibility import require_possible, unlikely
    from emergence.own.source_folder import write_source
    from emergence.schema.published import TASKS
    from emergence.sources.ingest import ingest

    if not data.is_dir():
        require_checkout("init-source")
        raise DataError(data, "the folder of all sources, where the atlas lies; --data names it")
    made = source_tables(table, how, read_table(data / "tasks.csv", TASKS))
    observations = ingest(name, "own", *made.tables)
    require_possible(observations, str(table))
    with new_folder(data / name) as folder:
        write_source(folder, name, made, title or name)
    for note in [*made.notes, *unlikely(observations, made.x_kinds)]:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{data / name} is a source now. Say in its source.yaml who made the runs and how.")
