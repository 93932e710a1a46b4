"""Adapter: figures of the sources -> tables of their points, and a check picture of each."""

from emergence.draw.check_picture import check_picture
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.sources.figures import digitise_source

with job.reporting(snakemake.log[0]):
    for source in snakemake.params.sources:
        figures, changed = digitise_source(source, "data", snakemake.params.mirror, ".cache/upstream")
        for figure in figures:
            name, reading = f"results/digitise/{source}/{figure.spec.name}", figure.reading
            pdf, png = check_picture(figure.drawing, reading.points, reading.ticks, reading.frames, figure.spec.title)
            write_bytes(f"{name}.pdf", pdf), write_bytes(f"{name}.png", png)
        print(f"{source}: {len(figures)} figures, {len(changed)} tables changed", *changed)
