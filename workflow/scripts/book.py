"""Adapter: the PDFs of all exhibits, their yaml, that of the sources, and what answers are taken from -> one PDF."""

from pathlib import Path

from emergence.catalogue.project import Project
from emergence.draw.book import book
from emergence.exhibits import prose
from emergence.exhibits.building import gather_tables
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_about

params, project = snakemake.params, Project()
with job.reporting(snakemake.log[0], snakemake.output):
    names = params.exhibits
    pictures = {n: Path(path).read_bytes() for n, path in zip(names, snakemake.input.pictures, strict=True)}
    exhibits = {
        name: {**read_about(path), "sources": params.behind[name]}
        for name, path in zip(names, snakemake.input.frames, strict=True)
    }
    told = params.answers
    answers = prose.passages(told["texts"], told["numbers"], gather_tables(told["files"]), "chapters.yaml")
    papers = {name: {**about, "answer": answers.get(name, "")} for name, about in project.papers.items()}
    write_bytes(snakemake.output[0], book(papers, exhibits, params.sources, pictures, params.terms))
