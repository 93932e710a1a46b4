"""The law of the loss on the Chinchilla runs: what is timed against the published procedure.

The peer is the procedure of Besiroglu et al. 2024 (arXiv 2404.10102), written anew from its description: the summed
Huber function (delta 1e-3) of log L minus the log-sum-exp, minimised by L-BFGS from each of 4,500 starts on Hoffmann et
al.'s grid, and for each bootstrap resample once from the best. Its gradient is exact, by hand, which spares it the
differences. A hundred of its starts and 40 of its resamples are timed, spread evenly, and scaled up.
"""

from functools import partial
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logsumexp, softmax

from emergence.inference.bootstrap import draw_runs
from emergence.models import registry
from emergence.models.base import Settings
from emergence.series.points import split

ROOT = Path(__file__).resolve().parents[2]
DELTA = 1e-3
# a, b, e, alpha, beta (Hoffmann et al. 2022, arXiv 2203.15556, section D.2)
STARTS = list(
    product(range(0, 30, 5), range(0, 30, 5), np.arange(-1, 1.1, 0.5), np.arange(0, 2.1, 0.5), np.arange(0, 2.1, 0.5))
)
DRAWS = 4000
PEER = "Besiroglu et al. anew"


def chinchilla():
    """The 240 runs that are kept, and the settings that keep them."""
    settings = Settings(forms=("chinchilla_huber",), worst_left_out=5)
    runs = pd.read_csv(ROOT / "data" / "chinchilla" / "losses.csv")
    points = runs[["run"]].assign(series_id="s", x=runs["params"], x2=runs["tokens"], y=runs["value"])
    series = pd.DataFrame([{"series_id": "s", "x_kind": "params_tokens", "x_better": "higher", "chance": np.nan}])
    every = next(split(series, points))
    return every.keep(registry()["chinchilla_huber"].used(every, settings)), settings


def huber(theta, logs, weights):
    """The weighted sum of Huber's function of the residuals of log L, and its gradient."""
    a, b, e, alpha, beta = theta
    n, d, loss = logs
    terms = np.stack([a - alpha * n, b - beta * d, np.full(n.size, e)])
    residual = loss - logsumexp(terms, axis=0)
    shares = softmax(terms, axis=0)
    size = np.abs(residual)
    value = np.where(size <= DELTA, residual**2 / 2, DELTA * (size - DELTA / 2))
    pull = -weights * np.clip(residual, -DELTA, DELTA) * shares
    return weights @ value, np.array([*pull.sum(axis=1), -pull[0] @ n, -pull[1] @ d])


def published(start, logs, weights):
    """One minimisation of the published procedure."""
    return minimize(huber, start, (logs, weights), jac=True, method="L-BFGS-B", options={"maxiter": 10_000})


def minimised(starts, logs, weights):
    """The published procedure from some starts, or for some resamples."""
    for start, own in zip(starts, weights, strict=True):
        published(start, logs, own)


def comparisons():
    """What is timed.

    Yields
    ------
    what, size : str
    calls : list of (str, callable, float)
        Who does it, how, and how many times as much as that the whole job is.
    target : float
        Seconds that were aimed at.
    """
    points, settings = chinchilla()
    form = registry()["chinchilla_huber"]
    estimate = form.estimate(points, settings)
    weights = draw_runs(points.n_runs, DRAWS, seed=1).copy()
    logs = np.log([points.x, points.x2, points.y])
    A, B, E, alpha, beta = estimate.best
    best = np.array([np.log(A), np.log(B), np.log(E), alpha, beta])
    few, resamples = STARTS[:: len(STARTS) // 100][:100], weights[:: DRAWS // 40][:40]
    theirs = partial(minimised, few, logs, [np.ones(points.n)] * len(few))
    calls = [("atlas", partial(form.estimate, points, settings), 1), (PEER, theirs, len(STARTS) / len(few))]
    yield "law, best of a grid of starts", f"{points.n} runs", calls, 0.3
    theirs = partial(minimised, [best] * len(resamples), logs, [own[points.run] for own in resamples])
    calls = [("atlas", partial(form.refit, points, weights, estimate, settings), 1)]
    calls.append((PEER, theirs, DRAWS / len(resamples)))
    yield "law, bootstrap", f"{DRAWS:,} draws", calls, 0.5
