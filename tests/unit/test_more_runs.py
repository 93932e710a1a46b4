"""How many more runs a plan asks for: held against what the tests find once there are so many."""

import re

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import stats

from emergence.cli.main import emergence as command
from emergence.hypotheses.more_runs import LEVEL, MOST, MoreRuns
from emergence.hypotheses.onset import onset_tests
from emergence.hypotheses.resolution import POWER
from emergence.io.errors import DataError
from emergence.models.base import Settings
from emergence.series.points import Points

SETTINGS = Settings(draws=199)
NOW = np.linspace(0, 1, 24)


def _series(u, sd, seed, improves=1.0):
    noise = sd * np.random.default_rng(seed).standard_normal(u.size)
    y = 0.5 * np.where(u > 0.4, -np.expm1(-4 * (u - 0.4)), 0.0) + noise
    none, each = np.full(u.size, np.nan), np.arange(u.size)
    order = np.argsort(improves * u)
    return Points("s", (improves * u)[order], none, y[order], each, u.size, improves, np.nan, each)


@pytest.mark.slow
@pytest.mark.parametrize("placement", ["spread", "near"])
def test_the_runs_that_are_asked_for_find_a_kink_as_often_as_the_power_says(placement):
    planned = [MoreRuns(_series(NOW, 0.02, seed), 0.2, SETTINGS).needed(placement) for seed in range(15)]
    middle = sorted(planned, key=lambda one: one.k or MOST)[len(planned) // 2]
    assert middle.k
    u = np.sort(np.concatenate([NOW, middle.x]))
    found, before = (
        np.mean([onset_tests(_series(x, 0.02, s), 0.2, SETTINGS, s)["p_abrupt"] <= 0.05 for s in range(100, 160)])
        for x in (u, NOW)
    )
    assert abs(found - POWER) <= 0.15
    assert before < found - 0.15


def test_the_number_is_the_least_and_the_present_width_that_of_the_tests():
    series = _series(NOW, 0.018, 1)
    more = MoreRuns(series, 0.2, SETTINGS)
    assert more.width(np.empty(0)) == pytest.approx(onset_tests(series, 0.2, SETTINGS, 0)[LEVEL], rel=0.3)
    needed = more.needed("spread")
    assert needed.k
    assert more.width((np.arange(needed.k) + 0.5) / needed.k) == needed.width <= 0.2
    assert more.width((np.arange(needed.k - 1) + 0.5) / (needed.k - 1)) > 0.2


def test_the_interval_of_the_number_is_that_of_the_noise():
    more = MoreRuns(_series(NOW, 0.018, 1), 0.2, SETTINGS)
    needed, (few, many) = more.needed("near"), more.needed_between("near", 0.95)
    assert few.k <= needed.k <= (many.k or MOST + 1)
    assert few.k < (many.k or MOST + 1)
    df = NOW.size - 5
    low, high = df / stats.chi2.ppf([0.975, 0.025], df)
    for times, end in ((low, few), (high, many)):
        scaled = MoreRuns(_series(NOW, 0.018, 1), 0.2, SETTINGS)
        scaled.own, scaled.common = scaled.own * times, scaled.common * times
        assert scaled.needed("near").k == end.k
    narrow = [more.needed_between("near", level)[0].k for level in (0.5, 0.95)]
    assert narrow[0] >= narrow[1]


def test_x_that_falls_gives_the_same_plan_turned():
    plain, turned = (MoreRuns(_series(NOW, 0.02, 0, improves), 0.2, SETTINGS).needed("near") for improves in (1, -1))
    assert plain.k == turned.k
    np.testing.assert_allclose(np.sort(plain.x), np.sort(-turned.x))


def test_noise_that_no_number_of_runs_beats():
    needed = MoreRuns(_series(NOW, 1.0, 0), 0.05, SETTINGS).needed("spread")
    assert needed.k is None


def _plan(path, *arguments):
    return CliRunner().invoke(command, ["plan", str(path), *arguments], standalone_mode=False, catch_exceptions=False)


@pytest.mark.parametrize(("n", "said"), [(24, r"now: 0\.\d+ nats.*\n  spread .*runs.*\n  within"), (8, "too few runs")])
def test_the_command(tmp_path, n, said):
    loss, noise = np.linspace(3.5, 2.0, n), 0.008 * np.random.default_rng(3).standard_normal(n)
    table = pd.DataFrame({"run": [f"r{i}" for i in range(n)], "c4_loss": loss})
    table["mmlu"] = 0.25 + 0.4 * np.clip(2.8 - loss, 0, None) + noise
    table.to_csv(tmp_path / "runs.csv", index=False)
    printed = _plan(tmp_path / "runs.csv", "--task", "mmlu", "--x", "loss").output
    assert re.search(said, printed), printed
    assert ("Assumed: one test at the level 0.05, a kink called abrupt with 80 % power" in printed) == (n == 24)
    with pytest.raises(DataError, match="a task of the table: mmlu"):
        _plan(tmp_path / "runs.csv", "--task", "mmul")


def test_the_command_says_where_the_runs_should_be(tmp_path):
    loss = np.linspace(3.5, 2.0, 24)
    table = pd.DataFrame({"run": [f"r{i}" for i in range(24)], "c4_loss": loss})
    table["mmlu"] = 0.25 + 0.4 * np.clip(2.8 - loss, 0, None) + 0.008 * np.random.default_rng(3).standard_normal(24)
    table.to_csv(tmp_path / "runs.csv", index=False)
    printed = _plan(tmp_path / "runs.csv", "--task", "mmlu", "--x", "loss", "--margin", "loss=0.55").output
    found = re.search(
        r"spread over the range: (\d+) more runs \(95 % interval .*?\), evenly from (\S+) to (\S+) \(then (\S+) nats",
        printed,
    )
    assert found, printed
    k, first, last, width = map(float, found.groups())
    assert 1 < k <= MOST
    assert 2.0 < first < last < 3.5
    assert width <= 0.55


def test_what_is_decided_needs_no_more_runs(tmp_path):
    loss = np.linspace(3.5, 2.0, 24)
    table = pd.DataFrame({"run": [f"r{i}" for i in range(24)], "c4_loss": loss})
    table["mmlu"] = 0.25 + 0.4 * np.clip(2.8 - loss, 0, None) + 0.008 * np.random.default_rng(3).standard_normal(24)
    table.to_csv(tmp_path / "runs.csv", index=False)
    head, line = _plan(tmp_path / "runs.csv", "--task", "mmlu", "--margin", "loss=1").output.splitlines()
    assert head == "mmlu (accuracy) against loss on c4, margin 1 nats per token, 24 runs"
    assert line.startswith("  decided: abrupt, rises by 0.3")
