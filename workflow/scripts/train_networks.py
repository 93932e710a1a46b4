"""Adapter: one width of a family of networks -> what each of them does with the held-out images."""

import pyarrow as pa

from emergence.io import job
from emergence.io.files import write_parquet
from emergence.networks.training import train

with job.reporting(snakemake.log[0], snakemake.output):
    outcomes = train(snakemake.wildcards.family, int(snakemake.wildcards.width))
    write_parquet(pa.Table.from_pandas(outcomes, preserve_index=False), snakemake.output[0])
    print(f"{outcomes['seed'].nunique()} networks, {outcomes['image'].nunique()} images")
