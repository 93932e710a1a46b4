"""The machine or the installation fails: a run says so and what to do, and the next one goes on."""

import os
import shutil
from pathlib import Path

import matplotlib

from faults import fault

FONTS = Path(matplotlib.get_data_path(), "fonts", "ttf")
FREE = "free some space, then `make`"


def failing(what, *says, do, mends=False):
    """A fault of this group."""
    return fault("The machine and the installation", what, *says, do=do, mends=mends)


def mounted(project, command, *arguments):
    """A run that sees other mounts than everybody else, which are gone with it."""
    return project.snakemake(*arguments, within=["unshare", "--map-root-user", "--mount", "sh", "-c", command, "sh"])


def filled(folder, room):
    """Shell words: a disk with a copy of a folder and so many free bytes takes its place."""
    size = f"$(($(du -s --block-size=1 ../copy | cut -f 1) + {room} + 65536))"
    copied = f"cp -a {folder} ../copy && mount -t tmpfs -o size={size} none {folder} && cp -a ../copy/. {folder}"
    free = f"$(($(stat -f -c '%a * %S' {folder}) - {room}))"
    return f'{copied} && head -c {free} /dev/zero > {folder}/full && exec "$@"'


@failing(
    "the disk of the results is full",
    "ERROR: results/",
    "could not be written, the disk of this machine is full (No space left on device): free some space, then run",
    do=FREE,
)
def full_results(project):
    (project.folder / "results/atlas.pdf").unlink()
    yield mounted(project, filled("results", 0))


@failing(
    "the disk of Snakemake's records is full",
    ".snakemake could not be written, the disk of this machine is full (No space left on device)",
    do=FREE,
)
def full_snakemake(project):
    (project.folder / "results/atlas.pdf").unlink()
    yield mounted(project, filled(".snakemake", 0))


@failing(
    "the disk of Snakemake's records fills up during a run",
    "disk of this machine is full",
    do=FREE,
)
def filling_snakemake(project):
    (project.folder / "results/sources/beta/points.parquet").unlink()
    taken = "(sleep 1; cat /dev/zero > .snakemake/taken) 2> /dev/null &"
    yield mounted(project, filled(".snakemake", 2 << 20).replace("exec", f"{taken} exec"))


@failing(
    "the results may not be written to",
    "results may not be read or written by you (Permission denied): change its permissions",
    do="change the permissions, then `make`",
)
def read_only_results(project):
    (project.folder / "data/beta/scores.csv").touch()
    (project.folder / "results/.checksums/series.parquet").unlink()
    yield mounted(project, 'mount --bind results results && mount -o remount,bind,ro results && exec "$@"')


@failing(
    "a file stands in the place of a folder of results",
    "ERROR: results/toy: a file stands in the place of a folder",
    do="remove the file, then `make`",
)
def file_for_folder(project):
    shutil.rmtree(project.folder / "results/toy")
    (project.folder / "results/toy").write_text("a file\n")
    yield project.snakemake()
    (project.folder / "results/toy").unlink()


@failing(
    "the fonts of matplotlib are missing",
    "DejaVuSans.ttf: this font of the installation is missing: remove the folder .venv, and `make` installs it anew",
    do="`rm -r .venv`, then `make`",
)
def missing_fonts(project):
    project.edit("workflow/exhibits/toy/table.yaml", "caption: A test.", "caption: Another test.")
    yield mounted(project, f'mount -t tmpfs none {FONTS} && exec "$@"')
    project.edit("workflow/exhibits/toy/table.yaml", "caption: Another test.", "caption: A test.")


@failing("the path of the project has spaces", "1 of 1 checks pass", do="`make`", mends=True)
def path_with_spaces(project):
    place = project.folder.with_name("a path with spaces")
    project.move(place)
    for name in ("results", ".snakemake", ".cache"):
        shutil.rmtree(place / name)
    yield project.snakemake()


@failing("the folder is copied without times and with other inodes", "Nothing to be done", do="`make`", mends=True)
def copied_folder(project):
    for path in sorted((project.folder / "results").rglob("*.parquet")):
        copy = path.with_name("copy")
        shutil.copy2(path, copy), os.replace(copy, path)
    yield project.snakemake()
