"""Let seaborn draw on axes whose limits, ticks and labels are planned already: it would replace them by its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from matplotlib.axes import Axes

_RANDOM_STATE = 1


@contextmanager
def planned(axes: Axes) -> Iterator[None]:
    """Keep the limits and ticks of axes, write no titles on them, and make seaborn's jitter the same every time."""
    limits = axes.get_xlim(), axes.get_ylim()
    ticks = [
        (axis, axis.get_major_locator(), axis.get_major_formatter(), axis.get_minor_locator())
        for axis in (axes.xaxis, axes.yaxis)
    ]
    random = np.random.get_state()  # noqa: NPY002, seaborn's jitter takes numpy's global generator
    np.random.seed(_RANDOM_STATE)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(random)  # noqa: NPY002
    for axis, major, formatter, minor in ticks:
        axis.set_major_locator(major)
        axis.set_major_formatter(formatter)
        axis.set_minor_locator(minor)
        axis.set_label_text("")
    axes.set(xlim=limits[0], ylim=limits[1])
