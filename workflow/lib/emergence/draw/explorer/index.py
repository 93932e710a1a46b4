"""What the page knows of every series before a source is opened: its keys, its verdict and the numbers behind it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.draw import notation
from emergence.draw.explorer.packing import numbers, words
from emergence.hypotheses.verdict import rests_on_margin

_NUMBERS = (
    *("n", "n_runs", "n_long_runs", "n_above_chance", "chance", "x_min", "x_max", "margin", "r2"),
    *("onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi", "threshold_x", "minimum_detectable_width"),
)


def index(verdicts: pd.DataFrame, series: pd.DataFrame, labels: Mapping[str, str], level: float) -> dict[str, Any]:
    """Columns with a row for each series.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``verdicts`` and ``series`` of all sources.
    labels : dict of str to str
        What readers see in place of keys.
    level : float
        Confidence level of the verdicts.

    Returns
    -------
    dict
        Column to its values: texts as ``words``, numbers rounded to four digits.
    """
    about = series.set_index("series_id")[["task_title", "metric_title", "n", "chance", "x_min", "x_max"]]
    rows = verdicts.join(about, on="series_id").sort_values("series_id", ignore_index=True)
    named = {
        "task": rows["task_title"],
        "setting": pd.Series([_setting(row, labels) for row in rows.to_dict("records")], dtype=str),
        "form": rows["best_form"].map(lambda form: worded(form, labels), na_action="ignore"),
    }
    kept = ("source", "metric", "x_kind", "basis", "verdict", "unit", "pool")
    return {
        "id": rows["series_id"].tolist(),
        **{name: words(column) for name, column in named.items()},
        **{name: words(rows[name]) for name in kept},
        "reason": words(rows["reason"].map(notation.name, na_action="ignore")),
        **{name: numbers(rows[name], 5 if name.startswith("x_") else 4) for name in _NUMBERS},
        "open": rests_on_margin(rows, 1 - level).astype(int).tolist(),
    }


def worded(key: str, labels: Mapping[str, str]) -> str:
    """What readers see in place of a key."""
    return labels.get(key, key.replace("_", " "))


def _setting(row, labels):
    """In words, what else sets a series off from others of its task and metric: runs, examples, format and split."""
    parts = [worded(row["pool"], labels), "" if pd.isna(row["shots"]) else f"{row['shots']:.0f}-shot"]
    parts += [worded(row[key], labels) for key in ("format", "split") if not pd.isna(row[key])]
    return ", ".join(filter(None, parts))
