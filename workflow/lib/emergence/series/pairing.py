"""The x of each observation: what a score is compared with, by kind of x."""

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.schema.x_kinds import LAW_METRICS, XKind, x_kind


def paired(
    observations: pd.DataFrame, checkpoints: np.ndarray, key: str, corpora: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """The x of each observation, and a second x where the kind has two.

    A loss or a perplexity is the one that the same source publishes for the same checkpoint; a score is never paired
    with the loss of another run. Only finished runs are compared against parameters, since all checkpoints of a run
    share that x.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source, (n,) rows.
    checkpoints : numpy.ndarray, (n,) of int
        Number of the checkpoint of each observation, as :func:`emergence.series.checkpoints.checkpoint_codes` gives it.
    key : str
        Kind of x: ``loss_<corpus>``, ``bits_per_byte_<corpus>``, ``log10_perplexity_<corpus>``,
        ``last_word_nats_<task>``, ``log10_flops``, ``log10_params`` or ``params_tokens``.
    corpora : list of str
        Corpora whose losses a law of parameters and tokens is fitted to; all if empty.

    Returns
    -------
    x, x2 : numpy.ndarray, (n,)
        x in nats per token or word, decimal logarithm, or parameters; NaN where the observation has no such x. x2 is
        the number of tokens beside parameters, else NaN.

    Raises
    ------
    DataError
        If the source has no losses of this kind, or two for one checkpoint.
    """
    kind, none = x_kind(key), np.full(len(observations), np.nan)
    if kind.metric:
        losses = _losses(observations, checkpoints, key, kind)
        return _log10(losses) if key.startswith("log10_") else losses, none
    if key == "log10_flops":
        return _log10(_numbers(observations, "flops")), none
    params = _numbers(observations, "params")
    if key == "log10_params":
        finished = observations["is_final"].fillna(True).to_numpy(dtype=bool)
        return np.where(finished, _log10(params), np.nan), none
    tokens = _numbers(observations, "tokens")
    is_loss = observations["metric"].isin(LAW_METRICS).to_numpy() & ~np.isnan(tokens)
    if corpora:
        is_loss &= observations["task"].isin(corpora).to_numpy()
    return np.where(is_loss, params, np.nan), np.where(is_loss, tokens, np.nan)


def _losses(observations: pd.DataFrame, checkpoints: np.ndarray, key: str, kind: XKind) -> np.ndarray:
    """The loss of each score's checkpoint; of a task that was put with and without examples, the one without."""
    is_loss = (observations["metric"] == kind.metric).to_numpy()
    without_examples = observations["shots"].fillna(0).to_numpy() == 0
    chosen = np.flatnonzero(is_loss & (observations["task"] == kind.corpus).to_numpy() & without_examples)
    if not chosen.size:
        expected = f"losses on {kind.corpus!r} in the source's tables"
        raise DataError("source.yaml", expected, column="x", value=key)
    repeated = pd.Series(checkpoints[chosen]).duplicated().to_numpy()
    if repeated.any():
        run, tokens = observations[["run", "tokens"]].iloc[chosen[repeated.argmax()]]
        expected = f"one loss on {kind.corpus!r} a checkpoint"
        raise DataError("source.yaml", expected, column="x", value=f"{run} at {tokens:g} tokens")
    known, place = np.unique(checkpoints[chosen], return_index=True)
    near = np.minimum(np.searchsorted(known, checkpoints), known.size - 1)
    has_loss = (known[near] == checkpoints) & ~is_loss
    return np.where(has_loss, _numbers(observations, "value")[chosen[place]][near], np.nan)


def _numbers(observations: pd.DataFrame, name: str) -> np.ndarray:
    return observations[name].to_numpy(dtype=float, na_value=np.nan)


def _log10(values: np.ndarray) -> np.ndarray:
    """log10 to 12 decimals, since processors differ in the last bits of a logarithm; NaN of what is not positive."""
    return np.log10(values, where=values > 0, out=np.full(values.size, np.nan)).round(12)
