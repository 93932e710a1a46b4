"""``emergence show TASK``: what the atlas knows of a task."""

from difflib import get_close_matches
from pathlib import Path

import click

_EXAMPLE = """
\b
Examples:
  emergence show mmlu
  emergence show mmlu --x loss_c4_en --source olmo_ladder --csv mmlu.csv
"""


_NEAR = 5  # names that a message shows
_PATH = click.Path(path_type=Path)


@click.command(name="show", epilog=_EXAMPLE)
@click.argument("task")
@click.option(
    "--x",
    "x_kinds",
    multiple=True,
    metavar="X",
    help="Only against these: loss, flops, params or one such as loss_c4_en.",
)
@click.option("--source", "sources", multiple=True, help="Only of these sources.")
@click.option("--results", default="results", type=_PATH, help="Folder of results; results by default.")
@click.option("--csv", type=_PATH, help="Write the rows to a file, all columns.")
def command(task, x_kinds, sources, results, csv):
    """List the series of TASK in the results, with verdict, onset and onset width."""
    from emergence.catalogue.places import Places
    from emergence.cli._checkout import CLONE
    from emergence.cli._terminal import show
    from emergence.io.errors import DataError
    from emergence.io.files import write_bytes
    from emergence.io.storage import read_frame

    path = Path(Places(str(results)).table("summary"))
    if not path.is_file():
        raise DataError(path, f"the results of a whole run: `make` in {CLONE} makes them; --results names their folder")
    rows = read_frame(path)
    if task not in set(rows["task"]):
        known = sorted(rows["task"].unique())
        near = get_close_matches(task.lower(), known, _NEAR) or known[:_NEAR]
        expected = f"one of the {len(known)} tasks of the results, such as {', '.join(near)}"
        raise DataError("show", expected, column="TASK", value=task)
    own = rows[(rows["task"] == task)]
    wanted = [kind for kind in own["x_kind"].unique() if any(_is(kind, name) for name in x_kinds)]
    own = own[own["x_kind"].isin(wanted)] if x_kinds else own
    own = own[own["source"].isin(sources)] if sources else own
    if own.empty:
        known = ", ".join(sorted(rows.loc[rows["task"] == task, "x_kind"].unique()))
        raise DataError("show", f"an x and a source that have {task}; its x are {known}")
    if csv:
        write_bytes(csv, own.to_csv(index=False).encode())
    show(own)


def _is(kind, name):
    """Whether a kind of x has a name: its own, or what it starts with, as for `emergence fit`."""
    return kind in (name, f"log10_{name}") or kind.startswith(f"{name}_")
