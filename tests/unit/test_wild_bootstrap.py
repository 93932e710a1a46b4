"""Signs of the wild bootstrap, and sequential p-values: what they are by hand, and that they are valid."""

import numpy as np

from emergence.inference.wild_bootstrap import sequential_p, sign_rounds


def test_signs_have_mean_0_and_variance_1():
    for runs in (5, 40):
        signs = np.concatenate(list(sign_rounds(runs, 20000, 3, 1)))
        assert signs.shape == (20000, runs)
        assert abs(signs.mean()) < 0.02
        assert np.allclose(np.mean(signs**2), 1, atol=0.02)
    assert np.unique(next(sign_rounds(5, 1000, 3))).size == 6


def test_rounds_add_up():
    sizes = [len(signs) for signs in sign_rounds(20, 99, 1, 4)]
    assert sum(sizes) == 4 * 99
    assert sizes[-3:] == [99, 99, 99]


def _rounds(values, sizes):
    """Rounds whose only column is the statistic itself."""
    return np.split(np.array(values, dtype=float)[:, None], np.cumsum(sizes)[:-1])


def test_stops_at_the_draw_worked_by_hand():
    # 19 draws: 0.05 * 20 = 1 draw as large is enough to stop; the 4th is the first
    p = sequential_p({"a": lambda s: s[:, 0] >= 1}, _rounds([0, 0, 0, 1] + [0] * 15, [10, 9]), 19)
    assert p == {"a": 1 / 4}
    p = sequential_p({"a": lambda s: s[:, 0] >= 1}, _rounds([0] * 19, [10, 9]), 19)
    assert p == {"a": 1 / 20}


def test_goes_on_while_all_are_small_and_ends_with_the_first_that_is_not():
    values = [0] * 19 + [0] * 18 + [1] + [0] * 38
    exceeding = {"a": lambda s: s[:, 0] >= 1, "b": lambda s: s[:, 0] >= 2}
    assert sequential_p(exceeding, _rounds(values, [19, 19, 38]), 19) == {"a": 1 / 38, "b": 1 / 39}
    # one that is clear within the first draws leaves the other to these
    values[2] = 1
    assert sequential_p(exceeding, _rounds(values, [19, 19, 38]), 19) == {"a": 1 / 3, "b": 1 / 20}


def test_p_values_are_valid_and_decide_as_all_draws_would():
    random = np.random.default_rng(5)
    found = []
    for _ in range(4000):
        draws = random.uniform(size=99)
        seen = random.uniform()
        p = sequential_p({"a": lambda s, seen=seen: s[:, 0] >= seen}, _rounds(draws, [12, 23, 64]), 99)["a"]
        assert (p <= 0.05) == ((1 + np.sum(draws >= seen)) / 100 <= 0.05)
        found.append(p)
    for level in (0.05, 0.1, 0.3, 0.6):
        assert np.mean(np.array(found) <= level) < level + 3 * np.sqrt(level * (1 - level) / 4000)
