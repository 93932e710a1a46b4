"""The environment of jobs: what makes results the same to the byte on all x86 processors with AVX2."""

from collections.abc import MutableMapping
from pathlib import Path

# Loops are compiled for the plainest of these processors, and linear algebra and numpy's functions are held to what
# they have in common, whatever the shell says of them.
_SAME_EVERYWHERE = {
    "NUMBA_CPU_NAME": "generic",
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
_CACHES = {"NUMBA_CACHE_DIR": ".cache/numba", "MPLCONFIGDIR": ".cache/matplotlib"}
_TARGETS = "EMERGENCE_TARGETS"


def settle(environment: MutableMapping[str, str]) -> None:
    """Set what all jobs of a run inherit; folders for caches only where the shell names none."""
    environment.update(_SAME_EVERYWHERE)
    for name, folder in _CACHES.items():
        environment.setdefault(name, str(Path(folder).resolve()))


def targets(environment: MutableMapping[str, str], named: list[str] | None) -> list[str]:
    """What the command line asks for.

    Snakemake does not tell the processes that it starts for single jobs, which must plan the same run.

    Parameters
    ----------
    environment : mutable mapping
    named : list of str or None
        What Snakemake knows of it; None in a process for a single job.
    """
    if named is not None:
        environment[_TARGETS] = "\n".join(sorted(named))
    return environment.get(_TARGETS, "").split()
