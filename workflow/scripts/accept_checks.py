"""Adapter: how the checks came out -> an error with one message, unless each passes or is a known disagreement."""

import json
from pathlib import Path

from emergence.exhibits.acceptance import require
from emergence.io import job
from emergence.io.files import write_bytes

with job.reporting(snakemake.log[0], snakemake.output):
    require(json.loads(Path(snakemake.input[0]).read_text(encoding="utf-8")))
    write_bytes(snakemake.output[0], b"")
