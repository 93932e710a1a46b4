"""Forms of one series against each other."""

from collections.abc import Collection

import numpy as np
import pandas as pd


def compare_forms(fit_stats: pd.DataFrame, aside: Collection[str] = ()) -> pd.DataFrame:
    """Fit statistics with the columns ``delta_aicc``, ``best`` and ``best_of_kind``.

    Parameters
    ----------
    fit_stats : pandas.DataFrame
        Table ``FIT_STATS``.
    aside : collection of str
        Forms that do not compete for the best.

    Returns
    -------
    pandas.DataFrame
        The same rows; ``delta_aicc`` is the least AICc among the other forms of the series minus the form's own:
        positive for the best form, and elsewhere minus the Delta AICc of Burnham and Anderson (2002). Null where the
        form, or every other, has no AICc. ``best`` is true for the form of least AICc among those that compete,
        ``best_of_kind`` among those of its kind, whatever its status: where it is at its bound, a worse form is no
        better evidence of a threshold. Forms fitted to different points are not compared.
    """
    ranked = fit_stats.groupby(["series_id", "n"])["aicc"]
    best, rank = ranked.transform("min"), ranked.rank(method="first")
    second = fit_stats["aicc"].where(rank == 2).groupby([fit_stats["series_id"], fit_stats["n"]]).transform("min")
    others = best.where(rank > 1, second)
    rivals = fit_stats.assign(aicc=fit_stats["aicc"].mask(fit_stats["form"].isin(list(aside))))
    columns = {"best": ["series_id", "n"], "best_of_kind": ["series_id", "n", "kind"]}
    first = {name: rivals.groupby(keys)["aicc"].rank(method="first") == 1 for name, keys in columns.items()}
    lead = np.where(rank.isna(), np.nan, others - fit_stats["aicc"])
    return fit_stats.assign(delta_aicc=lead, **{name: own.astype("boolean") for name, own in first.items()})
