"""``emergence figures``: exhibits of the results as SVG or PNG, for slides and pages."""

from pathlib import Path

import click

_EXAMPLE = """
\b
Examples:
  emergence figures du2024/fig1 --format svg
  emergence figures --format png --out pictures
"""


@click.command(name="figures", epilog=_EXAMPLE)
@click.argument("exhibits", nargs=-1)
@click.option("--format", "file_format", type=click.Choice(["svg", "png"]), default="svg", show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("results-figures"), show_default=True
)
def command(exhibits, file_format, out):
    """Write EXHIBITS, such as du2024/fig1, or all of the results, in another format; run it in the repository."""
    from emergence.catalogue.planning import plan
    from emergence.catalogue.project import CONFIG, Project, require_known
    from emergence.draw.exporting import exported
    from emergence.io.files import write_bytes

    project = Project()
    run = plan(project.load(CONFIG, "config"), project=project)
    require_known("figures", "EXHIBITS", set(exhibits), run.exhibits)
    for name in exhibits or run.exhibits:
        paths = [run.places.exhibit(name, ending) for ending in ("parquet", "pdf")]
        for number, content in enumerate(exported(run.exhibits[name], *paths, project.labels, file_format), 1):
            page = "" if number == 1 else f"-{number}"
            write_bytes(out / f"{name}{page}.{file_format}", content)
    click.echo(f"{len(exhibits or run.exhibits)} exhibits in {out}")
