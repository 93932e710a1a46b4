"""Adapter: the tables of the shards of a source -> its tables, series in their order."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from emergence.io import job
from emergence.io.files import write_parquet

with job.reporting(snakemake.log[0]):
    for table in snakemake.output:
        shards = [path for path in snakemake.input if Path(path).name == Path(table).name]
        rows = pa.concat_tables([pq.read_table(path) for path in shards])
        write_parquet(rows.sort_by("series_id").combine_chunks(), table)  # stable: a series' rows stay in their order
