"""Adapter: the PDFs of all exhibits, their yaml, that of the sources, and what answers are taken from -> one PDF."""

from functools import partial
from pathlib import Path

from emergence.catalogue.project import Project
from emergence.draw.book import book, look
from emergence.exhibits import prose
from emergence.exhibits.building import gather_tables
from emergence.io import job
from emergence.io.file_memory import FileMemory
from emergence.io.files import write_bytes
from emergence.io.storage import read_about

params, project, seen = snakemake.params, Project(), FileMemory(".cache/pictures.json")
with job.reporting(snakemake.log[0], snakemake.output):
    made = list(zip(params.exhibits, snakemake.input.frames, snakemake.input.pictures, strict=True))
    exhibits = {name: {**read_about(frame), "sources": params.behind[name]} for name, frame, _ in made}
    pictures, looks = {name: Path(picture).read_bytes() for name, _, picture in made}, {}
    for name, _, picture in made:
        kind = exhibits[name]["kind"]
        looks[name] = seen.recall(f"look {kind} {params.code}", picture, partial(look, kind=kind))
    told = params.answers
    answers = prose.passages(told["texts"], told["numbers"], gather_tables(told["files"]), "chapters.yaml")
    papers = {name: {**about, "answer": answers.get(name, "")} for name, about in project.papers.items()}
    write_bytes(snakemake.output[0], book(papers, exhibits, params.sources, pictures, params.terms, looks))
