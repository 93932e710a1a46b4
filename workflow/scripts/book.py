"""Adapter: the PDFs of all exhibits, their yaml and that of the sources -> one PDF."""

from pathlib import Path

from emergence.catalogue.exhibits import read
from emergence.draw.book import book
from emergence.io import job, yamlfile
from emergence.io.files import write_bytes

files, schemas = snakemake.input, snakemake.params.schemas
with job.reporting(snakemake.log[0]):
    papers = yamlfile.load(files.papers, schemas["papers"])
    sources = {Path(path).parent.name: yamlfile.load(path, schemas["source"]) for path in files.sources}
    pictures = {path.removeprefix("results/")[:-4]: Path(path).read_bytes() for path in files.pictures}
    write_bytes(snakemake.output[0], book(papers, read(files.exhibits, schemas["exhibit"]), sources, pictures))
