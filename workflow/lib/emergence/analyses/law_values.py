"""What follows from the laws of the loss, with the uncertainty of the law: the frames of law_values and more."""

from dataclasses import dataclass

import numpy as np

from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, percentile_interval
from emergence.inference.fitting import forms_of
from emergence.io.tabulating import table_frame
from emergence.models import registry
from emergence.models.base import Form
from emergence.models.optimum import FLOPS, allocation, exponents, loss_floor, scale_params
from emergence.schema.laws import LAW_PARAMETERS, LAW_VALUES, PUBLISHED_RESIDUALS
from emergence.series.points import Points, split

# Places of a grid in a decade; whole powers of ten are among them.
_PER_DECADE = 8
# How far beyond the largest run the grids go: a thousand times.
_BEYOND = 1e3


@dataclass(frozen=True)
class FittedLaw:
    """A law on one series of losses: the points that it saw, its best values (5,), NaN where ``status`` says why."""

    series_id: str
    form: Form
    points: Points
    best: np.ndarray
    status: str

    @property
    def stands(self):
        """Is there a fit."""
        return bool(np.isfinite(self.best).all())

    def draws(self, weights, settings):
        """Refits (m, 5) under weights on the runs of its points; NaN where there is none."""
        estimate = self.form.estimate(self.points, settings)
        return self.form.refit(self.points, np.ascontiguousarray(weights), estimate, settings)


def fit_law(form, every, settings):
    """Fit one law to a series of losses.

    Parameters
    ----------
    form : emergence.models.base.Form
        One that takes ``params_tokens``.
    every : Points
    settings : Settings

    Returns
    -------
    FittedLaw
    """
    points = every.keep(form.used(every, settings))
    status, best = form.obstacle(points, settings), np.full(len(form.parameters), np.nan)
    if status is None:
        estimate = form.estimate(points, settings)
        status = "ok" if points.n_runs >= ENOUGH_RUNS else "few_runs"
        if not estimate.converged:
            status = "not_converged"
        elif estimate.at_bound.any():
            status = "at_bound"
        best = estimate.best
    return FittedLaw(every.series_id, form, points, best, status)


def law_values(series, points, law_draws, settings, published):
    """Compute-optimal parameters and tokens, floors and scales of every law, fitted or printed.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS`` of one source.
    law_draws : pandas.DataFrame
        Table ``LAW_DRAWS``: the laws refitted to bootstrap draws.
    settings : Settings
    published : pandas.DataFrame
        Table ``published_laws`` of the source, which may have no rows; its laws have no intervals, for want of draws.

    Returns
    -------
    pandas.DataFrame
        ``LAW_VALUES``. Intervals are percentiles over the bootstrap draws of the fits, each draw giving all quantities.
    """
    blocks, drawn = [], {}
    for key, rows in law_draws.groupby(["series_id", "form"]):
        drawn[key] = rows[list(LAW_PARAMETERS)].to_numpy(dtype=float)
    for every in laws_of(series, points):
        for form in forms_of(settings.forms, "params_tokens"):
            law = fit_law(form, every, settings)
            draws = drawn.get((law.series_id, form.name))
            key = {"series_id": law.series_id, "law": form.name, "status": law.status}
            blocks += _values(key, law.points, law.best, draws, settings) if law.stands else [_nothing(key)]
        for law, values in printed_laws(published):
            key = {"series_id": every.series_id, "law": law, "status": "ok"}
            blocks += _values(key, every, values, None, settings)
    return table_frame(blocks, LAW_VALUES).sort_values(list(LAW_VALUES.key), ignore_index=True)


def laws_of(series, points):
    """The points of each series of losses against parameters and tokens.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS`` of one source.

    Returns
    -------
    iterator of Points
        In the order of the series' ids.
    """
    return split(series[series["x_kind"] == "params_tokens"].sort_values("series_id"), points)


def printed_laws(published):
    """Name and values (5,) of each law in the table ``published_laws``."""
    for law, rows in published.groupby("law"):
        yield law, rows.set_index("parameter")["estimate"][list(LAW_PARAMETERS)].to_numpy(dtype=float)


def published_residuals(series, points, settings, published):
    """Every point of the source's series of losses against the printed laws.

    Parameters
    ----------
    series, points, settings, published
        As for :func:`law_values`.

    Returns
    -------
    pandas.DataFrame
        ``PUBLISHED_RESIDUALS``.
    """
    form, blocks = registry()["chinchilla_huber"], []
    for every in laws_of(series, points):
        own = points.iloc[every.rows]
        columns = {name: own[name].to_numpy() for name in ("run", "params", "tokens", "flops")}
        for law, values in printed_laws(published):
            says = form.predict(values, every.x, every.x2, every.improves)
            key = {"series_id": every.series_id, "law": law, "used": form.used(every, settings)}
            blocks.append({**key, **columns, "y": every.y, "fitted": says, "residual": every.y - says})
    return table_frame(blocks, PUBLISHED_RESIDUALS)


def grid(low, high):
    """Places eight to a decade from ``low`` to ``high``, whole powers of ten among them, and their logarithms."""
    first, last = np.ceil(_PER_DECADE * np.log10(low) - 1e-9), np.floor(_PER_DECADE * np.log10(high) + 1e-9)
    logarithms = np.arange(first, last + 1) / _PER_DECADE
    return 10.0**logarithms, logarithms


def _nothing(key):
    return {**key, "quantity": "params", "given": "flops", "extrapolated": False}


def _values(key, points, best, draws, settings):
    """Blocks of rows of one law."""
    spent, seen = FLOPS * points.x * points.x2, points.x2
    blocks = []
    for given, axis in (("flops", spent), ("tokens", seen), (None, None)):
        at, log10_at = grid(axis.min(), _BEYOND * axis.max()) if given else (None, None)
        here = _quantities(best, given, at)
        over = _quantities(draws[:, None, :], given, at) if draws is not None else {}
        for quantity, estimate in here.items():
            blocks.append({**key, "quantity": quantity, "given": given, "at": at, "log10_at": log10_at})
            blocks[-1] |= {"estimate": estimate, "extrapolated": at > axis.max() if given else False}
            if draws is not None and len(draws) >= max(2, LEAST_SHARE * settings.draws):
                _, lo, hi = percentile_interval(np.atleast_2d(over[quantity].T).T, settings.confidence)
                method = {"confidence_level": settings.confidence, "interval_method": "bootstrap_runs_percentile"}
                blocks[-1] |= {"lo": lo, "hi": hi, **method}
    return [{name: value for name, value in block.items() if value is not None} for block in blocks]


def _quantities(values, given, at):
    """The quantities that are functions of FLOPs, of tokens, or of nothing."""
    if given == "flops":
        params, tokens = allocation(values, at)
        loss = registry()["chinchilla_huber"].predict(values, params, tokens, 1.0)
        return {"params": params, "tokens": tokens, "tokens_per_param": tokens / params, "loss": loss}
    if given == "tokens":
        return {"loss_floor": loss_floor(values, at)}
    by_params, by_tokens = exponents(values)
    return {"scale_params": scale_params(values), "exponent_params": by_params, "exponent_tokens": by_tokens}
