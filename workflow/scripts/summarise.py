"""Adapter: verdicts, series and the frames of all exhibits -> the summary, as Parquet and CSV."""

from emergence.exhibits.summary import summary
from emergence.io import job
from emergence.io.storage import read_frame, write_table
from emergence.schema.summary import SUMMARY

given, exhibits = snakemake.input, snakemake.params.exhibits
with job.reporting(snakemake.log[0], snakemake.output):
    frames = {n: read_frame(path, columns=["series_id"]) for n, path in zip(exhibits, given.frames, strict=True)}
    rows = summary(read_frame(given.verdicts), read_frame(given.series), frames)
    for path in snakemake.output:
        write_table(rows, path, SUMMARY)
