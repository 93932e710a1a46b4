"""Scores simulated under a null hypothesis, and what the curves with an onset explain of them."""

import numpy as np

from emergence.hypotheses.onset_curves import Curves
from emergence.inference.wild_bootstrap import RunSums
from emergence.solvers.onset_curves import CLASSES, largest


class SimulatedScores:
    """A curve plus residuals, those of a run times the run's sign.

    Parameters
    ----------
    curve : numpy.ndarray, (n,)
        The best curve of the null hypothesis, of mean 0.
    residual : numpy.ndarray, (n,)
    run : numpy.ndarray, (n,)
        0..n_runs-1, each there.
    n_runs : int
    curves : Curves
        That are fitted to the scores.
    line : numpy.ndarray, (n,)
        The straight line, of mean 0 and length one.
    """

    def __init__(
        self, curve: np.ndarray, residual: np.ndarray, run: np.ndarray, n_runs: int, curves: Curves, line: np.ndarray
    ):
        self.curve, self.residual, self.run = curve, residual, run
        self.sums = RunSums(run, n_runs)
        self.classes, self.line = curves.classes, line
        self.base, self.slant = curves.rows @ curve, curves.rows @ line
        # only what is random is held in single precision
        self.part = self.sums.of(curves.rows * residual).astype(np.float32)

    def totals(self, signs: np.ndarray) -> np.ndarray:
        """Sums of squares (m,) about the mean of the scores that signs (m, n_runs) make."""
        own = self.sums.of(np.stack([self.residual, self.residual**2, self.residual * self.curve]))
        turned = signs.T
        squares = self.curve @ self.curve + own[1] @ turned**2 + 2 * own[2] @ turned
        return squares - (own[0] @ turned) ** 2 / self.curve.size

    def explained(self, signs: np.ndarray) -> np.ndarray:
        """Sums of squares that the best curve of each class explains, (CLASSES + 1, m).

        The last row is that of narrow curves with a rising straight line added.
        """
        turned = signs.T
        found = np.empty((CLASSES + 1, len(signs)))
        line = self.line @ self.curve + self.sums.of(self.line * self.residual) @ turned
        part = np.ascontiguousarray(self.part @ turned.astype(np.float32))
        largest(self.base, part, self.classes, self.slant, line, found)
        return found

    def projected(self, basis: np.ndarray, signs: np.ndarray) -> np.ndarray:
        """Sums of squares (m,) that an orthonormal basis (n, k) explains."""
        sums = self.sums.of(basis.T * self.residual)
        return (((basis.T @ self.curve)[:, None] + sums @ signs.T) ** 2).sum(axis=0)

    def responses(self, signs: np.ndarray) -> np.ndarray:
        """The scores themselves (m, n), of mean 0."""
        found = self.curve + self.residual * signs[:, self.run]
        return found - found.mean(axis=1, keepdims=True)
