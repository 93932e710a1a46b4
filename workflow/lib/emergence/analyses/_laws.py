"""The laws of the loss as the tables of fits have them: nothing is fitted here."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergence.models import registry
from emergence.models.base import Estimate, Form, Settings
from emergence.schema.laws import LAW_PARAMETERS
from emergence.series.points import Points, split

# Places of a grid in a decade; whole powers of ten are among them.
_PER_DECADE = 8


@dataclass(frozen=True)
class FittedLaw:
    """A law on one series of losses.

    Attributes
    ----------
    series_id : str
    form : Form
    points : Points
        Those that the fit saw.
    best : numpy.ndarray, (5,)
        Its values, NaN where ``status`` says why.
    at_bound : numpy.ndarray, (5,)
        Which of them lie at the edge of what the fit may choose.
    status : str
        That of the fit; ``at_bound`` where any parameter is.
    drawn : numpy.ndarray, (m, 5)
        Refits to bootstrap draws over runs that gave a fit.
    """

    series_id: str
    form: Form
    points: Points
    best: np.ndarray
    at_bound: np.ndarray
    status: str
    drawn: np.ndarray

    @property
    def stands(self):
        """Whether there is a fit."""
        return bool(np.isfinite(self.best).all())

    def refit(self, weights, settings):
        """Refits (m, 5) under weights on the runs of its points, from its values; NaN where there is none."""
        start = Estimate(self.best, self.at_bound)
        return self.form.refit(self.points, np.ascontiguousarray(weights), start, settings)


def laws_of(series: pd.DataFrame, points: pd.DataFrame) -> Iterator[Points]:
    """The points of each series of losses against parameters and tokens.

    Parameters
    ----------
    series, points : pandas.DataFrame
        Tables of one source.

    Returns
    -------
    iterator of Points
        In the order of the series' ids.
    """
    return split(series[series["x_kind"] == "params_tokens"].sort_values("series_id"), points)


def fitted_laws(
    series: pd.DataFrame, points: pd.DataFrame, fits: pd.DataFrame, law_draws: pd.DataFrame, settings: Settings
) -> list[FittedLaw]:
    """Every law that was fitted to the losses of a source.

    Parameters
    ----------
    series, points, fits, law_draws : pandas.DataFrame
        Tables of one source.
    settings : Settings

    Returns
    -------
    list of FittedLaw
        By series and form.
    """
    drawn = {
        key: rows[list(LAW_PARAMETERS)].to_numpy(dtype=float) for key, rows in law_draws.groupby(["series_id", "form"])
    }
    found, of_series = [], dict(iter(fits.groupby("series_id")))
    for every in laws_of(series, points):
        own = of_series.get(every.series_id, fits[:0])
        for name, each in own.groupby("form"):
            form, rows = registry()[str(name)], each.set_index("parameter").loc[list(LAW_PARAMETERS)]
            at_bound = rows["at_bound"].fillna(False).to_numpy(dtype=bool)
            found.append(
                FittedLaw(
                    series_id=every.series_id,
                    form=form,
                    points=every.keep(form.used(every, settings)),
                    best=rows["estimate"].to_numpy(dtype=float),
                    at_bound=at_bound,
                    status="at_bound" if at_bound.any() else rows["status"].iloc[0],
                    drawn=drawn.get((every.series_id, name), np.empty((0, len(LAW_PARAMETERS)))),
                )
            )
    return found


def any_law() -> Form:
    """A form of the law of the loss: all have the same formula and leave out the same points."""
    return next(form for form in registry().values() if form.kind == "law")


def printed_laws(published: pd.DataFrame, source: str | None) -> Iterator[tuple[str, np.ndarray]]:
    """Name and values (5,) of each law that a source prints, from the table ``published_laws``."""
    for law, rows in published[published["source"] == source].groupby("law"):
        yield str(law), rows.set_index("parameter")["estimate"][list(LAW_PARAMETERS)].to_numpy(dtype=float)


def grid(low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """Places eight to a decade from ``low`` to ``high``, whole powers of ten among them, and their logarithms."""
    first, last = np.ceil(_PER_DECADE * np.log10(low) - 1e-9), np.floor(_PER_DECADE * np.log10(high) + 1e-9)
    logarithms = np.arange(first, last + 1) / _PER_DECADE
    return 10.0**logarithms, logarithms
