"""Adapter: the tables of every source -> the explorer, one page of HTML."""

from pathlib import Path

from emergence.catalogue.project import Project
from emergence.draw.explorer.page import page
from emergence.draw.palette import all_labels, parse
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.tables import Tables
from emergence.own.columns import USUAL
from emergence.sources.source_tables import read_metrics

given, params = snakemake.input, snakemake.params
with job.reporting(snakemake.log[0], snakemake.output):
    palette = parse(Path(given.palette).read_text(encoding="utf-8"))
    tables = {name: Tables(own, Project().contract) for name, own in params.tables.items()}
    about = {"sources": params.sources, "metrics": read_metrics(given.metrics), "headings": USUAL}
    look = {"palette": palette, "labels": all_labels(palette, params.labels)}
    write_bytes(snakemake.output[0], page(tables, **about, **look, level=params.level).encode())
