"""Adapter: SHA-256 of every output and input, versions, and how the checks came out."""

import json
from pathlib import Path

from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.manifest import manifest

given, params = snakemake.input, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    checks = json.loads(Path(given.outcome).read_text(encoding="utf-8"))
    content = manifest(given.outputs, params.inputs["files"], checks)
    write_bytes(snakemake.output[0], (json.dumps(content, indent=2) + "\n").encode())
