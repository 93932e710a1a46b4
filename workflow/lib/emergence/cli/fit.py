"""``emergence fit runs.csv``: a table of runs -> verdicts, figures and a report."""

from pathlib import Path

import click

from emergence.cli._options import NUMBERS, reading_options
from emergence.own import FEWEST_DRAWS

_EXAMPLE = """
RUNS has a row a run or checkpoint: run or model, params, tokens, flops, a column a loss (loss, c4_loss, val_loss) and
a column a score (mmlu, hellaswag_acc). In a long table a row is a score, with columns task and value. A column with
another name is given its meaning by --map.

\b
Examples:
  emergence fit runs.csv --chance my_task=0.25
  emergence fit evals.csv --map "MMLU (5-shot)=mmlu" --percent --x loss --out mmlu
  emergence fit runs.csv --against atlas --map val_loss=c4_en_loss
"""


@click.command(name="fit", epilog=_EXAMPLE)
@click.argument("table", type=click.Path(path_type=Path), metavar="RUNS")
@reading_options
@click.option(
    "--x", "x_kinds", multiple=True, metavar="X", help="loss, flops, params or one such as loss_c4; all by default."
)
@click.option("--margin", metavar="X=WIDTH", help="Narrower onsets are abrupt, such as loss=0.1.", **NUMBERS)
@click.option("--forms", metavar="NAMES", help="Named forms to fit, such as hinge,logistic; all usual ones by default.")
@click.option("--draws", type=click.IntRange(FEWEST_DRAWS), help="Bootstrap draws; 1000 by default.")
@click.option("--seed", type=int, help="Seed of all draws.")
@click.option(
    "--against",
    metavar="RESULTS",
    help="Put published runs on the same tasks behind: atlas, or the folder of its results.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder to write; <RUNS>-emergence by default.")
@click.option("--force", is_flag=True, help="Replace the files of an earlier run.")
def command(table, how, x_kinds, margin, forms, draws, seed, against, out, force):
    """Fit and judge the scores in RUNS, a CSV or Parquet table of training runs or checkpoints."""
    from emergence.own.fitting import fit_runs
    from emergence.own.judged import standard_settings
    from emergence.own.output_folder import output_folder
    from emergence.own.processes import cores
    from emergence.own.published import results_folder

    out = out or table.with_name(f"{table.stem}-emergence")
    settings = standard_settings(margin, draws=draws, seed=seed, forms=forms.split(",") if forms else None)
    results = results_folder(against) if against else None
    with output_folder(out, force) as folder:
        fitted = fit_runs(table, how, settings, x_kinds, cores(), meanwhile=_import_what_draws)
        fitted = fitted.against(results) if results else fitted
        from emergence.cli._terminal import say
        from emergence.own.outputs import outputs

        for name, content in outputs(fitted, settings, table.name, cores()).items():
            (folder / name).write_bytes(content)
    say(fitted, out)


def _import_what_draws():
    """Import what is needed after the fits while other processes fit."""
    import emergence.cli._terminal
    import emergence.own.outputs  # noqa: F401
