"""How far the exponents of compute-optimal training differ between studies, and between estimators within a study."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from emergence.analyses.running import Context
from emergence.inference.meta_analysis import random_effects
from emergence.io.contract import Table, flag, number, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import SERIES_ID, count, interval, share

ORDER = Table(
    "compared_exponents",
    (
        SERIES_ID,
        text("study", "source and pool, for people", required=True),
        text("law", "form of the law: the estimator", required=True),
        flag("independent", "whether the runs are of no other study here"),
        number("rank", "place of the study by the mean of its estimates, the smallest first", low=1, unit="count"),
        number(
            "estimate", "a = beta / (alpha + beta), the power of FLOPs with which the best parameters grow", unit="1"
        ),
        *interval("1"),
        number("equal", "the exponent by which parameters and tokens grow alike: one half", unit="1"),
    ),
    key=("series_id", "law"),
)
SPREADS = Table(
    "law_exponent_spreads",
    (
        text("law", "form of the law: the estimator", required=True),
        count("n_studies", "studies with independent runs and an interval"),
        number("mean", "mean of the studies' exponents a, by random effects", unit="1"),
        *interval("1"),
        number("tau", "standard deviation of a between studies, sampling error taken out", low=0, unit="1"),
        number("median_se", "median standard error of a study's a", low=0, unit="1"),
        number("q", "Cochran's Q of the studies' exponents", low=0, unit="1"),
        number("df", "its degrees of freedom", low=0, unit="count"),
        share("p", "p-value of the hypothesis that all studies have one exponent"),
        count("n_not_half", "studies whose interval of a leaves out 0.5"),
        number("range_studies", "largest less smallest estimate between studies", low=0, unit="1"),
        number("median_spread_estimators", "median over studies of spread_estimators", low=0, unit="1"),
        number("max_spread_estimators", "largest of spread_estimators over studies", low=0, unit="1"),
        share("share_studies", "share of the sum of squares of all estimates that lies between studies' means"),
    ),
    key=("law",),
)
TABLES = (ORDER, SPREADS)
SCOPE = "atlas"
INPUTS = ("law_exponents",)

# Equal powers of compute for parameters and tokens (Hoffmann et al. 2022, arXiv 2203.15556).
_HALF = 0.5


def run(tables: Tables, context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """See :func:`compared` and :func:`spreads`."""
    return compared(tables["law_exponents"]), spreads(tables["law_exponents"], context.settings.confidence)


def compared(exponents: pd.DataFrame) -> pd.DataFrame:
    """The studies in the order of their exponents.

    Parameters
    ----------
    exponents : pandas.DataFrame
        Table ``law_exponents`` of all sources.

    Returns
    -------
    pandas.DataFrame
        Table ``compared_exponents``.
    """
    means = exponents.drop_duplicates("series_id").set_index("series_id")["mean_estimators"]
    ranks = means.rank(method="first")
    rows = exponents.assign(rank=exponents["series_id"].map(ranks).astype(float), equal=_HALF)
    return rows[ORDER.names].sort_values(list(ORDER.key), ignore_index=True)


def spreads(exponents: pd.DataFrame, level: float) -> pd.DataFrame:
    """How far the exponents of independent studies differ, for each estimator.

    A study's standard error is the width of its percentile interval over that of a standard normal one.
    ``share_studies`` is ``k sum_i (m_i - m)^2 / sum_ij (a_ij - m)^2`` over studies i and the k estimators j, with m_i
    and m the means of a study and of all; the rest of 1 is due to the estimators, alone and in interplay with studies.

    Parameters
    ----------
    exponents : pandas.DataFrame
        Table ``law_exponents``.
    level : float
        Of the interval of the mean.

    Returns
    -------
    pandas.DataFrame
        Table ``law_exponent_spreads``; empty with fewer than two studies.
    """
    known = exponents[exponents["independent"].astype(bool) & exponents[["estimate", "lo", "hi"]].notna().all(axis=1)]
    forms = known["law"].nunique()
    known = known[known.groupby("series_id")["law"].transform("size") == forms]
    if known["series_id"].nunique() < 2:
        return table_frame([], SPREADS)
    everywhere, by_study = known["estimate"], known.groupby("series_id")
    between = (by_study["estimate"].transform("mean") - everywhere.mean()).pow(2).sum()
    shared = {
        "median_spread_estimators": by_study["spread_estimators"].first().median(),
        "max_spread_estimators": by_study["spread_estimators"].first().max(),
        "share_studies": between / (everywhere - everywhere.mean()).pow(2).sum(),
        "confidence_level": level,
        "interval_method": "random_effects_t",
    }
    rows = []
    for law, own in known.groupby("law"):
        errors = (own["hi"] - own["lo"]).to_numpy() / (
            2 * ndtri((1 + own["confidence_level"].to_numpy(dtype=float)) / 2)
        )
        pooled = random_effects(own["estimate"].to_numpy(dtype=float), errors, level)
        rows.append(
            {
                "law": law,
                "n_studies": float(len(own)),
                "mean": pooled.mean,
                "lo": pooled.lo,
                "hi": pooled.hi,
                "tau": pooled.tau,
                "median_se": float(np.median(errors)),
                "q": pooled.q,
                "df": pooled.df,
                "p": pooled.p,
                "n_not_half": float(((own["lo"] > _HALF) | (own["hi"] < _HALF)).sum()),
                "range_studies": own["estimate"].max() - own["estimate"].min(),
                **shared,
            }
        )
    return table_frame(rows, SPREADS)
