"""What the margin decides: series whose onset width is shown to be below, or above, margins of any size."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

TABLE = Table(
    "margins",
    (
        text("unit", "unit of x", required=True),
        number("factor", "the margin over that of the verdicts", unit="1", required=True, above=0),
        number("margin", "the margin: narrower onsets count as abrupt", unit="of x", required=True, above=0),
        count("n_series", "series with an onset width and its interval", low=1),
        share("below", "share of them whose interval of the width lies below the margin", required=True),
        share("above", "share of them whose interval of the width lies above it", required=True),
        share("between", "share of them whose interval contains the margin", required=True),
    ),
    key=("unit", "factor"),
)
SCOPE = "atlas"
INPUTS = ("verdicts",)

# Margins from a tenth to ten times that of the verdicts.
_FACTORS = np.round(np.geomspace(0.1, 10, 41), 4)


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`by_margin`."""
    return by_margin(tables["verdicts"])


def by_margin(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count intervals of the onset width on either side of margins.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.

    Returns
    -------
    pandas.DataFrame
        Table ``margins``, by unit of x. An absent upper end is above every margin.
    """
    placed = verdicts[verdicts["width"].notna()]
    rows = []
    for unit, own in placed.groupby("unit"):
        margin = float(own["margin"].iloc[0])
        low, high = (own[f"width_{end}"].to_numpy(dtype=float, na_value=np.nan) for end in ("lo", "hi"))
        for factor in _FACTORS:
            below = float(np.mean(np.nan_to_num(high, nan=np.inf) < factor * margin))
            above = float(np.mean(np.nan_to_num(low, nan=0.0) > factor * margin))
            row = {"unit": unit, "factor": factor, "margin": factor * margin, "n_series": float(len(own))}
            rows.append({**row, "below": below, "above": above, "between": 1 - below - above})
    return pd.DataFrame(rows, columns=TABLE.names)
