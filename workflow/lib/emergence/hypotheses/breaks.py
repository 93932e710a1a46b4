"""Wild cluster bootstrap tests: for a trend, and for a threshold that no smooth form explains.

Where there is no threshold its place eta is not identified, so that no table of F or chi-squared holds (Davies 1977,
1987; Hansen 1996). The distribution under the null is simulated instead, and every form fitted to each such response.
"""

import numpy as np

from emergence.hypotheses.competition import Competition
from emergence.inference.wild_bootstrap import MORE, sequential_p, sign_rounds

# A draw that repeats the signs of the data ties with them, but for rounding.
_TIE = 1e-9


def trend_p(competition: Competition, draws: int, seed: int) -> float:
    """The p-value of no trend at all.

    The statistic is log(SSE of the constant / least SSE of the smooth forms), its distribution simulated under the
    constant.

    Parameters
    ----------
    competition : Competition
        With a smooth form.
    draws, seed : int

    Returns
    -------
    float
    """
    smooth = competition.names("smooth")
    seen = _statistic(_seen(competition), None, smooth)
    exceeding = {"": _exceeding(competition, None, smooth, seen)}
    return sequential_p(exceeding, sign_rounds(competition.bins.n_runs, draws, seed, 1), draws)[""]


def break_p(competition: Competition, draws: int, seed: int, more: int = MORE) -> dict[str, float]:
    """The p-values of each smooth form as the whole truth, against a threshold.

    The statistic is log(SSE of the smooth form / least SSE of the threshold forms), a likelihood ratio, its
    distribution simulated under that smooth form (Williams 1970 for forms that do not nest). There is a threshold only
    where every smooth form is rejected: the largest p-value is that of their union (Berger 1982). A form that fits as
    well as the threshold forms has p = 1.

    Parameters
    ----------
    competition : Competition
        With a smooth and a threshold form.
    draws : int
        Of the first look.
    seed : int
        Of the series.
    more : int
        p-values that are all small are found from up to so many times ``draws``.

    Returns
    -------
    dict of str to float
        By the smooth form's name.
    """
    thresholds, errors = competition.names("threshold"), _seen(competition)
    seen = {name: _statistic(errors, name, thresholds) for name in competition.names("smooth")}
    exceeding = {name: _exceeding(competition, name, thresholds, value) for name, value in seen.items() if value > 0}
    rounds = sign_rounds(competition.bins.n_runs, draws, seed, more if len(exceeding) == len(seen) else 1)
    return dict.fromkeys(seen, 1.0) | (sequential_p(exceeding, rounds, draws) if exceeding else {})


def _exceeding(competition, null, against, seen):
    """From signs to which of the responses simulated under a null have a statistic as large as the one seen."""
    simulate = competition.simulator(null, against)
    return lambda signs: _statistic(simulate(signs), null, against) >= seen - _TIE


def _statistic(errors, null, against):
    """log(SSE of one form / least SSE of others); errors below rounding count as rounding."""
    rounding = np.maximum(1e-12 * errors[None], 1e-300)
    least = np.min([errors[name] for name in against], axis=0)
    return np.log(np.maximum(errors[null], rounding) / np.maximum(least, rounding))


def _seen(competition):
    return {None: competition.constant} | {name: fit.sse for name, fit in competition.fits.items()}
