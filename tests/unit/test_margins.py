"""Shares of series on either side of margins: by hand."""

import numpy as np
import pandas as pd

from emergence.analyses.margins import by_margin


def test_shares_are_those_of_the_intervals():
    verdicts = pd.DataFrame(
        {
            "unit": "nats per token",
            "margin": 0.2,
            "width": [0.1, 0.5, 0.3, 0.2, np.nan],
            "width_lo": [0.0, 0.3, 0.1, np.nan, np.nan],
            "width_hi": [0.15, 0.8, np.nan, np.nan, np.nan],
        }
    )
    found = by_margin(verdicts).set_index("factor")
    at = found.loc[1.0]
    assert (at["n_series"], at["below"], at["above"], at["between"]) == (4, 0.25, 0.25, 0.5)
    assert found.loc[10.0, "below"] == 0.5
    assert found.loc[0.1, "above"] == 0.5
    assert (found["below"].diff().dropna() >= 0).all()
    assert (found["above"].diff().dropna() <= 0).all()
