"""Adapter: hinges and verdicts of all sources -> their thresholds in order, and verdicts elsewhere."""

from emergence.analyses.replication import elsewhere
from emergence.analyses.thresholds import place_thresholds
from emergence.io import job
from emergence.io.storage import read_tables, write_table
from emergence.schema.fitted import FIT_STATS, FITS, SERIES
from emergence.schema.verdicts import ELSEWHERE, THRESHOLDS, VERDICTS

TABLES = {"fits": FITS, "fit_stats": FIT_STATS, "verdicts": VERDICTS, "series": SERIES}

with job.reporting(snakemake.log[0]):
    tables = {name: read_tables(snakemake.input[name], table) for name, table in TABLES.items()}
    write_table(place_thresholds(**tables), snakemake.output.thresholds, THRESHOLDS)
    write_table(elsewhere(tables["verdicts"], tables["series"]), snakemake.output.elsewhere, ELSEWHERE)
