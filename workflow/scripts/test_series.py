"""Adapter: series of a source -> the tests that verdicts rest on."""

from emergence.hypotheses.testing import run_tests
from emergence.io import job
from emergence.io.storage import read_frame, read_table, write_table
from emergence.models.base import Settings
from emergence.schema.fitted import SERIES
from emergence.schema.published import METRICS
from emergence.schema.verdicts import TESTS

with job.reporting(snakemake.log[0]):
    series = read_table(snakemake.input.series, SERIES)
    points = read_frame(snakemake.input.points, columns=["series_id", "run", "x", "x2", "y", "n_items"])
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    tests = run_tests(series, points, metrics, Settings(**snakemake.params.settings))
    write_table(tests, snakemake.output[0], TESTS)
