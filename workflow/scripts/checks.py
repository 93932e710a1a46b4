"""Adapter: the exhibits' frames beside what the papers print."""

from emergence.exhibits.checking import compare
from emergence.io import job
from emergence.io.storage import read_frame, write_table
from emergence.schema.fitted import CHECKS

published = snakemake.params.published
with job.reporting(snakemake.log[0]):
    frames = {name: read_frame(path) for name, path in zip(published, snakemake.input, strict=True)}
    write_table(compare(published, frames), snakemake.output[0], CHECKS)
