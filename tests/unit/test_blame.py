"""Errors that are no defects say whose they are and what to do; one run at a time works in a folder."""

import errno
import os
import subprocess
import sys

import pytest

from emergence.draw import fonts
from emergence.io import blame
from emergence.io.errors import AtlasError
from emergence.io.files import replacing
from emergence.io.run_lock import RunLock


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "", "a.pdf"), "a.pdf could not be written, the disk of this machine is full"),
        (PermissionError(errno.EACCES, "", "a.pdf"), "a.pdf may not be read or written by you"),
        (OSError(errno.EIO, "", "a.pdf"), "the disk of this machine fails"),
        (OSError(errno.EMFILE, "", None), "this machine has too little left of a resource"),
        (FileNotFoundError(errno.ENOENT, "", "/x/site-packages/f.ttf"), "a file of the installation cannot be read"),
        (FileNotFoundError(errno.ENOENT, "", "data/a.csv"), "data/a.csv is gone or is no file"),
        (MemoryError(), "this machine ran out of memory"),
        (ModuleNotFoundError("no", name="numpy"), "the installation lacks the package numpy"),
        (AtlasError("a.csv, row 3: expected a number"), "a.csv, row 3: expected a number"),
    ],
)
def test_what_is_said_of_an_error(error, said):
    assert said in blame.message(error)


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), OSError("no number"), ModuleNotFoundError(name="emergence.x")]
)
def test_all_others_are_defects(error):
    assert blame.message(error) is None


def test_a_failed_write_names_the_file_and_not_its_temporary_name(tmp_path):
    with pytest.raises(OSError, match=r"a\.csv'$"), replacing(tmp_path / "a.csv") as temporary:
        raise OSError(errno.ENOSPC, "full", str(temporary))
    assert not list(tmp_path.iterdir())


def test_missing_fonts_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "folder", lambda: tmp_path)
    with pytest.raises(AtlasError, match=r"DejaVuSans.ttf: this font of the installation is missing"):
        fonts.require()
    (tmp_path / "DejaVuSans.ttf").write_bytes(b"no font")
    with pytest.raises(AtlasError, match="is damaged"):
        fonts.require()


HOLD = "from emergence.io.run_lock import RunLock; lock = RunLock('lock'); print(lock.take(), flush=True); input()"


def test_a_second_run_is_refused_until_the_first_has_ended_in_whatever_way(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert first.stdout.readline() == "True\n"
    with pytest.raises(AtlasError, match=rf"Another run works in this folder \(process {first.pid} on .*\): wait"):
        RunLock("lock").take()
    first.kill(), first.communicate()
    lock = RunLock("lock")
    assert lock.take()
    assert lock.take(), "it is held already"
    assert str(os.getpid()) in (tmp_path / "lock").read_text()
