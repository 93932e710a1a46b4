"""The manifest: what a run made, from what, with which versions. Equal manifests mean equal results."""

import platform
from collections.abc import Iterable
from importlib.metadata import version
from os import PathLike
from typing import Any

from emergence.io import records
from emergence.io.errors import AtlasError
from emergence.io.provenance import sha256

PACKAGES = ("snakemake", "numpy", "pandas", "pyarrow", "scipy", "statsmodels", "numba", "matplotlib", "typst")


def manifest(
    outputs: Iterable[str | PathLike[str]], inputs: Iterable[str | PathLike[str]], checks: dict[str, Any]
) -> dict[str, Any]:
    """The content of the manifest, which depends on neither the time nor the place of the run.

    Parameters
    ----------
    outputs, inputs : list of path-like
        Files whose checksums are noted, named as given.
    checks : dict
        How the checks came out: ``all``, ``ok``, ``known`` and ``failed``.

    Returns
    -------
    dict
        ``exhibits`` (how many), ``checks``, ``versions``, and the SHA-256 of each of ``outputs``, as recorded by its
        job, and of ``inputs``.

    Raises
    ------
    AtlasError
        If an output is no longer what its job wrote: the manifest must not vouch for it.
    """
    names = set(map(str, outputs))
    for name, fault in records.faults(sorted(names)).items():
        raise AtlasError(f"{name} {fault}: something else has changed it during this run; run `make` again")
    return {
        "exhibits": sum(name.endswith(".pdf") and name[:-4] + ".parquet" in names for name in names),
        "checks": checks,
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "outputs": {name: records.recorded(name) for name in sorted(names)},
        "inputs": {str(path): sha256(path) for path in sorted(map(str, inputs))},
    }
