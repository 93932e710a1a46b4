"""Every form on every series: the frames of fits, fit_stats, curves, correlations and residuals."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from emergence.inference.model_selection import compare_forms
from emergence.inference.series_fit import correlation_rows, fit_form
from emergence.io.tabulating import joined, table_frame
from emergence.models import forms_of, registry
from emergence.models.base import Settings
from emergence.schema.fitted import CORRELATIONS, CURVES, FIT_STATS, FITS, INTERVALS, RESIDUALS
from emergence.schema.laws import LAW_DRAWS
from emergence.series.points import split

__all__ = ["Results", "Settings", "fit_all"]

_AT_A_TIME = 200  # series, after which their rows become frames, a third of the size


@dataclass(frozen=True)
class Results:
    """The frames that a fit job writes, named as their tables, sorted by series and form."""

    fits: pd.DataFrame
    intervals: pd.DataFrame
    fit_stats: pd.DataFrame
    curves: pd.DataFrame
    correlations: pd.DataFrame
    residuals: pd.DataFrame
    law_draws: pd.DataFrame


_TABLES = {
    "fits": FITS,
    "intervals": INTERVALS,
    "fit_stats": FIT_STATS,
    "curves": CURVES,
    "correlations": CORRELATIONS,
    "residuals": RESIDUALS,
    "law_draws": LAW_DRAWS,
}


def fit_all(series: pd.DataFrame, points: pd.DataFrame, settings: Settings, threads: int = 1) -> Results:
    """Fit forms and correlations to series.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``, rows in any order; the result does not depend on it, nor on which other
        series are there.
    settings : Settings
    threads : int
        Series that are fitted at a time; the compiled loops run side by side. The result does not depend on it.

    Returns
    -------
    Results
        A fit that cannot be had is a row with a status and null numbers. Numbers are cut, so that the last bits, in
        which processors differ, do not show (see :mod:`emergence.io.tabulating`).

    Raises
    ------
    DataError
        If the settings name an unknown form.
    """
    series = series.sort_values("series_id", kind="stable")
    forms = {x_kind: forms_of(settings.forms, x_kind) for x_kind in series["x_kind"].unique()}

    def fit_one(own_and_kind):
        own, x_kind = own_and_kind
        rows = {name: [] for name in _TABLES}
        for form in forms[x_kind]:
            fit_form(form, own, points, settings, rows)
        if x_kind != "params_tokens":
            correlation_rows(own, settings, rows)
        return rows

    every = zip(split(series, points, settings.weighting), series["x_kind"], strict=True)
    parts = []
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(0, max(len(series), 1), _AT_A_TIME):
            blocks = list(pool.map(fit_one, islice(every, _AT_A_TIME)))
            rows = {name: [row for block in blocks for row in block[name]] for name in _TABLES}
            parts.append({name: table_frame(rows[name], table) for name, table in _TABLES.items()})
    frames = {name: joined([part.pop(name) for part in parts]) for name in _TABLES}
    aside = [name for name, form in registry().items() if not form.competes]
    return Results(**{**frames, "fit_stats": compare_forms(frames["fit_stats"], aside)})
