"""Do runs on different training corpora share one curve: the effect of the corpus on the score at equal loss."""

import numpy as np
import pandas as pd
from scipy.special import stdtr

from emergence.analyses.running import Context
from emergence.inference.cluster_robust import cluster_robust
from emergence.inference.multiple_testing import false_discovery_rate
from emergence.inference.spline import spline_basis
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import SERIES_ID, count, interval, share
from emergence.schema.fitted import STATUSES
from emergence.series.build import KEYS
from emergence.series.points import split

TABLE = Table(
    "corpus_effects",
    (
        SERIES_ID,
        count("n", "points of the pool at losses that another pool reaches too"),
        count("n_runs", "their training runs"),
        count("n_pools", "pools that are compared"),
        number("effect", "score of the pool's runs less the mean over pools, at equal loss", unit="of y"),
        number("se", "standard error of the effect, clustered by run", low=0, unit="of y"),
        number("df", "degrees of freedom of the t test", low=0, unit="count"),
        *interval("of y"),
        share("p", "p-value of the null hypothesis that the pool has the mean curve; t test"),
        share("q", "p, corrected by Benjamini and Hochberg over the pools and tasks of the source, loss and metric"),
        number("range_pools", "largest less smallest effect of the pools", low=0, unit="of y"),
        number("residual_sd_shared", "residual standard deviation about one curve for all pools", low=0, unit="of y"),
        number("residual_sd", "the same about curves that differ by the pools' effects", low=0, unit="of y"),
        text("status", "ok, or why there is no effect", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("series", "points")

LEAST_RUNS = 3  # of a pool, at losses that another pool reaches
_SAME = [key for key in KEYS if key != "pool"]
# Tests that are corrected together: all pools and tasks of a source under one metric and loss.
_FAMILY = ["source", "x_kind", "metric", "format", "split"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`corpus_effects`."""
    return corpus_effects(tables["series"], tables["points"], context.settings)


def corpus_effects(series: pd.DataFrame, points: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """The difference of each pool's scores from those of the other pools, at equal loss.

    ``y = f(loss) + effect of the pool`` by least squares, f a restricted cubic spline
    (:mod:`emergence.inference.spline`), the effects of the pools adding up to zero, with t tests by errors clustered by
    run (:mod:`emergence.inference.cluster_robust`). If a score depended on the loss alone, whatever the training
    corpus, all effects would be zero. Of each pool those points are used whose loss lies within the range of another.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.
    settings : Settings
        Its confidence.

    Returns
    -------
    pandas.DataFrame
        Table ``corpus_effects``: a row for each series against a loss whose score has a series of another pool against
        the same loss; none where pools have runs in common. ``q`` is the p-value corrected by Benjamini and Hochberg
        (1995) over all pools and tasks of the same loss, metric, format and split.
    """
    losses = series[series["x_kind"].str.startswith("loss_")].sort_values("series_id", ignore_index=True)
    group = losses.groupby(_SAME, dropna=False).ngroup()
    losses = losses.assign(group=group.astype(str))[group.map(group.value_counts()) > 1].reset_index(drop=True)
    own = points[points["series_id"].isin(losses["series_id"])].reset_index(drop=True)
    names = own["series_id"].to_numpy(dtype=object)
    own = own.assign(series_id=own["series_id"].map(losses.set_index("series_id")["group"]))
    several = losses.drop_duplicates("group").assign(series_id=lambda rows: rows["group"])
    rows = [row for together in split(several, own) for row in _rows(together, names[together.rows], settings)]
    places = {name: place for place, name in enumerate(losses["series_id"])}
    rows.sort(key=lambda row: places[row["series_id"]])
    families = losses.set_index("series_id")[_FAMILY]
    families = families.loc[[row["series_id"] for row in rows]].reset_index(drop=True)
    for _, members in families.groupby(_FAMILY, dropna=False).indices.items() if rows else ():
        tested = [rows[place] for place in members if "p" in rows[place]]
        for row, q in zip(tested, false_discovery_rate(np.array([row["p"] for row in tested])), strict=True):
            row["q"] = q
    return table_frame(rows, TABLE)


def _rows(points, names, settings):
    """A row for each pool, whose series ``names`` tells of each point; none where pools have runs in common."""
    pools = np.unique(names)
    if sum(np.unique(points.run[names == pool]).size for pool in pools) > points.n_runs:
        return []
    reached = _reached_by_another(points.x, names, pools)
    counts = {pool: np.unique(points.run[reached & (names == pool)]).size for pool in pools}
    compared = [pool for pool in pools if counts[pool] >= LEAST_RUNS]
    used = reached & np.isin(names, compared)
    rows = [
        {"series_id": pool, "n": (reached & (names == pool)).sum(), "n_runs": counts[pool], "n_pools": len(compared)}
        for pool in pools
    ]
    for row in rows:
        row["status"] = "too_few_runs"
    if len(compared) > 1:
        found = _effects(points.keep(used), names[used], compared, settings)
        for row in rows:
            row.update(found.get(row["series_id"], {}))
    return rows


def _reached_by_another(x, names, pools):
    """Which points lie within the range of another pool than their own."""
    reached = np.zeros(x.size, dtype=bool)
    for pool in pools:
        ends = x[names == pool]
        reached |= (names != pool) & (x >= ends.min()) & (x <= ends.max())
    return reached


def _effects(points, names, compared, settings):
    """By pool what its row says of the effect."""
    basis = spline_basis(points.x)[:, 1:]
    design = np.column_stack([names[:, None] == np.array(compared, dtype=object), basis]).astype(float)
    values, _, rank, _ = np.linalg.lstsq(design, points.y)
    if rank < design.shape[1] or np.ptp(points.y) == 0:
        return {pool: {"status": "no_variation"} for pool in compared}
    of_mean = np.eye(len(compared), design.shape[1])
    of_mean[:, : len(compared)] -= 1 / len(compared)
    residual = points.y - design @ values
    robust = cluster_robust(points, design, residual, of_mean)
    reach = robust.reach(settings.confidence)
    shared = np.column_stack([np.ones(points.n), basis])
    about_one = points.y - shared @ np.linalg.lstsq(shared, points.y)[0]
    effects = of_mean @ values
    spreads = {
        "range_pools": np.ptp(effects),
        "residual_sd_shared": np.sqrt(np.mean(about_one**2)),
        "residual_sd": np.sqrt(np.mean(residual**2)),
    }
    found = {}
    for place, pool in enumerate(compared):
        effect, half, se, df = effects[place], reach[place], robust.se[place], robust.df[place]
        if not np.isfinite(half):
            found[pool] = {"status": "too_few_runs"}
            continue
        found[pool] = spreads | {"effect": effect, "se": se, "df": df, "lo": effect - half, "hi": effect + half}
        found[pool] |= {"confidence_level": settings.confidence, "interval_method": "cluster_robust_t"}
        found[pool] |= {"p": 2 * stdtr(df, -abs(effect) / se), "status": "ok"}
    return found
