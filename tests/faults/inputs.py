"""Inputs are damaged: a run says which file is wrong and where, and keeps all other results."""

from faults import fault
from faults.results import cut


def wrong(what, *says, do="put the file right, then `make`"):
    """A fault of this group."""
    return fault("Your files", what, *says, do=do, mends=False)


def changed(project, name, change):
    """The run that meets a changed file; then the file is as before."""
    path = project.folder / name
    kept = path.read_bytes()
    change(path)
    yield project.snakemake()
    path.write_bytes(kept)


@wrong("a CSV under `data/` is truncated", "ERROR: data/beta/scores.csv, row 4: expected a line break at the end")
def truncated_csv(project):
    yield from changed(project, "data/beta/scores.csv", lambda path: cut(path, 0.95))


@wrong("a CSV is no UTF-8", "ERROR: data/beta/models.csv: expected UTF-8 text")
def latin_csv(project):
    yield from changed(
        project, "data/beta/models.csv", lambda path: path.write_bytes(path.read_bytes() + "é\n".encode("latin-1"))
    )


@wrong("a value is no number", "ERROR: data/beta/scores.csv, row 3, column 'value': found '0.5x': expected")
def no_number(project):
    yield from changed(
        project, "data/beta/scores.csv", lambda path: path.write_text(path.read_text().replace("0.5,t", "0.5x,t"))
    )


@wrong("a Parquet file under `data/` is truncated", "ERROR: data/beta/more.parquet: expected a whole Parquet file")
def truncated_parquet(project):
    path = project.folder / "data/beta/more.parquet"
    path.write_bytes(b"PAR1 and no more")
    yield project.snakemake()
    path.unlink()


@wrong("a table of a source is missing", "data/beta/models.csv: expected this file")
def missing_csv(project):
    yield from changed(project, "data/beta/models.csv", lambda path: path.unlink())


@wrong("the yaml of an exhibit is truncated", "workflow/exhibits/toy/table.yaml")
def truncated_yaml(project):
    yield from changed(project, "workflow/exhibits/toy/table.yaml", lambda path: cut(path, 0.6))


@wrong("a folder stands in the place of a table", "ERROR: data/beta/scores.csv is gone or is no file (Is a directory)")
def folder_for_csv(project):
    path = project.folder / "data/beta/scores.csv"
    kept = path.read_bytes()
    path.unlink(), path.mkdir()
    yield project.snakemake()
    path.rmdir(), path.write_bytes(kept)
