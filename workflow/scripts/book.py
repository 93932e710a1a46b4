"""Adapter: the PDFs of all exhibits, what their Parquets say of them, and the yaml of the sources -> one PDF."""

from pathlib import Path

from emergence.draw.book import book
from emergence.io import job, yamlfile
from emergence.io.files import write_bytes
from emergence.io.storage import read_about

files, schemas = snakemake.input, snakemake.params.schemas
with job.reporting(snakemake.log[0]):
    papers = yamlfile.load(files.papers, schemas["papers"])
    sources = {Path(path).parent.name: yamlfile.load(path, schemas["source"]) for path in files.sources}
    pictures = {path.removeprefix("results/")[:-4]: Path(path).read_bytes() for path in files.pictures}
    exhibits = {path.removeprefix("results/").removesuffix(".parquet"): read_about(path) for path in files.frames}
    write_bytes(snakemake.output[0], book(papers, exhibits, sources, pictures))
