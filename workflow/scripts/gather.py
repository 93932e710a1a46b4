"""Adapter: the tables of single sources -> the public tables."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from emergence.io import job
from emergence.io.files import write_parquet

with job.reporting(snakemake.log[0]):
    for table in snakemake.output:
        parts = [path for path in snakemake.input if Path(path).name == Path(table).name]
        write_parquet(pa.concat_tables([pq.ParquetFile(path).read() for path in parts]), table)
