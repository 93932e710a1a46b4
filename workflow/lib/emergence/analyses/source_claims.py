"""In which sources is any onset abrupt: the level above the families of scores, about the atlas as a whole.

Families of tests are the scores of one source's pool of runs against one x, and verdicts are decided within them. A
statement over sources needs one p-value a source, for the hypothesis that none of its onsets is abrupt, and a
correction for the number of sources.
"""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.inference.multiple_testing import holm
from emergence.io.contract import Table, flag, text
from emergence.io.tables import Tables
from emergence.schema.analysed import count, share

TABLE = Table(
    "source_claims",
    (
        text("source", "folder under data/", required=True),
        count("n_families", "families of tests: pools of runs and kinds of x", low=1),
        count("n_tested", "series tested for an abrupt onset", low=1),
        count("n_abrupt", "series with the verdict abrupt"),
        share("p_any", "p-value of the hypothesis that no onset of the source is abrupt", required=True),
        share("p_holm", "p_any after Holm's correction over the sources", required=True),
        flag("any_abrupt", "whether p_holm is within the level", required=True),
        count(
            "n_abrupt_selected", "of the verdicts abrupt those that hold at the level times the share of such sources"
        ),
    ),
    key=("source",),
)
SCOPE = "atlas"
INPUTS = ("verdicts",)

_FAMILY = ["source", "pool", "x_kind"]
# With these verdicts the rise is not one with an onset, whatever the test of its width says.
_NO_CLAIM = ("misfit", "falling", "flat")


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`source_claims`."""
    return source_claims(tables["verdicts"], 1 - context.settings.confidence)


def source_claims(verdicts: pd.DataFrame, alpha: float) -> pd.DataFrame:
    """Test for each source whether any of its onsets is abrupt.

    The smallest q of a family, by Benjamini and Yekutieli, is a p-value of all its null hypotheses together under any
    dependence (Hommel 1983, doi:10.1002/bimj.4710250502). That of a source is the smallest of its families', times
    their number; Holm's (1979) correction over sources controls the probability of any false claim. Where S of K
    sources are claimed, those of their verdicts with q up to ``alpha S / K`` have a false discovery rate of at most
    ``alpha`` on average over the families of these sources (Benjamini and Bogomolov 2014, doi:10.1111/rssb.12028). No
    verdict depends on this.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts`` of all sources.
    alpha : float
        Level.

    Returns
    -------
    pandas.DataFrame
        Table ``source_claims``: sources of which any series is tested.
    """
    tested = verdicts[verdicts["p_abrupt"].notna()]
    q = tested["q_abrupt"].astype(float).mask(tested["verdict"].isin(_NO_CLAIM), 1.0)
    abrupt = tested["verdict"] == "abrupt"
    sources = tested.assign(q=q, abrupt=abrupt).groupby("source", sort=True)
    families = tested[_FAMILY].drop_duplicates().groupby("source", sort=True).size()
    found = pd.DataFrame({"n_families": families, "n_tested": sources.size(), "n_abrupt": sources["abrupt"].sum()})
    found["p_any"] = np.minimum(sources["q"].min() * found["n_families"], 1.0)
    found["p_holm"] = holm(found["p_any"].to_numpy(dtype=float))
    found["any_abrupt"] = found["p_holm"] <= alpha
    level = alpha * found["any_abrupt"].mean() if len(found) else alpha
    kept = abrupt & (q <= level) & tested["source"].map(found["any_abrupt"]).astype(bool)
    found["n_abrupt_selected"] = kept.groupby(tested["source"]).sum()
    counts = [name for name in found if str(name).startswith("n_")]
    return found.astype(dict.fromkeys(counts, float)).reset_index()[TABLE.names]
