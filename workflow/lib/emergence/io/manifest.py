"""The manifest: what a run made, from what, with which versions. Equal manifests mean equal results."""

import platform
from collections.abc import Iterable
from importlib.metadata import version
from os import PathLike
from typing import Any

import pandas as pd

from emergence.io.provenance import sha256
from emergence.io.storage import read_frame

PACKAGES = ("snakemake", "numpy", "pandas", "pyarrow", "scipy", "statsmodels", "numba", "matplotlib", "typst")


def manifest(
    outputs: Iterable[str | PathLike[str]], inputs: Iterable[str | PathLike[str]], checks: str | PathLike[str]
) -> dict[str, Any]:
    """The content of the manifest, which depends on neither the time nor the place of the run.

    Parameters
    ----------
    outputs, inputs : list of path-like
        Files whose checksums are noted, named as given.
    checks : path-like
        The table of checks.

    Returns
    -------
    dict
        ``exhibits`` (how many), ``checks`` (``all``, ``ok``, and the names of those that are ``known`` disagreements or
        ``failed``), ``versions``, and the SHA-256 of each of ``outputs`` and ``inputs``.
    """
    compared = read_frame(checks)
    names = set(map(str, outputs))
    differing = compared.loc[~compared["ok"].astype(bool)]
    known = differing["known_disagreement"].notna()
    return {
        "exhibits": sum(name.endswith(".pdf") and name[:-4] + ".parquet" in names for name in names),
        "checks": {
            "all": len(compared),
            "ok": len(compared) - len(differing),
            "known": _named(differing[known]),
            "failed": _named(differing[~known]),
        },
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        "outputs": {str(path): sha256(path) for path in sorted(names)},
        "inputs": {str(path): sha256(path) for path in sorted(map(str, inputs))},
    }


def _named(checks: pd.DataFrame) -> list[str]:
    return [f"{row.exhibit}: {row.quantity}" for row in checks.itertuples()]
