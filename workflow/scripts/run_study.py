"""Adapter: the settings of the fits, and tables of results if it takes any -> the table of one study."""

from emergence.catalogue.project import Project
from emergence.io import job
from emergence.io.storage import write_table
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.printed import SHARED
from emergence.simulations import study

name, params = snakemake.wildcards.study, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    given = [Tables(params.tables, Project().contract)] if params.tables else []
    table = study(name)(Settings(**params.settings), snakemake.threads, *given, **params.options)
    write_table(table, snakemake.output[0], SHARED[name])
