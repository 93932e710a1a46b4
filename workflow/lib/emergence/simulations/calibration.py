"""How often a smooth series is called a threshold, and a flat one a trend."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from emergence.hypotheses.competition import LEAST_WIDTH
from emergence.simulations._judged import SIZES, judged

# Rate of the steepest logistic that the tests take for smooth, over the range of x.
STEEPEST = 2 * np.log(9) / LEAST_WIDTH
# So many times steeper than the test takes for smooth: where its promise ends.
_TOO_STEEP = 2
# Truths and the series simulated of each; most where the test is nearest to its level.
TRUTHS = {
    "constant": 1000,
    "linear": 1000,
    "power": 1000,
    "logistic": 4000,
    "steepest logistic": 4000,
    "too steep logistic": 1000,
}


@dataclass(frozen=True)
class Smooth:
    """A smooth truth; its height, steepness, place, items and run effects are drawn anew for each series."""

    truth: str

    def __call__(self, random):
        """Curve, items, and the standard deviation of run effects."""
        height, items = random.uniform(0.1, 0.6), int(np.exp(random.uniform(np.log(20), np.log(2000))))
        middle, rate = random.uniform(0.3, 1.0), np.exp(random.uniform(np.log(4.0), np.log(STEEPEST)))
        bend = random.uniform(1.0, 8.0)
        curve = {
            "constant": lambda u: 0.0 * u,
            "linear": lambda u: height * u,
            "power": lambda u: height * np.expm1(bend * u) / np.expm1(bend),
            "logistic": lambda u: height / (1 + np.exp(rate * (middle - u))),
            "steepest logistic": lambda u: height / (1 + np.exp(STEEPEST * (middle - u))),
            "too steep logistic": lambda u: height / (1 + np.exp(_TOO_STEEP * STEEPEST * (middle - u))),
        }[self.truth]
        return curve, items, random.uniform(0.0, 0.02)

    def __str__(self):
        return self.truth


def study(settings, threads):
    """The table ``calibration``.

    Parameters
    ----------
    settings : Settings
        Its seed and level are used, and what a threshold and a verdict need.
    threads : int
        Processes; the result does not depend on their number.

    Returns
    -------
    pandas.DataFrame
    """
    cases = [(size, Smooth(truth)) for size in SIZES for truth in TRUTHS]
    rows = judged(cases, [TRUTHS[smooth.truth] for _, smooth in cases], settings, threads)
    truths = [{"truth": smooth.truth} for _, smooth in cases]
    return pd.DataFrame([truth | row for truth, row in zip(truths, rows, strict=True)])


STUDY = study
