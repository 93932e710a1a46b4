"""Training losses of the Pythia models: every optimiser step, averaged up to the checkpoints that were released."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

LAST_STEP = 143000
COLUMNS = ("size", "step", "value", "locator")
# The first step in each history: row i of the file, counted from 0, is step first + i. The file of the 410M has the
# run's last resumption only; its length says where that begins.
_FIRST = {"70m": 1, "160m": 1, "410m": 35001}
_STEP, _LOSS = "step", "train/lm_loss"
_WINDOW = 100  # batches up to a checkpoint
_PATH = re.compile(r"(?:.*/)?([\d.]+[mb])-0\.csv")
_EARLY = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512)


def is_history(path: str) -> bool:
    """Whether a file is the history of a run's training losses."""
    return _PATH.fullmatch(path) is not None


def read(files: Mapping[str, bytes], path: str) -> pd.DataFrame:
    """The mean training loss up to each released checkpoint of one run.

    Parameters
    ----------
    files : mapping of str to bytes
    path : str
        ``<size>-0.csv``: columns ``step`` (a row number from 0) and ``train/lm_loss``, in nats per token, of one batch.

    Returns
    -------
    pandas.DataFrame
        :data:`COLUMNS`. The mean of the 100 batches up to the checkpoint; before step 1000, where the loss changes
        fast, of the last eighth of the steps so far. At step 0 it is the first batch, which is scored before the first
        update.

    Raises
    ------
    DataError
        If the size is not known, the rows are not numbered from 0 or do not end with the last step.
    """
    named = _PATH.fullmatch(path)
    size = named[1] if named else path
    if size not in _FIRST:
        raise DataError(path, f"a history of one of {', '.join(_FIRST)}", value=size)
    history, first = upstream.table(files, path, numbers=[_STEP, _LOSS]), _FIRST[size]
    if not (history[_STEP] == history.index).all() or first + len(history) - 1 != LAST_STEP:
        expected = f"{LAST_STEP - first + 1} rows, numbered from 0, of the steps {first} to {LAST_STEP}"
        raise DataError(path, expected, column=_STEP, value=len(history))
    if history[_LOSS].isna().any():
        raise DataError(path, "a number", row=int(history[_LOSS].isna().to_numpy().argmax()) + 2, column=_LOSS)
    loss, rows = history[_LOSS].to_numpy(), []
    for step in (*_EARLY, *range(1000, LAST_STEP + 1, 1000)):
        batches = _WINDOW if step >= 1000 else step // 8 + 1
        last = max(step, 1) - first + 1  # rows up to the checkpoint
        if last >= batches:
            place = f"{path}, mean of {_LOSS} of {batches} rows up to row {last - 1}"
            rows.append((size, float(step), loss[last - batches : last].mean().round(9), place))
    return pd.DataFrame(rows, columns=list(COLUMNS))
