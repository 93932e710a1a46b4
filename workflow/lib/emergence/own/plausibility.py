"""What in a table of observations is impossible, and what merely unlikely: across columns, where no range sees it."""

import numpy as np
import pandas as pd
from scipy.special import betainc

from emergence.catalogue.soundness import IMPOSSIBLE_LOSS, MOST_FLOPS
from emergence.io.errors import DataError
from emergence.own.listing import first_few
from emergence.schema.x_kinds import x_kind
from emergence.series.checkpoints import checkpoint_codes

# Nats per token of a uniform guess over 256 thousand tokens, the largest vocabulary.
_UNTRAINED_LOSS = float(np.log(256e3))
# Training takes about 6 FLOPs per parameter and token; embeddings, attention and recomputation explain a factor of 3.
_FACTOR = 3.0
_LEVEL = 1e-6  # of a score below chance; a table has thousands
_SMALL = 0.01


def require_possible(observations: pd.DataFrame, file: str) -> None:
    """Refuse what cannot be: a loss above that of a uniform guess over a million tokens, FLOPs that nobody has.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS.
    file : str
        What the message calls the table.

    Raises
    ------
    DataError
    """
    loss = ((observations["metric"] == "cross_entropy") & (observations["value"] > IMPOSSIBLE_LOSS)).to_numpy()
    if loss.any():
        row = observations.iloc[int(loss.argmax())]
        expected = f"a loss in nats per token, at most {IMPOSSIBLE_LOSS:.1f}, that of a guess over a million tokens"
        line, column = _place(row)
        raise DataError(file, expected, line, column, row["value"])
    flops = (observations["flops"] > MOST_FLOPS).to_numpy(dtype=bool, na_value=False)
    if flops.any():
        row = observations.iloc[int(flops.argmax())]
        raise DataError(file, f"training FLOPs, at most {MOST_FLOPS:g}", _place(row)[0], "flops", row["flops"])


def _place(row):
    """The row and the column in which a value stands, from its locator."""
    line, _, column = row["locator"].removeprefix("row ").partition(", ")
    return line, column


def unlikely(observations: pd.DataFrame, x_kinds: list[str]) -> list[str]:
    """What a person should look at, a line each with the runs.

    Parameters
    ----------
    observations : pandas.DataFrame
        OBSERVATIONS of one source.
    x_kinds : list of str
        Kinds of x that its scores are compared with.

    Returns
    -------
    list of str
        Runs without a loss; losses above that of an untrained model; FLOPs that are not about 6 times parameters times
        tokens; runs with several numbers of parameters, or of FLOPs at one place of training; scores below chance by
        more than binomial noise, or by more than half where items are not known; scores without a chance of which
        none is above a hundredth.
    """
    return [
        *_without_x(observations, x_kinds),
        *_losses(observations),
        *_quantities(observations),
        *_below(observations),
        *_far_below(observations),
        *_all_small(observations),
    ]


def _without_x(observations, x_kinds):
    checkpoints = pd.Series(checkpoint_codes(observations), observations.index)
    for key in x_kinds:
        kind = x_kind(key)
        if kind.metric:
            has = (observations["metric"] == kind.metric) & (observations["task"] == kind.corpus)
            missing = ~checkpoints.isin(checkpoints[has])
        else:
            quantities = observations[key.removeprefix("log10_").split("_")]  # params_tokens are two
            none = quantities.isna() | (quantities <= 0 if key.startswith("log10_") else False)
            missing = none.any(axis=1)
        if missing.any():
            yield f"no {kind.title} for {_named(observations[missing])}: left out of series against it"


def _losses(observations):
    high = observations[(observations["metric"] == "cross_entropy") & (observations["value"] > _UNTRAINED_LOSS)]
    if len(high):
        yield f"a loss above {_UNTRAINED_LOSS:.1f} nats per token, as of an untrained model, in {_named(high, 'value')}"


def _quantities(observations):
    whole = observations.dropna(subset=["flops", "params", "tokens"])
    ratio = whole["flops"] / (6 * whole["params"] * whole["tokens"]).where(whole["tokens"] > 0)
    wrong = whole.assign(ratio=ratio)[(ratio > _FACTOR) | (ratio < 1 / _FACTOR)]
    if len(wrong):
        yield f"FLOPs over 6 x parameters x tokens, which should be about 1, in {_named(wrong, 'ratio')}"
    sizes = observations.groupby("run")["params"].nunique()
    if (sizes > 1).any():
        yield f"more than one number of parameters in {first_few(sizes.index[sizes > 1])}"
    spent = observations.groupby(["run", "tokens"], dropna=False)["flops"].nunique()
    if (several := spent.index[spent > 1].get_level_values("run").unique()).size:
        yield f"more than one number of FLOPs at one place of training in {first_few(several)}"


def _far_below(observations):
    """Tasks whose every score is below half of chance, as of percents that were divided twice."""
    known = observations[(observations["chance"] > 0) & observations["n_items"].isna()]
    best = known.groupby("task").agg(best=("value", "max"), chance=("chance", "first"))
    for task, row in best[best["best"] < best["chance"] / 2].iterrows():
        guess = f"where a guess has {row['chance']:.3g}"
        yield f"no score of {task} is above {row['best']:.3g}, {guess}: are they fractions?"


def _all_small(observations):
    """Scores that no guess gives, all below a hundredth, as of fractions that were divided by a hundred."""
    rest = observations[(observations["unit"] == "fraction") & ~(observations["chance"] > 0)]
    if 0 < (best := rest["value"].max()) < _SMALL:
        yield f"no score of {first_few(rest['task'].unique())} is above {best:.3g}: are they fractions?"


def _below(observations):
    known = observations.dropna(subset=["chance", "n_items"])
    known = known[(known["chance"] > 0) & (known["value"] < known["chance"])]
    right = (known["value"] * known["n_items"]).round()
    tail = betainc(known["n_items"] - right, right + 1, 1 - known["chance"])  # of the binomial distribution
    low = known[tail < _LEVEL]
    if len(low):
        yield f"scores below chance by more than noise in {_named(low, 'value')}: is chance right, are they fractions?"


def _named(rows, number=None):
    """The runs of some rows, with a number each if wanted."""
    runs = rows.drop_duplicates("run")
    if number is None:
        return first_few(runs["run"])
    return first_few(f"{run} ({value:.3g})" for run, value in zip(runs["run"], runs[number], strict=True))
