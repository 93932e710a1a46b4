"""Meta-analysis against the trials of the BCG vaccine, which every textbook of the field works through."""

import numpy as np
import pytest

from emergence.inference.meta_analysis import random_effects

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


def test_dersimonian_and_laird_on_the_bcg_trials():
    """tau^2 0.3088, log risk ratio -0.7141, Q 152.23 on 12 degrees of freedom (Viechtbauer 2010, method DL)."""
    pooled = random_effects(*bcg(), 0.95)
    assert pooled.tau**2 == pytest.approx(0.3088, abs=5e-5)
    assert pooled.mean == pytest.approx(-0.7141, abs=5e-5)
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
