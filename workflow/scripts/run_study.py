"""Adapter: the settings of the fits -> the table of one study."""

from emergence import job
from emergence.fits.form import Settings
from emergence.schema import PRINTED
from emergence.storage import write_table
from emergence.studies import study

name = snakemake.wildcards.study
with job.reporting(snakemake.log[0]):
    table = study(name)(Settings(**snakemake.params.settings), snakemake.threads)
    write_table(table, snakemake.output[0], PRINTED[name])
    print(f"{len(table)} rows")
