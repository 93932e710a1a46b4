"""Many series in a process of its own, which loads no peer: its seconds and its peak memory in MiB. See fits.py."""

import resource
import sys
import time

import numpy as np
import pandas as pd

from emergence.inference.fitting import fit_all
from emergence.models.base import Settings
from emergence.series.points import Points

FORMS = ("hinge", "saturating", "threshold_power", "logistic")


def simulated(size, seed):
    """One series of one checkpoint a run: at a floor, then a saturating rise, with noise."""
    rng = np.random.default_rng(seed)
    x = np.sort(rng.uniform(2, 4, size))
    y = 0.25 + 0.4 * (1 - np.exp(-2 * np.maximum(0, x - 2.8))) + 0.03 * rng.normal(size=size)
    return Points("s", x, np.full(size, np.nan), y, np.arange(size), size, 1.0, np.nan, np.arange(size))


def main(count, threads=1):
    """Every form on so many simulated series, 100 draws: seconds of this process, printed with its peak memory."""
    points = pd.concat(
        pd.DataFrame({"series_id": f"s{k}", "run": [f"r{i}" for i in range(30)], "x": own.x, "x2": np.nan, "y": own.y})
        for k, own in ((k, simulated(30, k)) for k in range(count))
    )
    names = points["series_id"].unique()
    series = pd.DataFrame({"series_id": names, "x_kind": "log10_flops", "x_better": "higher", "chance": np.nan})
    settings = Settings(forms=("constant", "linear", *FORMS), draws=100)
    fit_all(series[:2], points[points["series_id"].isin(names[:2])], settings)
    start = time.perf_counter()
    fit_all(series, points, settings, threads)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - start, peak)


if __name__ == "__main__":
    main(int(sys.argv[1]))
