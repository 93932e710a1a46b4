"""How large a threshold must be to be found, and how often one is taken for a smooth rise."""

from dataclasses import asdict, dataclass
from itertools import product

import numpy as np
import pandas as pd

from emergence.simulations._judged import SIZES, judged

_SIMULATED = 400
_HEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6)
_ITEMS = (100, 1000)
_RUN_SD = 0.01
# After the threshold a saturating score covers all but this share of its height by the best x.
_LEFT = 0.02
_PLACES = (0.35, 0.6)


@dataclass(frozen=True)
class Threshold:
    """Chance up to a threshold somewhere in the middle, then ``height`` more by the best x."""

    truth: str
    n_items: int
    height: float

    def __call__(self, random):
        """Curve, items, and the standard deviation of run effects."""
        eta = random.uniform(*_PLACES)

        def curve(u):
            on = np.maximum(0.0, u - eta) / (1 - eta)
            return self.height * (on if self.truth == "hinge" else -np.expm1(np.log(_LEFT) * on))

        return curve, self.n_items, _RUN_SD

    def __str__(self):
        return f"{self.truth}/{self.height}/{self.n_items}"


def study(settings, threads):
    """The table ``power``; see :func:`emergence.simulations.calibration.study`."""
    thresholds = [Threshold(*of) for of in product(("hinge", "saturating"), _ITEMS, _HEIGHTS)]
    cases = [(size, threshold) for size in SIZES for threshold in thresholds]
    rows = judged(cases, [_SIMULATED] * len(cases), settings, threads)
    return pd.DataFrame([asdict(threshold) | row for (_, threshold), row in zip(cases, rows, strict=True)])


STUDY = study
