"""Adapter: one shard of the series of a source -> every form fitted to every series, and the tests of each."""

from emergence.catalogue.tables import contract
from emergence.hypotheses.testing import run_tests
from emergence.inference.fitting import fit_all
from emergence.io import job
from emergence.io.storage import read_frame, read_table, write_table
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES
from emergence.series.build import shard
from emergence.sources.source_tables import read_metrics

given, params = snakemake.input, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    settings = Settings(**params.settings)
    metrics = read_metrics(given.metrics)
    every = read_frame(given.series, columns=["series_id"])["series_id"]
    own = shard(every, int(snakemake.wildcards.shard), params.shards)
    series, points = read_table(given.series, SERIES, series_ids=own), read_table(given.points, POINTS, series_ids=own)
    frames = {**vars(fit_all(series, points, settings)), "tests": run_tests(series, points, metrics, settings)}
    for name, path in snakemake.output.items():
        write_table(frames[name], path, contract(name))
    print(frames["fit_stats"].groupby(["form", "status"]).size().to_string())
