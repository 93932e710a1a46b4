"""Adapter: figures of the sources -> tables of their points, and a check picture of each."""

from emergence.catalogue.places import Places
from emergence.draw.check_picture import check_picture
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.sources.figures import digitise_source

params, places = snakemake.params, Places(snakemake.params.results)
with job.reporting(snakemake.log[0]):
    for source in params.sources:
        figures, changed = digitise_source(source, "data", params.mirror, ".cache/upstream")
        for figure in figures:
            spec, found = figure.spec, figure.reading
            pictures = check_picture(figure.drawing, found.points, found.ticks, found.frames, spec.title)
            for kind, content in zip(("pdf", "png"), pictures, strict=True):
                write_bytes(places.digitised(source, spec.name, kind), content)
        print(f"{source}: {len(figures)} figures, {len(changed)} tables changed", *changed)
