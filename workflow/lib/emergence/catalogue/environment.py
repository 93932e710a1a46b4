"""The environment of a run, its jobs and the commands: what makes results the same to the byte on x86 with AVX2."""

import gc
from collections.abc import Callable, Iterable, MutableMapping, Sequence
from pathlib import Path

# Loops are compiled for the plainest of these processors, and linear algebra and numpy's functions are held to what
# they have in common, whatever the shell says of them.
# One thread for linear algebra: its matrices are small, and threads that wait for work take the cores of other jobs.
_SAME_EVERYWHERE = {
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_CPU_NAME": "generic",
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
_CACHES = {"NUMBA_CACHE_DIR": "numba", "MPLCONFIGDIR": "matplotlib"}
_TARGETS = "EMERGENCE_TARGETS"
_FILES = (".pdf", ".parquet")
# Targets that rewrite data/.
DATA_TARGETS = frozenset({"import", "digitise", "networks"})


def settle(environment: MutableMapping[str, str], caches: Path | None = Path(".cache")) -> None:
    """Set what all jobs of a run inherit; folders for caches, if they have one, only where the shell names none."""
    environment.update(_SAME_EVERYWHERE)
    if caches:
        for name, folder in _CACHES.items():
            environment.setdefault(name, str((caches / folder).resolve()))


def collect_seldom() -> None:
    """Look for garbage less often than Python does by itself: nearly all that planning makes stays until the end."""
    gc.freeze()
    gc.set_threshold(200_000)


def targets(
    environment: MutableMapping[str, str], words: Sequence[str] | None, parse: Callable[[Sequence[str]], Iterable[str]]
) -> list[str]:
    """What the command line asks for.

    Snakemake does not know it yet when it reads the rules, and does not tell the processes that it starts for single
    jobs, which must plan the same run.

    Parameters
    ----------
    environment : mutable mapping
        What these processes inherit.
    words : sequence of str or None
        The arguments of the command line; None in a process for a single job.
    parse : callable
        Finds the targets among the arguments. It takes a tenth of a second and is called only if some word may be one
        that matters: a file of results, or a target that rewrites data.
    """
    if words is not None:
        may_matter = any(word.endswith(_FILES) or word in DATA_TARGETS for word in words)
        environment[_TARGETS] = "\n".join(sorted(parse(words))) if may_matter else ""
    return environment.get(_TARGETS, "").split()
