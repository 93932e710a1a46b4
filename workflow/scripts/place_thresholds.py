"""Adapter: hinges and verdicts of all sources -> their thresholds, one under the other."""

from emergence import job
from emergence.fits.threshold_places import place_thresholds
from emergence.schema import FIT_STATS, FITS, SERIES, THRESHOLDS, VERDICTS
from emergence.storage import read_tables, write_table

TABLES = {"fits": FITS, "fit_stats": FIT_STATS, "verdicts": VERDICTS, "series": SERIES}

with job.reporting(snakemake.log[0]):
    tables = {name: read_tables(snakemake.input[name], table) for name, table in TABLES.items()}
    write_table(place_thresholds(**tables), snakemake.output[0], THRESHOLDS)
