"""Adapter: the frame of an exhibit -> its picture in another format and style."""

from emergence.draw.exporting import exported
from emergence.io import job
from emergence.io.files import write_bytes

given, params = snakemake.input, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    about = params.labels, params.file_format, params.style, given.picture
    write_bytes(snakemake.output[0], exported(params.spec, given.frame, *about))
