"""Adapter: README, index and the tables that they speak of -> what is outdated in them."""

from emergence.catalogue.planning import plan
from emergence.catalogue.project import CONFIG, Project
from emergence.cli.readme import outdated
from emergence.io import job
from emergence.io.files import write_bytes

with job.reporting(snakemake.log[0], snakemake.output):
    project = Project()
    found = outdated(plan(project.load(CONFIG, "config"), project=project))
    write_bytes(snakemake.output[0], "".join(f"{line}\n" for line in found).encode())
