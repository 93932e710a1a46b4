"""Whether a verdict is replicated: those on the other series of the same task and metric."""

from collections import Counter

import pandas as pd

from emergence.analyses.running import Context
from emergence.io.contract import Table, text
from emergence.io.tables import Tables
from emergence.io.tabulating import table_frame
from emergence.schema.analysed import SERIES_ID, VERDICT, count
from emergence.schema.verdicts import VERDICT_WORDS

TABLE = Table(
    "replication",
    (
        SERIES_ID,
        VERDICT,
        count(
            "n_replications",
            "other series of the source with its task, metric and format: pool, shots, split or x differ",
        ),
        count("n_same_verdict", "of them with the same verdict"),
        text("replications", "their verdicts counted, the same one first; null where there are no others"),
    ),
    key=("series_id",),
)
SCOPE = "atlas"
INPUTS = ("verdicts",)

# Series that share these differ in pool, shots, split or x alone: another look at one ability.
_SCORE = ["source", "task", "subtask", "metric", "format"]


def run(tables: Tables, context: Context) -> pd.DataFrame:
    """See :func:`replicate`."""
    return replicate(tables["verdicts"])


def replicate(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Count, for each series, the verdicts on the source's other series of its task, metric and format.

    The tests of a series know nothing of the others, so that a verdict which other splits, shots, pools of runs and x
    share rests on more than its own p-value. They are no independent replications: pools share runs, and what differs
    in x alone shares all scores.

    Parameters
    ----------
    verdicts : pandas.DataFrame
        Table ``verdicts``.

    Returns
    -------
    pandas.DataFrame
        Table ``replication``, rows as in ``verdicts``.
    """
    keys = verdicts[_SCORE].reset_index(drop=True)
    words = verdicts["verdict"].to_numpy()
    rows: list[dict] = [{}] * len(words)
    for own in keys.groupby(_SCORE, dropna=False).indices.values():
        counts = Counter(words[own])
        for row in own:
            word, others = words[row], counts - Counter([words[row]])
            listed = _listed(word, others) if others else None
            rows[row] = {"n_replications": others.total(), "n_same_verdict": others[word], "replications": listed}
    named = zip(verdicts["series_id"], words, rows, strict=True)
    return table_frame([{"series_id": name, "verdict": word, **row} for name, word, row in named], TABLE)


def _listed(own, counts):
    """As "2 of 7 abrupt, 5 gradual": a series' own verdict first, even if no other series has it."""
    rest = [f"{counts[word]} {word}" for word in VERDICT_WORDS if word != own and counts[word]]
    return ", ".join([f"{counts[own]} of {counts.total()} {own}", *rest])
