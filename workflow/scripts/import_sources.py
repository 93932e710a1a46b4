"""Adapter: upstream files of the sources -> our tables under data/."""

from emergence.io import job
from emergence.sources.importing import import_sources

with job.reporting(snakemake.log[0]):
    places = {"mirror": snakemake.params.mirror, "cache": ".cache/upstream", "folders": snakemake.params.folders}
    for source, tables in import_sources(snakemake.params.sources, "data", **places).items():
        print(f"{source}: {len(tables)} tables changed", *tables)
