"""Figures 2 to 4: the paper's mathematical model, and GPT-3 on arithmetic under two metrics of the same outputs."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.printed_numbers import reading_interval
from emergence.sources.schaeffer2023.lattice import confirmed_number, smallest_number

_FIGURE_2 = {  # panel: quantity, sign of what is drawn, target length
    "A": ("cross_entropy", 1, None),
    "B": ("token_probability", 1, None),
    "C": ("exact_match", 1, 5),
    "D": ("multiple_choice_grade", 1, None),
    "E": ("token_edit_distance", -1, 5),
    "F": ("target_brier", -1, None),
}
_METRICS = {"accuracy": ("exact_match", 1, 1.0), "edit distance": ("token_edit_distance", -1, np.inf)}
_TASKS = {"multiplication": "integer_multiplication_2_digit", "addition": "integer_addition_4_digit"}
_ALIKE = 0.001  # fraction: a marker farther from a printed size is not its model's
_STORED = 2000  # parts of the reading error: figures/ keeps values to within one of them


def formula(quantity: str, params: np.ndarray, length: float | None, c: float, alpha: float) -> np.ndarray:
    """The paper's model: loss (N / c)^alpha, p = exp(-loss), and what metrics make of p (Section 2).

    Parameters
    ----------
    quantity : str
        cross_entropy, token_probability, exact_match (p^T), multiple_choice_grade (1 where p > 1/2, else 1/2),
        token_edit_distance (T (1 - p)) or target_brier ((1 - p)^2).
    params : array-like
        N.
    length : float or None
        T.
    c, alpha : float

    Returns
    -------
    numpy.ndarray
    """
    loss = (np.asarray(params, dtype=float) / c) ** alpha
    p = np.exp(-loss)
    return {
        "cross_entropy": loss,
        "token_probability": p,
        "exact_match": p ** (length or 1),
        "multiple_choice_grade": np.where(p > 0.5, 1.0, 0.5),
        "token_edit_distance": (length or 1) * (1 - p),
        "target_brier": (1 - p) ** 2,
    }[quantity]


def model_curves(points: Mapping[str, pd.DataFrame], c: float, alpha: float) -> Iterator[dict]:
    """The points of the mathematical model in Figures 2 to 4, without their signs, beside the formula.

    Parameters
    ----------
    points : mapping of str to pandas.DataFrame
        DIGITISED by figure.
    c, alpha : float
        The constants of the model.

    Yields
    ------
    dict
        model_curves.yaml
    """
    point: Any
    for point in points["figure2"].itertuples():
        if point.panel in _FIGURE_2:
            quantity, sign, length = _FIGURE_2[point.panel]
            yield _curve_row(2, f"Figure 2, panel {point.panel}", point, quantity, sign, length, c, alpha)
    for number, figure in ((3, points["figure3"]), (4, points["figure4"])):
        for point in figure[figure["panel"].str.startswith("model")].itertuples():
            quantity, sign, _ = _METRICS[point.panel.removeprefix("model ")]
            where = f"Figure {number}, panel {point.panel}, {point.series.removesuffix(' below')}"
            yield _curve_row(number, where, point, quantity, sign, int(point.series.split()[2]), c, alpha)


def _curve_row(figure, where, point, quantity, sign, length, c, alpha):
    # The four sizes are whole numbers of three digits at most; Figure 2's coordinates are coarser than that.
    params = float(f"{point.x:.2e}")
    value = sign * point.y + 0.0
    low, high = reading_interval(value, point.y_error, 0.0)
    return {
        "figure": float(figure),
        "quantity": quantity,
        "target_length": length and float(length),
        "params": params,
        "params_read": point.x,
        "value": value,
        "value_lo": low,
        "value_hi": high,
        "formula": float(f"{float(formula(quantity, params, length, c, alpha)):.10g}"),
        "locator": where,
    }


def gpt3(figure: pd.DataFrame, models: pd.DataFrame) -> Iterator[dict]:
    """The scores of GPT-3 and their bands, with the number of items where the drawn values tell it.

    Parameters
    ----------
    figure : pandas.DataFrame
        DIGITISED: Figure 3.
    models : pandas.DataFrame
        MODELS: the four sizes.

    Yields
    ------
    dict
        arithmetic.yaml

    Raises
    ------
    DataError
        If a point is at no printed size, or a band does not contain its line.
    """
    for name, task in _TASKS.items():
        lines = figure[figure["panel"].str.startswith(name) & (figure["kind"] == "line")]
        for series in lines["series"].unique():
            _, length, _, temperature = series.split()
            cells = {metric: _cell(figure, f"{name} {metric}", series, models) for metric in _METRICS}
            for i, model in enumerate(models["model"]):
                shares = [cells[metric][i] for metric in _METRICS]
                values, errors = ([cell[key] for cell in shares] for key in ("value", "error"))
                smallest = smallest_number(values, [error / _STORED for error in errors])
                accuracy = shares[0]
                n = confirmed_number(smallest, accuracy["value"], accuracy["band_lo"], accuracy["band_hi"])
                for (words, (metric, _, highest)), cell in zip(_METRICS.items(), shares, strict=True):
                    low, high = reading_interval(cell["value"], cell.pop("error"), 0.0, highest)
                    yield {
                        "task": task,
                        "metric": metric,
                        "target_length": float(length),
                        "temperature": float(temperature),
                        "model": model,
                        "params": models["params"].iloc[i],
                        **cell,
                        "value_lo": low,
                        "value_hi": high,
                        "n_multiple_of": smallest,
                        "n_items": n,
                        "resolution": n and float(f"{1 / n:.6g}"),
                        "locator": f"Figure 3, panel {name} {words}, length {length}, temperature {temperature}",
                    }


def _cell(figure, panel, series, models):
    """Value, reading error and band of each model, in the order of the models."""
    sign = _METRICS[panel.split(" ", 1)[1]][1]
    own = figure[figure["panel"] == panel]
    line = own[own["series"] == series].sort_values("x")
    _, length, _, temperature = series.split()
    bands = own[own["series"] == f"length {length} bands"]
    band = bands[bands["piece"] == sorted(bands["piece"].unique())[int(temperature)]]
    off = (line["x"].to_numpy() / models["params"].to_numpy() - 1) if len(line) == len(models) else np.array([np.inf])
    if np.abs(off).max() > _ALIKE:
        expected = "one point at each of " + ", ".join(models["model"])
        raise DataError("figure3", expected, row=f"panel {panel}, {series}", column="x", value=list(line["x"]))
    found = []
    point: Any
    for point in line.itertuples():
        edges = sign * band.loc[(band["x"] / point.x - 1).abs() < _ALIKE, "y"]
        value, slack = sign * point.y + 0.0, point.y_error / _STORED
        if not edges.min() - slack <= value <= edges.max() + slack:
            raise DataError("figure3", "a band that contains its line", f"panel {panel}, {series}", "y", value)
        band_ends = {"band_lo": edges.min() + 0.0, "band_hi": edges.max() + 0.0}
        found.append({"value": value, "error": point.y_error, **band_ends})
    return found
