"""Adapter: what the networks do with the held-out images -> data/digits_networks/."""

from pathlib import Path

from emergence.io import job
from emergence.io.storage import read_frame, write_table
from emergence.networks.tables import tables
from emergence.schema.printed import table_of

with job.reporting(snakemake.log[0]):
    frames = map(read_frame, snakemake.input)
    outcomes = dict(zip(map(tuple, snakemake.params.networks), frames, strict=True))
    for name, frame in tables(outcomes).items():
        write_table(frame, Path("data/digits_networks", name), table_of(name, "data/digits_networks"))
        print(f"{name}: {len(frame)} rows")
