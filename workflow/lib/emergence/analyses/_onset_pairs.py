"""Differences between onsets, and ratios of onset widths, of series that are the same but for one thing."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

from emergence.hypotheses.joint_onsets import JointOnsets
from emergence.inference.meta_analysis import dependent_effects
from emergence.inference.spline import spline_basis
from emergence.io.tabulating import or_none
from emergence.series.build import KEYS, same_but
from emergence.series.checkpoints import checkpoint_codes

# What the sides of a pair differ in; the columns that name it, and those that a row of the mean over tasks keeps.
DIFFER = {"run": "run", "pool": "pool", "loss": "x_kind"}
_SET = ["source", "pool", "pool_other", "x_kind", "x_kind_other", "metric", "format", "run", "run_other"]
_TASK = ["task", "subtask", "task_title", "split", "shots"]
_FEWEST = 3
# Slope of a translation: over so much of the loss.
_STEP = 0.01


def onset_differences(
    drawn: JointOnsets, about: pd.DataFrame, points: pd.DataFrame, reference: str | None, confidence: float
) -> list[dict[str, Any]]:
    """Rows of the table ``onset_differences``.

    Parameters
    ----------
    drawn : JointOnsets
    about : pandas.DataFrame
        Keys and ``task_title`` of each sample's series.
    points : pandas.DataFrame
        Table ``points`` of these series.
    reference : str or None
        Kind of x, the loss to whose scale those on other corpora are translated: by a restricted cubic spline through
        the checkpoints that have both, taken as known.
    confidence : float

    Returns
    -------
    list of dict
        A pair of long runs of one series, of pools of runs, or of losses; and, for three pairs of the same two things
        or more, of two tasks or more, the mean over them (:func:`dependent_effects`), ``task`` null. Intervals are
        normal, with the standard deviation that a difference, or the logarithm of a ratio, has in the joint draws.
    """
    samples = about[[*KEYS, "series_id", "task_title"]].assign(place=np.arange(len(about)))
    samples["run"] = pd.Series(drawn.run, index=samples.index, dtype="str")
    rows: list[dict[str, Any]] = []
    translate = _Translation(points)
    for kind, paired in _pairs(samples, reference):
        for _, own in paired.groupby(_SET, dropna=False, sort=True):
            own = own.sort_values(["series_id", "place"])
            scale = translate if kind == "loss" else None
            found = [_values(drawn, pair, scale) for pair in own.to_dict("records")]
            changes = np.stack(found, axis=1) if found else np.empty((0, 0, 2))
            of_set = {"kind": kind, **{name: or_none(own[name].iloc[0]) for name in _SET}}
            for place, pair in enumerate(own.to_dict("records")):
                named = {name: or_none(pair[name]) for name in _TASK}
                rows.append(of_set | named | {"n_pairs": 1} | _one(changes[:, place], confidence))
            study = own.groupby(["task", "subtask"], dropna=False).ngroup().to_numpy()
            if len(own) >= _FEWEST and np.unique(study).size > 1:
                rows.append(of_set | {"n_pairs": len(own)} | _mean(changes, study, confidence))
    return rows


def _pairs(samples: pd.DataFrame, reference: str | None) -> Iterator[tuple[str, pd.DataFrame]]:
    """What the pairs differ in, and a row a pair."""
    whole, long = samples[samples["run"].isna()], samples[samples["run"].notna()]
    of_runs = long.merge(long, on=[*KEYS, "series_id", "task_title"], suffixes=("", "_other"))
    of_runs = of_runs[of_runs["run"] < of_runs["run_other"]]
    yield "run", of_runs.assign(pool_other=of_runs["pool"], x_kind_other=of_runs["x_kind"])
    of_pools = same_but("pool", whole, whole)
    of_pools = of_pools[of_pools["pool"] < of_pools["pool_other"]]
    yield "pool", of_pools.assign(x_kind_other=of_pools["x_kind"])
    losses = samples[samples["x_kind"].str.startswith("loss_")]
    of_losses = same_but("x_kind", losses[losses["x_kind"] != reference], losses[losses["x_kind"] == reference])
    same_run = of_losses["run"].fillna("") == of_losses["run_other"].fillna("")
    yield "loss", of_losses[same_run].assign(pool_other=of_losses["pool"])


class _Translation:
    """Onsets and widths in one loss on the scale of the reference."""

    def __init__(self, points: pd.DataFrame):
        self.run, self.x = points["run"].to_numpy(dtype=object), points["x"].to_numpy(dtype=float)
        self.codes = np.asarray(checkpoint_codes(points))
        self.places = points.groupby("series_id").indices

    def __call__(self, pair: dict[str, Any], onset: np.ndarray, width: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        own = self._between(pair["series_id"], pair["series_id_other"], pair["run"])
        slope = (own(onset + _STEP) - own(onset - _STEP)) / (2 * _STEP)
        return own(onset), width * np.abs(slope)

    def _between(self, series_id, other, run):
        sides = []
        for name in (series_id, other):
            places = self.places[name]
            if isinstance(run, str):
                places = places[self.run[places] == run]
            sides.append(pd.Series(self.x[places], index=self.codes[places]))
        both = pd.concat([side[~side.index.duplicated()] for side in sides], axis=1, join="inner").sort_index()
        x, there = both.to_numpy(dtype=float).T
        values, *_ = np.linalg.lstsq(spline_basis(x), there)
        return lambda at: spline_basis(x, at) @ values


def _values(drawn, pair, translate):
    """Onset of one side less that of the other, and log ratio of widths, of the estimates and draws: (1 + m, 2)."""
    sides = []
    for place in (pair["place"], pair["place_other"]):
        onset = np.concatenate([drawn.onset[[place]], drawn.onsets[:, place]])
        sides.append((onset, np.concatenate([drawn.width[[place]], drawn.widths[:, place]])))
    if translate is not None:
        sides[0] = translate(pair, *sides[0])
    (onset, width), (onset_other, width_other) = sides
    return np.column_stack([onset - onset_other, np.log(width / width_other)])


def _one(changes, confidence):
    """The numbers of one pair."""
    best, reach = changes[0], ndtri((1 + confidence) / 2) * changes[1:].std(axis=0)
    return _row(best, best - reach, best + reach, confidence)


def _mean(changes, study, confidence):
    """The numbers of the mean over pairs."""
    pooled = [
        dependent_effects(values[0], np.cov(values[1:].T), study, confidence) for values in np.moveaxis(changes, 2, 0)
    ]
    means = [np.array([getattr(one, name) for one in pooled]) for name in ("mean", "lo", "hi")]
    return _row(*means, confidence)


def _row(best, lo, hi, confidence):
    ratio, ratio_lo, ratio_hi = (float(np.exp(values[1])) for values in (best, lo, hi))
    row = {"difference": best[0], "lo": lo[0], "hi": hi[0], "confidence_level": confidence}
    return row | {"width_ratio": ratio, "width_ratio_lo": ratio_lo, "width_ratio_hi": ratio_hi}
