"""Figures 9 and 10: simulated ROUGE-L-Sum and BLEU; and the published curves beside which the paper puts its own."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from emergence.sources.printed_numbers import reading_interval
from emergence.sources.schaeffer2023.lattice import smallest_number

_STORED = 2000  # parts of the reading error: figures/ keeps values to within one of them
_SIMULATED = {9: "rouge_l_sum", 10: "bleu"}
_PUBLISHED = {  # figure, panel: what it shows, kind of x, factor of the score
    (2, "C inset"): ("Figure 2, inset of C", "model parameters", 1.0),
    (2, "D inset"): ("Figure 2, inset of D", "model parameters", 1.0),
    (7, "A"): ("BIG-bench, periodic elements", "effective parameters", 0.01),
    (8, "A"): ("MMLU", "model parameters", 1.0),
    (11, "A"): ("BIG-bench, grounded mappings", "training FLOPs", 1.0),
}


def simulated(points: Mapping[str, pd.DataFrame]) -> Iterator[dict]:
    """The points of the linear panels with their bands.

    Parameters
    ----------
    points : mapping of str to pandas.DataFrame
        DIGITISED by figure.

    Yields
    ------
    dict
        text_metrics.yaml
    """
    for number, metric in _SIMULATED.items():
        own = points[f"figure{number}"].query("panel == 'linear'")
        lines = own[own["kind"] == "line"]
        told = lines[(lines["y"] > lines["y_error"]) & (lines["y"] < 1 - lines["y_error"])]
        n = smallest_number(told["y"], told["y_error"] / _STORED)
        series: Any
        for series, line in lines.groupby("series", sort=False):
            _, length, _, references = series.split()
            bands = own[own["series"] == f"length {length} bands"]
            band = bands[bands["piece"] == sorted(bands["piece"].unique())[(1, 4, 7).index(int(references))]]
            point: Any
            for point in line.sort_values("x").itertuples():
                edges = band.loc[(band["x"] / point.x - 1).abs() < 1e-4, "y"]
                low, high = reading_interval(point.y, point.y_error, 0.0, 1.0)
                yield {
                    "figure": float(number),
                    "metric": metric,
                    "target_length": float(length),
                    "references": float(references),
                    "params": float(f"{point.x:.6g}"),
                    "value": point.y + 0.0,
                    "value_lo": low,
                    "value_hi": high,
                    "band_lo": edges.min() + 0.0,
                    "band_hi": edges.max() + 0.0,
                    "n_samples": n,
                    "locator": f"Figure {number}, linear panel, {series}",
                }


def published(points: Mapping[str, pd.DataFrame]) -> Iterator[dict]:
    """The published curves and the chance level of Figure 11.

    Parameters
    ----------
    points : mapping of str to pandas.DataFrame
        DIGITISED by figure.

    Yields
    ------
    dict
        published_curves.yaml
    """
    for (number, panel), (shown, x_quantity, times) in _PUBLISHED.items():
        drawn = points[f"figure{number}"]
        own = drawn[(drawn["panel"] == panel) & (drawn["series"] == "published")]
        level = drawn.loc[drawn["kind"] == "level", "y"]
        point: Any
        for point in own.sort_values("x").itertuples():
            low, high = reading_interval(times * point.y, times * point.y_error, 0.0, 1.0)
            yield {
                "shown": shown,
                "x_quantity": x_quantity,
                "x": point.x,
                "value": round(times * point.y, 9),
                "value_lo": low,
                "value_hi": high,
                "chance": round(level.iloc[0], 6) if len(level) else None,
                "locator": f"Figure {number}, {'panel ' if len(panel) == 1 else ''}{panel}",
            }
