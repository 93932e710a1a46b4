"""What a Python user gets: one score against one x, fitted, tested and drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from emergence.io.checking import check
from emergence.io.errors import AtlasError, DataError
from emergence.models import registry
from emergence.own.judged import Judged, judge_series, known_metrics, standard_settings
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.x_kinds import x_kind as kind_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Estimated(NamedTuple):
    """A number with the ends of its confidence interval, NaN where it is open."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        ends = ["-" if np.isnan(end) else f"{end:.4g}" for end in (self.low, self.high)]
        return f"{self.value:.4g} [{ends[0]}, {ends[1]}]"


@dataclass(frozen=True)
class Result:
    """One series, fitted and judged.

    Attributes
    ----------
    tables : emergence.own.judged.Judged
        The tables of the atlas, with the rows of this series.
    """

    tables: Judged

    @property
    def verdict(self) -> str:
        """abrupt, gradual, unresolved, flat, falling, no onset in range or misfit."""
        return self._row["verdict"]

    @property
    def reason(self) -> str:
        """The verdict in one sentence."""
        return self._row["reason"]

    @property
    def onset(self) -> Estimated:
        """Where the score leaves its floor, in units of x."""
        return self._estimated("onset")

    @property
    def width(self) -> Estimated:
        """How far x moves while the slope climbs from 10 to 90 % of its largest value."""
        return self._estimated("width")

    @property
    def p_values(self) -> dict[str, float]:
        """The p-value of each null hypothesis that was tested."""
        return {name.removeprefix("p_"): self._row[name] for name in self._row if name.startswith("p_")}

    @property
    def best_form(self) -> str:
        """The named form of least AICc."""
        return self._row["best_form"]

    def params(self, form: str | None = None) -> dict[str, Estimated]:
        """The parameters of a form by name, with their intervals.

        Parameters
        ----------
        form : str, optional
            The best form by default.

        Raises
        ------
        AtlasError
            If the form was not fitted.
        """
        rows = self._of(self.tables.fits, form).dropna(subset=["parameter"])
        numbers = rows[["estimate", "lo", "hi"]].astype(float).itertuples(index=False)
        return {name: Estimated(*own) for name, own in zip(rows["parameter"], numbers, strict=True)}

    def predict(self, x: Sequence[float] | np.ndarray, form: str | None = None) -> np.ndarray:
        """The curve of a form at ``x``: the best form by default."""
        form = form or self.best_form
        values = np.array([own.value for own in self.params(form).values()])
        improves = 1.0 if self.tables.series["x_better"].iloc[0] == "higher" else -1.0
        at = np.asarray(x, dtype=float)
        return registry()[form].predict(values, at, np.full(at.shape, np.nan), improves)

    def summary(self) -> str:
        """The result in words and numbers, some lines."""
        row, stats = self._row, self.tables.fit_stats
        lines = [f"{row['verdict']}: {row['reason']}", f"{row['n_runs']:.0f} runs, basis {row['basis'] or '-'}"]
        lines += [f"onset {self.onset} {row['unit']}, width {self.width} {row['unit']}"]
        for _, own in stats.sort_values("delta_aicc").iterrows():
            found = ", ".join(f"{name} {value}" for name, value in self.params(own["form"]).items())
            lines.append(f"{own['form']:>16}  delta AICc {own['delta_aicc']:7.2f}  {found}")
        return "\n".join(lines)

    def plot(self) -> "Figure":
        """The figure of the series, in the atlas's style: a matplotlib figure."""
        from emergence.own.figure import figure_of

        return figure_of(self.tables, self.tables.series["x_kind"].iloc[0])

    @property
    def _row(self):
        return self.tables.verdicts.iloc[0].to_dict()

    def _estimated(self, name):
        return Estimated(*(float(self._row[name + end]) for end in ("", "_lo", "_hi")))

    def _of(self, table, form):
        rows = table[table["form"] == (form or self.best_form)]
        if rows.empty:
            raise AtlasError(f"{form}: expected a form that was fitted: {', '.join(table['form'].unique())}")
        return rows


def fit(
    x: Sequence[float] | np.ndarray,
    y: Sequence[float] | np.ndarray,
    run: Sequence[object] | None = None,
    *,
    x_kind: str = "loss_own",
    metric: str = "accuracy",
    chance: float | None = None,
    n_items: float | Sequence[float] | None = None,
    task: str = "task",
    draws: int | None = None,
    seed: int | None = None,
    margin: float | None = None,
    forms: Sequence[str] | None = None,
) -> Result:
    """Fit and judge one score against one x.

    Parameters
    ----------
    x : array-like, (n,)
        Loss in nats per token, or another x in the unit of ``x_kind``: ``log10_flops``, ``log10_params``, ...
    y : array-like, (n,)
        Scores, as fractions where the metric is one.
    run : sequence, (n,), optional
        The training run of each point: checkpoints of one run are not independent. By default each is a run of its own.
    x_kind : str
        ``loss_<corpus>``, ``bits_per_byte_<corpus>``, ``log10_perplexity_<corpus>``, ``log10_flops`` or
        ``log10_params``.
    metric : str
        Key of the atlas's metrics, which knows the range and which way is better.
    chance : float, optional
        The score of a uniform guess.
    n_items : float or array-like, optional
        Items behind each score.
    task : str
        What the series is called.
    draws, seed, margin, forms : optional
        In place of the atlas's settings: bootstrap draws, seed, onset width below which an onset is abrupt, and forms.

    Returns
    -------
    Result

    Raises
    ------
    DataError
        If the lengths differ, a value is not finite, or the metric or kind of x is unknown.
    """
    points, metrics = _points(x, y, run, n_items), known_metrics()
    series = _series(points, task, metric, x_kind, chance, metrics)
    tables = check(series, SERIES, "fit"), check(points.assign(series_id=series["series_id"].iloc[0]), POINTS, "fit")
    settings = standard_settings({} if margin is None else {x_kind: margin}, draws=draws, seed=seed, forms=forms)
    return Result(judge_series(*tables, metrics, settings))


def _series(points, task, metric, x_kind, chance, metrics):
    """The row of SERIES that the points are."""
    if metric not in set(metrics["metric"]):
        raise DataError("fit", "one of " + ", ".join(metrics["metric"]), column="metric", value=metric)
    try:
        lower = kind_of(x_kind).lower_is_better
    except ValueError as error:
        raise DataError("fit", str(error), column="x_kind") from None
    about = metrics.set_index("metric").loc[metric]
    keys = {"source": "own", "pool": "all", "task": task, "metric": metric, "x_kind": x_kind, "task_title": task}
    row = keys | {"series_id": f"own/all/{task}/{metric}/-/-/-/{x_kind}", "metric_title": about["title"]}
    row |= {"better": about["better"], "x_better": "lower" if lower else "higher", "chance": chance}
    row |= {"n": len(points), "n_runs": points["run"].nunique()}
    return pd.DataFrame(
        [row | {f"{name}_{end}": getattr(points[name], end)() for name in "xy" for end in ("min", "max")}]
    )


def _points(x, y, run, n_items):
    values = {name: np.asarray(own, dtype=float).ravel() for name, own in (("x", x), ("y", y))}
    names = [f"run {number + 1}" for number in range(values["x"].size)] if run is None else [str(name) for name in run]
    sizes = {values["x"].size, values["y"].size, len(names)}
    if len(sizes) > 1 or not values["x"].size:
        raise DataError("fit", "x, y and run of one length", value=", ".join(map(str, sorted(sizes))))
    for name, own in values.items():
        if not np.isfinite(own).all():
            row = int((~np.isfinite(own)).argmax())
            raise DataError("fit", "a finite number", row, name, own[row])
    points = pd.DataFrame({"run": names, "model": names, "label": names, "family": "own runs", **values})
    return points.assign(n_items=np.nan if n_items is None else n_items, locator="given to fit()")
