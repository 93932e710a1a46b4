"""Adapter: observations of a source -> its series against one kind of x."""

from emergence import job
from emergence.fits.series import build_series
from emergence.schema import ALL_TASKS, METRICS, OBSERVATIONS, POINTS, SERIES
from emergence.storage import read_table, write_table

with job.reporting(snakemake.log[0]):
    observations = read_table(snakemake.input.observations, OBSERVATIONS)
    tasks = read_table(snakemake.input.tasks, ALL_TASKS)
    metrics = read_table(snakemake.input.metrics, METRICS)
    pools, x, law = snakemake.params.pools, snakemake.params.x, snakemake.params.law
    series, points = build_series(observations, pools, x, tasks, metrics, law)
    write_table(series, snakemake.output.series, SERIES)
    write_table(points, snakemake.output.points, POINTS)
    print(f"{len(series)} series of {len(points)} points")
