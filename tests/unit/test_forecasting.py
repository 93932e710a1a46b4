"""Forecasts of simulated ladders, whose truth is known: near it, inside their intervals, and blind to the targets."""

from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from emergence.analyses import forecasts
from emergence.analyses.running import Context
from emergence.forecasts import chaining
from emergence.forecasts.choice import Choice
from emergence.forecasts.forecasting import Results
from emergence.forecasts.ladder import Runs, levels_of, read_runs
from emergence.forecasts.settings import ForecastSettings
from emergence.io.checking import check
from emergence.io.errors import DataError
from emergence.io.tables import Tables
from emergence.models import base

PARAMS = {"a": 0.19e9, "b": 0.37e9, "c": 0.76e9, "d": 1.28e9, "big": 13e9}
BUDGETS = (10, 20, 40, 100, 200)
TASKS = {"easy": 2.9, "middle": 2.6, "hard": 2.4}  # loss at which half the way is done
CHANCE, CEILING = 0.25, 0.9
SETTINGS = ForecastSettings(
    candidates={
        "form": ["logistic", "log_logistic", "log_normal", "weibull", "frechet"],
        "floor": ["free", "chance"],
        "ceiling": ["free", "one", "people"],
        "law": {"fitted": None, "published": [0.3, 0.3]},
    },
    step=1.3,
    confidence=0.9,
    held_out=False,
    corpus="c4_en",
    losses=["c4_en"],
    task_loss="bits_per_byte",
    predictors=["loss_c4_en", "bits_per_byte", "params_tokens", "flops"],
    format="rc",
    shots=5.0,
    tasks=dict.fromkeys(TASKS, "test"),
    parts={"hard": {"one": 0.25, "two": 0.75}},
    checkpoints=2,
    level="params",
    min_levels=2,
    ladders={"d": {"models": {"model": ["a", "b", "c", "d"]}, "targets": {"big": 1}}},
)


def accuracy(loss, middle, rate=9.0):
    return CHANCE + (CEILING - CHANCE) / (1 + (loss / middle) ** rate)


def observed(seed=0, noise=0.004):
    """Observations of a ladder whose scores follow one law and one curve a task."""
    rng = np.random.default_rng(seed)
    rows = []
    for model, params in PARAMS.items():
        for budget in (400,) if model == "big" else BUDGETS:
            run, total = f"{model}-{budget}", params * budget
            for tokens in (total * 0.5, total * 0.99, total):
                loss = 1.6 + 0.55 * (params / 1e9) ** -0.3 + 0.35 * (tokens / 1e11) ** -0.3
                key = {
                    "family": "f",
                    "model": model,
                    "run": run,
                    "tokens": tokens,
                    "params": params,
                    "flops": 6 * params * tokens,
                }
                rows.append({**key, "task": "c4_en", "metric": "cross_entropy", "split": "validation", "value": loss})
                for task, middle in TASKS.items():
                    own = {**key, "task": task, "split": "test", "format": "rc", "shots": 5.0}
                    for part in ("one", "two") if task == "hard" else (None,):
                        score = accuracy(loss, middle) + rng.normal(0, noise)
                        bits = (loss - 1) / 2 + rng.normal(0, noise)
                        rows.append({**own, "subtask": part, "metric": "accuracy", "value": score})
                        rows.append({**own, "subtask": part, "metric": "bits_per_byte", "value": bits})
    return pd.DataFrame(rows)


def tasks():
    named = pd.DataFrame({"task": [*TASKS, "c4_en"], "title": [*TASKS, "C4"]})
    return named.assign(subtask=None, chance=CHANCE, ceiling=CEILING)


def published():
    columns = ("table", "model", "task", "quantity", "predictor", "actual", "predicted", "relative_error")
    frame = pd.DataFrame({name: pd.Series(dtype="float64" if name in columns[5:] else "str") for name in columns})
    return frame.assign(source="s")


def forecast(observations, settings=SETTINGS, source="s"):
    """The tables, as the analysis makes them of a source's observations."""
    own = asdict(settings)
    confidence = own.pop("confidence")
    options = {name: own.pop(name) for name in ("candidates", "step")} | {"sources": {"s": own}}
    context = Context(base.Settings(forms=(), confidence=confidence), options, source)
    frames = {"observations": observations, "tasks": tasks(), "published_predictions": published()}
    made = forecasts.run(Tables(frames=frames), context)
    return Results(*(check(frame, table, table.name) for frame, table in zip(made, forecasts.TABLES, strict=True)))


@pytest.fixture(scope="module")
def results():
    return forecast(observed())


def test_only_the_source_that_the_config_names_is_forecast():
    assert [len(frame) for frame in forecast(observed(), source="other")] == [0, 0, 0, 0]


def counted(results):
    return results.forecasts[results.forecasts["variant"] == "nothing"]


def test_forecasts_are_near_the_truth(results):
    rows = counted(results)
    assert len(rows) == 4 * len(TASKS)
    assert rows["error"].abs().max() < 0.08
    assert rows["error"].abs().mean() < 0.045


def test_what_is_not_known_beforehand_costs(results):
    errors = results.forecast_errors.set_index(["predictor", "variant", "variant_value"])["mean_error"]
    assert errors["loss_c4_en", "form", "log_logistic"] < errors["loss_c4_en", "form", "frechet"]
    assert errors["loss_c4_en", "ceiling", "people"] < errors["loss_c4_en", "ceiling", "one"]


def test_no_forecast_and_no_choice_sees_a_target(results):
    """Other scores of the target change what came true, and nothing else: the same candidates are chosen."""
    rows = observed()
    target = (rows["model"] == "big") & (rows["metric"] == "accuracy")
    rows.loc[target, "value"] = np.random.default_rng(1).uniform(0.3, 0.9, target.sum())
    other = forecast(rows)
    changed = ["actual", "error", "covered"]
    pd.testing.assert_frame_equal(other.forecasts.drop(columns=changed), results.forecasts.drop(columns=changed))
    ours, theirs = (frame.forecast_candidates.drop(columns="target_error") for frame in (results, other))
    pd.testing.assert_frame_equal(ours, theirs)
    ours, theirs = (frame.forecast_errors[["ladder_error", "ladder_covered"]] for frame in (results, other))
    pd.testing.assert_frame_equal(ours, theirs)
    assert (other.forecasts["actual"] != results.forecasts["actual"]).all()


def test_no_forecast_of_a_loss_sees_the_target_s(results):
    rows = observed()
    rows.loc[(rows["model"] == "big") & (rows["metric"] == "cross_entropy"), "value"] += 0.1
    changed = ["actual", "error", "covered"]
    ours, theirs = (frame.loss_forecasts.drop(columns=changed) for frame in (results, forecast(rows)))
    pd.testing.assert_frame_equal(ours, theirs)


def test_losses_are_forecast_within_their_intervals(results):
    rows = results.loss_forecasts.set_index("predictor")
    assert rows.loc["params_tokens", "error"] == pytest.approx(0, abs=0.002), "the candidates hold the true law"
    assert rows.loc["flops", "covered"], "a law of FLOPs alone misses, and its interval says by how much"
    assert (rows["lo"] <= rows["forecast"]).all()
    assert (rows["forecast"] < rows["largest_seen"]).all()


def test_what_a_forecast_is_given_of_its_targets_is_blank():
    runs = read_runs(observed(), SETTINGS, {"big": 1})
    blank = runs.blank("loss_c4_en")
    assert np.isnan(blank.score).all()
    assert np.isnan(blank.loss["bits_per_byte"]).all()
    assert (blank.loss["loss_c4_en"] == runs.loss["loss_c4_en"]).all()
    assert all(np.isnan(loss).all() for loss in runs.blank("params_tokens").loss.values())


def test_a_candidate_is_added_in_one_place():
    """One more law in the config: its candidates compete, and no other file knows of it."""
    laws = {**SETTINGS.candidates["law"], "another": [0.5, 0.2]}
    candidates = {**SETTINGS.candidates, "form": ["logistic"], "law": laws}
    table = forecast(observed(), replace(SETTINGS, candidates=candidates, losses=[])).forecast_candidates
    counted = table[table["predictor"] == "params_tokens"].groupby("law").size()
    assert counted.to_dict() == dict.fromkeys(laws, 2 * 2 * 3)
    assert (table.loc[table["law"] == "another", "ladder_error"] > 0).all()


def test_every_candidate_is_shown_and_the_chosen_ones_obey_the_rule(results):
    for _, own in results.forecast_candidates.groupby("predictor"):
        best = own["ladder_error"].min()
        assert own.loc[own["ladder_error"] == best, "within"].all()
        assert own.loc[own["chosen"], "within"].all()
        assert set(own.loc[own["chosen"], "n_free"]) == {own.loc[own["within"], "n_free"].min()}
        assert own.loc[own["within"], "ladder_error"].max() <= own.loc[~own["within"], "ladder_error"].min()
    assert set(results.forecast_candidates["ceiling"]) == {"free", "one", "people"}


def test_the_target_s_loss_matters_only_where_it_is_given(results):
    rows = observed()
    rows.loc[(rows["model"] == "big") & (rows["metric"] == "cross_entropy"), "value"] += 0.1
    other = forecast(rows)
    same = (counted(other)["forecast"] == counted(results)["forecast"]).groupby(counted(results)["predictor"]).all()
    assert same.to_dict() == {"bits_per_byte": True, "flops": True, "loss_c4_en": False, "params_tokens": True}


def test_neither_order_of_rows_nor_repetition_changes_a_number(results):
    again = forecast(observed().sample(frac=1, random_state=3))
    for frame, other in zip(results, again, strict=True):
        pd.testing.assert_frame_equal(frame, other)


def test_intervals_hold_about_what_they_claim():
    covered = []
    for seed in range(3):
        rows = counted(forecast(observed(seed + 10, noise=0.012)))
        covered += rows["covered"].tolist()
    assert 0.8 <= np.mean(covered) <= 1.0
    wide = (rows["hi"] - rows["lo"]).max()
    assert wide < 0.5, "an interval that holds everything says nothing"


def test_weights_are_one_over_squared_errors_and_sum_to_one(results):
    chosen = results.forecast_candidates[results.forecast_candidates["chosen"]]
    for _, own in chosen.groupby("predictor"):
        assert own["weight"].sum() == pytest.approx(1, abs=1e-4)
        product = own["weight"] * own["ladder_error"] ** 2
        assert product.max() == pytest.approx(product.min(), rel=0.02)


def test_runs_are_averaged_and_parts_weighted():
    runs = read_runs(observed(noise=0), SETTINGS, {"a": 2, "big": 1})
    assert runs.run.tolist() == [f"a-{budget}" for budget in BUDGETS] + ["big-400"]
    losses = observed(noise=0)
    losses = losses[(losses["run"] == "a-10") & (losses["metric"] == "cross_entropy")].sort_values("tokens")["value"]
    assert runs.loss["loss_c4_en"][0, 0] == pytest.approx(losses.tail(2).mean(), rel=1e-14)
    expected = [accuracy(loss, TASKS["hard"]) for loss in losses.tail(2)]
    assert runs.score[2, 0] == pytest.approx(np.mean(expected), rel=1e-14)


def test_a_level_begins_where_sizes_jump():
    sizes = np.array([100.0, 48, 52, 67, 117, 500])
    assert levels_of(sizes, 1.3).tolist() == [1, 0, 0, 0, 1, 2]


def test_a_ladder_forecasts_only_what_lies_beyond_it():
    runs = read_runs(observed(), SETTINGS, dict.fromkeys("abcd", 2))
    parts = chaining.splits_of(runs, SETTINGS.method)
    assert [(sorted(set(train.model)), set(ahead.model) <= set("cd")) for train, ahead in parts] == [
        (["a", "b"], True),
        (["a", "b", "c"], True),
    ]
    for train, ahead in parts:
        assert ahead.run.size
        assert ahead.loss["loss_c4_en"].max() < train.loss["loss_c4_en"].min()


def made(climb, missed, rng, noise=0.005, n=24):
    """A split with one candidate, whose forecasts (tasks, e) climb by (e,) and miss the shares (tasks,) of that."""
    top, tasks = 0.5, tuple(f"task {place}" for place in range(missed.size))

    def runs(count, score):
        names = np.array([f"run {place}" for place in range(count)])
        return Runs(tasks, names, names, np.zeros(count, dtype=int), *np.ones((3, count)), loss={}, score=score)

    fitted = np.tile(np.linspace(0.3, top, n), (missed.size, 1))
    forecast = np.tile(top + climb, (missed.size, 1))
    actual = forecast - missed[:, None] * climb + rng.normal(0, noise, forecast.shape)
    train = runs(n, fitted + rng.normal(0, noise, fitted.shape))
    return chaining.Split(train, runs(climb.size, actual), fitted[None], forecast[None])


ALONE = np.ones(1)  # the weight of one candidate
CHOSEN = Choice(ALONE > 0, ALONE, ALONE)


def test_the_share_of_the_climb_that_was_missed_is_found():
    rng = np.random.default_rng(2)
    missed = np.array([0.3, -0.3] * 4)
    folds = [made(np.linspace(0.02, far, 12), missed, rng) for far in (0.08, 0.12)]
    assert chaining.missed_share(folds, ALONE) == pytest.approx(0.3, rel=0.05)
    right = [made(np.linspace(0.02, far, 12), 0 * missed, rng) for far in (0.08, 0.12)]
    assert chaining.missed_share(right, ALONE) < 0.05, "noise is no miss of the climb"


def test_a_task_that_did_not_climb_does_not_count_for_the_share():
    """Half of the tasks are flat: their errors are noise, and the share is that of the others."""
    rng = np.random.default_rng(5)
    climbing = made(np.linspace(0.05, 0.1, 12), np.full(8, 0.4), rng)
    flat = np.arange(8) % 2 == 0
    values = np.where(flat[:, None], 0.5, climbing.values)
    score = np.where(flat[:, None], 0.5 + rng.normal(0, 0.005, (8, 12)), climbing.ahead.score)
    fold = climbing._replace(values=values, ahead=replace(climbing.ahead, score=score))
    assert chaining.missed_share([fold], ALONE) == pytest.approx(0.4, rel=0.05)


def test_intervals_widen_with_the_climb_and_never_below_the_noise():
    part = made(np.array([0.0, 0.1, 0.2, 0.4]), np.zeros(8), np.random.default_rng(3))
    half = chaining.half_width(part, CHOSEN, 0.25, 8, 0.95)
    spread = (part.fitted[0] - part.train.score).std(axis=1)
    assert half[:, 0] == pytest.approx(stats.t.ppf(0.975, 8) * spread, rel=0.1)
    assert half[:, 3] == pytest.approx(stats.t.ppf(0.975, 8) * 0.1, rel=0.02)
    assert (np.diff(half, axis=1) > 0).all()


def test_intervals_hold_what_candidates_disagree_about():
    """A second candidate, not chosen, that lies 0.1 higher and has a third of the weight among all."""
    part = made(np.array([0.0]), np.zeros(8), np.random.default_rng(3), noise=1e-6)
    both = np.add(part.values, np.array([0, 0.1])[:, None, None])
    two = part._replace(fitted=np.repeat(part.fitted, 2, axis=0), values=both)
    chosen = Choice(np.array([True, False]), np.array([1.0, 0.0]), np.array([2 / 3, 1 / 3]))
    half = chaining.half_width(two, chosen, 0.25, 8, 0.95)
    assert half == pytest.approx(stats.t.ppf(0.975, 8) * 0.1 / np.sqrt(3), rel=1e-3)


def size_of_error(part):
    return np.abs(part.ahead.score - chaining.average(part.values, ALONE))


def test_intervals_calibrated_near_by_cover_far_away():
    """Eight tasks that each miss a share of the climb, the target three times as far as what calibrates, and anew."""
    rng = np.random.default_rng(4)
    held, held_by_size = [], []
    for _ in range(1000):
        missed, anew = rng.normal(0, 0.25, (2, 8))
        folds = [made(np.linspace(0.02, far, 6), missed, rng) for far in (0.06, 0.1)]
        target = made(np.array([0.3]), anew, rng)
        half = chaining.half_width(target, CHOSEN, chaining.missed_share(folds, ALONE), 8, 0.95)
        held.append((size_of_error(target) <= half).mean())
        near = np.sqrt(np.mean([np.mean(size_of_error(fold) ** 2) for fold in folds]))
        held_by_size.append((size_of_error(target) <= stats.t.ppf(0.975, 8) * near).mean())
    assert np.mean(held) == pytest.approx(0.95, abs=0.015)
    assert np.mean(held_by_size) < 0.7, "the size of errors near by is not theirs far away"


def test_a_shorter_ladder_sees_nothing_of_the_model_that_it_is_held_against():
    runs = read_runs(observed(), SETTINGS, dict.fromkeys("abcd", 2))
    parts = chaining.splits_of(runs, SETTINGS.method)
    folds = [
        chaining.Split(train, ahead, np.zeros((1, *train.score.shape)), np.zeros((1, *ahead.score.shape)))
        for train, ahead in parts
    ]
    ((inner, last),) = chaining.shorter(folds, 3)
    assert [set(fold.ahead.model) for fold in inner] == [{"c"}]
    assert (set(last.train.model), set(last.ahead.model)) == ({"a", "b", "c"}, {"d"})


def test_what_the_largest_model_scored_does_not_move_the_shorter_ladder_s_intervals():
    """With its scores far off, none is inside; were they among what calibrates, the intervals would have held some."""
    rows = observed()
    rows.loc[(rows["model"] == "d") & (rows["metric"] == "accuracy"), "value"] = 0.99
    errors = forecast(rows).forecast_errors
    assert (errors.loc[errors["variant"] == "nothing", "ladder_covered"] == 0).all()


@pytest.mark.parametrize(
    "change",
    [
        {"ladders": {"d": {"models": {"model": ["a", "b", "c"]}, "targets": {"absent": 1}}}},
        {"ladders": {"d": {"models": {"model": ["absent"]}, "targets": {"big": 1}}}},
        {"format": "mc"},
    ],
)
def test_what_is_not_there_is_named(change):
    with pytest.raises(DataError, match="config, forecasts"):
        forecast(observed(), replace(SETTINGS, **change))
