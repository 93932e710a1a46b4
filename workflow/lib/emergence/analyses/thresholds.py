"""The thresholds of the forms that fit best, in order, for plots that list them one under the other."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.models import registry
from emergence.schema.analysed import POOL, SERIES_ID, TASK, VERDICT, count

TABLE = Table(
    "thresholds",
    (
        SERIES_ID,
        *POOL,
        text("metric", "key of the metric", required=True),
        text("format", "how the task is put or its answer scored"),
        text("split", "split of the task's items"),
        *TASK,
        number("shots", "examples in the prompt", unit="count"),
        count("n", "points"),
        count("n_runs", "training runs"),
        text("form", "named form with the least AICc, of those with a threshold", required=True),
        number("estimate", "threshold eta of the form", unit="of x"),
        number("lo", "lower end of its interval; null where it has none", unit="of x"),
        number("hi", "upper end of its interval; null where it has none", unit="of x"),
        number("r2", "share of the variance that the form explains", required=True, unit="1"),
        VERDICT,
        count("rank", "rank within source, pool, x, metric, format and split; 0 is reached first as x improves"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("fits", "fit_stats", "verdicts", "series")
FORMS = "threshold"

# A threshold form that explains less of the variance describes no rise.
LEAST_R2 = 0.5
# Series whose onset is shown to be narrow or wide; the threshold of any other describes nothing that was found.
_VERDICTS = ("abrupt", "gradual")
_GROUP = ["source", "pool", "x_kind", "metric", "format", "split"]
_ABOUT = ["series_id", *_GROUP, "task", "subtask", "task_title", "shots", "n", "n_runs"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`rank_thresholds`."""
    return rank_thresholds(*(tables[name] for name in INPUTS))


def rank_thresholds(
    fits: pd.DataFrame, fit_stats: pd.DataFrame, verdicts: pd.DataFrame, series: pd.DataFrame
) -> pd.DataFrame:
    """The threshold of each series with its interval, ranked from the first to be reached as x improves.

    Parameters
    ----------
    fits, fit_stats, verdicts, series : pandas.DataFrame
        Tables of these names.

    Returns
    -------
    pandas.DataFrame
        Table ``thresholds``: series with the verdict abrupt or gradual whose best form has a threshold off the edge of
        the data, beyond which the score gets better, and an r2 of at least :data:`LEAST_R2`. Where a threshold lies
        depends on the form, so that each is that of the form which the verdict names; it describes the series and is
        no test.
    """
    shown = verdicts["threshold_x"].notna() & verdicts["verdict"].isin(_VERDICTS)
    named = verdicts.loc[shown, ["series_id", "best_form", "verdict"]]
    named = named.rename(columns={"best_form": "form"})
    own = fits[fits["status"] == "ok"].merge(named, on=["series_id", "form"])
    gains = [name for form, part in own.groupby("form") for name in gaining(part, series, str(form))]
    rows = own[(own["parameter"] == "eta") & own["series_id"].isin(gains)]
    rows = rows[~rows["at_bound"].astype("boolean").fillna(False)]
    stats = fit_stats.loc[fit_stats["r2"] >= LEAST_R2, ["series_id", "form", "r2"]]
    rows = rows.merge(stats, on=["series_id", "form"])
    rows = rows.merge(series[[*_ABOUT, "x_better"]], on="series_id")
    # a loss counts down
    ease = rows["estimate"].where(rows["x_better"] == "higher", -rows["estimate"])
    rows = rows.assign(ease=ease).sort_values(["ease", "series_id"]).reset_index(drop=True)
    rows["rank"] = rows.groupby(_GROUP, dropna=False).cumcount().astype(float)
    return rows[TABLE.names]


def gaining(fits: pd.DataFrame, series: pd.DataFrame, form: str) -> list[str]:
    """The series whose score is better at the best x than at the threshold of a form.

    Parameters
    ----------
    fits, series : pandas.DataFrame
        Tables of these names; of the fits those of one form that have estimates.
    form : str

    Returns
    -------
    list of str
    """
    fitted, found = registry()[form], []
    wide = fits.pivot_table("estimate", "series_id", "parameter").reindex(columns=fitted.parameters)
    about = series.set_index("series_id")[["better", "x_better", "x_min", "x_max"]].loc[wide.index]
    for x_better, best, improves in (("higher", "x_max", 1.0), ("lower", "x_min", -1.0)):
        own = about[about["x_better"] == x_better]
        values = wide.loc[own.index].to_numpy(dtype=float)
        ends = np.column_stack([values[:, fitted.parameters.index("eta")], own[best].to_numpy(dtype=float)])
        at_eta, at_best = fitted.predict(values[:, None, :], ends, np.full(2, np.nan), improves).T
        gains = np.where(own["better"] == "higher", at_best > at_eta, at_best < at_eta)
        found += own.index[gains].tolist()
    return found
