"""Arrays as the one series that they are: what a Python user gives, checked as a table of runs is."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from emergence.catalogue.soundness import IMPOSSIBLE_LOSS, MOST_FLOPS
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.x_kinds import x_kind as kind_of

# What x starts with -> the most that it can be, and what it is.
_MOST = {
    "loss_": (IMPOSSIBLE_LOSS, "a loss in nats per token"),
    "log10_perplexity_": (np.log10(np.exp(IMPOSSIBLE_LOSS)), "the log10 of a perplexity"),
    "log10_flops": (np.log10(MOST_FLOPS), "the log10 of FLOPs"),
    "log10_params": (np.log10(MOST_FLOPS), "the log10 of parameters"),
}


def one_series(
    x: Any, y: Any, run: Any, x_kind: str, metric: Mapping, chance: float | None, n_items: Any, task: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """SERIES with one row and its POINTS, from what :func:`emergence.fit` is given.

    ``metric`` is a row of METRICS.

    Raises
    ------
    DataError
        If the lengths differ, a value is no finite number or cannot be, or the kind of x is unknown.
    """
    try:
        kind = kind_of(x_kind)
    except ValueError as error:
        raise DataError("fit", str(error).partition("expected ")[2], column="x_kind", value=x_kind) from None
    values = {"x": _numbers(x, "x"), "y": _numbers(y, "y")}
    names = [f"run {number + 1}" for number in range(values["x"].size)] if run is None else list(run)
    sizes = {values["x"].size, values["y"].size, len(names)}
    if len(sizes) > 1 or not values["x"].size:
        raise DataError("fit", "x, y and run of one length", value=", ".join(map(str, sorted(sizes))))
    if pd.isna(pd.Series(names, dtype=object)).any():
        raise DataError("fit", "the name of a run for every point", column="run")
    _require_possible(values, x_kind, metric, chance)
    names = [str(name) for name in names]
    points = pd.DataFrame({"run": names, "model": names, "label": names, "family": "own runs", **values})
    points = points.assign(n_items=_items(n_items, len(points)), locator="given to fit()")
    row = {"source": "own", "pool": "all", "task": task, "metric": metric["metric"], "x_kind": x_kind}
    row |= {"series_id": f"own/all/{task}/{metric['metric']}/-/-/-/{x_kind}", "task_title": task}
    row |= {"metric_title": metric["title"], "better": metric["better"], "chance": chance}
    row |= {"x_better": "lower" if kind.lower_is_better else "higher"}
    row |= {"n": len(points), "n_runs": points["run"].nunique()}
    row |= {f"{name}_{end}": getattr(points[name], end)() for name in "xy" for end in ("min", "max")}
    points = points.assign(series_id=row["series_id"])
    return check(pd.DataFrame([row]), SERIES, "fit"), check(points, POINTS, "fit")


def _numbers(values: Any, name: str) -> np.ndarray:
    try:
        found = np.asarray(values, dtype=float).ravel()
    except (TypeError, ValueError) as error:
        raise DataError("fit", f"numbers ({error})", column=name) from None
    if not np.isfinite(found).all():
        at = int((~np.isfinite(found)).argmax())
        raise DataError("fit", "a finite number", at, name, found[at])
    return found


def _require_possible(values: dict[str, np.ndarray], x_kind: str, metric: Mapping, chance: float | None) -> None:
    """Refuse scores outside the range of their metric, and an x that no model has: mostly it is another x."""
    low, high = metric["low"], metric["high"]
    given = {"y": values["y"]} if chance is None else {"y": values["y"], "chance": _numbers(chance, "chance")}
    for name, own in given.items():
        wrong = (own < low) | (own > high)  # without a bound they are null, and nothing is beyond
        if wrong.any():
            at = int(wrong.argmax())
            hint = "; in percent, divide by 100" if metric["unit"] == "fraction" else ""
            expected = f"{metric['metric']} from {low:g} to {high:g}{hint}"
            raise DataError("fit", expected, at if own.size > 1 else None, name, own[at])
    for start, (most, what) in _MOST.items():
        if x_kind.startswith(start) and values["x"].max() > most:
            expected = f"{what}, at most {most:.1f}; x_kind says what x is, which is {x_kind!r}"
            raise DataError("fit", expected, int(values["x"].argmax()), "x", values["x"].max())


def _items(given: Any, points: int) -> np.ndarray | float:
    """Items of each point, or not a number where they are not given."""
    if given is None:
        return np.nan
    items = _numbers(given, "n_items")
    if items.size not in (1, points) or ((items % 1 != 0) | (items < 1)).any():
        raise DataError("fit", f"a whole number of items, one or {points} of them", column="n_items", value=given)
    return items if items.size > 1 else float(items[0])
