"""The effect of the training corpus at equal loss: against plain least squares and known truths."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf

from emergence.analyses import corpus_effects as analysis
from emergence.analyses.corpus_effects import corpus_effects
from emergence.inference.spline import spline_basis
from emergence.io.checking import check
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES

SETTINGS = Settings(forms=(), seed=1, draws=200)


def pool(name, loss, y, task="t", runs=None):
    """One series and its points, a run a point unless told otherwise."""
    series_id = f"s/{name}/{task}"
    series = {"series_id": series_id, "source": "s", "pool": name, "task": task, "metric": "accuracy", "n": loss.size}
    series |= {"x_kind": "loss_a", "x_better": "lower", "metric_title": "A", "better": "higher", "n_runs": loss.size}
    series |= {"task_title": task, "x_min": loss.min(), "x_max": loss.max(), "y_min": y.min(), "y_max": y.max()}
    points = pd.DataFrame({"series_id": series_id, "family": "F", "model": "m", "label": "m", "locator": "l"}, [0])
    runs = [f"{name}{k:03d}" for k in range(loss.size)] if runs is None else runs
    points = points.loc[[0] * loss.size].assign(x=loss, y=y, run=runs, tokens=np.arange(loss.size) + 1.0)
    return pd.DataFrame([series]), points


def tables(*parts):
    series, points = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    return check(series, SERIES, "series"), check(points, POINTS, "points")


def curve(loss):
    return 0.9 - 0.2 * loss + 0.03 * (loss - 3) ** 2


def corpora(random, offsets, noise=0.005):
    losses = {name: random.uniform(2.2 + 0.1 * k, 3.8 + 0.1 * k, 60) for k, name in enumerate(offsets)}
    return [pool(name, x, curve(x) + offsets[name] + noise * random.normal(size=60)) for name, x in losses.items()]


def test_effects_are_those_of_the_truth_and_of_plain_least_squares():
    truth = {"p": 0.03, "q": -0.01, "r": -0.02}
    series, points = tables(*corpora(np.random.default_rng(1), truth))
    found = check(corpus_effects(series, points, SETTINGS), analysis.TABLE, "corpus_effects")
    assert found["status"].eq("ok").all()
    assert found["effect"].sum() == pytest.approx(0, abs=1e-9)
    assert found["effect"].to_numpy() == pytest.approx(list(truth.values()), abs=0.003)
    expected = np.array(list(truth.values()))
    assert ((found["lo"] < expected) & (found["hi"] > expected)).all()
    assert found["q"].max() < 1e-6
    assert found["range_pools"].iloc[0] == pytest.approx(0.05, abs=0.005)
    assert found["residual_sd"].iloc[0] == pytest.approx(0.005, rel=0.2)
    assert found["residual_sd_shared"].iloc[0] > 3 * found["residual_sd"].iloc[0]
    # the same points in other software
    own = points.merge(series[["series_id", "pool"]], on="series_id")
    ends = own.groupby("pool")["x"].agg(["min", "max"])
    near = [
        any(ends["min"][o] <= x <= ends["max"][o] for o in truth if o != k)
        for k, x in zip(own["pool"], own["x"], strict=True)
    ]
    own = own[near]
    basis = spline_basis(own["x"].to_numpy())
    own = own.assign(**{f"b{k}": basis[:, k] for k in range(1, 5)})
    ours = smf.ols("y ~ 0 + pool + b1 + b2 + b3 + b4", own).fit(cov_type="HC2")
    offsets = ours.params[[f"pool[{name}]" for name in truth]].to_numpy()
    assert found["effect"].to_numpy() == pytest.approx(offsets - offsets.mean(), abs=1e-8)
    contrast = np.eye(3, 7) - np.pad(np.full((3, 3), 1 / 3), ((0, 0), (0, 4)))
    assert found["se"].to_numpy() == pytest.approx(
        np.sqrt(np.diag(contrast @ ours.cov_params() @ contrast.T)), rel=1e-6
    )


def test_without_an_effect_its_test_is_rarely_significant():
    random, p = np.random.default_rng(2), []
    for _ in range(60):
        p += list(corpus_effects(*tables(*corpora(random, {"p": 0.0, "q": 0.0})), SETTINGS)["p"][:1])
    assert np.mean(np.array(p) < 0.05) < 0.15
    assert np.median(p) > 0.25


def test_pools_with_common_runs_are_not_compared():
    random = np.random.default_rng(3)
    loss = random.uniform(2, 4, 20)
    runs = [f"r{k}" for k in range(20)]
    parts = [pool("all", loss, curve(loss), runs=runs), pool("some", loss[:9], curve(loss[:9]), runs=runs[:9])]
    assert corpus_effects(*tables(*parts), SETTINGS).empty
    assert corpus_effects(*tables(parts[0]), SETTINGS).empty


def test_only_losses_that_another_pool_reaches_count():
    random = np.random.default_rng(4)
    near, far, between = (random.uniform(*ends, 30) for ends in ((2, 3), (4, 5), (2.5, 3.5)))
    drawn = {"p": near, "q": far, "r": between}
    parts = [pool(name, x, curve(x) + 0.01 * random.normal(size=30)) for name, x in drawn.items()]
    found = corpus_effects(*tables(*parts), SETTINGS).set_index("series_id")
    assert found["status"].to_dict() == {"s/p/t": "ok", "s/q/t": "too_few_runs", "s/r/t": "ok"}
    assert found["n_pools"].eq(2).all()
    assert found.loc["s/q/t", "n"] == 0
    assert found.loc["s/p/t", "n"] == ((near >= between.min()) & (near <= between.max())).sum()
