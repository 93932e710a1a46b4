"""Adapter: how the checks came out -> an error with one message, unless each passes or is a known disagreement."""

import json
from pathlib import Path

from emergence.exhibits.acceptance import require
from emergence.io import job

with job.reporting(snakemake.log[0]):
    require(json.loads(Path(snakemake.input[0]).read_text(encoding="utf-8")))
