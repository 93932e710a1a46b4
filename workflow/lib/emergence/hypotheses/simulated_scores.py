"""Scores simulated under null hypotheses, and what the curves with an onset explain of them."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from emergence.hypotheses.onset_curves import Search
from emergence.inference.wild_bootstrap import RunSums
from emergence.solvers.onset_curves import CLASSES
from emergence.solvers.onset_draws import largest, products_by_run


class _Round(NamedTuple):
    """Products of draws of the noise: with the curves (k, m), the line (m,), the spline (b, m); signs and sums."""

    curves: np.ndarray
    line: np.ndarray
    spline: np.ndarray
    signs: np.ndarray
    squares: np.ndarray
    total: np.ndarray


class Noise:
    """Residuals, those of each run times the run's sign, which simulated scores add to the curve of any hypothesis.

    What depends on the noise alone is computed once for all hypotheses.

    Parameters
    ----------
    residual : numpy.ndarray, (n,)
    run : numpy.ndarray, (n,)
        0..n_runs-1, each there.
    n_runs : int
    signs : iterable of numpy.ndarray, (m, n_runs)
        Rounds of draws.
    found : Search
        Whose curves are fitted to the scores.
    line, spline : numpy.ndarray, (n,) and (n, b)
        The straight line, and the basis of a spline: orthonormal, of mean 0.
    """

    def __init__(
        self,
        residual: np.ndarray,
        run: np.ndarray,
        n_runs: int,
        signs: Iterable[np.ndarray],
        found: Search,
        line: np.ndarray,
        spline: np.ndarray,
    ):
        self.residual, self.run, self.line, self.spline = residual, run, line, spline
        self.rows, self.classes = found.curves.rows, found.classes
        self.sums, self._signs = RunSums(run, n_runs), list(signs)
        self._rounds: dict[int, _Round] = {}

    @cached_property
    def slants(self) -> np.ndarray:
        """Products (k,) of the curves with the straight line."""
        return self.rows @ self.line

    @cached_property
    def _by_run(self):
        # only what is random is held in single precision
        found = np.empty((len(self.rows), self._signs[0].shape[1]), dtype=np.float32)
        products_by_run(self.rows, self.residual, self.run, found)
        return found

    @property
    def rounds(self) -> range:
        """Numbers of the rounds."""
        return range(len(self._signs))

    def round(self, number: int) -> _Round:
        """The draws of one round."""
        if number not in self._rounds:
            signs = self._signs[number]
            turned, r = signs.T, self.residual
            own = self.sums.of(np.stack([r, r**2, self.line * r, *(self.spline.T * r)]))
            total, line, *spline = own[[0, *range(2, len(own))]] @ turned
            curves = np.ascontiguousarray(self._by_run @ turned.astype(np.float32))
            self._rounds[number] = _Round(curves, line, np.array(spline), signs, own[1] @ turned**2, total)
        return self._rounds[number]


class SimulatedScores:
    """The best curve (n,) of a null hypothesis, of mean 0, plus noise."""

    def __init__(self, curve: np.ndarray, noise: Noise):
        self.curve, self.noise = curve, noise
        self.base = noise.rows @ curve
        self.crossed = noise.sums.of(noise.residual * curve)

    def totals(self, number: int) -> np.ndarray:
        """Sums of squares (m,) about the mean of the scores of a round."""
        draws = self.noise.round(number)
        squares = self.curve @ self.curve + draws.squares + 2 * draws.signs @ self.crossed
        return squares - draws.total**2 / self.curve.size

    def explained(self, number: int) -> np.ndarray:
        """Sums of squares that the best curve of each class explains, (CLASSES + 1, m).

        The last row is that of narrow curves with a rising straight line added.
        """
        draws, noise = self.noise.round(number), self.noise
        found = np.empty((CLASSES + 1, draws.line.size))
        line = noise.line @ self.curve + draws.line
        largest(self.base, draws.curves, noise.classes, noise.slants, line, found)
        return found

    def explained_by(self, row: int, number: int) -> np.ndarray:
        """Sums of squares (m,) that one of the curves explains."""
        return np.maximum(self.base[row] + self.noise.round(number).curves[row], 0.0) ** 2

    def by_spline(self, number: int) -> np.ndarray:
        """Sums of squares (m,) that the spline explains."""
        return (((self.noise.spline.T @ self.curve)[:, None] + self.noise.round(number).spline) ** 2).sum(axis=0)

    def scores(self, number: int) -> np.ndarray:
        """The scores themselves (m, n), of mean 0."""
        found = self.curve + self.noise.residual * self.noise.round(number).signs[:, self.noise.run]
        return found - found.mean(axis=1, keepdims=True)
