"""The model size at which an ability appears: Equation 5 of Du et al. 2024, law and threshold uncertain together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergence.analyses._laws import fitted_laws, grid
from emergence.analyses.running import Context
from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, draw_runs, percentile_interval, seed_of
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.models import registry
from emergence.models.base import Estimate, Form, Settings
from emergence.models.optimum import least_params, loss_floor
from emergence.schema.analysed import interval
from emergence.schema.fitted import STATUSES
from emergence.series.points import Points, split

# "no_law": the source has no law of the losses that the threshold is in: none on the same corpus, in the same tokens,
# for models trained on the same data; "no_threshold": the form found none, or none with two ends, or the score gets
# worse; "unreachable": no model, however large, gets to the threshold with so few tokens. The others are those of fits.
FRONTIER_STATUSES = (*STATUSES, "no_law", "no_threshold", "unreachable")

TABLE = Table(
    "frontier",
    (
        text("series_id", "series of the ability", required=True),
        text("form", "form of the threshold", required=True),
        text("law_series_id", "series of losses that the law was fitted to"),
        text("law", "form of the law"),
        number("eta", "threshold in the loss", unit="nats per token"),
        number("tokens", "training tokens; null where there is no frontier", above=0, unit="count"),
        number("log10_tokens", "decimal logarithm of tokens, eighths of a decade", unit="log10"),
        number("loss_floor", "loss of an infinite model after so many tokens", unit="nats per token"),
        number("estimate", "parameters from which on the loss is below the threshold", above=0, unit="count"),
        *interval("count"),
        flag("extrapolated", "do the estimate or the tokens lie beyond the runs that the law was fitted to"),
        number("draws", "joint bootstrap draws that gave both a law and a threshold", unit="count"),
        text("status", "ok, or why there is no estimate or no interval", required=True, choices=FRONTIER_STATUSES),
    ),
    key=("series_id", "form", "tokens"),
)
SCOPE = "source"
INPUTS = ("series", "points", "fits", "law_draws")
OPTIONS = {"law": {"type": "string", "description": "form of the law that thresholds are put into"}}

# How far beyond the most tokens of a run the frontier goes.
_BEYOND = 10.0


@dataclass(frozen=True)
class Threshold:
    """A threshold as the table of fits has it: the ability's points, its form, values (p,), eta's row, ``better``."""

    points: Points
    form: Form
    values: np.ndarray
    row: dict
    better: str

    @property
    def eta(self):
        """Nats per token."""
        return self.row["estimate"]

    @property
    def rises(self):
        """Does the score get better beyond the threshold."""
        points = self.points
        best = points.x.max() if points.improves > 0 else points.x.min()
        at_eta, beyond = self.form.predict(self.values, np.array([self.eta, best]), np.nan, points.improves)
        return beyond > at_eta if self.better == "higher" else beyond < at_eta

    @property
    def obstacle(self):
        """Why there is no frontier, or None; a threshold of few runs has one without a band."""
        if not np.isfinite(self.values).all() or self.row["status"] not in ("ok", "few_runs"):
            return "no_threshold"
        open_end = self.row["status"] == "ok" and not np.isfinite([self.row["lo"], self.row["hi"]]).all()
        return "no_threshold" if open_end or not self.rises else None

    def refit(self, weights, settings):
        """Thresholds (m,) under weights on the runs of its points, from its values; NaN where there is none."""
        start = Estimate(self.values, np.zeros(self.values.size, dtype=bool))
        values = self.form.refit(self.points, weights, start, settings)
        fits = np.isfinite(values).all(axis=1)
        return np.where(fits, values[:, self.form.parameters.index("eta")], np.nan)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`frontier`."""
    series, points, fits = tables["series"], tables["points"], tables["fits"]
    return frontier(series, points, fits, tables["law_draws"], context.settings, context.options["law"])


def frontier(
    series: pd.DataFrame,
    points: pd.DataFrame,
    fits: pd.DataFrame,
    law_draws: pd.DataFrame,
    settings: Settings,
    law: str,
) -> pd.DataFrame:
    """Parameters against tokens for every threshold in loss of one source.

    The law must be of the losses that the threshold is in: of the same corpus, in the same source and so in the same
    tokenizer's tokens, and fitted to models trained on the same data: the law of the ability's own pool of runs where
    there is one, else the only law that the source has on that corpus.

    Parameters
    ----------
    series, points, fits, law_draws : pandas.DataFrame
        Tables of one source.
    settings : Settings
    law : str
        Form of the law.

    Returns
    -------
    pandas.DataFrame
        Table ``frontier``: one row for each number of tokens, or one with a status where there is no frontier. Law and
        threshold are refitted on the same bootstrap draws over the runs of both. N is infinite in a draw whose
        threshold lies below the loss of an infinite model, so that the interval may lack its upper end, and the
        estimate may be missing.
    """
    losses = series[series["x_kind"] == "params_tokens"].sort_values("series_id").to_dict("records")
    fitted = fitted_laws(series, points, fits[fits["form"] == law], law_draws, settings)
    laws = {one.series_id: one for one in fitted if one.stands}
    runs, blocks = points["run"].to_numpy(), []
    shared: dict = {}
    for threshold, ability in _thresholds(series, points, fits, settings):
        found = laws.get(_law_for(ability, losses))
        key = {"series_id": ability["series_id"], "form": threshold.form.name, "eta": threshold.eta}
        if found is None:
            blocks.append({**key, "status": "no_law"})
            continue
        key |= {"law_series_id": found.series_id, "law": law}
        status = threshold.obstacle
        rows = {"status": status} if status else _curve(threshold, found, settings, runs, shared)
        blocks.append({**key, **rows})
    return table_frame(blocks, TABLE).sort_values(list(TABLE.key), ignore_index=True)


def _thresholds(series, points, fits, settings):
    """Every threshold in loss with the row of its series."""
    abilities = series[series["x_kind"].str.startswith("loss_")].sort_values("series_id")
    of_series = {}
    for row in fits[fits["series_id"].isin(abilities["series_id"])].to_dict("records"):
        of_series.setdefault(row["series_id"], {}).setdefault(row["form"], {})[row["parameter"]] = row
    each = split(abilities, points, settings.weighting)
    for own, ability in zip(each, abilities.to_dict("records"), strict=True):
        for name, rows in sorted(of_series.get(own.series_id, {}).items()):
            if "eta" in rows:
                form = registry()[name]
                values = np.array([rows[parameter]["estimate"] for parameter in form.parameters], dtype=float)
                yield Threshold(own, form, values, rows["eta"], ability["better"]), ability


def _law_for(ability, losses):
    """The series of losses whose law an ability's threshold may be put into, or None."""
    corpus = ability["x_kind"].removeprefix("loss_")
    same = [loss for loss in losses if loss["task"] == corpus]
    same = [loss for loss in same if loss["pool"] == ability["pool"]] or same
    return same[0]["series_id"] if len(same) == 1 else None


def _curve(threshold, law, settings, runs, shared):
    """Columns of the rows of one frontier."""
    tokens, log10_tokens = grid(law.points.x2.min(), _BEYOND * law.points.x2.max())
    estimate = least_params(law.best, threshold.eta, tokens)
    reached = np.isfinite(estimate)
    # The band is of percentiles, which need more runs than the threshold's own interval.
    few = min(threshold.points.n_runs, law.points.n_runs) < ENOUGH_RUNS
    columns = {
        "tokens": tokens,
        "log10_tokens": log10_tokens,
        "loss_floor": loss_floor(law.best, tokens),
        "estimate": np.where(reached, estimate, np.nan),
        "extrapolated": ~(_within(law.points.x, estimate) & _within(law.points.x2, tokens)),
        "status": np.where(reached, "few_runs" if few else law.status, "unreachable"),
    }
    if few:
        return columns
    taken, laws = _shared_draws(threshold, law, settings, runs, shared)
    etas = threshold.refit(taken, settings)
    both = np.isfinite(laws).all(axis=1) & np.isfinite(etas)
    columns["draws"] = both.sum()
    if both.sum() >= max(2, LEAST_SHARE * settings.draws):
        # percentiles of 1 / N, which is 0 where N is infinite
        inverse = 1 / least_params(laws[both, None, :], etas[both, None], tokens)
        _, low, high = percentile_interval(inverse, settings.confidence)
        with np.errstate(divide="ignore"):
            ends = np.stack([1 / high, 1 / low])
        ends[~np.isfinite(ends)] = np.nan
        columns |= {"lo": ends[0], "hi": ends[1], "confidence_level": settings.confidence}
        columns["interval_method"] = "bootstrap_runs_percentile"
    return columns


def _within(seen, values):
    """Which values lie within the range of those seen."""
    return (values >= seen.min()) & (values <= seen.max())


def _shared_draws(threshold, law, settings, runs, shared):
    """Draws (m, n_runs) of the ability's runs, and the law refitted on the same draws over the runs of both.

    The same for all abilities of these runs. Where the law has all of them, its draws are those of the table of fits,
    which are not refitted if each gave a fit.
    """
    own, others = _names(threshold.points, runs), _names(law.points, runs)
    names = np.union1d(own, others)
    if (law.series_id, *names) not in shared:
        taken = draw_runs(names.size, settings.draws, seed_of(law.series_id, settings.seed))
        known = names.size == others.size and len(law.drawn) == settings.draws
        laws = law.drawn if known else law.refit(taken[:, np.searchsorted(names, others)], settings)
        shared[law.series_id, *names] = taken, laws
    taken, laws = shared[law.series_id, *names]
    return np.ascontiguousarray(taken[:, np.searchsorted(names, own)]), laws


def _names(points, runs):
    """The names of the runs of these points, in the order of their numbers."""
    names = np.empty(points.n_runs, dtype=object)
    names[points.run] = runs[points.rows]
    return names
