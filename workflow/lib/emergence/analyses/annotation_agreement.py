"""Cohen's kappa between the annotations of Wei et al. 2022 and what was found."""

import numpy as np
import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, number, text
from emergence.io.tables import Tables
from emergence.schema.analysed import POOL, count

TABLE = Table(
    "annotation_agreement",
    (
        *POOL,
        text(
            "question",
            "verdict: is it the one that the category implies; rises: do scores rise; emerges: does the task emerge",
            required=True,
            choices=("verdict", "rises", "emerges"),
        ),
        count("n_series", "series for which annotation and finding both answer"),
        count("n_agree", "series of which they agree"),
        number("kappa", "Cohen's kappa; null where all answers are the same", low=-1, high=1, unit="1"),
        number("lo", "lower end of its 95 % interval (Fleiss, Cohen and Everitt 1969)", low=-1, high=1, unit="1"),
        number("hi", "upper end of its 95 % interval", low=-1, high=1, unit="1"),
    ),
    key=("source", "pool", "x_kind", "question"),
)
SCOPE = "source"
INPUTS = ("annotations", "series")

_KEYS = ["source", "pool", "x_kind"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`agreement`."""
    return agreement(tables["annotations"], tables["series"])


def agreement(annotations: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """Cohen's kappa (1960) between annotation and finding, for three questions.

    ``verdict``: is it the verdict that the category implies, where both state one. ``rises``: do scores rise, annotated
    as gradual or abrupt. ``emerges``: does the task emerge by Wei et al.'s definition, annotated as emergent with
    these models: it exceeds the extrapolation from the low-capability half (each series at this level, not corrected
    for their number) and, where that can be tested, chance.

    Parameters
    ----------
    annotations, series : pandas.DataFrame
        Tables ``annotations`` and ``series``.

    Returns
    -------
    pandas.DataFrame
        Table ``annotation_agreement``; the interval is the large-sample one of Fleiss, Cohen and Everitt (1969).
    """
    rows = annotations.merge(series[["series_id", *_KEYS]], on="series_id")
    rows = rows[rows["expected"].notna()]
    found = []
    for keys, own in rows.groupby(_KEYS):
        decided = own[own["verdict"] != "unresolved"]
        questions = {
            "verdict": (decided["expected"], decided["verdict"]),
            "rises": _known(own["expected"].isin(["gradual", "abrupt"]), own["rises"]),
            "emerges": _known(own["expected"] == "abrupt", own["emerges"]),
        }
        for question, (theirs, ours) in questions.items():
            line = dict(zip(_KEYS, keys, strict=True)) | {"question": question, "n_series": float(len(ours))}
            found.append(line | kappa_of(theirs.to_numpy(), ours.to_numpy()))
    return pd.DataFrame(found, columns=TABLE.names)


def _known(theirs, ours):
    return theirs[ours.notna()].astype(bool), ours[ours.notna()].astype(bool)


def kappa_of(theirs: np.ndarray, ours: np.ndarray) -> dict[str, float]:
    """Agreement of two raters: ``n_agree`` and, unless all their words are the same, ``kappa``, ``lo`` and ``hi``."""
    counted = {"n_agree": float(np.sum(theirs == ours))}
    words = sorted({*theirs, *ours})
    if len(words) < 2:
        return counted
    # takes a second to import, and most sources have no annotated task
    from statsmodels.stats.inter_rater import cohens_kappa

    table = pd.crosstab(theirs, ours).reindex(index=words, columns=words, fill_value=0)
    with np.errstate(divide="ignore", invalid="ignore"):  # where one of the two always says the same
        found = cohens_kappa(table.to_numpy())
    # rounding may leave a variance of 0 just below it
    reach = 0.0 if np.isnan(found.std_kappa) else found.kappa - found.kappa_low
    kappa = float(found.kappa)
    return counted | {"kappa": kappa, "lo": max(kappa - reach, -1.0), "hi": min(kappa + reach, 1.0)}
