"""``emergence digitise FIGURE``: the points of a figure of a paper, from its vector drawing."""

from pathlib import Path

import click

_EXAMPLE = """
FIGURE is a PDF or SVG whose plot is drawn as lines and shapes, not as an image. --draft writes a first description from
what the page shows: panels, scales of axes, colours and shapes. Complete it, then read the figure with it.

\b
Examples:
  emergence digitise paper.pdf --draft --page 4 -o figure4.yaml
  emergence digitise paper.pdf --spec figure4.yaml -o figure4
"""
_PATH = click.Path(path_type=Path)


@click.command(name="digitise", epilog=_EXAMPLE)
@click.argument("figure", type=_PATH)
@click.option("--spec", type=_PATH, help="The description of the figure, a YAML file.")
@click.option("--draft", "drafts", is_flag=True, help="Write a first description instead.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Page of the draft.")
@click.option("-o", "--out", type=_PATH, help="Folder to write; of a draft the file. Named after FIGURE by default.")
@click.option("--force", is_flag=True, help="Replace what an earlier run wrote.")
def command(figure, spec, drafts, page, out, force):
    """Read the points of FIGURE as SPEC describes it, with their reading errors and a picture to check them by."""
    from emergence.io.errors import DataError
    from emergence.io.files import write_bytes
    from emergence.own.digitising import digitised, draft_of
    from emergence.own.output_folder import output_folder

    if drafts == bool(spec):
        raise click.UsageError("Expected either --spec DESCRIPTION, or --draft to write one.")
    if drafts:
        out = out or figure.with_suffix(".yaml")
        if out.exists() and not force:
            raise DataError(out, "another name with -o, or --force to replace it; it is there already")
        write_bytes(out, draft_of(figure, page).encode())
        click.echo(f"{out} describes page {page}; complete it, then: emergence digitise {figure} --spec {out}")
        return
    out = out or figure.with_name(f"{figure.stem}-digitised")
    with output_folder(out, force) as folder:
        files, said = digitised(figure, spec)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    click.echo(f"{said} are in {out}; look at {out / 'check.png'}")
