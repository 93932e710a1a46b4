"""How often the intervals of onset and onset width contain the truth, by whether the fitted family has the curve."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.shares import wilson
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import count, share

TABLE = Table(
    "onset_coverage",
    (
        text("quantity", "onset or onset width", required=True, choices=("onset", "onset width")),
        text("design", "design of the simulated series, named after a source; null: all"),
        text("kind", "what the curves are: smooth, abrupt, non-monotone or no onset", required=True),
        flag("contained", "whether the family of curves that is fitted has them, limits included"),
        text("family", "the same for people", required=True),
        text("widths", "onset widths: one, all on one side of the margin, or none to choose", required=True),
        number("width_over_margin", "onset width over the margin; null where there is not one", unit="1", above=0),
        count("n_truths", "kinds of curve", low=1),
        count("n", "simulated series that have an interval, of one end at least", low=1),
        share("coverage", "share of these whose interval contains the true value, an absent end being infinite"),
        share("coverage_lo", "lower end of its 95 % Monte-Carlo interval (Wilson)"),
        share("coverage_hi", "upper end"),
        share("confidence_level", "nominal confidence level", required=True),
        text("group", "kind, side of the margin and family for people", required=True),
        number("rank", "row of the figure; null where there is none", unit="count", low=0),
    ),
    key=("quantity", "design", "kind", "contained", "widths", "width_over_margin"),
)
SCOPE = "atlas"
INPUTS = ()
PRINTED = ("verdict_rates",)

_QUANTITIES = {"onset": "onset", "width": "onset width"}
_GROUP = ["design", "kind", "contained", "widths", "width_over_margin"]
_FAMILIES = {True: "in the family", False: "not in the family"}
_SHORT = {True: "in", False: "outside"}
_SIDES = {"below the margin": " below margin", "from the margin on": " from margin"}
_ONE = "one"


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`onset_coverage`."""
    return onset_coverage(tables["verdict_rates"], context.settings.confidence)


def onset_coverage(rates: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Pool the coverage of truths over those of one kind, inside the fitted family or outside it.

    Parameters
    ----------
    rates : pandas.DataFrame
        Table ``verdict_rates``.
    confidence : float
        Nominal level of the intervals.

    Returns
    -------
    pandas.DataFrame
        Table ``onset_coverage``: at each width, and on either side of the margin, over all designs (design null) and
        in each. A series counts once, whatever its truth.
    """
    own = rates[rates["truth"].notna()]
    rows = [row | {"confidence_level": confidence} for name in _QUANTITIES for row in _of(own, name)]
    found = table_frame(rows, TABLE)
    drawn = found["design"].isna() & (found["widths"] != _ONE)
    found["rank"] = found["group"].where(drawn).rank(method="dense") - 1
    return found


def _of(rates, name):
    """The rows of one quantity."""
    with_any = rates[rates[f"n_{name}"] > 0]
    for key, part in with_any.groupby(_GROUP, dropna=False, sort=True) if len(with_any) else ():
        about = {of: None if pd.isna(value) else value for of, value in zip(_GROUP, key, strict=True)}
        about["width_over_margin"] = part["width_over_margin"].iloc[0]
        contained = bool(about["contained"])
        group = f"{about['kind']}{_SIDES.get(about['widths'], '')}, {_SHORT[contained]}"
        about |= {"quantity": _QUANTITIES[name], "family": _FAMILIES[contained], "group": group}
        yield about | {"n_truths": part["truth"].nunique()} | _pooled(part, name)


def _pooled(part, name):
    """The coverage of several rows, each of which counts by its series."""
    counts = part[f"n_{name}"].to_numpy(dtype=float)
    held = round(float(np.sum(counts * part[f"{name}_coverage"].to_numpy(dtype=float))))
    n = int(counts.sum())
    low, high = wilson(held / n, n)
    return {"n": n, "coverage": held / n, "coverage_lo": low, "coverage_hi": high}
