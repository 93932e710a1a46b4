"""Sparse sampling of models: how abrupt dense series look, and what tests find in them, when models are left out.

Too few models may make a smooth ability look sudden (Schaeffer et al. 2023, arXiv 2304.15004). Series with many models
are thinned to fewer, and every number that measures suddenness is computed again. With fewer models a step is a larger
share of the range in any series, so that the same is done to straight lines with the noise of each series.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.hypotheses.abruptness import abruptness, largest_step
from emergence.hypotheses.testing import run_tests
from emergence.hypotheses.verdict import judge
from emergence.inference.bootstrap import seed_of
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.models.base import Settings
from emergence.schema.analysed import count
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.series.points import split

TABLE = Table(
    "thinning",
    (
        count("n_kept", "models that each series is thinned to", low=3),
        text(
            "quantity",
            "emergence score or largest step (share of the range of scores between two neighbours): median over the "
            "series; of a line: the same of straight lines through the points with their residual standard deviation "
            "as normal noise, median over the series and their draws; trend found, abrupt found, gradual found "
            "or exceeds extrapolation (tests without correction), or a verdict: share of the series with it",
            required=True,
            choices=(
                "emergence score",
                "largest step",
                "emergence score of a line",
                "largest step of a line",
                "trend found",
                "abrupt found",
                "gradual found",
                "exceeds extrapolation",
                *VERDICT_WORDS,
            ),
        ),
        count("n_series", "series that have the quantity"),
        number("value", "median or share; null where no series has the quantity", unit="1"),
        number("lo", "lower quartile over the series, of a median", unit="1"),
        number("hi", "upper quartile over the series, of a median", unit="1"),
    ),
    key=("n_kept", "quantity"),
)
SCOPE = "atlas"
INPUTS = ("tests", "series", "points")
OPTIONS = {
    "x_kind": {"type": "string", "description": "the x against which scores count, so that each counts once"},
    "sizes": {
        "description": "numbers of models to keep",
        "type": "array",
        "items": {"type": "integer", "minimum": 3},
        "minItems": 1,
        "uniqueItems": True,
    },
    "draws": {
        "type": "integer",
        "minimum": 1,
        "description": "bootstrap draws of the tests",
    },
}

# What the tests find before any correction, and the p-value that it rests on.
_FOUND = {
    "trend found": "p_trend",
    "abrupt found": "p_abrupt",
    "gradual found": "p_gradual",
    "exceeds extrapolation": "p_extrapolation",
}
_OWN_STREAM, _LINE_STREAM = 7_919, 7_927
_LINES = 20  # straight lines drawn for each series


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`thin`; the points of no other than dense series are read."""
    options, metrics = context.options, context.metrics
    settings = replace(context.settings, draws=options["draws"])
    tests, series = tables["tests"], tables["series"]
    dense = dense_series(tests, series, metrics, options["x_kind"], max(options["sizes"]), 1 - settings.confidence)
    return thin(dense, tables.read("points", dense["series_id"]), metrics, settings, options["sizes"])


def dense_series(
    tests: pd.DataFrame, series: pd.DataFrame, metrics: Mapping[str, Mapping], x_kind: str, least: int, alpha: float
) -> pd.DataFrame:
    """The series that can be thinned: shares of items that rise, one point a model, ``least`` models or more.

    Parameters
    ----------
    tests, series : pandas.DataFrame
        Tables of these names.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``: ``counts`` says which scores are shares of items.
    x_kind : str
        The x against which scores count: with several, each score would count several times.
    least : int
    alpha : float
        Level of the trend test of all models.

    Returns
    -------
    pandas.DataFrame
        Their rows of ``series``, sorted by ``series_id``.
    """
    rising = tests.loc[(tests["p_trend"] <= alpha) & (tests["rise"] > 0), "series_id"]
    counts = [name for name, metric in metrics.items() if metric["counts"]]
    wanted = (series["x_kind"] == x_kind) & series["metric"].isin(counts) & (series["n"] == series["n_runs"])
    rows = series[wanted & (series["n"] >= least) & series["series_id"].isin(rising)]
    return rows.sort_values("series_id", ignore_index=True)


def ranked(series: pd.DataFrame, points: pd.DataFrame, seed: int) -> np.ndarray:
    """In which order the points of each series are kept: first the ends of its range of x, then in random order.

    Parameters
    ----------
    series, points : pandas.DataFrame
    seed : int
        Of the atlas; the order depends on it and on the series' id alone.

    Returns
    -------
    numpy.ndarray, (len(points),)
        0 for the least x, 1 for the largest; NaN for points of no such series.
    """
    ranks = np.full(len(points), np.nan)
    for own in split(series, points):
        inner = np.random.default_rng([seed_of(own.series_id, seed), _OWN_STREAM]).permutation(np.arange(1, own.n - 1))
        ranks[own.rows[np.concatenate([[0, own.n - 1], inner])]] = np.arange(own.n)
    return ranks


def straight_lines(series: pd.DataFrame, points: pd.DataFrame, seed: int) -> np.ndarray:
    """Scores that each series would have were it straight: a line by least squares, plus normal noise.

    Parameters
    ----------
    series, points : pandas.DataFrame
    seed : int
        Of the atlas; the noise depends on it and on the series' id alone.

    Returns
    -------
    numpy.ndarray, (len(points), 20)
        The noise has the residual standard deviation (n - 2 degrees of freedom); NaN for points of no such series.
    """
    drawn = np.full((len(points), _LINES), np.nan)
    for own in split(series, points):
        noise = np.random.default_rng([seed_of(own.series_id, seed), _LINE_STREAM]).normal(size=(own.n, _LINES))
        x = own.x - own.x.mean()
        line = own.y.mean() + x * (x @ own.y) / (x @ x)
        deviation = np.sqrt(((own.y - line) ** 2).sum() / (own.n - 2))
        drawn[own.rows] = line[:, None] + deviation * noise
    return drawn


def thin(
    dense: pd.DataFrame, points: pd.DataFrame, metrics: Mapping[str, Mapping], settings: Settings, sizes: Sequence[int]
) -> pd.DataFrame:
    """Thin every dense series to each number of models, and give the thinned series tests and verdicts like any other.

    A thinner series' models are among those of a denser one. The series of one source and one number of models are
    judged together, as if they were all that there is.

    Parameters
    ----------
    dense, points : pandas.DataFrame
        Rows of the table ``series``, see :func:`dense_series`, and of ``points`` for at least these.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    settings : emergence.models.base.Settings
    sizes : sequence of int
        Models to keep, 3 or more.

    Returns
    -------
    pandas.DataFrame
        Table ``thinning``.
    """
    own = points[points["series_id"].isin(dense["series_id"])].reset_index(drop=True)
    ranks = ranked(dense, own, settings.seed)
    lines = straight_lines(dense, own, settings.seed)
    blocks = []
    for kept in sorted(sizes) if len(dense) else ():
        left = own[ranks < kept].reset_index(drop=True)
        found = judge(run_tests(dense, left, metrics, settings), dense, metrics, settings)
        rows = _looks(dense, left, found) + _of_lines(dense, left, lines[ranks < kept])
        rows += _shares(found, 1 - settings.confidence)
        blocks.append(pd.DataFrame(rows).assign(n_kept=float(kept)))
    return pd.concat(blocks, ignore_index=True)[TABLE.names] if blocks else pd.DataFrame(columns=TABLE.names)


def _looks(series, points, found):
    """How abrupt the series look: medians and quartiles of the numbers that need no test."""
    steps = [largest_step(own.improves * own.x, own.y) for own in split(series, points)]
    looks = {"emergence score": found["emergence_score"], "largest step": pd.Series(steps)}
    return [_quartiles(quantity, values, len(values.dropna())) for quantity, values in looks.items()]


def _of_lines(series, points, lines):
    """The same of the straight lines: of all draws of all series."""
    scores, steps = [], []
    for own in split(series, points):
        for y in lines[own.rows].T:
            scores.append(abruptness(own.improves * own.x, y)[0])
            steps.append(largest_step(own.improves * own.x, y))
    looks = {"emergence score of a line": pd.Series(scores), "largest step of a line": pd.Series(steps)}
    return [_quartiles(quantity, values, len(series)) for quantity, values in looks.items()]


def _quartiles(quantity, values, count):
    known = values.dropna()
    quartiles = known.quantile([0.25, 0.5, 0.75]) if len(known) else [np.nan] * 3
    return {
        "quantity": quantity,
        "n_series": float(count),
        **dict(zip(("lo", "value", "hi"), quartiles, strict=True)),
    }


def _shares(found, alpha):
    """Shares of the series in which the tests find something, and that have each verdict."""
    rows = []
    for quantity, name in _FOUND.items():
        tested = found[name].dropna()
        share = float((tested <= alpha).mean()) if len(tested) else np.nan
        rows.append({"quantity": quantity, "n_series": float(len(tested)), "value": share})
    for word in VERDICT_WORDS:
        rows.append(
            {"quantity": word, "n_series": float(len(found)), "value": float((found["verdict"] == word).mean())}
        )
    return [row | {"lo": np.nan, "hi": np.nan} for row in rows]
