"""Series that are made up, for the tests of forms."""

import numpy as np
import pandas as pd

from emergence.models.base import Settings
from emergence.series.points import Points


def make(x, y, run=None, floor=np.nan, improves=1.0):
    run = np.arange(len(x)) if run is None else np.asarray(run)
    order = np.lexsort((run, y, x))
    names, run = np.unique(run[order], return_inverse=True)
    x, y = np.asarray(x, dtype=float)[order], np.asarray(y, dtype=float)[order]
    return Points("s", x, np.full(x.size, np.nan), y, run.astype(np.int64), names.size, improves, floor, order)


def allowed(points, limits):
    """Lowest and highest eta on the improving axis, by counting at every distinct x."""
    u = points.improves * points.x
    fine = []
    for eta in np.unique(u):
        sides = (u <= eta, u >= eta)
        if all(s.sum() >= limits.min_points and np.unique(points.run[s]).size >= limits.min_runs for s in sides):
            fine.append(eta)
    return (min(fine), max(fine)) if fine else (np.nan, np.nan)


def random_points(rng, number):
    """One of many kinds of small series: ties, duplicates, outliers, no noise, either direction, floor or none."""
    n = int(rng.integers(6, 40)) if number % 50 else 300
    x = rng.normal(size=n) * 10.0 ** rng.integers(-3, 4) + rng.choice([0.0, 100.0])
    improves = rng.choice([-1.0, 1.0])
    u = improves * x
    if number % 3 == 0:
        x = np.round(x, int(rng.integers(0, 2)))
    y = 0.25 + rng.normal() * np.maximum(0, u - np.quantile(u, rng.uniform())) / u.std()
    y = y + rng.choice([0.0, 0.01, 0.3]) * rng.normal(size=n)
    if number % 5 == 0:
        y = np.round(y, 1)
    if number % 7 == 0:
        y[rng.integers(n)] += 1e4
    if number % 11 == 0:
        x, y = np.concatenate([x, x[:4]]), np.concatenate([y, y[:4]])
    run = rng.integers(0, max(3, n // 3), x.size)
    limits = Settings(forms=(), min_points=int(rng.integers(2, 4)), min_runs=int(rng.integers(1, 3)))
    return make(x, y, run, rng.choice([np.nan, 0.25]), improves), limits


def series_frames(x, y, runs, better):
    """The tables ``SERIES`` and ``POINTS`` of one series of points (n,), dealt out to so many runs."""
    n = len(x)
    points = pd.DataFrame({"series_id": "made/up", "run": [f"run{k % runs:03d}" for k in range(n)], "x": x, "y": y})
    points = points.assign(family="f", model="m", label="m", x2=np.nan, n_items=np.nan, locator="made up")
    series = pd.DataFrame({"series_id": ["made/up"], "x_kind": "log10_flops", "x_better": better, "chance": np.nan})
    return series, points


def a_lab(n=12, **columns):
    """Runs of a ladder whose MMLU leaves chance at a loss of 2.8."""
    loss = np.linspace(3.5, 2.0, n)
    params = np.logspace(8, 10, n)
    wiggle = 0.004 * np.cos(7.0 * np.arange(n))
    mmlu = 0.25 + 0.5 * np.clip(2.8 - loss, 0, None) + wiggle
    table = {"run": [f"r{i}" for i in range(n)], "params": params, "tokens": 20 * params, "c4_loss": loss, "mmlu": mmlu}
    return pd.DataFrame(table | columns)
