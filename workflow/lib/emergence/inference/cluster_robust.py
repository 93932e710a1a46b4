"""Standard errors of least squares whose residuals are dependent within runs, sound for few and unequal runs.

The sandwich of Liang and Zeger (1986) with the adjustment "CR2" of Bell and McCaffrey (2002): each run's residuals are
multiplied by ``(I - H_gg)^(-1/2)``, H the hat matrix, which makes the variance unbiased where residuals are
independent. Its degrees of freedom are Satterthwaite's, by Imbens and Kolesar (2016): those of the chi-squared
distribution that has the mean and the variance that the estimate would have if residuals were Gaussian with a common
run effect, whose share of the variance is estimated. With runs of one point each this is HC2 and is sound for unequal
variances; nonlinear forms enter by their gradient.

Nothing here is larger than points times parameters: for X'X = I, ``(I - X_g X_g')^(-1/2) X_g`` is
``X_g (I - X_g' X_g)^(-1/2)``.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from emergence.series.points import Points

# A run that alone determines a direction has a hat value of 1 there; it leaves no residual to estimate from.
_WHOLE = 1e-9
# At least this share of a contrast's variance must come from runs that leave residuals.
_JUDGED = 0.5
# A column of the gradient whose residual on the others is less than this share of it is collinear with them.
_RANK = 1e-10


class Robust(NamedTuple):
    """Of each contrast, (k,): standard error, its degrees of freedom, and the variance for residuals of variance 1."""

    se: np.ndarray
    df: np.ndarray
    unit: np.ndarray

    def reach(self, confidence: float) -> np.ndarray:
        """Half the t interval's width, (k,)."""
        return stdtrit(self.df, (1 + confidence) / 2) * self.se

    def at_least(self, variance: np.ndarray | float) -> "Robust":
        """The same with a lower bound on the variance, (k,), such as that of binomial noise; NaN is no bound."""
        return self._replace(se=np.where(np.isnan(self.se), np.nan, np.sqrt(np.fmax(self.se**2, variance))))


def cluster_robust(
    points: Points, gradient: np.ndarray, residual: np.ndarray, contrasts: np.ndarray | None = None
) -> Robust:
    """CR2 standard errors of a least-squares fit.

    Parameters
    ----------
    points : Points
        For their runs and weights.
    gradient : numpy.ndarray, (n, p)
        Of the predictions by the free parameters.
    residual : numpy.ndarray, (n,)
    contrasts : numpy.ndarray, (k, p), optional
        Linear combinations of the parameters; the parameters themselves if absent.

    Returns
    -------
    Robust
        NaN for a contrast half of whose variance, or more, comes from runs that leave no residual, such as a single
        run beyond a threshold; all NaN where the gradient has not full rank, or for fewer than two runs.
    """
    run, n_runs, p = points.run, points.n_runs, gradient.shape[1]
    root = np.sqrt(points.weight)
    gradient, residual = gradient * root[:, None], residual * root
    contrasts = np.eye(p) if contrasts is None else contrasts
    length = np.sqrt((gradient**2).sum(axis=0))
    none = Robust(*np.full((3, contrasts.shape[0]), np.nan))
    if n_runs < 2 or points.n <= p or not (length > 0).all():
        return none
    x, triangle = np.linalg.qr(gradient / length)
    if np.abs(np.diag(triangle)).min() <= _RANK:
        return none
    c = np.linalg.solve(triangle.T, (contrasts / length).T)
    by_run = _by_run(run, np.hstack([(x[:, :, None] * x[:, None, :]).reshape(-1, p * p), x, x * residual[:, None]]))
    squares, sums, score = by_run[:, : p * p].reshape(n_runs, p, p), by_run[:, p * p : -p], by_run[:, -p:]
    hat, turn = np.linalg.eigh(squares)
    left = 1.0 - hat
    adjust = np.where(left > _WHOLE, 1.0 / np.sqrt(np.maximum(left, _WHOLE)), 0.0)
    a = (turn * adjust[:, None, :]) @ np.swapaxes(turn, 1, 2) @ c
    a = np.ascontiguousarray(np.moveaxis(a, 2, 0))
    own = (squares @ a[:, :, :, None])[..., 0]
    variance = ((a * score).sum(axis=2) ** 2).sum(axis=1)
    unit = (c * c).sum(axis=0)
    # the mean of the variance for independent residuals of variance 1, less the share of runs without residuals
    judged = (a * own - own**2).sum(axis=(1, 2)) > _JUDGED * unit
    df = _degrees(a, own, sums, _run_share(residual, run, n_runs))
    return Robust(*(np.where(judged, of, np.nan) for of in (np.sqrt(variance), df, unit)))


def line_contrasts(points: Points, contrasts: np.ndarray) -> tuple[np.ndarray, Robust]:
    """Linear combinations of the intercept and the slope of a straight line, with CR2 standard errors.

    Parameters
    ----------
    points : Points
        At least two distinct x.
    contrasts : numpy.ndarray, (k, 2)
        Of the intercept (at x = 0) and the slope: ``[[0, x_max - x_min]]`` is the change over the range of x.

    Returns
    -------
    estimate : numpy.ndarray, (k,)
    robust : Robust
        :meth:`Robust.at_least` sets a lower bound on its variance.
    """
    design = np.column_stack([np.ones(points.n), points.x])
    root = np.sqrt(points.weight)
    values, *_ = np.linalg.lstsq(design * root[:, None], points.y * root)
    return contrasts @ values, cluster_robust(points, design, points.y - design @ values, contrasts)


def _degrees(a, own, sums, share):
    """Satterthwaite's degrees of freedom (k,) of ``sum of (a_g' X_g' r_g)^2`` for residuals with a run effect.

    ``share`` is the run effect's variance over that of the rest. With b_g the vector of points such that
    ``a_g' X_g' r_g = b_g' e`` for errors e, ``df = tr(M)^2 / tr(M^2)`` of ``M_gh = b_g' (I + share 1 1') b_h``, where
    1 1' joins points of one run. M (runs times runs) is a diagonal and ``U V'`` of twice as many columns as there are
    parameters, and is never made.
    """
    effect = (a * sums).sum(axis=2)
    diagonal = (a * own).sum(axis=2) + share * effect**2
    across = share * effect[:, :, None] * sums
    left = np.concatenate([own @ (share * sums.T @ sums) - own - across, own], axis=2)
    right = np.concatenate([own, -across], axis=2)
    on_diagonal, inner = (left * right).sum(axis=2), np.swapaxes(right, 1, 2) @ left
    trace = (diagonal + on_diagonal).sum(axis=1)
    square = (diagonal * (diagonal + 2 * on_diagonal)).sum(axis=1) + (inner * np.swapaxes(inner, 1, 2)).sum(axis=(1, 2))
    return np.divide(trace**2, square, out=np.full(trace.size, np.nan), where=square > 0)


def _run_share(residual, run, n_runs):
    """Variance between runs over that within, by analysis of variance; 0 where runs have one point each."""
    count, total = np.bincount(run, minlength=n_runs), np.bincount(run, residual, n_runs)
    n = residual.size
    if n <= n_runs:
        return 0.0
    between = (total**2 / count).sum()
    within = (residual @ residual - between) / (n - n_runs)
    size = (n - (count**2).sum() / n) / (n_runs - 1)
    excess = (between - total.sum() ** 2 / n) / (n_runs - 1) - within
    return max(0.0, excess / size / within) if within > 0 else 0.0


def _by_run(run, columns):
    """Sums of columns (n, c) over each run: (n_runs, c)."""
    order = np.argsort(run, kind="stable")
    ordered = run[order]
    return np.add.reduceat(columns[order], np.flatnonzero(np.diff(ordered, prepend=-1)), axis=0)
