"""Adapter: a printed table of a source that holds no scores -> the same, checked, for exhibits."""

from emergence import job
from emergence.schema import ALL_PRINTED, PRINTED
from emergence.storage import read_table, write_table

name, source = snakemake.wildcards.printed, snakemake.wildcards.source
with job.reporting(snakemake.log[0]):
    rows = read_table(snakemake.input[0], PRINTED[name])
    write_table(rows.assign(source=source), snakemake.output[0], ALL_PRINTED[name])
