"""The cache of machine code follows the content of the files that it is made of."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from emergence.solvers import compiling

RUN = "from room.entry import total; import numpy as np; print(total(np.ones(3)))"
CURVE = (
    "import numpy as np; from numba import njit; from form import derivatives\n"
    "from emergence.solvers.compiling import call_curve, curve_address\n"
    "f = njit(lambda address, v, rows: call_curve(address, v, 0, 0.5, 0.0, rows))\n"
    "rows = np.zeros((6, 1)); f(curve_address(derivatives), np.ones(1), rows); print(rows[0, 0])"
)


@pytest.fixture
def run(tmp_path):
    """Runs Python in a fresh process, with a cache of its own and the test's modules."""
    cache = tmp_path / "cache"
    paths = os.pathsep.join([str(tmp_path), str(Path(compiling.__file__).parents[2])])
    environment = os.environ | {"NUMBA_CACHE_DIR": str(cache), "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}

    def run(code):
        made = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        return float(made.stdout), sorted(path.name for path in cache.rglob("*.nbc"))

    return run


def changed(file, old, new):
    """Another content of the same size and time."""
    times = file.stat()
    file.write_text(file.read_text().replace(old, new))
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


def test_a_kernel_follows_a_function_in_another_file(tmp_path, run):
    room = tmp_path / "room"
    room.mkdir()
    (room / "compiling.py").write_text(Path(compiling.__file__).read_text())
    (room / "part.py").write_text("from room.compiling import inner\n@inner\ndef twice(x):\n    return 2.0 * x\n")
    (room / "entry.py").write_text(
        "from room.compiling import kernel\nfrom room.part import twice\n"
        '@kernel("f8(f8[::1])")\ndef total(x):\n    return twice(x[0] + x[1] + x[2])\n'
    )
    first, kept = run(RUN)
    assert (first, len(kept)) == (6.0, 1)
    assert run(RUN) == (first, kept)
    changed(room / "part.py", "2.0", "3.0")
    assert run(RUN)[0] == 9.0


def test_a_curve_follows_its_file(tmp_path, run):
    form = tmp_path / "form.py"
    form.write_text("def derivatives(v, start, a, b, rows):\n    rows[0, 0] = v[0] + 4.0 * a\n")
    first, kept = run(CURVE)
    assert first == 3.0
    assert run(CURVE) == (first, kept)
    changed(form, "4.0", "6.0")
    assert run(CURVE)[0] == 4.0
