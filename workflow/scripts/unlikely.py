"""Adapter: observations of a lab's own runs -> what a person should look at in them."""

from emergence.io import job
from emergence.io.files import write_bytes
from emergence.io.storage import read_table
from emergence.own.plausibility import unlikely
from emergence.schema.published import OBSERVATIONS

with job.reporting(snakemake.log[0], snakemake.output):
    tables = zip(snakemake.params.x.items(), snakemake.input, strict=True)
    found = {source: unlikely(read_table(path, OBSERVATIONS), kinds) for (source, kinds), path in tables}
    lines = [f"{source}: {line}\n" for source, of_source in found.items() for line in of_source]
    write_bytes(snakemake.output[0], "".join(lines).encode())
    print("".join(lines), end="")
