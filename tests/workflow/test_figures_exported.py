"""Exhibits in other formats than PDF."""

import pytest
from click.testing import CliRunner

from emergence.cli.main import emergence
from emergence.io.errors import DataError

EVERY_ANALYSIS = True

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("file_format", "start"), [("svg", b"<?xml"), ("png", b"\x89PNG")])
def test_every_exhibit_the_same_each_time(built, tmp_path, monkeypatch, file_format, start):
    monkeypatch.chdir(built.folder)
    for out in ("one", "other"):
        run = CliRunner().invoke(emergence, ["figures", "--format", file_format, "--out", str(tmp_path / out)])
        assert run.exit_code == 0, run.output
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / out).rglob("*.*")} for out in ("one", "other"))
    assert one == other
    assert {name.partition(".")[0] for name in one} == {"fig", "table"}
    assert one[f"fig.{file_format}"].startswith(start)


def test_pictures_are_targets_of_a_run_of_their_own(project):
    """As a picture of the results, in a style, and drawn again only when something behind it changed."""
    before = project.contents("toy/fig")
    wanted = ["results/toy/fig.png", "results/toy/fig.slide.svg", "results/toy/table.column.png"]
    said = project.build(*wanted)
    assert "Draw toy/fig as slide.svg" in said
    made = {name: (project.folder / name).read_bytes() for name in wanted}
    assert {name: own for name, own in project.contents("toy/fig").items() if name not in wanted} == before
    for name in wanted:
        (project.folder / name).unlink()
    project.build(*wanted)
    assert made == {name: (project.folder / name).read_bytes() for name in wanted}
    assert "Nothing to be done" in project.build(*wanted) or not project.due()


def test_an_exhibit_that_there_is_not(built, tmp_path, monkeypatch):
    monkeypatch.chdir(built.folder)
    with pytest.raises(DataError, match="one of toy/fig, toy/table"):
        CliRunner().invoke(emergence, ["figures", "toy/fgi"], standalone_mode=False, catch_exceptions=False)
