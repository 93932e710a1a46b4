"""Adapter: SHA-256 of every output and input, versions, and how the checks came out."""

import json

from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.manifest import manifest

params = snakemake.params
with job.reporting(snakemake.log[0]):
    content = manifest(list(snakemake.input), params.inputs["files"], params.checks)
    write_bytes(snakemake.output[0], (json.dumps(content, indent=2) + "\n").encode())
