"""Adapter: the PDFs of all exhibits, their yaml, that of the sources, and what answers are taken from -> one PDF."""

from pathlib import Path

from emergence.catalogue.project import Project
from emergence.draw.book import book
from emergence.draw.looking import looks
from emergence.exhibits import prose
from emergence.exhibits.building import gather_tables
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_about

params, project = snakemake.params, Project()
with job.reporting(snakemake.log[0], snakemake.output):
    made = list(zip(params.exhibits, snakemake.input.frames, snakemake.input.pictures, strict=True))
    exhibits = {name: {**read_about(frame), "sources": params.behind[name]} for name, frame, _ in made}
    pictures = {name: Path(picture).read_bytes() for name, _, picture in made}
    kinds = {name: about["kind"] for name, about in exhibits.items()}
    seen = looks(pictures, kinds, params.code, ".cache/looks.json")
    told = params.answers
    answers = prose.passages(told["texts"], told["numbers"], gather_tables(told["files"]), "chapters.yaml")
    papers = {name: {**about, "answer": answers.get(name, "")} for name, about in project.papers.items()}
    write_bytes(snakemake.output[0], book(papers, exhibits, params.sources, pictures, params.terms, seen))
