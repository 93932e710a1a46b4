"""Simulated series tested and judged like any other, for studies of the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from emergence.hypotheses.testing import tested
from emergence.hypotheses.verdict import words_of
from emergence.io.tabulating import table_frame
from emergence.models.base import Settings
from emergence.schema.verdicts import TESTS, VERDICT_WORDS
from emergence.simulations._simulated import CHANCE, answered, in_batches, interval, places

# With 399 draws 0.05 is a possible p-value, so that a test of this level can be exact.
DRAWS = 399
# No highest score is given, so that the extrapolation of logistics is left out: it takes half of the time, and no
# verdict depends on it.
ACCURACY = {"low": 0.0, "high": np.nan, "counts": True}


@dataclass(frozen=True)
class Size:
    """A kind of series, named after the source that has it: its runs, and the checkpoints of the least and the longest.

    Most of LaMDA's series are of metrics without a known chance, and a verdict on them has fewer conditions to meet.
    """

    name: str
    runs: int
    checkpoints: tuple = (1, 1)
    chance_known: bool = True

    @property
    def chance(self):
        """The score of a uniform guess, as far as it is known."""
        return CHANCE if self.chance_known else np.nan


SIZES = (
    Size("BIG-bench, LaMDA", 12, chance_known=False),
    Size("OLMo ladder, final", 30),
    Size("OpenLM, one corpus", 35),
    Size("Base models", 64),
    Size("Pythia", 15, (26, 26)),
    Size("OLMo, all checkpoints", 33, (40, 200)),
)


def judged(cases: Sequence[tuple], counts: Sequence[int], settings: Settings, threads: int) -> list[dict]:
    """What the tests and the verdicts say of simulated series, each judged by itself: q-values are its p-values.

    Parameters
    ----------
    cases : list of tuple
        ``(size, draw)``; ``draw(random)`` gives a curve (x -> score above chance), the number of items, and the
        standard deviation of the runs' effects on the score.
    counts : list of int
        Series to simulate of each.
    settings : emergence.models.base.Settings
        All but the draws are used: there are ``DRAWS``, and small p-values are not found again from more.
    threads : int
        Processes; the result does not depend on their number.

    Returns
    -------
    list of dict
        For each case the size's columns, ``n_simulated``, and shares: those in which tests reject, and
        those of each verdict, some with the ends of their Monte-Carlo intervals.
    """
    settings = replace(settings, draws=DRAWS)
    found = in_batches(partial(_batch, cases, settings), counts, threads)
    return [_counted(size, outcomes, settings) for (size, _), outcomes in zip(cases, found, strict=True)]


def _batch(cases, settings, number, indices):
    """Of each series the p-values of line, logistic and trend, and the verdict."""
    size, draw = cases[number]
    rows = []
    for index in indices:
        random = np.random.default_rng([settings.seed, number, index])
        points, items = simulate(size, draw, f"{size.name}/{draw}/{index}", random)
        rows.append(tested(points, np.full(points.n, items), ACCURACY, "higher", settings, 1))
    words = alone(rows, size.chance, settings)
    p = table_frame(rows, TESTS)[["p_break_linear", "p_break_logistic", "p_trend"]].to_numpy()
    return [(*own, word) for own, word in zip(p, words, strict=True)]


def alone(rows: Sequence[dict], chance: float, settings: Settings) -> list[str]:
    """The verdicts on series of a share, each judged by itself: q-values are its p-values.

    Parameters
    ----------
    rows : list of dict
        From :func:`emergence.hypotheses.testing.tested`.
    chance : float
        The score of a uniform guess; NaN where it is unknown.
    settings : emergence.models.base.Settings

    Returns
    -------
    list of str
        Of ``VERDICT_WORDS``.
    """
    found = table_frame(rows, TESTS)
    own = {f"q_{of}": found[f"p_{of}"] for of in ("trend", "break", "extrapolation")}
    within = [settings.flat_within] * len(found)  # of a span of 1
    return [word for word, _ in words_of(found.assign(chance=chance, threshold_x=np.nan, **own), within, settings)]


def simulate(size, draw, name, random):
    """One series: its points, and the items behind each."""
    curve, items, run_sd = draw(random)
    x, run = places(size.runs, size.checkpoints)
    score = CHANCE + curve(x) + run_sd * random.standard_normal(size.runs)[run]
    return answered(name, x, run, score, items, size.chance, random), items


def _counted(size, outcomes, settings):
    """Shares of the outcomes of one case."""
    *p, words = zip(*outcomes, strict=True)
    alpha, count = 1 - settings.confidence, len(words)
    linear, logistic, trend = np.array(p) <= alpha
    row = {"size": size.name, "n_runs": size.runs, "significance_level": round(alpha, 12), "n_simulated": count}
    row |= {"linear": linear.mean(), "logistic": logistic.mean(), "trend": trend.mean()}
    shares = {"break_found": float(np.mean(linear & logistic))}
    shares |= {word: words.count(word) / count for word in VERDICT_WORDS}
    for name, share in shares.items():
        row[name] = share
        if name in ("break_found", "threshold", "smooth"):
            row[f"{name}_lo"], row[f"{name}_hi"] = interval(share, count)
    return row
