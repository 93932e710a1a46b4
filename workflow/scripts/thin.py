"""Adapter: the series of all sources and their tests -> what is left of them with fewer models."""

from emergence import job
from emergence.fits.form import Settings
from emergence.fits.verdicts.thinning import thin
from emergence.schema import METRICS, POINTS, SERIES, TESTS, THINNING
from emergence.storage import read_table, read_tables, write_table

TABLES = {"tests": TESTS, "series": SERIES, "points": POINTS}

with job.reporting(snakemake.log[0]):
    tables = {name: read_tables(snakemake.input[name], table) for name, table in TABLES.items()}
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    options = {name: snakemake.params[name] for name in ("x_kind", "sizes")}
    thinned = thin(**tables, metrics=metrics, settings=Settings(**snakemake.params.settings), **options)
    write_table(thinned, snakemake.output[0], THINNING)
