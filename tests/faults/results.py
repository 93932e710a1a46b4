"""Results are damaged, lost or left over: `make` names them and makes them anew."""

import os
import shutil

import pyarrow as pa
import pyarrow.parquet as pq

from faults import fault


def damaged(what, *says, **how):
    """A fault of this group."""
    return fault("Results are damaged", what, *says, **how)


def cut(path, share=0.5):
    """Leave only the beginning of a file."""
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])


@damaged("`atlas.pdf` is deleted", "results/atlas.pdf is missing: made anew")
def deleted_book(project):
    (project.folder / "results/atlas.pdf").unlink()


@damaged("the PDF of an exhibit is deleted", "results/toy/fig.pdf is missing: made anew")
def deleted_exhibit(project):
    (project.folder / "results/toy/fig.pdf").unlink()


@damaged("a public table is deleted", "results/fits.parquet is missing: made anew")
def deleted_table(project):
    (project.folder / "results/fits.parquet").unlink()


@damaged("an intermediate table is deleted", "results/sources/beta/points.parquet is missing: made anew")
def deleted_intermediate(project):
    (project.folder / "results/sources/beta/points.parquet").unlink()


@damaged("the tables of a source are deleted with their checksums")
def deleted_source(project):
    shutil.rmtree(project.folder / "results/sources/beta")


@damaged("all results are deleted")
def deleted_results(project):
    shutil.rmtree(project.folder / "results")


@damaged("a public table is truncated", "results/fits.parquet differs from what its job wrote: made anew")
def truncated_table(project):
    cut(project.folder / "results/fits.parquet")


@damaged("a PDF is emptied", "results/toy/table.pdf differs from what its job wrote: made anew")
def emptied_picture(project):
    (project.folder / "results/toy/table.pdf").write_bytes(b"")


@damaged("an intermediate table is truncated", "results/sources/beta/fits.parquet differs from what its job wrote")
def truncated_intermediate(project):
    cut(project.folder / "results/sources/beta/fits.parquet")


@damaged(
    "an estimate in an intermediate table is edited", "results/sources/alpha/fits.parquet differs from what its job"
)
def edited_estimate(project):
    path = project.folder / "results/sources/alpha/fits.parquet"
    table = pq.read_table(path)
    at = table.schema.get_field_index("estimate")
    moved = pa.array([None if value is None else value + 0.5 for value in table["estimate"].to_pylist()], pa.float64())
    pq.write_table(table.set_column(at, table.schema.field(at), moved), path, compression="zstd")


@damaged("a byte is flipped, and size and time are as before", "results/toy/fig.pdf differs from what its job wrote")
def flipped_byte(project):
    path = project.folder / "results/toy/fig.pdf"
    before, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@damaged("two files are exchanged", "results/toy/fig.pdf differs", "results/toy/table.pdf differs")
def exchanged_files(project):
    one, other, aside = (project.folder / "results/toy" / name for name in ("fig.pdf", "table.pdf", "aside"))
    one.rename(aside), other.rename(one), aside.rename(other)


@damaged("the manifest is edited", "results/manifest.json differs from what its job wrote")
def edited_manifest(project):
    path = project.folder / "results/manifest.json"
    path.write_text(path.read_text().replace('"exhibits": 2', '"exhibits": 3'))


@damaged("a checksum is deleted", "results/series.parquet has no checksum: made anew")
def deleted_checksum(project):
    (project.folder / "results/.checksums/series.parquet").unlink()


@damaged("a checksum is edited", "results/tasks.parquet differs from what its job wrote")
def edited_checksum(project):
    (project.folder / "results/.checksums/tasks.parquet").write_text(f"{'0' * 64}  tasks.parquet\n")


@damaged("Snakemake's records are lost, no input has changed", "Nothing to be done")
def lost_records(project):
    shutil.rmtree(project.folder / ".snakemake")


@damaged(
    "Snakemake's records are lost, an input has changed and looks old",
    "data/beta/scores.csv has changed, and Snakemake's records of",
)
def lost_records_and_old_input(project):
    old, new = "large,quiz,accuracy,0.5,", "large,quiz,accuracy,0.4,"
    before = project.everything()
    project.edit("data/beta/scores.csv", old, new)
    shutil.rmtree(project.folder / ".snakemake")
    project.refused()  # the check against the published value fails now
    assert project.everything() != before
    project.edit("data/beta/scores.csv", new, old)
    shutil.rmtree(project.folder / ".snakemake")


@damaged("Snakemake's records and the manifest are lost", "results/manifest.json is missing: made anew")
def lost_records_and_manifest(project):
    shutil.rmtree(project.folder / ".snakemake")
    (project.folder / "results/manifest.json").unlink()


@damaged("one of Snakemake's records is emptied, as by a power cut")
def emptied_record(project):
    records = sorted((project.folder / ".snakemake/metadata").iterdir())
    records[0].write_bytes(b"")


@damaged("the caches are lost", "Nothing to be done")
def lost_cache(project):
    shutil.rmtree(project.folder / ".cache")


@damaged("the caches are damaged, and a PDF is deleted", "results/toy/fig.pdf is missing: made anew")
def damaged_cache(project):
    for path in (project.folder / ".cache").rglob("*"):
        if path.is_file():
            cut(path, 0.7)
    (project.folder / "results/toy/fig.pdf").unlink()


@damaged("an exhibit is removed from the project", "results/toy/fig.pdf is made by no job any more: removed")
def removed_exhibit(project):
    yaml, papers = (project.folder / "workflow/exhibits" / name for name in ("toy/fig.yaml", "papers.yaml"))
    kept = yaml.read_text(), papers.read_text()
    yaml.unlink()
    papers.write_text(kept[1].replace("{shows: a quiz}", "{shows: a quiz, missing: not drawn}"))
    yield project.snakemake()
    assert not list((project.folder / "results/toy").glob("fig*"))
    yaml.write_text(kept[0]), papers.write_text(kept[1])
    project.build()
