"""Adapter: data/<source>/ -> observations, models, tasks -> series and points."""

from emergence.catalogue.tables import contract
from emergence.io import job
from emergence.io.home import in_checkout
from emergence.io.storage import write_table
from emergence.series.build import build_series
from emergence.sources.ingest import ingest
from emergence.sources.source_tables import read_source
from emergence.sources.wholes import with_wholes

source, params = snakemake.wildcards.source, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    tables = read_source(in_checkout(f"data/{source}"), snakemake.input)
    observations = ingest(source, params.method, *tables)
    tasks = tables.tasks[tables.tasks["task"].isin(observations["task"].unique())].assign(source=source)
    whole = with_wholes(observations, params.wholes)
    series, points = build_series(whole, params.pools, params.x, tasks, tables.metrics, params.law)
    frames = [observations, tables.models.assign(source=source), tasks, series, points]
    for (name, path), frame in zip(snakemake.output.items(), frames, strict=True):
        write_table(frame, path, contract(name))
        print(f"{name}: {len(frame)} rows")
