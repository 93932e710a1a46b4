"""``emergence diff BEFORE AFTER``: what moved between two results."""

import sys
from pathlib import Path

import click

_EXAMPLE = """
Each is a folder of results, the manifest in one, or a git revision, whose results are built once and kept.
The status is 1 if a check that passed before fails now.

\b
Examples:
  emergence diff old/results results
  emergence diff main results
  emergence diff old/results results --html changes.html --markdown summary.md
"""
_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command(name="diff", epilog=_EXAMPLE)
@click.argument("before")
@click.argument("after")
@click.option("--html", type=_FILE, help="Write a page with old and new pictures side by side.")
@click.option("--markdown", type=_FILE, help="Add the tables as Markdown to a file, such as the summary of a CI job.")
@click.option("--rows", default=20, show_default=True, help="Rows of a table that are shown.")
def command(before, after, html, markdown, rows):
    """Say what moved between the results in BEFORE and AFTER: exhibits, numbers, verdicts, checks, observations."""
    from emergence.changes import telling
    from emergence.changes.comparing import compare
    from emergence.cli._revisions import results_of
    from emergence.io.files import write_bytes

    before, after = results_of(before), results_of(after)
    changes = compare(before, after)
    click.echo(telling.text(changes, rows), nl=False)
    if html:
        write_bytes(html, telling.page(changes, before, after).encode())
    if markdown:
        with open(markdown, "a", encoding="utf-8") as summary:
            summary.write(telling.markdown(changes, rows))
    if len(changes.newly_failing):
        sys.exit(1)
