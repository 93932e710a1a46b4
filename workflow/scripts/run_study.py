"""Adapter: the settings of the fits -> the table of one study."""

from emergence.io import job
from emergence.io.storage import write_table
from emergence.models.base import Settings
from emergence.schema.printed import SHARED
from emergence.simulations import study

name = snakemake.wildcards.study
with job.reporting(snakemake.log[0]):
    table = study(name)(Settings(**snakemake.params.settings), snakemake.threads)
    write_table(table, snakemake.output[0], SHARED[name])
    print(f"{len(table)} rows")
