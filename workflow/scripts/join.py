"""Adapter: the tables of the shards of a source -> its tables."""

from emergence.io import job, joining

with job.reporting(snakemake.log[0], snakemake.output):
    for table, path in snakemake.output.items():
        joining.merge(snakemake.input[table], path)
