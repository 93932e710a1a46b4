"""Adapter: the tables that captions and the README take numbers from -> these numbers, as JSON and as macros of TeX."""

from functools import cache

from emergence.exhibits.macros import as_json, as_tex, quoted
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_frame

made, places = snakemake.output, snakemake.params.places
with job.reporting(snakemake.log[0], snakemake.output):
    found = quoted(places, cache(read_frame))
    write_bytes(made.json, as_json(found))
    write_bytes(made.tex, as_tex({name: own["text"] for name, own in found.items()}))
    print(f"{len(found)} numbers")
