"""Adapter: hinges and verdicts of all sources -> their thresholds in order, and verdicts elsewhere."""

from emergence import job
from emergence.fits.threshold_places import place_thresholds
from emergence.fits.verdicts.elsewhere import elsewhere
from emergence.schema import ELSEWHERE, FIT_STATS, FITS, SERIES, THRESHOLDS, VERDICTS
from emergence.storage import read_tables, write_table

TABLES = {"fits": FITS, "fit_stats": FIT_STATS, "verdicts": VERDICTS, "series": SERIES}

with job.reporting(snakemake.log[0]):
    tables = {name: read_tables(snakemake.input[name], table) for name, table in TABLES.items()}
    write_table(place_thresholds(**tables), snakemake.output.thresholds, THRESHOLDS)
    write_table(elsewhere(tables["verdicts"], tables["series"]), snakemake.output.elsewhere, ELSEWHERE)
