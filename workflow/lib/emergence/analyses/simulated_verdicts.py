"""The share of each verdict among simulated series of known truths, one row a verdict, ranked for figures."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.shares import wilson
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import VERDICT, count, share
from emergence.schema.verdicts import VERDICT_WORDS, column_of

TABLE = Table(
    "simulated_verdicts",
    (
        text("design", "design of the simulated series, named after a source; null: all"),
        text("truth", "curve that made the series; null: all of the kind"),
        text("kind", "what the curve is: smooth, abrupt, non-monotone or no onset", required=True),
        text("widths", "onset widths: one, all on one side of the margin, or none to choose", required=True),
        number("width_over_margin", "onset width over the margin; null where there is not one", unit="1", above=0),
        VERDICT,
        count("n_simulated", "simulated series", low=1),
        share("share", "share of them with the verdict", required=True),
        share("share_lo", "lower end of its 95 % Monte-Carlo interval (Wilson)", required=True),
        share("share_hi", "upper end", required=True),
        share("level", "share of wrong verdicts that the tests allow for: 1 less the confidence level", required=True),
        count(
            "rank",
            "place among the truths of a kind (neither smooth nor abrupt: together) on a side of the margin, from 0, "
            "the largest share first; null for rows of several truths or of one design or width",
            required=False,
        ),
    ),
    key=("design", "truth", "kind", "widths", "width_over_margin", "verdict"),
)
SCOPE = "atlas"
INPUTS = ()
PRINTED = ("verdict_rates",)

_ABOUT = ["design", "truth", "kind", "widths", "width_over_margin"]
_NONE, _BELOW = "none", "below the margin"
# Kinds with an onset of which abrupt or gradual is right; the other curves are ranked together.
_RIGHT = ("smooth", "abrupt")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`simulated_verdicts`."""
    return simulated_verdicts(tables["verdict_rates"], context.settings.confidence)


def simulated_verdicts(rates: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Turn the table of rates into one row a verdict.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``verdict_rates``.
    confidence : float
        Confidence level of the intervals that verdicts rest on.

    Returns
    -------
    pandas.DataFrame
        Table ``simulated_verdicts``: every row of the rates, once for each verdict; and for each design, and
        for all, the abrupt truths together, and those without an onset.
    """
    parts = [_of_word(rates, word) for word in VERDICT_WORDS] if len(rates) else []
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=TABLE.names)
    found["level"] = round(1 - confidence, 9)
    ranked = found["design"].isna() & found["truth"].notna() & (found["widths"] != "one")
    places = found[ranked].sort_values(["share", "n_simulated"], ascending=[False, False], kind="stable")
    others = places["kind"].where(places["kind"].isin(_RIGHT), "others")
    found["rank"] = (
        places.groupby([others, places["widths"] == _BELOW, "verdict"]).cumcount().astype(float).reindex(found.index)
    )
    return found[TABLE.names]


def _of_word(rates, word):
    """The rows of one verdict, and those of several truths taken together."""
    name = column_of(word)
    own = rates[[*_ABOUT, "n_simulated", name, f"{name}_lo", f"{name}_hi"]]
    own = own.rename(columns={name: "share", f"{name}_lo": "share_lo", f"{name}_hi": "share_hi"})
    without = own[own["widths"] == _NONE]
    rows = []
    for (design, kind), part in without.groupby(["design", "kind"], sort=True, dropna=False):
        weights = part["n_simulated"].to_numpy(dtype=float)
        mean = float(np.average(part["share"].to_numpy(dtype=float), weights=weights))
        low, high = wilson(mean, int(weights.sum()))
        about = {"design": None if pd.isna(design) else design, "truth": None, "kind": kind, "widths": _NONE}
        about |= {"width_over_margin": np.nan, "n_simulated": weights.sum()}
        rows.append(about | {"share": mean, "share_lo": low, "share_hi": high})
    return pd.concat([own, pd.DataFrame(rows, columns=own.columns).astype(own.dtypes)]).assign(verdict=word)
