"""Where the ticks of an axis are and what their labels say.

Positions are those of matplotlib's locators. Which of them fit is decided here and before drawing, because the margins
of a figure depend on its labels; the texts are those of :mod:`emergence.draw.number_format`, because matplotlib's
formatters write 20.0% for 20 %, a hyphen for a minus, and G for a billion.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.ticker import LogLocator, MaxNLocator

from emergence.draw import number_format, text_metrics

_MINOR_SPACE = 24  # points a decade must be long to have minor ticks
_PLAIN = 2.0  # decades: longer axes, and those whose numbers need a power of ten, have ticks at powers alone
# Of a decade, and how many ticks they must make: every other number of a very short axis is better than two ticks.
_SUBDIVISIONS = (((1, 2, 5), 3), (tuple(range(1, 10)), 2), ((1, 2, 4, 6, 8), 3), ((1, 2, 5), 2), ((1, 3), 2), ((1,), 2))


@dataclass(frozen=True)
class Ticks:
    """Ticks of one axis: positions in the coordinates of the axis, labels, and positions of minor ticks."""

    positions: tuple = ()
    labels: tuple = ()
    minor: tuple = ()


@lru_cache(maxsize=1024)  # panels that share their limits ask for the same
def choose(limits: tuple, scale: str, length: float, size: float, across: bool, labels: str = "power") -> Ticks:
    """Ticks for one axis, as many as fit with space between their labels.

    Parameters
    ----------
    limits : tuple of float
        Low and high end of the axis, in its coordinates (log10 for ``exponent``).
    scale : {"linear", "percent", "log", "exponent"}
    length : float
        Length of the axis in points.
    size : float
        Font size of the labels.
    across : bool
        Whether the labels run along the axis (x) or across it (y).
    labels : {"power", "count"}
        Labels of a logarithmic axis: 10⁹ or 1B; ``count`` also on a linear axis.

    Returns
    -------
    Ticks
    """
    low, high = (math.log10(limit) for limit in limits) if scale == "log" else limits
    logarithmic = scale in ("log", "exponent")
    candidates = list(_decades(low, high, labels, length) if logarithmic else _steps(low, high, scale, labels))
    found = Ticks(minor=candidates[-1].minor if candidates else ())
    for space, each in ((0.8, 20), (0.3, 16)):  # font sizes between labels and points a label: less on short axes
        fitting = (ticks for ticks in candidates if _fits(ticks, low, high, length, size, across, space, each))
        found = max(found, next(fitting, found), key=lambda ticks: len(ticks.labels))
        if len(found.labels) > 2:
            break
    if scale != "log":
        return found
    return Ticks(tuple(10.0**p for p in found.positions), found.labels, tuple(10.0**p for p in found.minor))


def named(positions: Iterable[float], labels: Iterable[str]) -> Ticks:
    """Ticks of an axis of names: one a position, in the order of the positions."""
    pairs = sorted({(float(p), label) for p, label in zip(positions, labels, strict=True) if label and np.isfinite(p)})
    return Ticks(tuple(p for p, _ in pairs), tuple(label for _, label in pairs))


def _fits(ticks, low, high, length, size, across, space, each):
    """Whether labels leave ``space`` between each other, and are not more than one in ``each`` points of their axis."""
    if len(ticks.labels) > max(3 if across else 5, length / each):
        return False
    extents = [text_metrics.width(label, size) if across else 1.2 * size for label in ticks.labels]
    centres = [(position - low) / (high - low) * length for position in ticks.positions]
    return all(
        centres[k] - centres[k - 1] >= (extents[k] + extents[k - 1]) / 2 + space * size for k in range(1, len(centres))
    )


def _steps(low, high, scale, labels):
    """Ticks at multiples of 1, 2 or 5 times a power of ten, densest first."""
    seen = set()
    for intervals in range(20, 0, -1):
        positions = _within(
            MaxNLocator(intervals, steps=[1, 2, 5, 10], min_n_ticks=1).tick_values(low, high), low, high
        )
        if positions in seen or not positions:
            continue
        seen.add(positions)
        step = min(np.diff(positions), default=abs(positions[0]) or 1.0)
        digits = max(0, -math.floor(math.log10(step) + 1e-6) - (2 if scale == "percent" else 0))
        if labels == "count":
            texts = [number_format.count(position) for position in positions]
        elif scale == "percent":
            texts = [number_format.plain(100 * position, digits) + "%" for position in positions]
        else:
            texts = [number_format.plain(position, digits) for position in positions]
        yield Ticks(positions, tuple(texts))


def _decades(low, high, labels, length):
    """Ticks of an axis whose coordinate is log10: at 1, 2 and 5 times powers of ten if short, or else at powers."""
    # One notation an axis: numbers are written out where all are near one, and are powers of ten elsewhere.
    near_one = low > -3 - 1e-9 and high < 4 - 1e-9
    write = number_format.small_power if near_one else number_format.power
    write = number_format.count_of_power if labels == "count" else write
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    minor = _logarithms(LogLocator(subs=range(2, 10), numticks=1000), low, high)
    minor = minor if length / max(high - low, 1e-9) > _MINOR_SPACE else ()
    for subs, least in _SUBDIVISIONS if high - low < _PLAIN else ():
        positions = _logarithms(LogLocator(subs=subs, numticks=1000), low, high)
        mantissas = {round(10 ** (p - math.floor(p + 1e-9)), 6) for p in positions}
        if len(subs) > 1 and not mantissas <= set(subs):  # of a very short axis the locator takes steps of its own
            continue
        parts = [(math.floor(p + 1e-9), p) for p in positions]
        texts = tuple(write(k, round(10 ** (p - k), 6)) for k, p in parts)
        if len(positions) >= least and (last - first < 1 or not any("×" in text for text in texts)):
            yield Ticks(positions, texts, minor)
    for step in (1, 2, 3, 4, 5, 6, 10, 20, 50):
        whole = [k for k in range(first, last + 1) if k % step == 0]
        between = tuple(float(k) for k in range(first, last + 1) if k % step)
        if whole:
            yield Ticks(tuple(map(float, whole)), tuple(write(k, 1) for k in whole), between if step > 1 else minor)


def _logarithms(locator, low, high):
    """The log10 of a logarithmic locator's ticks between two ends that are log10 themselves."""
    return _within(np.round(np.log10(locator.tick_values(10.0**low, 10.0**high)), 12), low, high)


def _within(positions, low, high):
    near = 1e-9 * (high - low)
    return tuple(float(p) for p in positions if low - near <= p <= high + near)
