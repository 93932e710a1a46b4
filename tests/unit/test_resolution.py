"""The minimum detectable width: held against what the tests find in simulated series."""

import numpy as np
import pytest

from emergence.hypotheses.onset import onset_tests
from emergence.hypotheses.resolution import LEVELS, POWER
from emergence.inference.multiple_testing import false_discovery_rate, next_rejected
from emergence.models.base import Settings
from emergence.schema.verdicts import TESTS
from emergence.series.points import Points

SETTINGS = Settings(draws=199)
SERIES = 40
AT_05 = "detectable_width_5e_2"


def _series(u, run, run_sd, sd, seed):
    random = np.random.default_rng(seed)
    noise = run_sd * random.standard_normal(run.max() + 1)[run] + sd * random.standard_normal(u.size)
    y = 0.5 * np.where(u > 0.4, -np.expm1(-4 * (u - 0.4)), 0.0) + noise
    none = np.full(u.size, np.nan)
    return Points("s", u, none, y, run, int(run.max()) + 1, 1.0, np.nan, np.arange(u.size))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n", "n_runs", "run_sd", "sd"), [(30, 30, 0.0, 0.02), (48, 16, 0.01, 0.005)], ids=["runs", "checkpoints"]
)
def test_a_kink_is_called_abrupt_as_often_as_the_power_says(n, n_runs, run_sd, sd):
    u, run = np.linspace(0, 1, n), np.arange(n) % n_runs
    series = [_series(u, run, run_sd, sd, seed) for seed in range(SERIES)]
    found = [onset_tests(one, 0.1, SETTINGS, seed) for seed, one in enumerate(series[:6])]
    width = float(np.median([row[AT_05] for row in found]))
    assert 0.1 < width < 0.6
    at_width, at_half = (
        np.mean([onset_tests(one, margin, SETTINGS, seed)["p_abrupt"] <= 0.05 for seed, one in enumerate(series)])
        for margin in (width, width / 2)
    )
    assert abs(at_width - POWER) <= 0.15
    assert at_half < at_width - 0.2


def test_less_noise_and_a_weaker_level_detect_narrower_widths():
    u, run = np.linspace(0, 1, 40), np.arange(40)
    quiet, loud = (onset_tests(_series(u, run, 0.0, sd, 0), 0.1, SETTINGS, 0) for sd in (0.01, 0.03))
    assert all(quiet[name] < loud[name] for name in LEVELS if np.isfinite(loud[name]))
    widths = [quiet[name] for name in LEVELS]
    assert widths == sorted(widths)
    assert set(LEVELS) <= set(TESTS.names)


def test_noise_alone_detects_no_width():
    u, run = np.linspace(0, 1, 40), np.arange(40)
    found = onset_tests(_series(u, run, 0.0, 2.0, 0), 0.1, SETTINGS, 0)
    assert np.isnan([found[name] for name in LEVELS]).all()


def test_a_range_that_shows_no_onset_width_as_wide_as_itself():
    """No curve of the grid is that wide, and the latest onset that the tests allow is the best x."""
    u = np.array([0.0, 0.0, 0.0, 0.0, 0.4, 0.4, 0.4, 0.7, 0.7, 0.7, 1.0, 1.0, 1.0, 1.0])
    found = onset_tests(_series(u, np.arange(u.size), 0.0, 0.02, 0), 0.1, SETTINGS, 0)
    assert set(LEVELS) <= set(found)


def test_the_level_of_one_more_rejection():
    p = np.array([1e-4, 2e-3, 0.2, 0.4, np.nan, 0.9])
    level = next_rejected(p, 0.05)
    for factor, rejected in ((0.999, True), (1.001, False)):
        tried = p.copy()
        tried[2] = factor * level
        assert (false_discovery_rate(tried, dependent=True)[2] <= 0.05) == rejected
    assert next_rejected(np.array([np.nan]), 0.05) == 0.05
