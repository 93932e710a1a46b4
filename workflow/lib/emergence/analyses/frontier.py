"""The model size at which an ability appears: Equation 5 of Du et al. 2024, law and threshold uncertain together."""

from dataclasses import dataclass

import numpy as np

from emergence.analyses.law_values import fit_law, grid, laws_of
from emergence.inference.bootstrap import ENOUGH_RUNS, LEAST_SHARE, draw_runs, percentile_interval, seed_of
from emergence.io.tabulating import table_frame
from emergence.models import registry
from emergence.models.base import Estimate, Form
from emergence.models.optimum import least_params, loss_floor
from emergence.schema.laws import FRONTIER
from emergence.series.points import Points, split

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
        """Nats a token."""
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


def frontier(series, points, fits, settings, law):
    """Parameters against tokens for every threshold in loss of one source.

    The law must be of the losses that the threshold is in: of the same corpus, in the same source and so in the same
    tokenizer's tokens, and fitted to models trained on the same data: the law of the ability's own pool of runs where
    there is one, else the only law that the source has on that corpus.

    Parameters
    ----------
    series, points, fits : pandas.DataFrame
        Tables ``SERIES``, ``POINTS`` and ``FITS`` of one source.
    settings : Settings
    law : str
        Form of the law.

    Returns
    -------
    pandas.DataFrame
        ``FRONTIER``: one row for each tokens, or one with a status where there is no frontier. Law and threshold are
        refitted on the same bootstrap draws over the runs of both. N is infinite in a draw whose threshold lies below
        the loss of an infinite model, so that the interval may lack its upper end, and the estimate may be missing.
    """
    losses = series[series["x_kind"] == "params_tokens"].sort_values("series_id")
    laws = [fit_law(registry()[law], own, settings) for own in laws_of(series, points)]
    laws = dict(zip(losses["series_id"], laws, strict=True))
    losses = losses.to_dict("records")
    runs, shared, blocks = points["run"].to_numpy(), {}, []
    for threshold, ability in _thresholds(series, points, fits):
        found = _law_for(ability, losses, laws)
        key = {"series_id": ability["series_id"], "form": threshold.form.name, "eta": threshold.eta}
        if found is None:
            blocks.append({**key, "status": "no_law"})
            continue
        key |= {"law_series_id": found.series_id, "law": law}
        status = threshold.obstacle
        blocks.append(
            {**key, "status": status} if status else {**key, **_curve(threshold, found, settings, runs, shared)}
        )
    return table_frame(blocks, FRONTIER).sort_values(list(FRONTIER.key), ignore_index=True)


def _thresholds(series, points, fits):
    """Every threshold in loss with the row of its series."""
    abilities = series[series["x_kind"].str.startswith("loss_")].sort_values("series_id")
    of_series = {}
    for row in fits[fits["series_id"].isin(abilities["series_id"])].to_dict("records"):
        of_series.setdefault(row["series_id"], {}).setdefault(row["form"], {})[row["parameter"]] = row
    for own, ability in zip(split(abilities, points), abilities.to_dict("records"), strict=True):
        for name, rows in sorted(of_series.get(own.series_id, {}).items()):
            if "eta" in rows:
                form = registry()[name]
                values = np.array([rows[parameter]["estimate"] for parameter in form.parameters], dtype=float)
                yield Threshold(own, form, values, rows["eta"], ability["better"]), ability


def _law_for(ability, losses, laws):
    """The fitted law that an ability's threshold may be put into, or None."""
    corpus = ability["x_kind"].removeprefix("loss_")
    same = [loss for loss in losses if loss["task"] == corpus]
    same = [loss for loss in same if loss["pool"] == ability["pool"]] or same
    if len(same) != 1:
        return None
    law = laws[same[0]["series_id"]]
    return law if law.stands else None


def _curve(threshold, law, settings, runs, shared):
    """Columns of the rows of one frontier."""
    points = threshold.points
    tokens, log10_tokens = grid(law.points.x2.min(), _BEYOND * law.points.x2.max())
    estimate = least_params(law.best, threshold.eta, tokens)
    reached = np.isfinite(estimate)
    # The band is of percentiles, which need more runs than the threshold's own interval.
    few = threshold.points.n_runs < ENOUGH_RUNS or law.status == "few_runs"
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
    names = np.union1d(runs[law.points.rows], runs[points.rows])
    taken, laws = _shared_draws(law, names, settings, runs, shared)
    start = Estimate(threshold.values, np.zeros(threshold.values.size, dtype=bool))
    etas = threshold.form.refit(points, _columns(taken, names, points, runs), start, settings)
    both = np.isfinite(laws).all(axis=1) & np.isfinite(etas).all(axis=1)
    columns["draws"] = both.sum()
    if both.sum() >= max(2, LEAST_SHARE * settings.draws):
        etas = etas[both, threshold.form.parameters.index("eta")]
        # percentiles of 1 / N, which is 0 where N is infinite
        inverse = 1 / least_params(laws[both, None, :], etas[:, None], tokens)
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


def _shared_draws(law, names, settings, runs, shared):
    """Draws (m, runs) over the named runs, and the law refitted on them; the same for all abilities of these runs."""
    if (law.series_id, *names) not in shared:
        taken = draw_runs(names.size, settings.draws, seed_of(law.series_id, settings.seed))
        shared[law.series_id, *names] = taken, law.draws(_columns(taken, names, law.points, runs), settings)
    return shared[law.series_id, *names]


def _columns(taken, names, points, runs):
    """The draws of the runs that these points have, in the order of their numbers."""
    own = np.empty(points.n_runs, dtype=object)
    own[points.run] = runs[points.rows]
    return np.ascontiguousarray(taken[:, np.searchsorted(names, own)])
