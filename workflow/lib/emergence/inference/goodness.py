"""How well a form fits: squared error, likelihood, information criteria, error on runs left out."""

import numpy as np

# A fit that leaves less of the variance is perfect: what remains is how far the search went.
_PERFECT = 1e-10


def goodness(y: np.ndarray, fitted: np.ndarray, free: int, weight: np.ndarray) -> dict[str, float]:
    """Numbers of the table ``fit_stats``.

    Parameters
    ----------
    y, fitted : numpy.ndarray, (n,)
    free : int
        Free parameters k, the variance of the noise not counted.
    weight : numpy.ndarray, (n,)

    Returns
    -------
    dict
        ``sse`` = sum w (y - fitted)^2; ``r2`` = 1 - sse / sum w (y - mean)^2; ``loglik`` of independent Gaussian
        residuals of variance s / w with its own s, -n/2 (log(2 pi sse / n) + 1) + sum(log w) / 2; with K = k + 1,
        ``aicc`` = 2K - 2 loglik + 2K(K + 1)/(n - K - 1) (Hurvich and Tsai 1989) and ``bic`` = K log n - 2 loglik. NaN
        where not defined: a perfect fit has no likelihood, a constant y no r2, too few points no aicc.
    """
    n = y.size
    # rounding of y itself leaves this much error
    rounding = n * (4 * np.finfo(float).eps * np.abs(y).max()) ** 2
    sse = float(weight @ (y - fitted) ** 2)
    total = float(weight @ (y - np.average(y, weights=weight)) ** 2)
    perfect = max(rounding, _PERFECT * total)
    count = free + 1
    loglik = 0.5 * (np.log(weight).sum() - n * (np.log(2 * np.pi * sse / n) + 1)) if sse > perfect else np.nan
    spare = n - count - 1
    return {
        "sse": sse,
        "r2": 1 - sse / total if total > rounding else np.nan,
        "loglik": loglik,
        "aicc": 2 * count - 2 * loglik + 2 * count * (count + 1) / spare if spare > 0 else np.nan,
        "bic": count * np.log(n) - 2 * loglik,
    }
