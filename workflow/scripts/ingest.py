"""Adapter: data/<source>/ -> observations, models, tasks."""

from emergence.io import job
from emergence.io.storage import write_table
from emergence.schema.published import ALL_MODELS, ALL_TASKS, OBSERVATIONS
from emergence.sources.ingest import ingest
from emergence.sources.source_tables import read_source

source, output = snakemake.wildcards.source, snakemake.output
with job.reporting(snakemake.log[0]):
    tables = read_source(f"data/{source}", snakemake.input)
    observations = ingest(source, snakemake.params.method, *tables)
    used = tables.tasks["task"].isin(observations["task"].unique())
    write_table(observations, output.observations, OBSERVATIONS)
    write_table(tables.models.assign(source=source), output.models, ALL_MODELS)
    write_table(tables.tasks[used].assign(source=source), output.tasks, ALL_TASKS)
    print(f"{len(observations)} observations of {observations['run'].nunique()} runs on {used.sum()} tasks and parts")
