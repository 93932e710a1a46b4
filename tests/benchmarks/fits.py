"""How long the fits take, and how long others take for the same: prints a table, and writes it for the exhibit.

Run by `make peers` in an environment of its own, which has the peers. Atlas and peer take turns on the same series in
the same process, so ratios stand where seconds drift with the machine. Compiled code is warm. Nothing here fails: it
measures. The peers are asked for one continuous line with one bend (pwlf, piecewise-regression: both arms free) or for
the form itself, from eight starts (scipy's curve_fit); of them only pwlf looks for the global optimum.
"""

import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from functools import partial
from pathlib import Path

import law
import many
import numpy as np
import pandas as pd
import piecewise_regression
import pwlf
from scipy.optimize import curve_fit

from emergence.inference.bootstrap import draw_runs
from emergence.io.storage import write_table
from emergence.models import registry
from emergence.models.base import Settings
from emergence.schema.printed import SHARED

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "data" / "studies" / "tables" / "benchmarks.csv"
SIZES = (12, 30, 300)
TITLES = {
    "hinge": "hinge",
    "saturating": "saturating threshold",
    "threshold_power": "threshold power",
    "logistic": "logistic",
}
BOOTSTRAP_TARGETS = {"hinge": 0.6, "saturating": 3.0, "threshold_power": 3.0, "logistic": None}
SETTINGS = Settings(forms=("hinge",), min_points=3, min_runs=2)


def formula(name, x, a, b, c, d):
    """The form as a user would write it for curve_fit."""
    if name == "logistic":
        return a + b / (1 + np.exp(-np.clip(c, 0, 100) * (x - d)))
    beyond = np.maximum(0, x - d)
    return a + b * (beyond ** np.clip(c, 0.5, 5) if name == "threshold_power" else 1 - np.exp(-np.abs(c) * beyond))


def by_curve_fit(name, points):
    """Eight starts, spread over the range of x."""
    for start in np.linspace(points.x.min(), points.x.max(), 10)[1:-1]:
        try:
            if name == "hinge":
                curve_fit(lambda x, a, b, d: a + b * np.maximum(0, x - d), points.x, points.y, (0.2, 0.3, start))
            else:
                curve_fit(partial(formula, name), points.x, points.y, (0.2, 0.3, 1.0, start))
        except RuntimeError:
            continue


def by_pwlf(points):
    """Two segments, by pwlf's own global search."""
    pwlf.PiecewiseLinFit(points.x, points.y).fit(2)


def by_piecewise_regression(points):
    """One breakpoint, with the package's own restarts."""
    piecewise_regression.Fit(points.x, points.y, n_breakpoints=1)


def timed(peers, runs):
    """Seconds of each peer's whole job, all taking turns: a list of runs for each."""
    spent = [[] for _ in peers]
    for _ in range(runs):
        for (_, call, times), seconds in zip(peers, spent, strict=True):
            start = time.perf_counter()
            call()
            seconds.append(times * (time.perf_counter() - start))
    return spent


def rows_of(what, size, peers, runs, target=None):
    """Rows of the table for peers that do the same; the first is the atlas.

    A peer has a name, a call, and how many times as much as the call the whole job is.
    """
    spent = timed(peers, runs)
    own = statistics.median(spent[0])
    for (peer, _, _), seconds in zip(peers, spent, strict=True):
        median = statistics.median(seconds)
        yield {
            "what": what,
            "peer": peer,
            "size": size,
            "median_seconds": median,
            "ratio": median / own,
            "least_seconds": min(seconds),
            "most_seconds": max(seconds),
            "target_seconds": target if peer == "atlas" else None,
        }


def single_fits():
    """One fit: the atlas against its peers."""
    for size in SIZES:
        points = many.simulated(size, size)
        for name in TITLES:
            form = registry()[name]
            peers = [("atlas", partial(form.estimate, points, SETTINGS), 1)]
            peers.append(("scipy curve_fit, 8 starts", partial(by_curve_fit, name, points), 1))
            if name == "hinge":
                peers.append(("pwlf", partial(by_pwlf, points), 1))
                peers.append(("piecewise-regression", partial(by_piecewise_regression, points), 1))
            peers[0][1]()
            yield from rows_of(f"fit, {TITLES[name]}", f"{size} points", peers, 5)


def bootstraps():
    """A hundred series of 30 runs, a thousand draws each."""
    series = [many.simulated(30, seed) for seed in range(100)]
    for name in TITLES:
        form = registry()[name]
        estimates = [form.estimate(points, SETTINGS) for points in series]

        def refit(form=form, estimates=estimates):
            for number, (points, estimate) in enumerate(zip(series, estimates, strict=True)):
                form.refit(points, draw_runs(30, 1000, number), estimate, SETTINGS)

        what = f"bootstrap, {TITLES[name]}"
        yield from rows_of(what, "100 series x 1000 draws", [("atlas", refit, 1)], 3, BOOTSTRAP_TARGETS[name])


def laws():
    """The law of the loss: the published procedure against ours."""
    for what, size, peers, target in law.comparisons():
        peers[0][1]()
        yield from rows_of(what, size, peers, 3, target)


def scaling(counts):
    """Time and memory of few and of many series, each in a process of its own."""
    for count in counts:
        command = [sys.executable, Path(__file__).with_name("many.py"), str(count)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        seconds, peak = float(said[0]), float(said[1])
        yield {
            "what": "all forms of a score, a series",
            "peer": "atlas",
            "size": f"{count:,} series of 30 runs, 100 draws",
            "median_seconds": seconds / count,
            "least_seconds": seconds / count,
            "most_seconds": seconds / count,
            "peak_mib": peak,
        }


def machine():
    """Cores and processor, as far as the system says."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return f"{os.cpu_count()} cores, {model}"


def main():
    """Measure everything, print it, and write the table."""
    warnings.simplefilter("ignore")
    rows = []
    for row in (*single_fits(), *bootstraps(), *laws(), *scaling((10, 100, 10_000))):
        rows.append(row)
        ratio = f"{row['ratio']:8.1f} x" if row.get("ratio") else ""
        target = f"target {row['target_seconds']} s" if row.get("target_seconds") else ""
        print(f"{row['what']:32s} {row['peer']:26s} {row['size']:36s} {row['median_seconds']:10.2g} s {ratio} {target}")
    table = pd.DataFrame(rows).assign(machine=machine())
    numbers = table.select_dtypes("number").columns
    table[numbers] = table[numbers].map(lambda value: float(f"{value:.3g}"))
    write_table(table[SHARED["benchmarks"].names].sort_values(["what", "size", "peer"]), TABLE, SHARED["benchmarks"])


if __name__ == "__main__":
    main()
