"""Verdicts beside the categories that Wei et al. 2022 (arXiv 2206.07682, Appendix E) gave BIG-bench tasks by eye."""

import numpy as np
import pandas as pd

from emergence.schema.verdicts import VERDICT_WORDS

# The verdict that a category foretells for models that are not PaLM. Where it emerges with PaLM only, others are flat.
EXPECTED = {
    "smoothly increasing": "smooth",
    "emergent with GPT-3 or LaMDA": "threshold",
    "emergent with PaLM": "flat",
    "flat": "flat",
    "uncorrelated with scale": "flat",
    "worse with scale": "inverse",
}
# The lists that put each task into one category; a further one marks tasks of these.
_LISTS = ("E.1", "E.2", "E.3", "E.4", "E.5")
_KEYS = ["source", "pool", "x_kind"]
# Two-sided 95 %.
_REACH = 1.959964


def annotate(verdicts, series, categories, metrics, alpha):
    """The series of annotated tasks, what their annotation foretells and what was found.

    Only scores that are shares of items count, as the annotators judged a task by one score of its answers.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``VERDICTS`` and ``SERIES``.
    categories : pandas.DataFrame
        Table ``TASK_CATEGORIES``.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    alpha : float
        Level of each question.

    Returns
    -------
    pandas.DataFrame
        Table ``ANNOTATIONS``.
    """
    counts = [name for name, metric in metrics.items() if metric["counts"]]
    named = categories[categories["list"].isin(_LISTS)].set_index("task")
    rows = verdicts.merge(series[["series_id", "task", "metric", *_KEYS]], on="series_id")
    rows = rows[rows["task"].isin(named.index) & rows["metric"].isin(counts)].reset_index(drop=True)
    category = rows["task"].map(named["category"])
    absent = rows["n_above_chance"] == 0
    return rows[["series_id"]].assign(
        category=category,
        expected=category.map(EXPECTED),
        verdict=rows["verdict"],
        rises=((rows["q_trend"] <= alpha) & (rows["rise"] > 0)).where(rows["p_trend"].notna()),
        emerges=((rows["p_extrapolation"] <= alpha) & ~absent).where(rows["p_extrapolation"].notna()),
    )


def count_annotations(annotations, series):
    """How many series of each category have each verdict.

    Parameters
    ----------
    annotations, series : pandas.DataFrame
        Tables ``ANNOTATIONS`` and ``SERIES`` of all sources.

    Returns
    -------
    pandas.DataFrame
        ``ANNOTATION_COUNTS``; a question that a series cannot answer counts as no.
    """
    rows = annotations.merge(series[["series_id", *_KEYS]], on="series_id")
    words = {word: (rows["verdict"] == word).astype(float) for word in VERDICT_WORDS}
    answers = {name: rows[name].fillna(False).astype(float) for name in ("rises", "emerges")}
    keys = [*_KEYS, "category"]
    return rows[keys].assign(n_series=1.0, **words, **answers).groupby(keys, as_index=False).sum()


def agreement(annotations, series):
    """Cohen's kappa (1960) between annotation and finding, for three questions.

    ``verdict``: is it the verdict that the category foretells, where both say one. ``rises``: do scores rise, annotated
    as smooth or emergent. ``emerges``: does it emerge by Wei et al.'s definition, annotated as emergent with these
    models: not foretold by smooth extrapolation (each series at this level, not corrected for their number) and, where
    that can be tested, above chance.

    Parameters
    ----------
    annotations, series : pandas.DataFrame
        As for :func:`count_annotations`.

    Returns
    -------
    pandas.DataFrame
        ``ANNOTATION_AGREEMENT``: kappa is (observed - chance) / (1 - chance) agreement, missing where all annotations
        and findings are the same word; the interval is the large-sample one of Fleiss, Cohen and Everitt (1969).
    """
    rows = annotations.merge(series[["series_id", *_KEYS]], on="series_id")
    rows = rows[rows["expected"].notna()]
    found = []
    for keys, own in rows.groupby(_KEYS):
        decided = own[own["verdict"] != "undetermined"]
        questions = {
            "verdict": (decided["expected"], decided["verdict"]),
            "rises": _known(own["expected"].isin(["smooth", "threshold"]), own["rises"]),
            "emerges": _known(own["expected"] == "threshold", own["emerges"]),
        }
        for question, (theirs, ours) in questions.items():
            line = dict(zip(_KEYS, keys, strict=True)) | {"question": question, "n_series": float(len(ours))}
            found.append(line | _kappa(theirs.to_numpy(), ours.to_numpy()))
    return pd.DataFrame(found, columns=[*_KEYS, "question", "n_series", "n_agree", "kappa", "lo", "hi"])


def _known(theirs, ours):
    return theirs[ours.notna()].astype(bool), ours[ours.notna()].astype(bool)


def _kappa(theirs, ours):
    """Cohen's kappa with the large-sample interval of Fleiss, Cohen and Everitt (1969)."""
    if not theirs.size:
        return {"n_agree": 0.0}
    words = sorted({*theirs, *ours})
    table = np.array([[np.mean((theirs == a) & (ours == b)) for b in words] for a in words])
    row, column, same = table.sum(axis=1), table.sum(axis=0), np.trace(table)
    chance = row @ column
    counted = {"n_agree": float(np.sum(theirs == ours))}
    if chance == 1:
        return counted
    kappa = (same - chance) / (1 - chance)
    # pairs (i, j) weigh p_.i + p_j.
    both = column[:, None] + row[None, :]
    on = np.sum(np.diag(table) * (1 - np.diag(both) * (1 - kappa)) ** 2)
    off = (1 - kappa) ** 2 * (np.sum(table * both**2) - np.sum(np.diag(table) * np.diag(both) ** 2))
    variance = (on + off - (kappa - chance * (1 - kappa)) ** 2) / (1 - chance) ** 2 / theirs.size
    reach = _REACH * np.sqrt(max(variance, 0.0))
    return counted | {"kappa": kappa, "lo": max(kappa - reach, -1.0), "hi": min(kappa + reach, 1.0)}
