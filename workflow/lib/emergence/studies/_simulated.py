"""Simulated series in the shapes that the sources have, for studies of the break test."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from zlib import crc32

import numpy as np
from scipy.special import ndtri

from emergence.fits.verdicts.breaks import break_p, trend_p
from emergence.fits.verdicts.cells import Cells, inner_range
from emergence.fits.verdicts.responses import Responses

CHANCE = 0.25
# With 399 draws 0.05 is a possible p-value, so that a test of this level can be exact.
DRAWS = 399
ALPHA = 0.05


@dataclass(frozen=True)
class Size:
    """A kind of series, named after the source that has it: its runs and the cells of the least and the longest run."""

    name: str
    runs: int
    cells: tuple = (1, 1)


SIZES = (
    Size("BIG-bench, LaMDA", 12),
    Size("OLMo ladder, final", 30),
    Size("OpenLM, one corpus", 35),
    Size("Base models", 64),
    Size("Pythia", 15, (16, 20)),
    Size("OLMo, all checkpoints", 33, (10, 28)),
)


def places(size):
    """u and run of the cells of a series of this size.

    Runs of one checkpoint stand evenly spaced; longer ones go from 0 to their own last u, ever more slowly, as losses
    do; most end by 0.7, and two go on to 1.
    """
    counts = np.linspace(*size.cells, size.runs).astype(int)
    if size.cells[1] == 1:
        last = np.linspace(0, 1, size.runs)
    else:
        last = np.append(np.linspace(0.4, 0.7, size.runs - 2), [1.0, 1.0])
    way = [np.linspace(0, 1, count) if count > 1 else np.ones(1) for count in counts]
    u = np.concatenate([end * (1 - (1 - own) ** 2) for end, own in zip(last, way, strict=True)])
    run = np.repeat(np.arange(size.runs), counts)
    order = np.lexsort((run, u))
    return u[order], run[order]


def simulate(size, curve, items, run_sd, random):
    """Binomial scores about a curve u -> score, plus an effect of the run."""
    u, run = places(size)
    expected = CHANCE + curve(u) + run_sd * random.standard_normal(size.runs)[run]
    y = random.binomial(items, np.clip(expected, 0.0, 1.0)) / items
    return Cells(u, y, run, size.runs, CHANCE)


def shares(case, settings, pool, count):
    """How often the tests reject at level ``ALPHA``: a dict of shares over ``count`` simulated series.

    Parameters
    ----------
    case : tuple
        ``(size, draw)``; ``draw(random)`` gives curve, items and the standard deviation of the runs' effects.
    settings : Settings
    pool : concurrent.futures.Executor
    count : int

    Returns
    -------
    dict of str to float
        ``linear`` and ``logistic`` for each null alone, ``threshold`` for both, ``trend``.
    """
    seeds = [
        crc32(f"{case[0].name}/{case[1]}/{number}".encode(), settings.seed & 0xFFFFFFFF) for number in range(count)
    ]
    found = np.array(list(pool.map(partial(_p_values, case, settings), seeds, chunksize=20)))
    rejected = found <= ALPHA
    both = rejected[:, :2].all(axis=1)
    return dict(zip(("linear", "logistic", "trend"), rejected.mean(axis=0), strict=True)) | {"threshold": both.mean()}


def _p_values(case, settings, seed):
    size, draw = case
    random = np.random.default_rng(seed)
    cells = simulate(size, *draw(random), random)
    responses = Responses(cells, *inner_range(cells, settings.min_points, settings.min_runs))
    p = break_p(responses, DRAWS, [(seed, 0)])
    return p["linear"], p["logistic"], trend_p(responses, DRAWS, seed)


def processes(threads):
    """Processes that share what is imported."""
    return ProcessPoolExecutor(threads, mp_context=get_context("fork"))


def interval(share, count):
    """Wilson's 95 % interval (1927) of a share that was counted in ``count`` simulations."""
    z = ndtri(0.975)
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return round(max(middle - reach, 0.0), 6), round(min(middle + reach, 1.0), 6)
