"""What verdicts can distinguish: the onset widths from which, and up to which, they are right often enough."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import count, share

TABLE = Table(
    "detectable_widths",
    (
        text("design", "design of the simulated series, named after a source; null: all"),
        share("power", "share of right verdicts that is asked for", required=True),
        count("n_simulated", "simulated series of smooth truths", low=1),
        number(
            "abrupt_up_to",
            "largest onset width up to which that share is called abrupt, over the margin; null if there is none among "
            "those simulated",
            unit="1",
            above=0,
        ),
        number(
            "gradual_from",
            "least onset width from which on that share is called gradual, over the margin; null if there is none",
            unit="1",
            above=0,
        ),
        count("n_abrupt", "simulated series of abrupt truths"),
        share("abrupt_found", "share of these called abrupt"),
        share("abrupt_as_gradual", "share of these called gradual"),
        share("gradual_as_abrupt", "largest share called abrupt of any smooth truth from the margin on"),
        text("worst_truth", "the truth of which it is that share"),
    ),
    key=("design",),
)
SCOPE = "atlas"
INPUTS = ()
PRINTED = ("verdict_rates",)
OPTIONS = {
    "power": {
        "description": "share of right verdicts from which an onset width counts as detectable",
        "type": "number",
        "exclusiveMinimum": 0,
        "exclusiveMaximum": 1,
    },
}
# A column of the table of rates for each verdict that is right or wrong of a truth with an onset.
_ABRUPT, _GRADUAL = "abrupt", "gradual"


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`detectable_widths`."""
    return detectable_widths(tables["verdict_rates"], context.options["power"])


def detectable_widths(rates: pd.DataFrame, power: float) -> pd.DataFrame:
    """The onset widths that verdicts on simulated series detect.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``verdict_rates``.
    power : float

    Returns
    -------
    pandas.DataFrame
        Table ``detectable_widths``: a row for each design and one for all. Widths between those simulated are
        interpolated in their logarithms.
    """
    rows = []
    for design, own in rates.groupby("design", dropna=False, sort=True) if len(rates) else ():
        smooth = own[own["truth"].isna() & (own["kind"] == "smooth")].sort_values("width_over_margin")
        abrupt = own[(own["kind"] == "abrupt") & (own["widths"] == "none")]
        wide = own[(own["kind"] == "smooth") & own["truth"].notna() & (own["widths"] == "from the margin on")]
        row = {"design": None if pd.isna(design) else design, "power": power}
        row |= {"n_simulated": smooth["n_simulated"].sum(), "n_abrupt": abrupt["n_simulated"].sum()}
        widths = smooth["width_over_margin"].to_numpy(dtype=float)
        row["abrupt_up_to"] = _reach(widths, smooth[_ABRUPT].to_numpy(dtype=float), power)
        row["gradual_from"] = _reach(widths[::-1], smooth[_GRADUAL].to_numpy(dtype=float)[::-1], power)
        if len(abrupt):
            weight = abrupt["n_simulated"].to_numpy(dtype=float)
            row["abrupt_found"] = np.average(abrupt[_ABRUPT].to_numpy(dtype=float), weights=weight)
            row["abrupt_as_gradual"] = np.average(abrupt[_GRADUAL].to_numpy(dtype=float), weights=weight)
        if len(wide):
            worst = wide.iloc[int(np.argmax(wide[_ABRUPT].to_numpy(dtype=float)))]
            row |= {"gradual_as_abrupt": worst[_ABRUPT], "worst_truth": worst["truth"]}
        rows.append(row)
    return table_frame(rows, TABLE)


def _reach(widths, shares, power):
    """How far along the widths, in their order, shares stay at the power; NaN if the first is below it."""
    below = np.flatnonzero(shares < power)
    if not below.size:
        return widths[-1] if widths.size else np.nan
    end = below[0]
    if end == 0:
        return np.nan
    way = (shares[end - 1] - power) / (shares[end - 1] - shares[end])
    return float(np.exp(np.log(widths[end - 1]) + way * np.log(widths[end] / widths[end - 1])))
