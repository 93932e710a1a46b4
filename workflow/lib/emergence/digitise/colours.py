"""Reading values from colours: a colour bar that is drawn as an image, with ticks beside it."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from emergence.digitise.axes import Axis, fit_axis, tick_strokes
from emergence.digitise.drawing import Drawing
from emergence.digitise.labels import Label, along
from emergence.io.errors import DataError


def read_colours(
    points: pd.DataFrame, bar: Mapping, drawing: Drawing, numbers: Sequence[Label], file: str
) -> tuple[pd.DataFrame, Axis]:
    """Add the value of each point's colour according to the colour bar.

    The value of a colour is the middle of the rows of pixels that have it; its error is half their extent. Where no row
    has the colour exactly, the nearest row is used if it differs by at most one step in each component.

    Parameters
    ----------
    points : pandas.DataFrame
        With a column ``colour``.
    bar : mapping
        The ``colour_scale`` of the figure's description.
    drawing : Drawing
    numbers : sequence of Label
    file : str

    Returns
    -------
    (pandas.DataFrame, Axis)
        The points with ``colour_value`` and ``colour_error``, and the bar's axis.

    Raises
    ------
    DataError
        If there is no such image, it cannot be decoded, or a marker's colour is not in it.
    """
    left, top, right, bottom = bar["box"]
    inside = [
        image
        for image in drawing.images
        if left <= image.box[0] and image.box[2] <= right and top <= image.box[1] and image.box[3] <= bottom
    ]
    if len(inside) != 1 or not inside[0].rows:
        raise DataError(file, f"one image that can be decoded in this box, not {len(inside)}", "colour_scale", "box")
    image = inside[0]
    beside = along(numbers, image.box, bar["side"])
    axis = fit_axis(beside, tick_strokes(drawing, image.box, bar["side"]), "y", bar.get("scale"), file, "colour_scale")
    table = _parts([row[len(row) // 2] for row in image.rows])
    edges = np.linspace(image.box[1], image.box[3], len(table) + 1)
    values, errors = [], []
    known = {}
    for colour, kind in zip(points["colour"], points["kind"], strict=True):
        if kind != "markers":
            values.append(np.nan)
            errors.append(np.nan)
            continue
        if colour not in known:
            known[colour] = _span(colour, table, edges, axis, file)
        low, high = known[colour]
        values.append(round((low + high) / 2, 6))
        errors.append(round(abs(high - low) / 2, 6))
    return points.assign(colour_value=values, colour_error=errors), axis


def _parts(colours):
    return np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in colours])


def _span(colour, table, edges, axis, file):
    """The values at the two ends of the rows that have a colour."""
    distance = np.abs(table - _parts([colour])).max(axis=1)
    nearest = distance.min()
    if nearest > 1:
        raise DataError(file, "a colour of the colour bar", "colour_scale", value=colour)
    rows = np.flatnonzero(distance == nearest)
    return axis.value(edges[rows.min()]), axis.value(edges[rows.max() + 1])
