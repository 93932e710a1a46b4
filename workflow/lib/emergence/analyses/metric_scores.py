"""The emergence score of series of models, by metric and class of metrics (Schaeffer et al. 2023, arXiv 2304.15004).

The score is about a family of models on a task. So parts of a task that counts as a whole are left out, as are
checkpoints of one run and metrics that do not score answers: losses and calibration.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import SERIES_ID, VERDICT, count

TABLE = Table(
    "metric_scores",
    (
        SERIES_ID,
        text("source", "folder under data/", required=True),
        text("pool", "pool of runs", required=True),
        text("task", "key of the task", required=True),
        text("metric", "key of the metric", required=True),
        text("metric_title", "name of the metric for people", required=True),
        text("metric_class", "exact match, multiple choice or other metrics", required=True),
        number("emergence_score", "Schaeffer et al. 2023; null where it is unbounded", unit="1"),
        flag("unbounded", "it rises, but half of its steps or more are 0, so that the score has no bound"),
        VERDICT,
        number("median", "median emergence score of the metric in this source; null where it is unbounded", unit="1"),
        count("metric_rank", "rank by source, then by that median, 0 the highest: a row of a figure"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("verdicts", "series")
OPTIONS = {"x_kind": {"type": "string", "description": "the x against which scores count, so that each counts once"}}

# The metrics that Schaeffer et al. 2023 find emergent abilities under: every part right, or the best choice right.
# Pass@k is in neither: it asks for programs that pass tests, by one of k tries, and the paper does not name it.
ALL_OR_NOTHING = {
    "exact match": ("exact_match", "maj1@k", "subset_accuracy"),
    "multiple choice": ("accuracy", "accuracy_norm", "multiple_choice_grade"),
}
OTHERS = "other metrics"
# Of the metrics, those that say how likely or how sure answers are, and not how good: units of information, and these,
# of which three are losses whose unit is not printed.
_OF_CONFIDENCE = (
    "expected_calibration_error",
    "confidence_brier",
    "confidence_brier_absolute",
    "task_cross_entropy",
    "negative_log_probability",
    "loss_unit_unknown",
)
_OF_INFORMATION = ("nat", "bit", "perplexity")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`metric_scores`."""
    return metric_scores(tables["verdicts"], tables["series"], context.options["x_kind"], context.metrics)


def scores_answers(name: str, metric: Mapping) -> bool:
    """Whether a metric scores answers: a loss or a calibration does not.

    Parameters
    ----------
    name : str
    metric : mapping
        Its row of the table ``METRICS``.
    """
    return name not in _OF_CONFIDENCE and not str(metric["unit"]).startswith(_OF_INFORMATION)


def of_models(series: pd.DataFrame, x_kind: str, metrics: Mapping[str, Mapping]) -> pd.DataFrame:
    """The series that a family of models has on whole tasks, under metrics that score answers.

    Parameters
    ----------
    series : pandas.DataFrame
        Table ``series``.
    x_kind : str
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.

    Returns
    -------
    pandas.DataFrame
        Of ``series`` those against this x, with one point a run, and of the whole task, unless only its parts have
        scores.
    """
    own = series[(series["x_kind"] == x_kind) & (series["n"] == series["n_runs"])]
    own = own[own["metric"].map(lambda name: scores_answers(name, metrics[name])).astype(bool)]
    whole = own["subtask"].isna().groupby([own["source"], own["pool"], own["task"]]).transform("any")
    return own[own["subtask"].isna() | ~whole.astype(bool)]


def metric_scores(
    verdicts: pd.DataFrame, series: pd.DataFrame, x_kind: str, metrics: Mapping[str, Mapping]
) -> pd.DataFrame:
    """The emergence score of every series of models against one x, with its metric and the class of that.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series``.
    x_kind : str
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.

    Returns
    -------
    pandas.DataFrame
        Table ``metric_scores``, without series of which no score is defined, such as those of one value.
    """
    keys = of_models(series, x_kind, metrics)[["series_id", "source", "pool", "task", "metric", "metric_title"]]
    rows = keys.merge(verdicts[["series_id", "emergence_score", "linearity", "verdict"]], on="series_id")
    # The linearity has the same sign and vanishes from no denominator.
    unbounded = rows["emergence_score"].isna() & (rows["linearity"] > 0)
    scores = rows["emergence_score"].mask(unbounded, np.inf)
    medians = scores.groupby([rows["source"], rows["metric"]]).median().dropna().rename("median").reset_index()
    medians = medians.sort_values(["source", "median", "metric"], ascending=[True, False, True], ignore_index=True)
    medians["metric_rank"] = np.arange(len(medians), dtype=float)
    classes = {metric: name for name, metrics in ALL_OR_NOTHING.items() for metric in metrics}
    found = rows.drop(columns="linearity").assign(
        unbounded=unbounded,
        metric_class=rows["metric"].map(classes).fillna(OTHERS),
    )
    found = found[scores.notna()].merge(medians, on=["source", "metric"], how="left")
    return found.assign(median=found["median"].replace(np.inf, np.nan))
