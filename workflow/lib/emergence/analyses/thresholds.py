"""The thresholds of all series in a row, for plots that set them one under the other."""

# A hinge that explains less of the variance describes no rise.
LEAST_R2 = 0.5
_GROUP = ["source", "pool", "x_kind", "metric", "format", "split"]


def place_thresholds(fits, fit_stats, verdicts, series):
    """The threshold of each series' hinge with its interval, numbered from the first to appear as x improves.

    Parameters
    ----------
    fits, fit_stats, verdicts, series : pandas.DataFrame
        Tables ``FITS``, ``FIT_STATS``, ``VERDICTS`` and ``SERIES`` of all sources.

    Returns
    -------
    pandas.DataFrame
        Table ``THRESHOLDS``: series whose hinge gets better beyond a threshold off the edge of the data, with an r2 of
        at least :data:`LEAST_R2`. ``place`` counts from 0 within a source, pool, x, metric, format and split.
    """
    hinges = fits[(fits["form"] == "hinge") & (fits["status"] == "ok")]
    slopes = hinges[hinges["parameter"] == "slope"].merge(series[["series_id", "better"]], on="series_id")
    gains = slopes.loc[(slopes["estimate"] > 0) == (slopes["better"] == "higher"), "series_id"]
    rows = hinges[(hinges["parameter"] == "eta") & hinges["series_id"].isin(gains)]
    rows = rows[~rows["at_bound"].astype("boolean").fillna(False)]
    stats = fit_stats.loc[fit_stats["form"] == "hinge", ["series_id", "r2"]]
    rows = rows.merge(stats[stats["r2"] >= LEAST_R2], on="series_id")
    rows = rows.merge(verdicts[["series_id", "verdict"]], on="series_id")
    about = ["series_id", *_GROUP, "task", "subtask", "task_title", "shots", "x_better", "n", "n_runs"]
    rows = rows.merge(series[about], on="series_id").rename(columns={"series_id": "series"})
    # Ease: a loss counts down.
    ease = rows["estimate"].where(rows["x_better"] == "higher", -rows["estimate"])
    rows = rows.assign(ease=ease).sort_values(["ease", "series"]).reset_index(drop=True)
    rows["place"] = rows.groupby(_GROUP, dropna=False).cumcount().astype(float)
    kept = [
        "series",
        *_GROUP,
        "task",
        "subtask",
        "task_title",
        "shots",
        "n",
        "n_runs",
        "estimate",
        "lo",
        "hi",
        "r2",
        "verdict",
    ]
    return rows[[*kept, "place"]]
