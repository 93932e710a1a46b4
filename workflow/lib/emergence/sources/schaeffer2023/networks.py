"""Figures 7, 8 and 11: networks trained on images, under a smooth metric and under one that needs all items right."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from emergence.sources.printed_numbers import reading_interval
from emergence.sources.schaeffer2023.lattice import smallest_number

_STORED = 2000  # parts of the reading error: figures/ keeps values to within one of them
_ENOUGH = 6  # shares: all are multiples of 2/n in one case of 64
_AUTOENCODER = ("CIFAR-100 autoencoder", "cifar100_reconstruction")
# figure, panel, series: family, task, metric, part
_SHOWN = {
    ("figure7", "B", "mean"): (*_AUTOENCODER, "squared_error", None),
    ("figure7", "C", "mean below 0.003"): (*_AUTOENCODER, "reconstructed", "below_0.003"),
    ("figure7", "C", "mean below 0.004"): (*_AUTOENCODER, "reconstructed", "below_0.004"),
    ("figure8", "B", "1 right"): ("Omniglot transformer", "omniglot", "accuracy", None),
    ("figure8", "C", "3 right"): ("Omniglot transformer", "omniglot", "subset_accuracy", "all_3"),
    ("figure11", "B", "1 right"): ("MNIST LeNet", "mnist", "accuracy", None),
    ("figure11", "C", "6 right"): ("MNIST LeNet", "mnist", "subset_accuracy", "all_6"),
    ("figure11", "C", "8 right"): ("MNIST LeNet", "mnist", "subset_accuracy", "all_8"),
    ("figure11", "C", "10 right"): ("MNIST LeNet", "mnist", "subset_accuracy", "all_10"),
}


def networks(points: Mapping[str, pd.DataFrame]) -> Iterator[dict]:
    """Every network that is drawn, and the means over runs of one size with their bands.

    Parameters
    ----------
    points : mapping of str to pandas.DataFrame
        DIGITISED by figure.

    Yields
    ------
    dict
        vision.yaml. A run's number counts those of one size and metric from the lowest value: which markers of two
        panels are of one network is not drawn.
    """
    for (figure, panel, series), about in _SHOWN.items():
        own = points[figure][points[figure]["panel"] == panel]
        lines = own[own["series"] == series].sort_values("x")
        markers = own[own["series"] == series.replace("mean", "run")] if figure == "figure7" else lines
        runs, repeats = _once(markers)
        n, is_told = _items(runs) if about[2] != "squared_error" else (None, False)
        where = f"Figure {figure.removeprefix('figure')}, panel {panel}, {series}"
        run: Any
        for run in runs.itertuples():
            counts = {"n_multiple_of": n, "n_items": n if is_told else None, "n_drawn": repeats}
            place = where.replace("mean", "markers")
            yield {**_row(about, "run", run), "run": float(run.run), **counts, "locator": place}
        if figure == "figure7":
            mean: Any
            for mean in lines.itertuples():
                band = own[own["series"] == f"{series} band"]
                edges = band.loc[(band["x"] / mean.x - 1).abs() < 1e-4, "y"]
                ends = {"band_lo": edges.min() + 0.0, "band_hi": edges.max() + 0.0}
                yield {**_row(about, "mean", mean), **ends, "locator": where}


def _once(markers):
    """Markers that are drawn several times over, once each, numbered within their size; how often each is drawn."""
    columns = ["x", "y", "x_error", "y_error"]
    distinct = markers[columns].drop_duplicates(["x", "y"]).sort_values(["x", "y"], ignore_index=True)
    times = markers.groupby(["x", "y"]).size()
    repeats = float(times.min()) if (times % times.min() == 0).all() else None
    # Where several networks of one size have one value, their markers coincide.
    share = times.reindex(pd.MultiIndex.from_frame(distinct[["x", "y"]])).to_numpy() // int(repeats or 1)
    distinct = distinct.loc[distinct.index.repeat(share)].reset_index(drop=True)
    distinct["run"] = distinct.groupby(distinct["x"].round(0)).cumcount() + 1
    return distinct, repeats


def _items(runs):
    """The smallest number of items, and whether enough networks share it that it is hardly a part of the true one."""
    told = runs[(runs["y"] > runs["y_error"]) & (runs["y"] < 1)]
    return smallest_number(told["y"], told["y_error"] / _STORED), len(told) >= _ENOUGH


def _row(about, kind, point):
    family, task, metric, part = about
    low, high = reading_interval(point.y, point.y_error, 0.0, 1.0 if metric != "squared_error" else float("inf"))
    return {
        "family": family,
        "task": task,
        "subtask": part,
        "metric": metric,
        "title": _title(task, metric, part),
        "kind": kind,
        "params": float(round(point.x)),
        "params_error": point.x_error,
        "value": point.y,
        "value_lo": low,
        "value_hi": high,
    }


def _title(task, metric, part):
    """What the score is, in the words of legends."""
    data = {"cifar100_reconstruction": "CIFAR-100", "omniglot": "Omniglot", "mnist": "MNIST"}[task]
    if part is None:
        return f"{data}, {'squared error' if metric == 'squared_error' else 'images right'}"
    words, number = part.split("_")
    return f"{data}, error below {number}" if words == "below" else f"{data}, {number} of {number} right"
