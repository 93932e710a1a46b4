"""Adapter: the PDFs of all exhibits, their yaml and that of the sources -> one PDF."""

from pathlib import Path

from emergence.catalogue.project import Project
from emergence.draw.book import book
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_about

params = snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    pictures = {n: Path(path).read_bytes() for n, path in zip(params.exhibits, snakemake.input.pictures, strict=True)}
    exhibits = {name: read_about(path) for name, path in zip(params.exhibits, snakemake.input.frames, strict=True)}
    write_bytes(snakemake.output[0], book(Project().papers, exhibits, params.sources, pictures))
