"""Adapter: the tables that an exhibit names -> its one frame -> its PDF."""

from pathlib import Path

from emergence.draw.exhibit import draw
from emergence.exhibits.building import about, complete
from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import write_frame

with job.reporting(snakemake.log[0]):
    spec, frame = complete(snakemake.params.spec, snakemake.params.tables)
    palette, style = (Path(snakemake.input[name]).read_text(encoding="utf-8") for name in ("palette", "style"))
    write_bytes(snakemake.output.picture, draw(spec, frame, palette, style, snakemake.params.labels))
    write_frame(frame, snakemake.output.frame, about(spec))
    print(f"{len(frame)} rows")
