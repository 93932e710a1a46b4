"""Signs of the wild bootstrap, and p-values from few draws: that they are valid."""

import numpy as np

from emergence.inference.wild_bootstrap import sign_rounds, tail_p


def test_signs_have_mean_0_and_variance_1():
    for runs in (5, 40):
        signs = np.concatenate(list(sign_rounds(runs, 20000, 3)))
        assert signs.shape == (20000, runs)
        assert abs(signs.mean()) < 0.02
        assert np.allclose(np.mean(signs**2), 1, atol=0.02)
    assert np.unique(next(sign_rounds(5, 1000, 3))).size == 6


def test_rounds_add_up():
    assert [len(signs) for signs in sign_rounds(20, 100, 1)] == [12, 23, 65]


def test_draws_stop_where_the_p_value_is_clear():
    used = []

    def statistics(part):
        used.append(part.size)
        return part

    assert tail_p(statistics, 0.5, np.split(np.arange(100) / 50, [20, 50])) == 26 / 51
    assert used == [20, 30]


def test_draws_stop_where_nothing_undoes_the_p_value():
    used = []

    def statistics(part):
        used.append(part.size)
        return part

    draws = np.random.default_rng(1).exponential(size=1000)
    assert tail_p(statistics, 60.0, np.split(draws, [120, 350])) < 1e-6
    assert used == [120]
    assert 1e-6 < tail_p(statistics, 9.0, np.split(draws, [120, 350])) < 1e-2
    assert used == [120, 120, 230, 650]


def test_tails_of_few_draws_are_valid():
    """What is called one in a million on the evidence of 120 draws happens as often, though no draw shows it."""
    random = np.random.default_rng(7)
    chance = [np.exp(-_reached(random.exponential(size=120), 1e-6)) for _ in range(1500)]
    assert np.mean(chance) < 2e-6


def _reached(draws, p):
    """The least statistic of that p-value or less, by halving."""
    low, high = 0.0, 1000.0
    while high - low > 1e-3:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if tail_p(lambda part: part, middle, [draws]) <= p else (middle, high)
    return high


def test_p_values_are_valid():
    random = np.random.default_rng(5)
    found = [tail_p(lambda part: part, *_drawn(random)) for _ in range(4000)]
    for level in (0.001, 0.01, 0.05, 0.1, 0.3, 0.6):
        assert np.mean(np.array(found) <= level) < level + 3 * np.sqrt(level * (1 - level) / 4000)


def _drawn(random):
    """A statistic and rounds of draws of its own distribution, exponential as that of a log ratio."""
    seen, *draws = random.exponential(size=400)
    return seen, np.split(np.array(draws), [48, 140])
