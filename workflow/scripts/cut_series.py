"""Adapter: the series of a source -> one shard of them."""

from emergence import job
from emergence.fits.series import shard
from emergence.schema import POINTS, SERIES
from emergence.storage import read_table, write_table

with job.reporting(snakemake.log[0]):
    series = read_table(snakemake.input.series, SERIES)
    points = read_table(snakemake.input.points, POINTS)
    own, rows = shard(series, points, int(snakemake.wildcards.shard), snakemake.params.shards)
    write_table(own, snakemake.output.series, SERIES)
    write_table(rows, snakemake.output.points, POINTS)
    print(f"{len(own)} series, {len(rows)} points")
