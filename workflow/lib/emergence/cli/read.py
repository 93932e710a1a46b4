"""``emergence read RESULTS``: a folder of evaluation results -> one table that ``emergence fit`` reads."""

from pathlib import Path

import click

from emergence.cli._options import PAIRS

_EXAMPLE = """
Of runs, results have only the names. A table that --runs names, with a row a run or checkpoint, gives their params,
tokens, flops and losses (c4_loss), and step where checkpoints were evaluated; who is not in it is listed.

\b
Examples:
  emergence read results/ --from lm-eval --runs runs_meta.csv -o runs.csv
  emergence read results/ --from olmes --params-from-names -o runs.csv
  emergence fit runs.csv
"""
_PATH = click.Path(path_type=Path)
_FORMATS = click.Choice(["lm-eval", "olmes", "helm", "bigbench"])


@click.command(name="read", epilog=_EXAMPLE)
@click.argument("results", type=_PATH)
@click.option("--from", "form", type=_FORMATS, required=True, help="The program that wrote the results.")
@click.option("-o", "--out", type=_PATH, required=True, help="The CSV to write.")
@click.option("--runs", type=_PATH, help="Table of the runs: name, params, tokens, flops, losses.")
@click.option("--map", "meanings", metavar="COLUMN=MEANING", help="What a column of that table is.", **PAIRS)
@click.option("--params-from-names", is_flag=True, help="Take parameters from names such as ours-1.3B.")
@click.option("--tokens-per-step", type=float, metavar="N", help="Tokens of a training step.")
@click.option("--parts", is_flag=True, help="Keep scores of parts, such as MMLU's subjects, beside the whole.")
@click.option("--force", is_flag=True, help="Replace the CSV if it is there.")
def command(results, form, out, runs, meanings, params_from_names, tokens_per_step, parts, force):
    """Read RESULTS, a folder of evaluation results, join the runs' losses and sizes, and write one table."""
    from emergence.io.errors import DataError
    from emergence.io.files import write_bytes
    from emergence.own.evaluations import read_evaluations
    from emergence.own.joining import long_table
    from emergence.own.tables import Reading

    if out.suffix != ".csv" or out.is_dir():
        raise DataError(out, "the name of a .csv")
    if out.exists() and not force:
        raise DataError(out, "another name with -o, or --force to replace it; it is there already")
    found = read_evaluations(results, form, parts)
    table, notes = long_table(found, runs, Reading(meanings, tokens_per_step=tokens_per_step), params_from_names)
    write_bytes(out, table.to_csv(index=False).encode())
    for note in notes:
        click.echo(f"note: {note}", err=True)
    click.echo(f"{len(table)} rows of {table['run'].nunique()} runs are in {out}; next: emergence fit {out}")
