"""Onsets and onset widths of two series, and of what the one predicts of the other, with joint draws."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from emergence.analyses._metric_pairs import predicted
from emergence.hypotheses.joint_onsets import JointOnsets, Sample, joint_draws, samples_of
from emergence.inference.bootstrap import seed_of
from emergence.models.base import Settings

PARTS = ("onset", "width")


class Numbers(NamedTuple):
    """Of one pair: what the uncertainty is measured by, the runs, and the estimate and draws (m,) of each column."""

    basis: str
    n_runs: int
    columns: dict[str, tuple[float, np.ndarray]]


def compare(
    rows: Sequence[dict], series: pd.DataFrame, points: pd.DataFrame, settings: Settings
) -> Iterator[Numbers | None]:
    """Fit all series of some pairs together.

    Parameters
    ----------
    rows : list of dict
        ``series_id``, ``series_id_other``, ``metric_other``, ``prediction`` and ``parts`` of each pair.
    series, points : pandas.DataFrame
        Tables ``SERIES`` and ``POINTS``.
    settings : Settings

    Yields
    ------
    Numbers or None
        Of each pair, on the checkpoints that both series have: ``onset``, ``width``, the same of the other series, of
        the prediction, and differences. None where runs or checkpoints are too few.
    """
    if not rows:
        return
    samples, names = _samples(rows, series, points)
    joint = joint_draws(samples, settings.draws, seed_of(rows[0]["series_id"], settings.seed))
    joint = _blurred(joint, samples, np.random.default_rng(settings.seed))
    runs = {(sample.series_id, sample.run): sample.points.n_runs for sample in samples}
    improves = series.set_index("series_id")["x_better"].map({"higher": 1.0, "lower": -1.0})
    for row, own in zip(rows, names, strict=True):
        yield _numbers(joint, own, runs, improves[row["series_id"]])


def _samples(rows, series, points):
    """Samples of all series on the checkpoints of their pairs, and the names of each pair's samples.

    A series that has the same checkpoints in several pairs is one sample.
    """
    checkpoint = points.groupby(["run", "tokens"], dropna=False).ngroup().to_numpy()
    places, kept = points.groupby("series_id").indices, points[["run", "tokens", "x", "x2", "y", "n_items"]]
    sets: dict[bytes, int] = {}
    wanted, names, made = {}, [], {}
    for row in rows:
        ids = [row["series_id"], row["series_id_other"]]
        common = np.intersect1d(*(checkpoint[places[name]] for name in ids))
        number = sets.setdefault(common.tobytes(), len(sets))
        own = [f"{name}#{number}" for name in ids]
        for name, title in zip(ids, own, strict=True):
            if title not in wanted:
                wanted[title] = (name, places[name][np.isin(checkpoint[places[name]], common)])
        if row["prediction"] == "ok":
            own.append(f"{own[1]}^{row['parts']:g}")
            made[own[2]] = (own[1], row)
        names.append(own)
    about = series.set_index("series_id").loc[[name for name, _ in wanted.values()]].reset_index(drop=True)
    frame = kept.take(np.concatenate([rows for _, rows in wanted.values()])).reset_index(drop=True)
    frame["series_id"] = np.repeat([*wanted], [rows.size for _, rows in wanted.values()])
    samples = samples_of(about.assign(series_id=[*wanted]), frame)
    return samples + [
        _made(sample, title, row) for title, (of, row) in made.items() for sample in samples if sample.series_id == of
    ], names


def _made(sample: Sample, title: str, row: dict) -> Sample:
    """The scores that the prediction makes of the other metric's at each checkpoint."""
    values = predicted(row["metric_other"], sample.points.y, row["parts"])
    return sample._replace(series_id=title, points=replace(sample.points, y=values))


def _blurred(joint: JointOnsets, samples: list[Sample], random: np.random.Generator) -> JointOnsets:
    """Draws moved by up to half the distance of the two x about the onset: between them no data place it."""
    onsets, widths = joint.onsets.copy(), joint.widths.copy()
    for k, sample in enumerate(samples):
        x = np.unique(sample.points.x)
        after = int(np.clip(np.searchsorted(x, joint.onset[k]), 1, x.size - 1))
        moves = (x[after] - x[after - 1]) * random.uniform(-0.5, 0.5, size=(2, len(onsets)))
        onsets[:, k] += moves[0]
        widths[:, k] = np.maximum(widths[:, k] + moves[1], 0.0)
    return replace(joint, onsets=onsets, widths=widths)


def _numbers(joint, names, runs, improves):
    """Numbers of one pair: means over the runs that are samples of their own, where there are several."""
    at = [{joint.run[k]: k for k, own in enumerate(joint.series_id) if own == name} for name in names]
    shared = sorted(set.intersection(*(set(own) for own in at)), key=str)
    if not shared:
        return None
    columns = {}
    for part in PARTS:
        sign = improves if part == "onset" else 1.0
        sides = [_mean(joint, part, [own[run] for run in shared]) for own in at]
        columns |= dict(zip((part, f"{part}_other", f"{part}_predicted"), sides, strict=False))
        for what, other in zip(("difference", "excess"), sides[1:], strict=False):
            columns[f"{part}_{what}"] = tuple(sign * (one - less) for one, less in zip(sides[0], other, strict=True))
    if shared == [None]:
        return Numbers("between_runs", runs[names[0], None], columns)
    return Numbers("within_run", len(shared), columns)


def _mean(joint, part, at):
    return float(getattr(joint, part)[at].mean()), getattr(joint, f"{part}s")[:, at].mean(axis=1)
