"""A paper's exhibits in one process tree: the same bytes however many at a time, errors apart, unchanged ones kept."""

import hashlib
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest

from emergence.draw import forking, paper
from emergence.io.errors import AtlasError
from emergence.io.storage import write_frame

ROOT = Path(__file__).parents[2]
LOOK = {
    "palette": (ROOT / "workflow/exhibits/palette.yaml").read_text(encoding="utf-8"),
    "style": (ROOT / "workflow/exhibits/style.mplstyle").read_text(encoding="utf-8"),
}
COLUMNS = {"a": [{"field": "model", "title": "Model"}], "b": [{"field": "params", "title": "N", "format": "count"}]}


@pytest.fixture(scope="module")
def draw_paper():
    """The function in a process of its own: forks of this one inherit the locks of threads that other tests started."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        yield lambda *given, **named: pool.submit(paper.draw_paper, *given, **named).result()


@pytest.fixture
def jobs(tmp_path):
    """Two tables and a figure of one made-up table."""
    path = tmp_path / "in/models.parquet"
    models = {"model": ["small", "large"], "source": "lab", "params": [1e8, 1e9], "loss": [3.0, 2.5]}
    write_frame(pd.DataFrame(models), path)
    shared, lab = {"title": "T", "caption": "Made up."}, {"where": {"source": "lab"}}
    specs = {
        name: shared | lab | {"file": f"{name}.yaml", "kind": "table", "from": "models", "columns": columns}
        for name, columns in COLUMNS.items()
    }
    layer = {"mark": "points", "from": "models", "x": "params", "y": "loss", "group": "model"} | lab
    specs["c"] = shared | {"file": "c.yaml", "kind": "figure", "size": {"columns": 1, "height": 2}, "layers": [layer]}
    specs["c"] |= {"axes": {"x": {"scale": "log"}}, "panels": {"list": [{"title": "Loss"}]}}
    tables = (("models", "lab", str(path)),)
    out = tmp_path / "out"
    return [paper.Job(name, spec, tables, f"{out}/{name}.parquet", f"{out}/{name}.pdf") for name, spec in specs.items()]


def written(jobs):
    """The bytes of all files of jobs."""
    return {path: Path(path).read_bytes() for job in jobs for path in (job.frame, job.picture)}


def test_the_bytes_do_not_depend_on_the_number_of_processes(jobs, draw_paper):
    seen = []
    for processes in (1, 2):
        done = draw_paper(jobs, processes, **LOOK)
        assert list(done) == ["a", "b", "c"]
        assert done["c"] == "2 rows"
        seen.append(written(jobs))
    assert seen[0] == seen[1]
    assert all(content.startswith(b"%PDF") for path, content in seen[0].items() if path.endswith(".pdf"))


def test_a_pdf_names_its_exhibit_the_version_and_the_digest_of_its_data(jobs, draw_paper):
    draw_paper(jobs, **LOOK, version="1.2")
    for job in jobs:
        with pypdfium2.PdfDocument(job.picture) as document:
            said = document.get_metadata_dict()
        assert said["Title"] == "T"
        digest = hashlib.sha256(Path(job.frame).read_bytes()).hexdigest()
        assert said["Keywords"] == f"exhibit {job.name}, Emergence Atlas 1.2, data sha256 {digest}"


def test_an_exhibit_that_fails_is_named_and_the_others_are_drawn(jobs, draw_paper):
    jobs[0].spec["columns"] = [{"field": "nowhere", "title": "None"}]
    with pytest.raises(AtlasError, match=r"^a: a\.yaml.*'nowhere'") as error:
        draw_paper(jobs, 2, **LOOK)
    assert "\n" not in str(error.value)
    assert not Path(jobs[0].picture).exists()
    assert Path(jobs[1].picture).exists()
    assert Path(jobs[2].picture).exists()


def test_a_damaged_table_is_an_error_of_those_exhibits_that_need_it(jobs, tmp_path, draw_paper):
    bad = tmp_path / "in/tasks.parquet"
    bad.write_bytes(b"PAR1 cut short")
    asks = {**jobs[0].spec, "from": "tasks"}
    broken = paper.Job("d", asks, (*jobs[0].tables, ("tasks", "lab", str(bad))), jobs[0].frame, jobs[0].picture)
    with pytest.raises(AtlasError, match=r"^d: .*whole Parquet file"):
        draw_paper([broken, jobs[1]], **LOOK)
    assert Path(jobs[1].picture).exists()


def test_only_what_changed_is_drawn_anew(jobs, tmp_path, draw_paper):
    kept = tmp_path / "kept"

    def drawn(**changes):
        done = draw_paper(jobs, 2, **LOOK | {"kept": kept, "code": "1"} | changes)
        return [name for name, how in done.items() if how != "kept"]

    assert drawn() == ["a", "b", "c"]
    first = written(jobs)
    for path in first:
        Path(path).unlink()
    assert drawn() == []
    assert written(jobs) == first
    jobs[1].spec["title"] = "Another"
    assert drawn() == ["b"]
    assert drawn(code="2") == ["a", "b", "c"]
    assert drawn(style=LOOK["style"] + "\nfont.size: 6\n", code="2") == ["a", "b", "c"]
    write_frame(pd.DataFrame({"model": ["one"], "source": "lab", "params": 1.0, "loss": 2.0}), jobs[0].tables[0][2])
    assert drawn(code="2", style=LOOK["style"] + "\nfont.size: 6\n") == ["a", "b", "c"]


@pytest.mark.parametrize("damage", [lambda path: path.write_bytes(b"%PDF"), lambda path: path.unlink()])
def test_what_was_kept_is_verified_before_it_is_copied(jobs, tmp_path, damage, draw_paper):
    kept = tmp_path / "kept"
    draw_paper(jobs[:1], **LOOK, kept=kept)
    first = written(jobs[:1])
    damage(kept / "a/picture.pdf")
    assert draw_paper(jobs[:1], **LOOK, kept=kept) == {"a": "2 rows"}
    assert written(jobs[:1]) == first


def test_a_process_that_dies_is_told_and_the_others_go_on():
    tasks = [("dies", lambda: os.kill(os.getpid(), signal.SIGKILL)), ("lives", lambda: 7), ("fails", lambda: 1 / 0)]
    dies, lives, fails = forking.run(tasks, 2)
    assert dies.error == "the process ended with signal 9"
    assert (lives.result, lives.error) == (7, None)
    assert fails.error == "defect: ZeroDivisionError('division by zero')"
