"""Verdicts on simulated series, each judged by itself."""

from collections.abc import Sequence

import numpy as np

from emergence.hypotheses.verdict import words_of
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.verdicts import CORRECTED, TESTS

# With 399 draws 0.05 is a possible p-value, so that a test of this level can be exact.
DRAWS = 399
# No highest score is given, so that the extrapolation of logistics is left out: it takes half of the time, and no
# verdict depends on it.
ACCURACY = {"low": 0.0, "high": np.nan, "counts": True}


def alone(rows: Sequence[dict], settings: Settings) -> list[str]:
    """The verdicts on series of a share, each judged by itself: q-values are its p-values.

    Parameters
    ----------
    rows : list of dict
        From :func:`emergence.hypotheses.testing.tested`.
    settings : emergence.models.base.Settings

    Returns
    -------
    list of str
        Of ``VERDICT_WORDS``.
    """
    found = table_frame(rows, TESTS)
    own = {f"q_{of}": found[f"p_{of}"] for of in CORRECTED}
    own["minimum_detectable_width"] = found["detectable_width_5e_2"]
    within = [settings.flat_within] * len(found)  # of a span of 1
    return [word for word, _ in words_of(found.assign(unit="of x", **own), within, settings)]
