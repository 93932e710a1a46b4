"""What studies simulate with: points in the shapes that the sources have, and processes."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from emergence.series.points import Points, differs_from_chance

CHANCE = 0.25
# Where the shortest of the runs with several checkpoints ends, as a share of the range of x; the longest end at 1.
_SHORTEST = 0.4
_BATCH = 25


def places(runs: int, checkpoints: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """x and run of the points of a series; x is 0..1, larger is better.

    Runs of one checkpoint stand evenly spaced; the checkpoints of longer ones go from 0 to the run's own last x, ever
    more slowly, as losses do.

    Parameters
    ----------
    runs : int
    checkpoints : tuple of int
        The least and the most that a run has; runs have evenly spaced numbers of them.

    Returns
    -------
    x : numpy.ndarray, (n,)
    run : numpy.ndarray, (n,) of int64
    """
    counts = np.linspace(checkpoints[0], checkpoints[1], runs).astype(int)
    last = np.linspace(0, 1, runs) if checkpoints[1] == 1 else np.linspace(_SHORTEST, 1, runs)
    way = [np.linspace(0, 1, count) if count > 1 else np.ones(1) for count in counts]
    x = np.concatenate([end * (1 - (1 - own) ** 2) for end, own in zip(last, way, strict=True)])
    return x, np.repeat(np.arange(runs), counts)


def answered(
    name: str,
    x: np.ndarray,
    run: np.ndarray,
    score: np.ndarray,
    items: int,
    chance: float,
    random: np.random.Generator,
) -> Points:
    """Points whose scores are shares of right answers about the expected ``score`` (n,), in the order of all points.

    ``chance`` is NaN where it counts as unknown.
    """
    y = random.binomial(items, np.clip(score, 0.0, 1.0)) / items
    order = np.lexsort((run, y, x))
    x, y, run = x[order], y[order], run[order]
    floor = np.nan if differs_from_chance(chance, x, y, run) else chance
    none = np.full(x.size, np.nan)
    return Points(name, x, none, y, run, int(run.max()) + 1, 1.0, floor, order, chance=chance)


def in_batches(work: Callable[[int, range], list], counts: Sequence[int], threads: int) -> list[list]:
    """Simulate many series of many cases in some processes.

    Parameters
    ----------
    work : function of int and range
        From the number of a case and numbers of its series to a list of their outcomes, in that order.
    counts : list of int
        Series of each case.
    threads : int
        Processes; they share what is imported.

    Returns
    -------
    list of list
        The outcomes of each case.
    """
    batches = [
        (case, range(start, min(start + _BATCH, count)))
        for case, count in enumerate(counts)
        for start in range(0, count, _BATCH)
    ]
    found: list[list] = [[] for _ in counts]
    with ProcessPoolExecutor(threads, get_context("fork"), _given, (work,)) as pool:
        for (case, _), outcomes in zip(batches, pool.map(_done, *zip(*batches, strict=True)), strict=True):
            found[case] += outcomes
    return found


# What a process was forked with: it is handed over once and not pickled, so that it may hold any function.
_work: list[Callable[[int, range], list]] = []


def _given(work: Callable[[int, range], list]) -> None:
    _work[:] = [work]


def _done(case: int, indices: range) -> list:
    return _work[0](case, indices)
