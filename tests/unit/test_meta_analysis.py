"""Meta-analysis against the trials of the BCG vaccine, which every textbook of the field works through."""

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects

from emergence.inference.meta_analysis import dependent_effects, random_effects

# Colditz et al. 1994: cases and others among the vaccinated, cases and others among the controls.
TRIALS = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ],
    dtype=float,
)


def bcg():
    cases, others, control_cases, control_others = TRIALS.T
    risks = np.log(cases / (cases + others)) - np.log(control_cases / (control_cases + control_others))
    variances = 1 / cases - 1 / (cases + others) + 1 / control_cases - 1 / (control_cases + control_others)
    return risks, np.sqrt(variances)


def test_paule_and_mandel_on_the_bcg_trials():
    """tau^2 0.3181 and Q 152.23 on 12 degrees of freedom (Viechtbauer 2010); the mean as statsmodels has it."""
    pooled = random_effects(*bcg(), 0.95)
    risks, errors = bcg()
    peer = combine_effects(risks, errors**2, method_re="iterated", atol=1e-12)
    assert pooled.tau**2 == pytest.approx(0.3181, abs=1e-4)
    assert pooled.tau**2 == pytest.approx(peer.tau2, rel=1e-6)
    assert pooled.mean == pytest.approx(peer.mean_effect_re, rel=1e-6)
    assert (pooled.q, pooled.df) == (pytest.approx(152.233, abs=5e-4), 12)
    assert pooled.p < 1e-20
    assert pooled.lo < pooled.mean < pooled.hi


def test_equal_studies_have_no_spread():
    pooled = random_effects(np.array([0.5, 0.5, 0.5]), np.array([0.1, 0.2, 0.1]), 0.95)
    assert (pooled.tau, pooled.mean, pooled.q) == (0, pytest.approx(0.5), pytest.approx(0))
    assert pooled.p == pytest.approx(1)


def test_the_interval_holds_its_level_with_five_studies():
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(2000):
        errors = rng.uniform(0.02, 0.1, 5)
        pooled = random_effects(0.5 + rng.normal(0, 0.1, 5) + rng.normal(0, errors), errors, 0.95)
        held += pooled.lo < 0.5 < pooled.hi
    assert held / 2000 == pytest.approx(0.95, abs=0.02)


@pytest.mark.parametrize(("estimates", "errors"), [([1.0], [0.1]), ([1.0, 2.0], [0.1, 0.0])])
def test_what_cannot_be_put_together_is_an_error(estimates, errors):
    with pytest.raises(ValueError, match="two studies or more"):
        random_effects(np.array(estimates), np.array(errors), 0.95)


def test_the_interval_of_tau_on_the_bcg_trials():
    """tau^2 0.1197 to 1.1115 by the Q-profile method (Viechtbauer 2007; confint of metafor)."""
    pooled = random_effects(*bcg(), 0.95)
    assert [pooled.tau_lo**2, pooled.tau_hi**2] == pytest.approx([0.1197, 1.1115], abs=5e-5)


def test_independent_errors_are_a_case_of_dependent_ones():
    estimates, errors = bcg()
    assert dependent_effects(estimates, np.diag(errors**2), np.arange(13), 0.95) == random_effects(
        estimates, errors, 0.95
    )


def test_the_mean_of_estimates_that_share_their_error_is_no_surer_than_one():
    shared = np.full((9, 9), 0.04) + 1e-8 * np.eye(9)
    pooled = dependent_effects(np.full(9, 2.0), shared, np.arange(9), 0.95)
    assert pooled.se == pytest.approx(0.2, rel=1e-4)
    assert random_effects(2 + 1e-9 * np.arange(9.0), np.full(9, 0.2), 0.95).se < 0.07


def dependent(rng, tau, k=8, shared=0.6):
    """Estimates about 0.5 of k studies in pairs of equal true value, with correlated errors; and their covariance."""
    errors = rng.uniform(0.02, 0.1, k)
    covariance = np.outer(errors, errors) * (shared + (1 - shared) * np.eye(k))
    study = np.arange(k) // 2
    true = 0.5 + rng.normal(0, tau, k)[study]
    return true + rng.multivariate_normal(np.zeros(k), covariance), covariance, study


@pytest.mark.parametrize("tau", [0.0, 0.1])
def test_dependent_estimates_keep_the_level(tau):
    rng, held, differ, runs = np.random.default_rng(2), 0, 0, 400
    for _ in range(runs):
        pooled = dependent_effects(*dependent(rng, tau), 0.95)
        held += pooled.lo < 0.5 < pooled.hi
        differ += pooled.p < 0.05
    assert held / runs > 0.95 - 3 * np.sqrt(0.05 * 0.95 / runs)
    # Q has its level where true values are equal, and finds where they are not
    assert (differ / runs == pytest.approx(0.05, abs=0.035)) if tau == 0 else differ / runs > 0.5


def test_errors_that_go_one_way_are_allowed_for_on_demand():
    """Every estimate is 0.8 of a standard error too small, as onsets of kinks are; so is the mean of twelve."""
    rng, errors, held = np.random.default_rng(3), np.full(12, 0.1), {False: 0, True: 0}
    differ = {False: 0, True: 0}
    for _ in range(200):
        # of two kinds of curves one is too early, as a step between two checkpoints can be, and the other a little late
        estimates = 0.5 - 0.08 + rng.normal(0, errors) + np.where(np.arange(12) % 2, 0.08, -0.08)
        for one_sided in held:
            pooled = dependent_effects(estimates, np.diag(errors**2), np.arange(12), 0.95, one_sided_errors=one_sided)
            held[one_sided] += pooled.lo < 0.5 < pooled.hi
            differ[one_sided] += pooled.p < 0.05
    assert held[False] / 200 < 0.75
    assert held[True] / 200 > 0.95
    assert differ[False] / 200 > 0.25
    assert differ[True] / 200 < 0.1


def test_one_value_is_rejected_where_it_lies_in_no_common_interval():
    """Brute force: over many values the largest of the smallest Bonferroni p-values."""
    rng = np.random.default_rng(5)
    for _ in range(50):
        estimates, errors = rng.normal(0, 0.2, 6), rng.uniform(0.05, 0.3, 6)
        pooled = dependent_effects(estimates, np.diag(errors**2), np.arange(6), 0.95, one_sided_errors=True)
        z = np.abs(np.linspace(-1, 1, 20001)[:, None] - estimates) / errors
        assert pooled.p == pytest.approx(min(6 * 2 * norm.sf(z.max(axis=1)).max(), 1.0), rel=0.01)


def test_tau_lies_in_its_own_interval():
    """That of DerSimonian and Laird need not, as where one precise estimate of three is far off."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        errors = np.exp(rng.uniform(-4, 0, 5))
        pooled = random_effects(rng.normal(0, errors + rng.choice([0.0, 0.3])), errors, 0.95)
        assert pooled.tau_lo <= pooled.tau <= pooled.tau_hi
