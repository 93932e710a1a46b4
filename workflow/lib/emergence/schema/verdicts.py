"""The tables of tests and verdicts: one row a series, with every number that its verdict rests on."""

from emergence.io.contract import Table, flag, number, text

VERDICT_WORDS = ("flat", "smooth", "threshold", "inverse", "undetermined")
# Why a series carries no test; "too_few_points" may still have a trend.
TEST_STATUSES = ("ok", "too_few_runs", "too_few_points", "no_variation")


def _p(name, doc):
    return number(name, doc, low=0, high=1)


_TESTED = (
    text("series_id", required=True),
    text("status", "does the series carry the tests", required=True, choices=TEST_STATUSES),
    number("seed"),
    number("n_runs", "training runs, the clusters of every test"),
    number("n_run_bins", "means over a run's points in 1/32 of the range of x, which the tests see as points"),
    text(
        "presence",
        "could chance be tested: not if the metric is no count, or chance or items are not known",
        required=True,
        choices=("ok", "no_count", "no_chance", "no_items"),
    ),
    number("n_tested", "models tested against chance: each run's point of best x"),
    number("n_above_chance", "models that beat chance, exact binomial test, Holm over the series' models"),
    _p("p_above_chance", "least p-value against chance, corrected by Holm"),
    number("minimum_detectable_effect", "smallest lead over chance that the items of the model of best x could show"),
    number("rise", "change of the straight line from the worst to the best x; up is better"),
    number("rise_lo", "its lower end; t, errors clustered by run and at least binomial"),
    number("rise_hi"),
    _p("p_trend", "no trend at all, against the smooth forms; wild cluster bootstrap"),
    _p("p_break_linear", "a straight line, against the threshold forms; wild cluster bootstrap"),
    _p("p_break_logistic", "a logistic, against the threshold forms; wild cluster bootstrap"),
    _p("p_break", "the largest of these: every smooth form must be rejected"),
    text("smooth_form", "the smooth form of least squared error"),
    text("threshold_form", "the threshold form of least squared error"),
    number("sse_smooth", "its squared error over the cells", low=0),
    number("sse_threshold", low=0),
    number("delta_aicc", "least AICc of the smooth forms minus that of the threshold forms: above 0 for a threshold"),
    number("level", "score at the worst x by the threshold form: what it leaves at the threshold"),
    number(
        "n_above_floor", "cells that the smooth form lifts by more than a tenth of its change: what its shape rests on"
    ),
    number(
        "threshold_x",
        "threshold of the threshold form, in units of x; unlike that of eta in fits, its floor is free",
    ),
    flag("threshold_at_bound", "it lies at the edge of what cells and runs can carry, so it is none"),
    number("low_half_x_max", "x up to which the worse half of the cells goes"),
    number("high_half_mean", "mean score of the better half"),
    number("extrapolated_linear", "the same, foretold by a line through the worse half"),
    number("extrapolated_logistic", "... by a logistic from chance to the best score possible"),
    number("extrapolation_z_linear", "seen less foretold, over its standard error; up is better than foretold"),
    number("extrapolation_z_logistic"),
    _p("p_extrapolation_linear", "the better half is no better than foretold"),
    _p("p_extrapolation_logistic", "the better half is no better than foretold"),
    _p("p_extrapolation", "the largest of these"),
    number("emergence_score", "Schaeffer et al. 2023; the same as BIG-bench's breakthroughness"),
    number("linearity", "BIG-bench's"),
)

TESTS = Table("tests", _TESTED, key=("series_id",))

VERDICTS = Table(
    "verdicts",
    (
        *_TESTED,
        _p("q_trend", "p_trend, corrected by Benjamini and Hochberg over all series of all sources"),
        _p("q_break", "p_break, corrected likewise"),
        _p("q_extrapolation", "p_extrapolation, corrected likewise"),
        text("verdict", required=True, choices=VERDICT_WORDS),
        text("reason", "the verdict in words", required=True),
        text("other_metrics", "verdicts on the same task, x and runs by its other metrics"),
        flag("metrics_agree", "do they and this one agree, undetermined ones set aside; null where none is left"),
    ),
    key=("series_id",),
)
