"""``emergence figures``: exhibits of the results as SVG or PNG, for papers, slides and posters."""

from pathlib import Path

import click

from emergence.catalogue.pictures import FORMATS, PAPER, STYLES

_EXAMPLE = """
A style is a width and a size of type: column for one column of a page, slide, poster; paper is as in the PDF. In
Snakemake the same are targets: snakemake results/du2024/fig1.slide.png

\b
Examples:
  emergence figures du2024/fig1 --format svg
  emergence figures --format png --style slide --out slides
"""


@click.command(name="figures", epilog=_EXAMPLE)
@click.argument("exhibits", nargs=-1)
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="svg", show_default=True)
@click.option("--style", type=click.Choice(list(STYLES)), default=PAPER, show_default=True)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("results-figures"), show_default=True
)
def command(exhibits, file_format, style, out):
    """Write EXHIBITS, such as du2024/fig1, or all of the results, in another format; run it in the repository."""
    from emergence.catalogue.planning import plan
    from emergence.catalogue.project import CONFIG, Project, require_known
    from emergence.cli._checkout import require_checkout
    from emergence.draw.exporting import exported
    from emergence.io.files import write_bytes

    require_checkout("figures")
    project = Project()
    run = plan(project.load(CONFIG, "config"), project=project)
    require_known("figures", "EXHIBITS", set(exhibits), run.exhibits)
    for name in exhibits or run.exhibits:
        frame, picture = (run.places.exhibit(name, kind) for kind in ("parquet", "pdf"))
        content = exported(run.exhibits[name], frame, project.labels, file_format, style, picture)
        write_bytes(out / f"{name}.{file_format}", content)
    click.echo(f"{len(exhibits or run.exhibits)} exhibits in {out}")
