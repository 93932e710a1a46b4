"""At one common onset or at several: the onsets of all decided tasks of a benchmark, put together."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import ndtri

from emergence.analyses._onset_pairs import onset_differences
from emergence.analyses.abrupt_shares import GROUP, PART
from emergence.analyses.running import Context
from emergence.hypotheses.joint_onsets import JointOnsets, joint_onsets
from emergence.hypotheses.mean_onset import mean_onset, medians_over_runs, values_of
from emergence.inference.bootstrap import seed_of
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import or_none, table_frame
from emergence.models.base import Settings
from emergence.schema.analysed import POOL, SERIES_ID, VERDICT, count, share

_RUN = text("run", "long run; null where runs are compared, or their median is taken")
_LEVEL = share("confidence_level", "of every interval of the row")

ESTIMATES = Table(
    "onset_estimates",
    (
        SERIES_ID,
        _RUN,
        VERDICT,
        number("onset", "onset of the best curve", unit="of x"),
        number("onset_se", "its standard error: joint draws, all series of the source at a time", unit="of x", low=0),
        number("width", "onset width of the best curve", unit="of x", low=0),
        number("log_width_se", "standard error of the width's natural logarithm", unit="1", low=0),
    ),
    key=("series_id", "run"),
)
COMMON = Table(
    "common_onsets",
    (
        *POOL,
        text("metric", "key of the metric", required=True),
        text("format", "how the task is put or its answer scored"),
        VERDICT,
        _RUN,
        count("n_series", "series with the verdict, three at least"),
        count("n_tasks", "their tasks and parts of tasks"),
        number("correlation", "mean correlation between the errors of two series' onsets", unit="1"),
        number("onset", "mean of the tasks' onsets: random effects, dependent estimates", unit="of x"),
        number("onset_lo", "lower end of its interval: errors may go one way in all tasks", unit="of x"),
        number("onset_hi", "upper end", unit="of x"),
        number("tau", "standard deviation of the tasks' true onsets", unit="of x", low=0),
        number("tau_lo", "lower end of its interval, by Q profiles", unit="of x", low=0),
        number("tau_hi", "upper end", unit="of x", low=0),
        number("q", "Cochran's Q", unit="1", low=0),
        share(
            "p_common", "p-value of one onset of all tasks: whether it may lie in the intervals of all, by Bonferroni"
        ),
        number("width", "median of the onset widths", unit="of x", low=0),
        number("width_lo", "lower end of its interval: joint draws of its logarithm", unit="of x", low=0),
        number("width_hi", "upper end", unit="of x", low=0),
        _LEVEL,
    ),
    key=("source", "pool", "x_kind", "metric", "format", "verdict", "run"),
)
DIFFERENCES = Table(
    "onset_differences",
    (
        text("kind", "what the two sides differ in", required=True, choices=("run", "pool", "loss")),
        *POOL,
        text("pool_other", "pool of runs of the other side", required=True),
        text("x_kind_other", "what x is on the other side; the first is translated to its scale", required=True),
        text("metric", "key of the metric", required=True),
        text("format", "how the task is put or its answer scored"),
        _RUN,
        text("run_other", "long run of the other side"),
        text("task", "key of the task; null in the mean over tasks"),
        text("subtask", "part of the task, if the series is of a part"),
        text("task_title", "name of the task for people; null in the mean over tasks"),
        text("split", "split of the task's items"),
        number("shots", "examples in the prompt", unit="count"),
        count("n_pairs", "pairs: one, or those in the mean", low=1),
        number("difference", "onset less that of the other side", unit="of x of the other side"),
        number("lo", "lower end of its interval: joint draws of both", unit="of x of the other side"),
        number("hi", "upper end", unit="of x of the other side"),
        number("width_ratio", "onset width over that of the other side", unit="1", low=0),
        number("width_ratio_lo", "lower end of its interval", unit="1", low=0),
        number("width_ratio_hi", "upper end", unit="1", low=0),
        _LEVEL,
    ),
)
TABLES = (ESTIMATES, COMMON, DIFFERENCES)
SCOPE = "source"
INPUTS = ("verdicts", "series", "points")

DECIDED = ("abrupt", "gradual")
# Draws of a covariance: its correlations have a standard error of 0.07 at most.
DRAWS = 200
_FEWEST = 3


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, ...]:
    """See :func:`common_onsets` and :func:`onset_differences`; the reference is the source's first loss."""
    verdicts, settings = tables["verdicts"], context.settings
    drawn = draws_of(tables, settings)
    titles = tables["series"][["series_id", "task_title"]]
    about = verdicts.merge(titles, on="series_id").set_index("series_id").loc[drawn.series_id].reset_index()
    reference = next((x_kind for x_kind in (context.source or {}).get("x", ()) if x_kind.startswith("loss_")), None)
    points = tables.read("points", sorted(set(drawn.series_id)))
    changes = onset_differences(drawn, about, points, reference, settings.confidence)
    estimates = {
        **{"series_id": drawn.series_id, "run": drawn.run, "verdict": about["verdict"].tolist()},
        **{"onset": drawn.onset, "onset_se": drawn.onsets.std(axis=0)},
        **{"width": drawn.width, "log_width_se": np.log(drawn.widths).std(axis=0)},
    }
    common = common_onsets(drawn, about, settings.confidence)
    return _sorted(table_frame([estimates], ESTIMATES)), common, table_frame(changes, DIFFERENCES)


def _sorted(estimates):
    return estimates.sort_values(["series_id", "run"], ignore_index=True)


def draws_of(tables: Tables, settings: Settings) -> JointOnsets:
    """Joint draws of every series of one source with the verdict abrupt or gradual."""
    verdicts, series = tables["verdicts"], tables["series"]
    decided = verdicts.loc[verdicts["verdict"].isin(DECIDED), "series_id"]
    # those with the same x one after the other, since they share a grid of curves
    own = series[series["series_id"].isin(decided)].sort_values(["x_kind", "series_id"], ignore_index=True)
    source = str(series["source"].iloc[0]) if len(series) else ""
    return joint_onsets(own, tables.read("points", own["series_id"]), DRAWS, seed_of(source, settings.seed))


def common_onsets(drawn: JointOnsets, about: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The mean onset of the series of one verdict, and whether they all have it.

    Parameters
    ----------
    drawn : JointOnsets
    about : pandas.DataFrame
        Rows of ``verdicts``, one a sample of ``drawn``.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        Table ``common_onsets``: pools, x, metrics, formats and verdicts with three series or more, of two tasks or
        more. Series of a task that differ in split or shots share the task's true onset. Where runs are few there is a
        row for each long run and one for the medians over runs.
    """
    rows = []
    for _, own in about.groupby([*GROUP, "verdict"], dropna=False):
        named = {name: or_none(own[name].iloc[0]) for name in (*GROUP, "verdict")}
        for run_, ids, values in _by_run(drawn, own.index.to_numpy()):
            tasks = own.drop_duplicates("series_id").set_index("series_id").loc[ids]
            study = tasks.groupby(PART, dropna=False).ngroup().to_numpy()
            if len(ids) >= _FEWEST and np.unique(study).size > 1:
                rows.append(named | {"run": run_} | _together(values, study, confidence))
    return table_frame(rows, COMMON)


def _by_run(drawn: JointOnsets, places: np.ndarray) -> Iterator[tuple[str | None, list[str], np.ndarray]]:
    """Each long run, or None for all runs together; its series; and their onset and width with draws, (1 + m, k, 2)."""
    ids, runs = (np.array(of, dtype=object)[places] for of in (drawn.series_id, drawn.run))
    for name in sorted({name for name in runs if name is not None}):
        yield name, ids[runs == name].tolist(), values_of(drawn, places[runs == name])
    yield None, *medians_over_runs(drawn, places)


def _together(values, study, confidence):
    """The numbers of one row."""
    onsets, widths = np.moveaxis(values, 2, 0)
    pooled = mean_onset(onsets, study, confidence)
    correlation = np.corrcoef(onsets[1:].T)[np.triu_indices(study.size, 1)].mean()
    medians = np.log(np.median(widths, axis=1))
    reach = ndtri((1 + confidence) / 2) * medians[1:].std()
    return {
        **{"n_series": study.size, "n_tasks": np.unique(study).size, "correlation": correlation},
        **{"onset": pooled.mean, "onset_lo": pooled.lo, "onset_hi": pooled.hi},
        **{"tau": pooled.tau, "tau_lo": pooled.tau_lo, "tau_hi": pooled.tau_hi},
        **{"q": pooled.q, "p_common": pooled.p},
        **{"width": np.exp(medians[0]), "width_lo": np.exp(medians[0] - reach), "width_hi": np.exp(medians[0] + reach)},
        "confidence_level": confidence,
    }
