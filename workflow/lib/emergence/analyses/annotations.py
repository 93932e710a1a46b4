"""Verdicts beside the categories that Wei et al. 2022 (arXiv 2206.07682, Appendix E) gave BIG-bench tasks by eye."""

from collections.abc import Mapping

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, flag, text
from emergence.io.tables import Tables
from emergence.schema.analysed import SERIES_ID, VERDICT
from emergence.schema.verdicts import VERDICT_WORDS

TABLE = Table(
    "annotations",
    (
        SERIES_ID,
        text("category", "category of the task in Wei et al. 2022", required=True),
        text("expected", "verdict that the category implies; null where it implies none", choices=VERDICT_WORDS),
        VERDICT,
        flag("rises", "is there a rising trend"),
        flag(
            "emerges",
            "does the high-capability half exceed the extrapolation from the low-capability half (p uncorrected) and, "
            "where that can be tested, chance",
        ),
    ),
    key=("series_id",),
)
SCOPE = "source"
INPUTS = ("verdicts",)
PRINTED = ("task_categories",)

# The verdict that a category implies for models other than PaLM. Where a task emerges with PaLM only, others are flat.
EXPECTED = {
    "smoothly increasing": "gradual",
    "emergent with GPT-3 or LaMDA": "abrupt",
    "emergent with PaLM": "flat",
    "flat": "flat",
    "uncorrelated with scale": "flat",
    "worse with scale": "falling",
}
# The lists that put each task into one category; a further one marks tasks of these.
_LISTS = ("E.1", "E.2", "E.3", "E.4", "E.5")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`annotate`."""
    alpha = 1 - context.settings.confidence
    return annotate(tables["verdicts"], tables["task_categories"], context.metrics, alpha)


def annotate(
    verdicts: pd.DataFrame, categories: pd.DataFrame, metrics: Mapping[str, Mapping], alpha: float
) -> pd.DataFrame:
    """The series of annotated tasks, what their annotation implies and what was found.

    Only scores that are shares of items count, as the annotators judged a task by one score of its answers.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.
    categories : pandas.DataFrame
        Printed table ``task_categories``.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    alpha : float
        Level of each test.

    Returns
    -------
    pandas.DataFrame
        Table ``annotations``.
    """
    counts = [name for name, metric in metrics.items() if metric["counts"]]
    named = categories[categories["list"].isin(_LISTS)].set_index("task")
    rows = verdicts[verdicts["task"].isin(named.index) & verdicts["metric"].isin(counts)].reset_index(drop=True)
    category = rows["task"].map(named["category"])
    at_chance = rows["n_above_chance"] == 0
    return rows[["series_id"]].assign(
        category=category,
        expected=category.map(EXPECTED),
        verdict=rows["verdict"],
        rises=((rows["q_trend"] <= alpha) & (rows["rise"] > 0)).where(rows["p_trend"].notna()),
        emerges=((rows["p_extrapolation"] <= alpha) & ~at_chance).where(rows["p_extrapolation"].notna()),
    )
