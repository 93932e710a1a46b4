"""What the tests say of the same task and metric elsewhere: does a verdict come out again."""

from collections import Counter

from emergence.io.tabulating import table_frame
from emergence.schema.verdicts import ELSEWHERE, VERDICT_WORDS

# Series that share these differ in pool, shots, split or x alone: another look at one ability.
_SCORE = ["source", "task", "subtask", "metric", "format"]


def elsewhere(verdicts, series):
    """Count, for each series, the verdicts on the source's other series of its task, metric and format.

    The tests of a series know nothing of the others, so that a verdict which other splits, shots, pools of runs and x
    share rests on more than its own p-value. They are no independent repetitions: pools share runs, and what
    differs in x alone shares all scores.

    Parameters
    ----------
    verdicts, series : pandas.DataFrame
        Tables ``VERDICTS`` and ``SERIES`` of all sources.

    Returns
    -------
    pandas.DataFrame
        Table ``ELSEWHERE``, rows as in ``verdicts``.
    """
    keys = series.set_index("series_id").loc[verdicts["series_id"], _SCORE].reset_index(drop=True)
    words = verdicts["verdict"].to_numpy()
    rows = [None] * len(words)
    for own in keys.groupby(_SCORE, dropna=False).indices.values():
        counts = Counter(words[own])
        for row in own:
            others = counts - Counter([words[row]])
            word = words[row]
            told = _told(word, others) if others else None
            rows[row] = {"n_replications": others.total(), "n_same_verdict": others[word], "elsewhere": told}
    named = zip(verdicts["series_id"], words, rows, strict=True)
    return table_frame([{"series_id": name, "verdict": word, **row} for name, word, row in named], ELSEWHERE)


def _told(own, counts):
    """As "2 of 7 threshold, 5 smooth": a series' own verdict first, be it never found again."""
    rest = [f"{counts[word]} {word}" for word in VERDICT_WORDS if word != own and counts[word]]
    return ", ".join([f"{counts[own]} of {counts.total()} {own}", *rest])
