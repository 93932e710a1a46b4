"""Adapter: tables of results -> the tables of analyses, of one source or of all."""

from emergence.analyses.running import Context, run
from emergence.catalogue.project import Project
from emergence.io import job
from emergence.io.storage import write_table
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.analysed import WHOLE_TASKS
from emergence.sources.source_tables import read_metrics

params, source = snakemake.params, snakemake.params.source or {}
with job.reporting(snakemake.log[0], snakemake.output):
    metrics = read_metrics(snakemake.input.metrics)
    context = Context(Settings(**params.settings), name=source.get("name"), source=source or None, metrics=metrics)
    tables = Tables(params.tables, Project().contract, without=None if source else WHOLE_TASKS)
    for table, frame in run(list(params.analyses), tables, context, params.options):
        write_table(frame, snakemake.output[table.name], table)
        print(f"{table.name}: {len(frame)} rows")
