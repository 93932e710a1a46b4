"""Adapter: the table of checks -> an error with one message, unless each passes or is a known disagreement."""

from emergence.exhibits.checking import require
from emergence.io import job
from emergence.io.storage import read_table
from emergence.schema.fitted import CHECKS

with job.reporting(snakemake.log[0]):
    require(read_table(snakemake.input[0], CHECKS))
