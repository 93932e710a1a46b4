"""Adapter: the manifest, CITATION.cff and the plan -> the RO-Crate that describes the results."""

import json
from pathlib import Path

from emergence.io import job, records, yaml_files
from emergence.io.crate import ABOUT, crate
from emergence.io.files import write_bytes

given, made, plan = snakemake.input, snakemake.output[0], snakemake.params.plan
with job.reporting(snakemake.log[0], snakemake.output):
    manifest = json.loads(Path(given.manifest).read_bytes())
    own = {given.manifest: records.recorded(given.manifest)}
    content = crate(str(Path(made).parent), manifest, own, yaml_files.load(given.about, ABOUT), **plan)
    write_bytes(made, (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode())
