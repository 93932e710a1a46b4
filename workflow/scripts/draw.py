"""Adapter: tables -> the frames and PDFs of all exhibits of a paper."""

from pathlib import Path

from emergence.draw.paper import Job, draw_paper
from emergence.io import job

given, made, params = snakemake.input, snakemake.output, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    look = {name: Path(given[name]).read_text(encoding="utf-8") for name in ("palette", "style")}
    places = zip(params.exhibits.items(), made.frames, made.pictures, strict=True)
    jobs = [Job(name, own["spec"], own["tables"], frame, picture) for (name, own), frame, picture in places]
    kept = {"labels": params.labels, "version": params.version, "code": params.code, "kept": ".cache/exhibits"}
    for name, done in draw_paper(jobs, snakemake.threads, **look, **kept).items():
        print(f"{name}: {done}")
