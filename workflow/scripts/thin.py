"""Adapter: the series of all sources and their tests -> what is left of them with fewer models."""

from emergence.analyses.thinning import thin
from emergence.io import job
from emergence.io.storage import read_table, read_tables, write_table
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.published import METRICS
from emergence.schema.verdicts import TESTS, THINNING

TABLES = {"tests": TESTS, "series": SERIES, "points": POINTS}

with job.reporting(snakemake.log[0]):
    tables = {name: read_tables(snakemake.input[name], table) for name, table in TABLES.items()}
    metrics = read_table(snakemake.input.metrics, METRICS).set_index("metric").to_dict("index")
    options = {name: snakemake.params[name] for name in ("x_kind", "sizes")}
    thinned = thin(**tables, metrics=metrics, settings=Settings(**snakemake.params.settings), **options)
    write_table(thinned, snakemake.output[0], THINNING)
