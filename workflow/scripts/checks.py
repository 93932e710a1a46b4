"""Adapter: the exhibits' frames beside what the papers print."""

import json

from emergence.exhibits.checking import compare, outcome
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_frame, write_table
from emergence.schema.fitted import CHECKS

published, made = snakemake.params.published, snakemake.output
with job.reporting(snakemake.log[0], snakemake.output):
    checks = compare(published, {name: read_frame(path) for name, path in zip(published, snakemake.input, strict=True)})
    write_table(checks, made.table, CHECKS)
    write_bytes(made.outcome, (json.dumps(outcome(checks), indent=2) + "\n").encode())
