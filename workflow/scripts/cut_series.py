"""Adapter: the series of a source -> one shard of them."""

from emergence.io import job
from emergence.io.storage import read_table, write_table
from emergence.schema.fitted import POINTS, SERIES
from emergence.series.build import shard

with job.reporting(snakemake.log[0]):
    series = read_table(snakemake.input.series, SERIES)
    points = read_table(snakemake.input.points, POINTS)
    own, rows = shard(series, points, int(snakemake.wildcards.shard), snakemake.params.shards)
    write_table(own, snakemake.output.series, SERIES)
    write_table(rows, snakemake.output.points, POINTS)
    print(f"{len(own)} series, {len(rows)} points")
