"""How often intervals hold the truth: simulated series in the sizes that the sources have, fitted like any other.

Scores are binomial about the curve plus an effect of the run. Run effects and numbers of items are of the size that the
sources' series show: the variance between and within runs that hinges leave there.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from emergence.inference.interval_rows import status_of
from emergence.inference.intervals import chosen
from emergence.inference.shares import wilson
from emergence.models import registry
from emergence.simulations._methods import TITLES, ends_by_method, methods_for
from emergence.simulations._simulated import CHANCE, answered, in_batches, places

# Coverage that is near enough to the level.
TARGET = 0.02
# Rate of the saturating truth over what its arm spans: the arm comes 95 % of its way.
RATE = 3.0
# Exponent of the threshold power; of the logistic, the share of the range of x in which it rises from 10 to 90 %.
EXPONENT, WIDTH = 2.0, 0.5
# The parameters whose intervals are studied.
PARAMETERS = {
    "hinge": ("slope", "eta"),
    "linear": ("slope",),
    "logistic": ("midpoint", "rate"),
    "saturating": ("eta",),
    "threshold_power": ("eta",),
}
_CURVED = ("saturating", "threshold_power", "logistic")


@dataclass(frozen=True)
class Size:
    """A kind of series.

    ``checkpoints`` is the least and the most that a run has, ``rise`` the score gained in all; ``places`` are the
    thresholds of hinges, and ``curved`` the forms that are simulated beside hinge and line, at 0.5.
    """

    name: str
    runs: int
    checkpoints: tuple
    items: int
    run_sd: float
    rise: float
    shift_sd: float = 0.0
    chance_known: bool = True
    curved: tuple = _CURVED
    simulated: int = 1000
    places: tuple = (0.3, 0.5, 0.7)


SIZES = (
    Size("BIG-bench, LaMDA", 12, (1, 1), 72, 0.0, 0.5, chance_known=False),
    Size("OLMo ladder, final", 30, (1, 1), 1172, 0.005, 0.12),
    Size("OLMo ladder, runs apart in x", 30, (1, 1), 1172, 0.0, 0.12, shift_sd=0.07, places=(0.5,), curved=()),
    Size("OpenLM, one corpus", 34, (1, 1), 1500, 0.018, 0.15),
    Size("Pythia", 15, (26, 26), 3000, 0.006, 0.08),
    Size("OLMo, all checkpoints", 33, (40, 200), 1200, 0.0085, 0.23, simulated=500),
    Size("LLaMA curves", 4, (250, 250), 2000, 0.006, 0.15),
    *(Size(f"{runs} runs", runs, (50, 50), 1200, 0.0085, 0.23, places=(0.5,), curved=()) for runs in (3, 5, 6, 8)),
)


def study(settings, threads):
    """The table ``coverage``.

    Parameters
    ----------
    settings : Settings
        Its draws, level and seed are used, and what a threshold needs on either side.
    threads : int
        Processes; the result does not depend on their number.

    Returns
    -------
    pandas.DataFrame
    """
    cases = [(size, "hinge", place) for size in SIZES for place in size.places]
    cases += [(size, form, 0.5) for form in _CURVED for size in SIZES if form in size.curved]
    cases += [(size, "linear", np.nan) for size in SIZES if size.shift_sd == 0]
    counts = [size.simulated for size, *_ in cases]
    found = in_batches(partial(_batch, cases, settings), counts, threads)
    return pd.DataFrame(
        [row for case, outcomes in zip(cases, found, strict=True) for row in _tally(*case, outcomes, settings)]
    )


def simulate(size, form, place, random):
    """One series (see :func:`emergence.simulations._simulated.places`) and its true parameters (p,)."""
    x, run = places(size.runs, size.checkpoints)
    truth = _truth(size, form, place)
    seen = x + size.shift_sd * random.normal(size=size.runs)[run]
    score = registry()[form].predict(truth, seen, seen, 1.0) + size.run_sd * random.normal(size=size.runs)[run]
    return answered("simulated", x, run, score, size.items, CHANCE if size.chance_known else np.nan, random), truth


def _truth(size, form, place):
    """The parameters of a form that rises by what the size says."""
    left = 1 - place
    return np.array(
        {
            "linear": [CHANCE, size.rise],
            "hinge": [CHANCE, size.rise / left, place],
            "saturating": [CHANCE, size.rise / -np.expm1(-RATE), RATE / left, place],
            "threshold_power": [CHANCE, size.rise / left**EXPONENT, EXPONENT, place],
            "logistic": [CHANCE, CHANCE + size.rise, place, 2 * np.log(9) / WIDTH],
        }[form]
    )


def _batch(cases, settings, number, indices):
    """Of each series the ends of its intervals by method, or None where there is no threshold or no fit."""
    size, name, place = cases[number]
    form, found = registry()[name], []
    for index in indices:
        random = np.random.default_rng([settings.seed, number, index])
        points, _ = simulate(size, name, place, random)
        if form.obstacle(points, settings):
            found.append(None)
            continue
        estimate = form.estimate(points, settings)
        if status_of(form, estimate, points.n_runs) == "at_bound":
            found.append(None)
            continue
        found.append(ends_by_method(form, points, estimate, int(random.integers(2**32)), settings))
    return found


def _tally(size, name, place, outcomes, settings):
    """Rows of the table for one case."""
    form = registry()[name]
    points, truth = simulate(size, name, place, np.random.default_rng(0))
    series = {
        "size": size.name,
        "form": name,
        "place": place,
        "n_runs": size.runs,
        "n": points.n,
        "n_items": size.items,
        "run_sd": size.run_sd,
        "shift_sd": size.shift_sd,
        "confidence_level": settings.confidence,
        "target_lo": round(settings.confidence - TARGET, 12),
        "target_hi": round(settings.confidence + TARGET, 12),
        "n_simulated": len(outcomes),
        "at_bound": np.mean([one is None for one in outcomes]),
    }
    rows = []
    for parameter in PARAMETERS[name]:
        k = form.parameters.index(parameter)
        for method in methods_for(form, parameter):
            ends = np.array([one[method][:, k] for one in outcomes if one and method in one])
            if len(ends):
                about = {"parameter": parameter, "interval_method": method, "method_title": TITLES[method]}
                about |= {"taken": method == chosen(form)[k]}
                rows.append(series | about | _covered(ends, truth[k], parameter == "eta"))
    return rows


def _covered(ends, truth, threshold):
    """Coverage and width of intervals (m, 2)."""
    absent = np.isnan(ends)
    # a threshold's absent end says that the data set none; another parameter's, that the method failed
    if threshold:
        ends = np.where(absent, [-np.inf, np.inf], ends)
    inside = (ends[:, 0] <= truth) & (truth <= ends[:, 1])
    coverage, whole = inside.mean(), ~absent.any(axis=1)
    lo, hi = wilson(coverage, inside.size)
    widths = ends[whole, 1] - ends[whole, 0]
    return {
        "open": (~whole).mean(),
        "coverage": coverage,
        "coverage_lo": lo,
        "coverage_hi": hi,
        "coverage_closed": inside[whole].mean() if whole.any() else np.nan,
        "coverage_open": inside[~whole].mean() if not whole.all() else np.nan,
        "median_width": np.median(widths) if len(widths) else np.nan,
    }


STUDY = study
