"""What commands print: tables and notes, plain where the output is no terminal."""

import shutil
import sys
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table

from emergence.own.fitting import FittedRuns
from emergence.own.outputs import between, how_asked, summary
from emergence.schema.x_kinds import with_unit
from emergence.schema.x_kinds import x_kind as kind_of

_COLOURS = {"abrupt": "bold magenta", "gradual": "bold blue", "misfit": "yellow", "falling": "yellow"}
_WIDE = 140  # of a table that no terminal shows
_FITS = 100  # columns of a terminal from which the best form has room


def say(fitted: FittedRuns, out: Path) -> None:
    """Print the verdicts on own runs, what is to be said of their table, and where the files are."""
    console = _console()
    for x_kind, rows in summary(fitted).groupby("x_kind", sort=False):
        kind = kind_of(str(x_kind))
        title = with_unit(kind.title, kind.unit)
        table = Table(title=f"Against {title}", title_justify="left", title_style="bold", box=None, pad_edge=False)
        for name in ("Task", "Onset", "Width", "Verdict", "p abrupt", "p gradual", "Best form"):
            if name != "Best form" or console.width >= _FITS:
                table.add_column(name, no_wrap=name not in ("Task", "Best form"))
        for row in rows.to_dict("records"):
            cells = _cells(row)
            table.add_row(*cells[: len(table.columns)])
        console.print(table, "")
        if fitted.published is not None:
            _say_published(console, fitted.published.summary[fitted.published.summary["x_kind"] == x_kind])
    for note in fitted.notes:
        console.print(f"note: {note}", style="yellow")
    console.print("p abrupt, p gradual: of the hypothesis that it is not; small values speak for the word.")
    console.print(f"Tables, figures, report.html and numbers.tex are in {out}")


def _say_published(console, rows):
    """Published series beside the own ones, a line each."""
    table = Table(title="Published, on the same task", title_justify="left", box=None, pad_edge=False)
    for name in ("Task", "Source", "How", "Runs", "Onset", "Width", "Verdict"):
        table.add_column(name, no_wrap=name in ("Onset", "Width", "Verdict"))
    for row in rows.to_dict("records"):
        table.add_row(row["task"], row["source"], how_asked(row), f"{row['n_runs']:.0f}", *_measured(row))
    if len(rows):
        console.print(table, "")


def show(rows: pd.DataFrame) -> None:
    """Print rows of the table ``summary``, a table for each source and x."""
    console = _console()
    for (source, title, unit), own in rows.groupby(["source", "x_title", "unit"], sort=False):
        heading = f"{source}, against {with_unit(str(title), str(unit))}"
        table = Table(title=heading, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for name in ("Task", "Metric", "Pool", "How", "Runs", "Onset", "Width", "Verdict", "Figures"):
            table.add_column(name, no_wrap=name in ("Onset", "Width", "Verdict"))
        for row in own.to_dict("records"):
            named = (row["task_title"], row["metric_title"], row["pool"], how_asked(row), f"{row['n_runs']:.0f}")
            table.add_row(*named, *_measured(row), "" if pd.isna(row["figure"]) else row["figure"])
        console.print(table, "")
    counted = ", ".join(f"{number} {verdict}" for verdict, number in rows["verdict"].value_counts().items())
    console.print(f"{len(rows)} series: {counted}")


def foretell(rows: pd.DataFrame, notes: list[str]) -> None:
    """Print forecasts, a table for each target, which of them not to trust, and what is to be said of the table."""
    console = _console()
    for at, own in rows.groupby("at", sort=False):
        table = Table(title=f"At {at}", title_justify="left", title_style="bold", box=None, pad_edge=False)
        for name in ("Score", "Forecast", "Largest run", "Error inside", "Trust"):
            table.add_column(name, no_wrap=name != "Trust")
        for row in own.to_dict("records"):
            name = f"loss on {row['task']}" if row["metric"] == "cross_entropy" else row["task"]
            value = f"{row['forecast']:.3f} [{row['lo']:.3f}, {row['hi']:.3f}]"
            trust = "yes" if row["trusted"] else f"[yellow]no: {row['why_not']}[/]"
            table.add_row(name, value, f"{row['largest_seen']:.3f}", f"{row['ladder_error']:.1%}", trust)
        console.print(table, "")
    for note in notes:
        console.print(f"note: {note}", style="yellow")
    covered = rows["ladder_covered"].mean()
    held = f"; intervals held {covered:.0%} of the scores of its largest size" if pd.notna(covered) else ""
    console.print(f"Error inside: mean relative error where smaller runs of the table forecast larger ones{held}.")


def _console():
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDE
    return Console(highlight=False, width=width)


def _measured(row):
    """Onset, width and verdict of a series."""
    onset, width = (between(*(row[name + end] for end in ("", "_lo", "_hi"))) for name in ("onset", "width"))
    colour = _COLOURS.get(row["verdict"])
    return onset, width, f"[{colour}]{row['verdict']}[/]" if colour else row["verdict"]


def _cells(row):
    p_values = (f"{row[name]:.2g}" if pd.notna(row[name]) else "–" for name in ("p_abrupt", "p_gradual"))
    form = row["reason"] if pd.isna(row["best_form"]) else f"{row['best_form']} ({row['parameters']})"
    return (row["task"], *_measured(row), *p_values, form)
