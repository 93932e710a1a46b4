"""Is there a trend, and is there a threshold that no smooth curve explains: wild cluster bootstrap tests.

Where there is no threshold its place eta is not identified, so that no table of F or chi-squared holds (Davies 1977,
1987; Hansen 1996). The distribution under the null is simulated instead: the null form's fit plus its residuals, those
of each run times one random sign (Cameron, Gelbach and Miller 2008), and every form fitted anew to each such response.
"""

from functools import lru_cache

import numpy as np

# Below this many runs signs have too few combinations, and six weights take their place (Webb 2023).
_FEW_RUNS = 16
_WEBB = np.sqrt([0.5, 1.0, 1.5])
# A draw that repeats the signs of the data ties with them, but for rounding.
_TIE = 1e-9
# Correcting for a thousand series asks for small p-values to be known well: one below _SMALL is found again from this
# many times as many fresh draws, a thousand or so at a time.
_SMALL, _MORE = 0.01, 50


# The tests of one series ask for the same signs one after the other.
@lru_cache(maxsize=1)
def signs_of(n_runs, draws, seed):
    """Random weights (draws, n_runs) of mean 0 and variance 1: Rademacher's signs, or Webb's six points for few runs.

    Parameters
    ----------
    n_runs, draws : int
    seed : int or tuple of int

    Returns
    -------
    numpy.ndarray
        Not to be written to.
    """
    values = np.concatenate([-_WEBB, _WEBB]) if n_runs < _FEW_RUNS else np.array([-1.0, 1.0])
    signs = np.random.default_rng(seed).choice(values, size=(draws, n_runs))
    signs.flags.writeable = False
    return signs


def trend_p(responses, draws, seed):
    """The p-value of no trend at all.

    The statistic is log(SSE of the constant / least SSE of the smooth forms), its distribution simulated under the
    constant.

    Parameters
    ----------
    responses : Responses
    draws, seed : int
    """
    smooth = responses.names("smooth")
    seen = _statistic(_seen(responses), "constant", smooth)
    signs = signs_of(responses.cells.n_runs, draws, (seed, 0))
    return (1 + _exceeded(responses.simulator("constant", smooth), signs, "constant", smooth, seen)) / (1 + draws)


def break_p(responses, draws, seeds):
    """The p-values of each smooth form as the whole truth, against a threshold.

    The statistic is log(SSE of the smooth form / least SSE of the threshold forms), a likelihood ratio, its
    distribution simulated under that smooth form (Williams 1970 for forms that do not nest). There is a threshold only
    where every smooth form is rejected: the largest p-value is that of their union (Berger 1982). A form that fits as
    well as the threshold forms has p = 1.

    Parameters
    ----------
    responses : Responses
    draws : int
        Simulated responses a form and seed.
    seeds : list of tuples of int

    Returns
    -------
    dict of str to float
        By the smooth form's name.
    """
    thresholds, seen = responses.names("threshold"), _seen(responses)
    seen = {name: _statistic(seen, name, thresholds) for name in responses.names("smooth")}
    simulators = {name: responses.simulator(name, thresholds) for name, value in seen.items() if value > 0}
    more = dict.fromkeys(simulators, 0)
    for seed in seeds if simulators else ():
        signs = signs_of(responses.cells.n_runs, draws, seed)
        for name, simulate in simulators.items():
            more[name] += _exceeded(simulate, signs, name, thresholds, seen[name])
    return {name: (1 + more[name]) / (1 + draws * len(seeds)) if name in more else 1.0 for name in seen}


def precise_break_p(responses, draws, seed):
    """As :func:`break_p`; p-values that are all small are found anew from many times as many fresh draws.

    Parameters
    ----------
    responses : Responses
    draws : int
        Of the first look.
    seed : int
        Of the series.

    Returns
    -------
    dict of str to float
        Smooth form to its p-value.
    """
    p = break_p(responses, draws, [(seed, 0)])
    if max(p.values()) > _SMALL:
        return p
    return break_p(responses, draws, [(seed, 1 + part) for part in range(_MORE)])


def _exceeded(simulate, signs, null, against, seen):
    """How many of the responses simulated under a null have a statistic as large as the one seen."""
    return int(np.sum(_statistic(simulate(signs), null, against) >= seen - _TIE))


def _statistic(errors, null, against):
    """log(SSE of one form / least SSE of others); errors below rounding count as rounding."""
    rounding = np.maximum(1e-12 * errors["constant"], 1e-300)
    least = np.min([errors[name] for name in against], axis=0)
    return np.log(np.maximum(errors[null], rounding) / np.maximum(least, rounding))


def _seen(responses):
    return {name: fit.sse for name, fit in responses.fits.items()}
