"""Environments for copies of the project: in each, the copy's own package is installed."""

import os
import sysconfig
import venv
from pathlib import Path


def environment(project, folder):
    """A virtual environment with the packages of this one and with the package of a copy of the project.

    It takes a tenth of a second: the other packages are referred to, and the copy is installed as an editable package
    is, by a file that names the folder of its code.

    Parameters
    ----------
    project : path-like
        A copy of the project; its code is imported from there.
    folder : path-like
        Where the environment is to be made.

    Returns
    -------
    dict of str to str
        Environment variables for subprocesses. ``python`` is found in its PATH.
    """
    folder = Path(folder)
    venv.create(folder, symlinks=True, clear=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    code = Path(project).resolve() / "workflow" / "lib"
    (packages / "project.pth").write_text(f"{code}\n{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return inherited | {"PATH": os.pathsep.join([str(folder / "bin"), os.environ["PATH"]])}
