"""How forecasts fared: errors beside those of a publication, task by task, and what their intervals held."""

import numpy as np
import pandas as pd
from scipy.stats import wilcoxon

ALL = "all"  # in the column ladder: the forecasts from all of a source's ladders together


def compare(forecasts: pd.DataFrame) -> pd.DataFrame:
    """Paired comparisons of absolute relative errors with those of the publication's forecasts of the same scores.

    The test is Wilcoxon's signed-rank test (1945, Biometrics Bulletin 1:80), two-sided; exact where no two differences
    are equal in size. The pairs are tasks.

    Parameters
    ----------
    forecasts : pandas.DataFrame
        Table ``forecasts``, the rows of the main forecast.

    Returns
    -------
    pandas.DataFrame
        Rows of FORECAST_COMPARISONS, none where the publication has no forecast.
    """
    key = ["ladder", "predictor", "predictor_title", "model", "held_out"]
    paired = forecasts[forecasts["published_error"].notna()]
    ours, theirs = paired["error"].abs(), paired["published_error"].abs()
    rows = []
    for values, own in paired.assign(ours=ours, difference=ours - theirs).groupby(key, sort=False):
        found = wilcoxon(own["difference"])
        rows.append(
            {
                **dict(zip(key, values, strict=True)),
                "tasks": len(own),
                "n_smaller": int((own["difference"] < 0).sum()),
                "mean_difference": own["difference"].mean(),
                "median_difference": own["difference"].median(),
                "signed_rank": found.statistic,
                "p": found.pvalue,
            }
        )
    return pd.DataFrame(rows)


def cover(forecasts: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Coverage and width of intervals, and mean errors beside that of the forecast that nothing changes.

    Parameters
    ----------
    forecasts : pandas.DataFrame
        Main forecasts with intervals: rows of ``forecasts`` or of ``loss_forecasts``.
    metric : str
        What is forecast.

    Returns
    -------
    pandas.DataFrame
        Rows of FORECAST_COVERAGE, one a predictor and ladder, and one a predictor over all ladders.
    """
    if forecasts.empty:
        return pd.DataFrame()
    measured = forecasts.assign(
        held=forecasts["covered"].astype(float),
        half=(forecasts["hi"] - forecasts["lo"]) / 2 / forecasts["forecast"],
        reach=_reach(forecasts),
        size=forecasts["error"].abs(),
        unchanged=(forecasts["largest_seen"] / forecasts["actual"] - 1).abs(),
    )
    parts = [measured.assign(ladder=ALL), *([measured] if len(set(measured["ladder"])) > 1 else [])]
    grouped = pd.concat(parts).groupby(["ladder", "predictor", "predictor_title", "held_out"], sort=False)
    level = float(forecasts["confidence_level"].iloc[0])
    table = grouped.agg(
        n=("held", "size"),
        n_targets=("model", "nunique"),
        covered=("held", "mean"),
        relative_half_width=("half", "median"),
        width_ratio=("reach", lambda reach: width_ratio(reach.to_numpy(), level)),
        mean_error=("size", "mean"),
        unchanged_error=("unchanged", "mean"),
    )
    return table.reset_index().assign(metric=metric, confidence_level=level)


def width_ratio(reach: np.ndarray, level: float) -> float:
    """Width of intervals over the width at which just ``level`` of them would have held what came true.

    Parameters
    ----------
    reach : numpy.ndarray, (n,)
        Each error in units of its interval's half on that side.
    level : float
        0..1.

    Returns
    -------
    float
        Above 1: wider than need be. Infinite where most errors are 0.
    """
    needed = np.quantile(reach, level, method="inverted_cdf")
    return float(1 / needed) if needed > 0 else np.inf


def _reach(forecasts):
    """Errors in units of the part of the interval on their side of the forecast."""
    above = forecasts["actual"] > forecasts["forecast"]
    part = np.where(above, forecasts["hi"] - forecasts["forecast"], forecasts["forecast"] - forecasts["lo"])
    return (forecasts["actual"] - forecasts["forecast"]).abs() / np.maximum(part, np.finfo(float).tiny)
