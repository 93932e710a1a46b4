"""What a Python user gets: one score against one x, fitted, tested and drawn."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from emergence.io.errors import AtlasError, DataError
from emergence.models import registry
from emergence.own import FEWEST_DRAWS
from emergence.own.judged import Judged, judge_series, known_metrics, standard_settings
from emergence.own.one_series import one_series
from emergence.schema.x_kinds import with_unit
from emergence.schema.x_kinds import x_kind as kind_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_WIDE = 100  # characters of a line of words in a summary


class Estimated(NamedTuple):
    """A number with the ends of its confidence interval, NaN where it is open."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if np.isnan(self.value):
            return "-"
        ends = ["-" if np.isnan(end) else f"{end:.4g}" for end in (self.low, self.high)]
        return f"{self.value:.4g} [{ends[0]}, {ends[1]}]"


@dataclass(frozen=True, repr=False)
class Result:
    """One series, fitted and judged; ``print`` shows its :meth:`summary`.

    Attributes
    ----------
    tables : emergence.own.judged.Judged
        The tables of the atlas, with the rows of this series.
    """

    tables: Judged

    def __repr__(self) -> str:
        task = self.tables.series["task"].iloc[0]
        return f"<Result {task}: {self.verdict}, onset {self.onset}, width {self.width}>"

    def __str__(self) -> str:
        return self.summary()

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
        row = self._row
        return {name.removeprefix("p_"): row[name] for name in row if name.startswith("p_") and pd.notna(row[name])}

    @property
    def best_form(self) -> str | None:
        """The named form of least AICc; None if there are too few runs for any."""
        form = self._row["best_form"]
        return None if pd.isna(form) else form

    def params(self, form: str | None = None) -> dict[str, Estimated]:
        """The parameters of a form by name, with their intervals.

        Parameters
        ----------
        form : str, optional
            The best form by default.

        Raises
        ------
        AtlasError
            If the form was not fitted, or none could be.
        """
        fits = self.tables.fits
        rows = fits[fits["form"] == self._fitted(form)].dropna(subset=["parameter"])
        numbers = rows[["estimate", "lo", "hi"]].astype(float).itertuples(index=False)
        return {name: Estimated(*own) for name, own in zip(rows["parameter"], numbers, strict=True)}

    def predict(self, x: float | Sequence[float] | np.ndarray, form: str | None = None) -> np.ndarray:
        """The curve of a form at ``x``, of its shape: the best form by default; errors as of :meth:`params`."""
        fitted = self._fitted(form)
        values = np.array([own.value for own in self.params(fitted).values()])
        improves = 1.0 if self.tables.series["x_better"].iloc[0] == "higher" else -1.0
        at = np.asarray(x, dtype=float)
        return registry()[fitted].predict(values, at, np.full(at.shape, np.nan), improves)

    def summary(self) -> str:
        """The result in words and numbers, some lines: the verdict, the onset, and each form, the best one first."""
        row, series = self._row, self.tables.series.iloc[0]
        kind = kind_of(series["x_kind"])
        basis = "" if pd.isna(row["basis"]) else f", {row['basis'].replace('_', ' ')}"
        lines = [f"{series['task']} ({series['metric']}) against {with_unit(kind.title, kind.unit)}"]
        lines += textwrap.wrap(f"{row['verdict']}: {row['reason']}", _WIDE)
        lines += [f"{series['n']:.0f} points of {series['n_runs']:.0f} runs{basis}", ""]
        lines += [f"onset  {self.onset} {kind.unit}", f"width  {self.width} {kind.unit}", ""]
        fitted = self.tables.fit_stats.dropna(subset="sse").sort_values("delta_aicc", ascending=False)
        if len(fitted):
            lines += [f"{'form':<17}{'delta AICc':>10}{'R2':>8}  parameters"]
        for own in fitted.to_dict("records"):
            found = ", ".join(f"{name} {value}" for name, value in self.params(own["form"]).items())
            lead, r2 = (f"{own[name]:.{digits}f}" for name, digits in (("delta_aicc", 2), ("r2", 3)))
            lines += [f"{own['form']:<17}{lead:>10}{r2:>8}  {found}".replace("nan", "  -")]
        return "\n".join(lines).rstrip()

    def plot(self) -> "Figure":
        """The figure of the series, in the atlas's style: a matplotlib figure."""
        from emergence.own.figure import figure_of

        return figure_of(self.tables, self.tables.series["x_kind"].iloc[0])

    @property
    def _row(self):
        return self.tables.verdicts.iloc[0].to_dict()

    def _estimated(self, name):
        return Estimated(*(float(self._row[name + end]) for end in ("", "_lo", "_hi")))

    def _fitted(self, form: str | None) -> str:
        """A form that was fitted: the best one by default."""
        form, known = form or self.best_form, self.tables.fits["form"].unique()
        if form is None:
            raise AtlasError(f"no form could be fitted: {self.reason}")
        if form not in known:
            raise AtlasError(f"{form}: expected a form that was fitted: {', '.join(known)}")
        return form


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
    forms: Sequence[str] | str | None = None,
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
        In place of the atlas's settings: bootstrap draws (19 or more), seed, onset width below which an onset is
        abrupt, and the forms to fit, such as ``["hinge", "logistic"]``.

    Returns
    -------
    Result

    Raises
    ------
    DataError
        If the lengths differ, a value is no finite number or cannot be (scores in percent, parameters that are no
        logarithm), or the metric or kind of x is unknown.
    """
    metrics = known_metrics()
    about = {row["metric"]: row for row in metrics.to_dict("records")}
    if metric not in about:
        raise DataError("fit", "one of " + ", ".join(about), column="metric", value=metric)
    if draws is not None and draws < FEWEST_DRAWS:
        raise DataError("fit", f"{FEWEST_DRAWS} draws or more", column="draws", value=draws)
    series, points = one_series(x, y, run, x_kind, about[metric], chance, n_items, task)
    wanted = [forms] if isinstance(forms, str) else forms
    settings = standard_settings({} if margin is None else {x_kind: margin}, draws=draws, seed=seed, forms=wanted)
    return Result(judge_series(series, points, metrics, settings))
