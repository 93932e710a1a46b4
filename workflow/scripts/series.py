"""Adapter: observations of a source -> its series against one kind of x."""

from emergence.io import job
from emergence.io.storage import read_table, write_table
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.published import ALL_TASKS, METRICS, OBSERVATIONS
from emergence.series.build import build_series

with job.reporting(snakemake.log[0]):
    observations = read_table(snakemake.input.observations, OBSERVATIONS)
    tasks = read_table(snakemake.input.tasks, ALL_TASKS)
    metrics = read_table(snakemake.input.metrics, METRICS)
    pools, x, law = snakemake.params.pools, snakemake.params.x, snakemake.params.law
    series, points = build_series(observations, pools, x, tasks, metrics, law)
    write_table(series, snakemake.output.series, SERIES)
    write_table(points, snakemake.output.points, POINTS)
    print(f"{len(series)} series of {len(points)} points")
