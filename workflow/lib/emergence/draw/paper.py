"""All exhibits of a paper in one process tree: imports and tables are paid for once, and each exhibit is a fork.

What an exhibit is made from (yaml, theme, code and the bytes of its tables) is the key under which its files
are kept, so that a changed yaml redraws one exhibit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from emergence.draw import cache, fonts, forking, marks
from emergence.draw.exhibit import draw
from emergence.draw.palette import all_labels, parse
from emergence.exhibits.building import about, complete
from emergence.io.errors import AtlasError
from emergence.io.files import write_bytes
from emergence.io.provenance import sha256
from emergence.io.storage import read_arrow, to_frame, write_frame


@dataclass(frozen=True)
class Job:
    """One exhibit to build and draw.

    ``tables`` are triples (name of the table, source or "", path); ``frame`` and ``picture`` are where the Parquet and
    the PDF go.
    """

    name: str
    spec: dict
    tables: tuple
    frame: str
    picture: str

    @property
    def outputs(self) -> dict:
        """The exhibit's files by the names under which they are kept."""
        return {"frame.parquet": self.frame, "picture.pdf": self.picture}


def draw_paper(
    jobs: Sequence[Job],
    processes: int = 1,
    *,
    palette: str,
    style: str,
    labels: dict | None = None,
    version: str = "",
    code: str = "",
    kept: str | None = None,
) -> dict[str, str]:
    """Build and draw exhibits.

    Parameters
    ----------
    jobs : list of Job
    processes : int
        How many exhibits are drawn at a time. The files' bytes do not depend on it.
    palette, style : str
        The texts of palette.yaml and style.mplstyle.
    labels : dict of str to str, optional
        What readers see in place of the keys of sources, pools and kinds of x.
    version : str
        That of the atlas, which each PDF names beside the exhibit and the SHA-256 of its Parquet.
    code : str
        A digest of the code and of the locked versions of its libraries: others find nothing in the folder ``kept``.
    kept : path-like, optional
        Folder in which files are kept to copy those of unchanged exhibits; without it all are drawn.

    Returns
    -------
    dict of str to str
        Name of the exhibit to what was done, "kept" or "1234 rows".

    Raises
    ------
    AtlasError
        If exhibits could not be drawn: one line each with its name. All others are drawn.
    """
    look = {"palette": palette, "style": style, "labels": labels}
    keys = {job.name: cache.key(job.spec, look, version, code, _digests(job)) for job in jobs} if kept else {}
    done = {j.name: "kept" for j in jobs if kept and cache.restore(Path(kept, j.name), keys[j.name], j.outputs)}
    left = [job for job in jobs if job.name not in done]
    if left:
        read = _reader(left)
        _warm_up(left)
        outcomes = forking.run([(job.name, partial(_make, job, look, read, version)) for job in left], processes)
        failed = [f"{outcome.name}: {outcome.error}" for outcome in outcomes if outcome.error]
        done |= {outcome.name: f"{outcome.result} rows" for outcome in outcomes if not outcome.error}
        for job in left:
            if kept and job.name in done:
                cache.keep(Path(kept, job.name), keys[job.name], job.outputs)
        if failed:
            raise AtlasError("\n".join(failed))
    return {job.name: done[job.name] for job in jobs}


def _digests(job):
    return [(name, source, sha256(path)) for name, source, path in job.tables]


def _reader(jobs):
    """A function that makes frames of tables, each of which was read from its file once, for all exhibits."""
    paths = {str(path) for job in jobs for _, _, path in job.tables if Path(path).suffix == ".parquet"}
    held = {path: _arrow(path) for path in sorted(paths)}

    def read(path, series_ids=None):
        if isinstance(arrow := held[str(path)], AtlasError):
            raise arrow
        return to_frame(arrow, series_ids)

    return read


def _arrow(path):
    """A table, or the error of a damaged one, which is one of those exhibits alone that ask for it."""
    try:
        return read_arrow(path)
    except AtlasError as error:
        return error


def _warm_up(jobs):
    """Import what drawing imports late, so that it is done once and not in each fork."""
    fonts.require()
    named = {layer["mark"] for job in jobs for layer in job.spec.get("layers", ())}
    for kind in {job.spec["kind"] for job in jobs}:
        import_module(f"emergence.draw.{kind}")
    for name in named & set(marks.names()):
        marks.get(name)


def _make(job, look, read, version):
    """Build and draw one exhibit; the number of its rows.

    What its PDF says of where it comes from depends on its own rows alone: a change elsewhere leaves it as it is.
    """
    labels = all_labels(parse(look["palette"]), look["labels"])
    spec, frame = complete(job.spec, job.tables, read, labels)
    write_frame(frame, job.frame, about(spec))
    origin = f"exhibit {job.name}, Emergence Atlas {version}, data sha256 {sha256(job.frame)}"
    write_bytes(job.picture, draw(spec | {"origin": origin}, frame, **look))
    return len(frame)
