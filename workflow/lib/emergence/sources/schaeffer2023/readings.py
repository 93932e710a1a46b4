"""The figures of Schaeffer et al. 2023 as tables: the paper's model, GPT-3, networks, and their agreement."""

from collections.abc import Mapping

import pandas as pd

from emergence.sources.cross_checks import agreement
from emergence.sources.figures import Digitised
from emergence.sources.schaeffer2023.arithmetic import gpt3, model_curves
from emergence.sources.schaeffer2023.emergence_scores import boxes, largest_marked
from emergence.sources.schaeffer2023.networks import networks
from emergence.sources.schaeffer2023.text_metrics import published, simulated

# The pair of the paper's model, L = (N / c)^alpha, which it does not print; it was found from Figure 3.
C, ALPHA = 2e9, -0.5
# Accepted differences. Coordinates of Figures 3 and 4 have seven decimals of a point, those of Figure 2 three; edit
# distances are drawn five times as coarsely as shares.
_TOLERANCES = {(2, "any"): 1e-4, (3, "exact_match"): 1e-8, (3, "token_edit_distance"): 2e-8, (4, "exact_match"): 1e-6}
_LOGARITHMIC = 1e-6
_PIECES = ["task", "subtask", "metric", "format"]


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that the figures give.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
    tables : mapping of str to pandas.DataFrame
        ``models.csv``: the four sizes of GPT-3.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``: SOURCE_OBSERVATIONS of GPT-3 and of the networks. ``tables/model_curves.csv``,
        ``tables/arithmetic.csv``, ``tables/emergence_scores.csv``, ``tables/vision.csv``, ``tables/text_metrics.csv``,
        ``tables/published_curves.csv`` and ``tables/agreements.csv``.
    """
    points = {name: figure.reading.points for name, figure in figures.items()}
    curves = pd.DataFrame(model_curves(points, C, ALPHA))
    arithmetic = pd.DataFrame(gpt3(points["figure3"], tables["models.csv"]))
    vision = pd.DataFrame(networks(points))
    simulations = pd.DataFrame(simulated(points))
    scores = pd.concat([_gpt3_scores(arithmetic), _network_scores(vision)], ignore_index=True)
    return {
        "scores.csv": scores,
        "tables/model_curves.csv": curves,
        "tables/arithmetic.csv": arithmetic,
        "tables/emergence_scores.csv": largest_marked(pd.DataFrame(boxes(points["figure5"]))),
        "tables/vision.csv": vision,
        "tables/text_metrics.csv": simulations,
        "tables/published_curves.csv": pd.DataFrame(published(points)),
        "tables/agreements.csv": pd.DataFrame(_agreements(curves, simulations, points)),
    }


def _gpt3_scores(rows):
    rows = rows.assign(
        subtask="target_" + rows["target_length"].astype(int).astype(str),
        format="temperature_" + rows["temperature"].astype(int).astype(str),
        shots=2.0,
        is_final=True,
    )
    columns = ["model", "is_final", *_PIECES, "shots", "value", "value_lo", "value_hi", "n_items", "locator"]
    return rows[columns]


def _network_scores(rows):
    """Networks whose metric is a share; the unit of the autoencoders' squared error is not printed."""
    rows = rows[rows["metric"].isin(["accuracy", "subset_accuracy", "reconstructed"]) & (rows["kind"] == "run")]
    sizes = rows["params"].map("{:,.0f}".format)
    models = rows["family"] + " of " + sizes + " parameters"
    runs = models + ", drawn " + rows["run"].astype(int).astype(str)
    rows = rows.assign(model=models, run=runs, is_final=True)
    columns = ["model", "family", "run", "params", "is_final", "task", "subtask", "metric"]
    return rows[[*columns, "value", "value_lo", "value_hi", "n_items", "locator"]]


def _agreements(curves, simulations, points):
    """The paper's model by its formula, and panels that show the same points on two scales."""
    for (figure, quantity), own in curves.groupby(["figure", "quantity"], sort=True):
        tolerance = _TOLERANCES.get((figure, quantity)) or _TOLERANCES[figure, "any"]
        is_log = figure == 4 or quantity == "cross_entropy"
        off = own["value"] / own["formula"] - 1 if is_log else own["value"] - own["formula"]
        off = off.abs() / (1 if is_log else own["target_length"].fillna(1))
        unit = "of the value" if is_log else "of the largest value of the metric"
        name = f"Figure {figure:g}: {quantity} of the paper's model"
        yield agreement(name, off, tolerance, unit, f"the formulas of Section 2 with c = {C:g} and alpha = {ALPHA:g}")
    where = "Figure 3, the same points on a linear axis"
    name = "Figure 4: exact_match of the paper's model, on both scales"
    yield agreement(name, _two_scales(curves), _LOGARITHMIC, "of the largest value of the metric", where)
    for number in (9, 10):
        own = simulations[simulations["figure"] == number]
        read = points[f"figure{number}"].query("panel == 'logarithmic' and inside_axes")
        off = [(own["value"] / y - 1).abs().min() for y in read["y"]]
        name = f"Figure {number}: points of the logarithmic panel"
        yield agreement(name, off, _LOGARITHMIC, "of the value", "the linear panel, its nearest point")


def _two_scales(curves):
    both = curves[curves["quantity"] == "exact_match"]
    wide = both.pivot_table(index=["target_length", "params"], columns="figure", values="value")
    return (wide[4] - wide[3]).abs()
