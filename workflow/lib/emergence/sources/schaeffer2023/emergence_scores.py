"""Figure 5A: letter-value boxes, medians and outlying emergence scores of 39 metrics of BIG-bench."""

from collections.abc import Iterator

import pandas as pd

from emergence.io.errors import DataError

_WHOLE = 0.05  # of the distance between two metrics: farther off, a shape is between them


def boxes(points: pd.DataFrame) -> Iterator[dict]:
    """The boxes, medians and outlying scores, metric by metric.

    Parameters
    ----------
    points : pandas.DataFrame
        DIGITISED: Figure 5.

    Yields
    ------
    dict
        emergence_scores.yaml. Boxes are numbered from the inner, which reaches from quartile to quartile.

    Raises
    ------
    DataError
        If a shape is at no metric, or a metric has no median and no single score.
    """
    drawn = points[points["kind"] != "line"]
    off = (drawn["y"] - drawn["y"].round()).abs()
    if off.max() > _WHOLE:
        raise DataError(
            "figure5", "shapes at the metrics' lines", column="y", value=drawn["y"].iloc[int(off.to_numpy().argmax())]
        )
    strokes = (
        points[points["kind"] == "line"]
        .groupby(["series", "piece"], as_index=False)
        .agg({"x": "mean", "y": "mean", "x_error": "max", "category": "first"})
    )
    for position, metric in _metrics(points):
        inside = drawn[drawn["y"].round() == position]
        own = strokes[strokes["y"].round() == position]
        if len(own) != 1:
            raise DataError("figure5", "one median or single score a metric", row=metric, value=f"{len(own)}")
        stroke = own.iloc[0]
        kind = "median" if stroke["series"] == "medians" else "single score"
        yield _row(position, metric, kind, None, stroke["x"], stroke["x"], stroke["x_error"])
        widths = inside[inside["kind"] == "bars"].assign(extent=lambda rows: rows["x"] - rows["base"])
        for level, box in enumerate(widths.sort_values("extent").itertuples(), start=1):
            yield _row(position, metric, "box", float(level), box.base, box.x, box.x_error)
        outside = inside[inside["kind"] == "markers"].sort_values("x")
        for n, point in enumerate(outside.itertuples(), start=1):
            yield _row(position, metric, "outlier", float(n), point.x, point.x, point.x_error)


def largest_marked(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`boxes` with ``is_largest``: whether a row, of each metric one, holds its highest score."""
    ranked = rows.sort_values(["metric", "high", "kind", "number"], kind="stable")
    return rows.assign(is_largest=rows.index.isin(ranked.groupby("metric").tail(1).index))


def _metrics(points):
    named = points.dropna(subset=["category"]).assign(position=lambda rows: rows["y"].round())
    return sorted(named.groupby("position")["category"].first().items())


def _row(position, metric, kind, number, low, high, error):
    return {
        "metric": metric,
        "position": float(position),
        "kind": kind,
        "number": number,
        "low": low + 0.0,
        "high": high + 0.0,
        "reading_error": error,
        "locator": f"Figure 5, panel A, {metric}",
    }
