"""Adapter: the tables of single sources -> the public tables."""

from emergence.io import job, joining

with job.reporting(snakemake.log[0], snakemake.output):
    for table, path in snakemake.output.items():
        joining.concatenate(snakemake.input[table], path)
