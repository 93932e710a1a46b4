"""Published scores of how abruptly a series rises, for comparison with the tests."""

import numpy as np


def abruptness(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The emergence score and the linearity of a series.

    With I(y) = sign(argmax y - argmin y) (max y - min y), scores ordered by x, and d their successive differences:
    the emergence score of Schaeffer et al. 2023 (arXiv 2304.15004) is I(y) / sqrt(median d^2), the breakthroughness of
    BIG-bench (Srivastava et al. 2022, arXiv 2206.04615, Appendix B) the same, and BIG-bench's linearity
    I(y) / sqrt(mean d^2).

    Parameters
    ----------
    x : numpy.ndarray, (n,)
        Larger is better; scores at equal x count as their mean.
    y : numpy.ndarray, (n,)
        Larger is better.

    Returns
    -------
    emergence_score, linearity : float
        NaN where no or half of the differences vanish, or there are fewer than two x.
    """
    y = _by_x(x, y)
    if y.size < 2:
        return np.nan, np.nan
    change = np.sign(int(y.argmax()) - int(y.argmin())) * np.ptp(y)
    squares = np.diff(y) ** 2
    median, mean = np.sqrt(np.median(squares)), np.sqrt(np.mean(squares))
    return (change / median if median > 0 else np.nan), (change / mean if mean > 0 else np.nan)


def largest_step(x: np.ndarray, y: np.ndarray) -> float:
    """The share of a series' rise that lies between two neighbours in x, which is what the eye takes for a jump.

    Parameters
    ----------
    x, y : numpy.ndarray, (n,)
        As for :func:`abruptness`.

    Returns
    -------
    float
        The largest step up over the range of y: 1 / (n - 1) for a line over evenly spaced x; NaN where y is constant.
    """
    y = _by_x(x, y)
    return max(np.diff(y).max(), 0.0) / np.ptp(y) if np.ptp(y) > 0 else np.nan


def _by_x(x, y):
    """Scores in the order of x; the mean of those at equal x."""
    _, place = np.unique(x, return_inverse=True)
    return np.bincount(place, y) / np.bincount(place)
