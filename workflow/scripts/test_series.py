"""Adapter: series of a source -> the tests that verdicts rest on."""

from emergence import job
from emergence.fits.form import Settings
from emergence.fits.verdicts.testing import run_tests
from emergence.schema import METRICS, SERIES, TESTS
from emergence.storage import read_frame, read_table, write_table

with job.reporting(snakemake.log[0]):
    series = read_table(snakemake.input.series, SERIES)
    points = read_frame(snakemake.input.points, columns=["series_id", "run", "x", "x2", "y", "n_items"])
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    tests = run_tests(series, points, metrics, Settings(**snakemake.params.settings))
    write_table(tests, snakemake.output[0], TESTS)
