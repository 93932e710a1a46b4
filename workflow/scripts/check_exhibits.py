"""Adapter: the exhibits' frames beside what the papers print."""

from emergence import job
from emergence.exhibits.checking import compare
from emergence.schema import CHECKS
from emergence.storage import read_frame, write_table

published = snakemake.params.published
with job.reporting(snakemake.log[0]):
    frames = {exhibit: read_frame(f"results/{exhibit}.parquet") for exhibit in published}
    write_table(compare(published, frames), snakemake.output[0], CHECKS)
