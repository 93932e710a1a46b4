"""Onsets and onset widths of several series together, with draws of all of them under the same resampled runs.

Series of one source share runs and checkpoints, so that the errors of their onsets depend on each other. Each series is
fitted by the best curve of the family (:mod:`emergence.hypotheses.onset_curves`). In every draw each run, or each block
of checkpoints where runs are few and long, gets one random weight, the same in all series, and every curve is fitted
anew (the Bayesian bootstrap: Rubin 1981, Newton and Raftery 1994). So the draws are correlated as the estimates are,
and what series share counts once. Resampling at a kink hardly ever finds the wider curves that fit as well; each
series' draws are therefore stretched about its estimate, to the standard deviation that its own interval has: that of
:mod:`emergence.hypotheses.onset`, whose coverage is known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import fdtri, ndtri

from emergence.hypotheses.onset_curves import evaluate, grid
from emergence.hypotheses.within_run import number_of_blocks, runs_apart
from emergence.inference.bootstrap import ENOUGH_RUNS, seed_of
from emergence.inference.wild_bootstrap import RunSums
from emergence.series.domain import place_of
from emergence.series.points import Points, split
from emergence.series.run_bins import run_bins_of
from emergence.solvers.onset_curves import LARGEST_WIDTH, LEAST_WIDTH, ONSET, WIDTH

# Parameters of a curve: level, height, place on its branch, width and onset.
_PARAMETERS = 5
# Curves that explain less than the best by so many times the noise's variance are best in no draw: with a difference
# of d between two curves, noise of variance v tips it by 2 sqrt(d v) z, and z stays below 5.
_RIVALS = 100.0
# Curves that explain less by no more than this share of the noise's variance are as good as the best.
_TIED = 0.01
# The interval that the draws' standard deviation is made to agree with.
_LEVEL = 0.95
# Where a curve goes through all scores, this share of their sum of squares stands for the noise's variance.
_EXACT = 1e-9
# Widths below this share of the range are those of a kink, whatever they are.
_KINK = 1e-3
# The best shapes and widths on the grid, finer widths next to them, and onsets about the best of each, which lie within
# a step of the grid, and then within a fifth of it.
_SHAPES, _STRETCHES = 20, (0.8, 1.0, 1.25)
# No shape of one width stands there with more onsets.
_ONSETS = 100
_STEPS = ((0.045, 15), (0.03, 31))
# The standard deviation of an onset that is rounded to the finest of these steps, as a share of the range.
_ROUNDED = 2 * _STEPS[-1][0] / (_STEPS[-1][1] - 1) / np.sqrt(12)
# A curve with a smaller weighted variance, of rows of length one, is level in a draw.
_FLAT = 1e-9
# Draws that are refitted at a time.
_AT_ONCE = 64


class Sample(NamedTuple):
    """The points of a series, or of one long run of it, with the clusters that get one weight each.

    ``points`` are turned so that a larger y is better; ``clusters`` (n,) are numbered in common for all samples.
    """

    series_id: str
    run: str | None
    points: Points
    clusters: np.ndarray


@dataclass(frozen=True, eq=False)
class JointOnsets:
    """Onset and onset width of k samples, in units of x, and m draws of each under common weights.

    Attributes
    ----------
    series_id, run : list
        Of each sample; the run is None where the sample has all runs of its series.
    n_clusters : int
        Runs, or blocks of checkpoints, that got a weight each.
    onset, width : numpy.ndarray, (k,)
    onsets, widths : numpy.ndarray, (m, k)
    """

    series_id: list[str]
    run: list[str | None]
    n_clusters: int
    onset: np.ndarray
    width: np.ndarray
    onsets: np.ndarray
    widths: np.ndarray


def joint_onsets(series: pd.DataFrame, points: pd.DataFrame, draws: int, seed: int) -> JointOnsets:
    """Onsets and onset widths of series that share runs, with joint draws.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Rows of the tables ``SERIES`` and ``POINTS``: at least three distinct x, and scores that vary.
    draws, seed : int

    Returns
    -------
    JointOnsets
        A sample a series of twelve runs or more (its run bins, runs as clusters); of a series of fewer runs, one a long
        run (its checkpoints, blocks of them as clusters), and none if it has no long run.
    """
    return joint_draws(samples_of(series, points), draws, seed)


def joint_draws(samples: Sequence[Sample], draws: int, seed: int) -> JointOnsets:
    """The same for samples with clusters."""
    n_clusters = 1 + max((int(sample.clusters.max()) for sample in samples), default=-1)
    weights = np.random.default_rng(seed).exponential(size=(draws, n_clusters))
    found = [
        _Fit(one.points).drawn(one.clusters, weights, seed_of(f"{one.series_id}/{one.run}", seed)) for one in samples
    ]
    best = np.array([one[0] for one in found]).reshape(len(found), 2)
    every = np.array([one[1] for one in found]).reshape(len(found), draws, 2)
    names = [sample.series_id for sample in samples], [sample.run for sample in samples]
    return JointOnsets(*names, n_clusters, best[:, 0], best[:, 1], every[..., 0].T, every[..., 1].T)


def samples_of(series: pd.DataFrame, points: pd.DataFrame) -> list[Sample]:
    """The samples of :func:`joint_onsets`, in the order of ``series``.

    Blocks are those of the run's checkpoints in all series, in the order of training, and as long as the residuals of
    any of the series ask for.
    """
    runs, code = np.unique(points["run"].to_numpy(dtype=str), return_inverse=True)
    tokens = points["tokens"].to_numpy(dtype=float, na_value=np.nan)
    samples: list[Sample] = []
    for own, better in zip(split(series, points), series["better"], strict=True):
        names = np.unique(code[own.rows])
        if own.n_runs >= ENOUGH_RUNS:
            bins = run_bins_of(own, better)
            samples.append(Sample(own.series_id, None, bins, names[bins.run]))
            continue
        for number, alone in runs_apart(own, better).items():
            samples.append(Sample(own.series_id, str(runs[names[number]]), alone, np.empty(0)))
    return _with_blocks(samples, tokens, first=len(runs))


def _with_blocks(samples, tokens, first):
    """Clusters for the samples of one run each, numbered from ``first``, and those of others as they are."""
    of_run: dict[str, list[int]] = {}
    for place, sample in enumerate(samples):
        if sample.run is not None:
            of_run.setdefault(sample.run, []).append(place)
    samples = list(samples)
    for places in of_run.values():
        own = [samples[place].points for place in places]
        seen = np.unique(np.concatenate([tokens[one.rows] for one in own]))
        blocks = min(number_of_blocks(_Fit(one, ()).residual) for one in own)
        for place, one in zip(places, own, strict=True):
            block = np.searchsorted(seen, tokens[one.rows]) * blocks // seen.size
            samples[place] = samples[place]._replace(clusters=first + block)
        first += blocks
    return samples


class _Fit:
    """The best curve for one sample, on x turned and scaled to 0..1 and on scores less their mean, and its rivals."""

    def __init__(self, points: Points, steps: Sequence[tuple[float, int]] = _STEPS):
        place, self.range = place_of(points.x, points)
        self.points, self.order = points, np.argsort(place, kind="stable")
        self.u, y = np.ascontiguousarray(place[self.order]), points.y[self.order]
        self.y = y - y.mean()
        parts = [grid(self.u)]
        for reach, count in steps:
            parts.append(self._about_the_best(parts, reach, count))
        # a curve that is level at all places has no onset
        rising = np.concatenate([np.isfinite(part.measures[:, ONSET]) for part in parts])
        self.rows, self.measures = (
            np.concatenate([getattr(part, name) for part in parts])[rising] for name in ("rows", "measures")
        )
        self.explained = self._explained(self.rows)
        shape = self.rows[int(self.explained.argmax())]
        self.fitted = max(shape @ self.y, 0.0) * shape
        self.residual = self.y - self.fitted

    def drawn(self, clusters: np.ndarray, weights: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Onset and width in units of x, of the scores (2,) and of draws with weights (m, all clusters): (m, 2).

        Onsets are sought on a grid: its finest step is an error of its own, which the draws have too.
        """
        names, run = np.unique(clusters[self.order], return_inverse=True)
        noise = self._noise(run, names.size)
        rivals = np.flatnonzero(self.explained >= self.explained.max() - _RIVALS * noise)
        best = self._refits(self.rows[rivals], RunSums(run, names.size), weights[:, names])
        values = np.stack([self.measures[:, ONSET], np.log(np.maximum(self.measures[:, WIDTH], _KINK))], axis=-1)
        df = max(names.size - _PARAMETERS, 1)
        allowed = values[self.explained >= self.explained.max() - 2 * fdtri(2, df, _LEVEL) * noise]
        least = np.ptp(allowed, axis=0) / 2 / ndtri((1 + _LEVEL) / 2)
        drawn, own = values[rivals][best], values[self.explained.argmax()].copy()
        # a step may lie anywhere between two checkpoints, each place as good as the others
        tied = values[self.explained >= self.explained.max() - _TIED * noise, 0]
        own[0] = (tied.min() + tied.max()) / 2
        drawn[:, 0] += _ROUNDED * np.random.default_rng(seed).standard_normal(len(drawn))
        spread = drawn.std(axis=0)
        stretch = np.where(spread > 0, np.maximum(least / np.where(spread > 0, spread, 1.0), 1.0), 1.0)
        return self._in_x(own), self._in_x(own + (drawn - drawn.mean(axis=0)) * stretch)

    def _noise(self, run, n_runs):
        """The variance of residuals, or of their sums over runs if that is larger, by the degrees of freedom."""
        n, df = self.u.size, max(n_runs - _PARAMETERS, 1)
        by_run = _squares(np.bincount(run, self.residual)) * n_runs / df / n
        return max(by_run, _squares(self.residual) / max(n - _PARAMETERS, 1), _EXACT * _squares(self.y))

    def _refits(self, rows, sums, weights):
        """Which of the rows (k, n) fits best in each draw, by weights (m, n_runs) of the runs."""
        of_rows, of_squares, of_products = (sums.of(of).T for of in (rows, rows * rows, rows * self.y))
        totals, scores = weights @ sums.of(np.ones(self.u.size)), weights @ sums.of(self.y)
        best = np.empty(len(weights), dtype=np.int64)
        # in place and by some draws at a time, since what takes longest is the way to memory
        for first in range(0, len(weights), _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            total, score = totals[some, None], scores[some, None]
            heights, squares, products = (weights[some] @ of for of in (of_rows, of_squares, of_products))
            products -= heights * (score / total)
            np.maximum(products, 0.0, out=products)
            products *= products
            heights *= heights
            squares -= heights / total
            products /= np.where(squares > _FLAT, squares, np.inf)
            best[some] = products.argmax(axis=1)
        return best

    def _in_x(self, values):
        place = (self.points.improves * self.points.x).min() + values[..., 0] * self.range
        return np.stack([self.points.improves * place, np.exp(values[..., 1]) * self.range], axis=-1)

    def _explained(self, rows):
        return np.maximum(rows @ self.y, 0.0) ** 2

    def _about_the_best(self, parts, reach, count):
        """Curves of the shapes and widths that explain most, and of widths near these, at onsets near their best."""
        given = np.concatenate([part.given for part in parts])
        explained = np.concatenate([self._explained(part.rows) for part in parts])
        order = np.argsort(-explained, kind="stable")[: _SHAPES * _ONSETS]
        _, first = np.unique(given[order, :3], axis=0, return_index=True)
        start = given[order[np.sort(first)[:_SHAPES]]]
        widths = np.clip(start[:, 2, None] * _STRETCHES, LEAST_WIDTH, LARGEST_WIDTH)
        shift = np.linspace(-reach, reach, count)
        near = np.broadcast_to(start[:, None, None], (len(start), len(_STRETCHES), count, 4)).copy()
        near[..., 2] = widths[..., None]
        near[..., 3] += shift
        return evaluate(near.reshape(-1, 4), self.u)


def _squares(values):
    return float(values @ values)
