"""Adapter: the exhibits' frames beside what the papers print."""

from emergence.exhibits.checking import compare
from emergence.io import job
from emergence.io.storage import read_frame, write_table
from emergence.schema.fitted import CHECKS

published = snakemake.params.published
with job.reporting(snakemake.log[0]):
    frames = {exhibit: read_frame(f"results/{exhibit}.parquet") for exhibit in published}
    write_table(compare(published, frames), snakemake.output[0], CHECKS)
