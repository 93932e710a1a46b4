"""The tables of tests and verdicts: one row a series, with every number that its verdict rests on."""

from emergence.io.contract import Table, flag, number, text

VERDICT_WORDS = ("flat", "smooth", "threshold", "inverse", "undetermined")
# Why a series cannot be tested; one with "too_few_points" may still have a trend.
TEST_STATUSES = ("ok", "too_few_runs", "too_few_points", "no_variation")


def _p(name, doc):
    return number(name, doc, unit="1", low=0, high=1)


_TESTED = (
    text("series_id", "the series: its keys, joined by '/'", required=True),
    text("status", "ok, or why the series cannot be tested", required=True, choices=TEST_STATUSES),
    number("seed", "seed of the simulations", unit="1"),
    number("n_runs", "training runs, the clusters of every test", unit="count"),
    number(
        "n_run_bins",
        "run bins, the points of the tests: means over a run's points in 1/32 of the range of x",
        unit="count",
    ),
    text(
        "chance_test",
        "whether scores can be tested against chance: the metric must count items, and chance and items be known",
        required=True,
        choices=("ok", "no_count", "no_chance", "no_items"),
    ),
    number("n_tested", "models tested against chance: the point of each run at its best x", unit="count"),
    number(
        "n_above_chance",
        "models that exceed chance: exact binomial test, Holm's correction over the models of the series",
        unit="count",
    ),
    _p("p_above_chance", "smallest p-value against chance, after Holm's correction"),
    number(
        "minimum_detectable_effect",
        "smallest excess over chance that would be significant for the model at the best x",
        unit="of the metric",
    ),
    number(
        "rise",
        "change of the fitted straight line from the worst to the best x; positive if the score improves",
        unit="of the metric",
    ),
    number(
        "rise_lo",
        "lower end of its confidence interval: t, standard errors clustered by run (CR2), at least binomial",
        unit="of the metric",
    ),
    number("rise_hi", "upper end", unit="of the metric"),
    _p("p_trend", "null hypothesis: no trend; alternative: the smooth forms; wild cluster bootstrap"),
    _p("p_break_linear", "null hypothesis: a straight line; alternative: the threshold forms; wild cluster bootstrap"),
    _p("p_break_logistic", "null hypothesis: a logistic; alternative: the threshold forms; wild cluster bootstrap"),
    _p("p_break", "largest of these p-values: every smooth form must be rejected"),
    text("smooth_form", "smooth form with the least squared error"),
    text("threshold_form", "threshold form with the least squared error"),
    number("sse_smooth", "squared error of the smooth form over the run bins", unit="of the metric, squared", low=0),
    number(
        "sse_threshold", "squared error of the threshold form over the run bins", unit="of the metric, squared", low=0
    ),
    number(
        "delta_aicc",
        "least AICc of the smooth forms minus that of the threshold forms; positive if a threshold form is preferred",
        unit="1",
    ),
    number("floor", "value of the threshold form at the worst x, its floor being free", unit="of the metric"),
    number(
        "n_above_floor",
        "run bins at which the smooth form has risen by more than a tenth of its whole change",
        unit="count",
    ),
    flag(
        "threshold_at_bound",
        "whether the threshold lies at the edge of the range that run bins and runs allow, and so is none",
    ),
    number("low_half_x_max", "largest-capability x of the low-capability half of the run bins", unit="of x"),
    number("high_half_mean", "mean score of the high-capability half", unit="of the metric"),
    number(
        "extrapolated_linear",
        "mean score of the high-capability half, extrapolated by a straight line through the low half",
        unit="of the metric",
    ),
    number(
        "extrapolated_logistic", "the same, by a logistic from chance to the best possible score", unit="of the metric"
    ),
    number(
        "extrapolation_z_linear",
        "observed minus extrapolated, over its standard error; positive if better than extrapolated: line",
        unit="1",
    ),
    number(
        "extrapolation_z_logistic",
        "observed minus extrapolated, over its standard error; positive if better than extrapolated: logistic",
        unit="1",
    ),
    _p("p_extrapolation_linear", "null hypothesis: the high half does not exceed the extrapolation by the line"),
    _p("p_extrapolation_logistic", "null hypothesis: the high half does not exceed the extrapolation by the logistic"),
    _p("p_extrapolation", "largest of these p-values"),
    number(
        "emergence_score", "emergence score of Schaeffer et al. 2023, equal to BIG-bench's breakthroughness", unit="1"
    ),
    number("linearity", "BIG-bench's linearity", unit="1"),
)

TESTS = Table("tests", _TESTED, key=("series_id",))

VERDICTS = Table(
    "verdicts",
    (
        *_TESTED,
        number("threshold_x", "threshold of the threshold form in the table of fits", unit="of x"),
        _p("q_trend", "p_trend after Benjamini and Hochberg's correction over the series of the source"),
        _p("q_break", "p_break after the same correction"),
        _p("q_extrapolation", "p_extrapolation after the same correction"),
        text("verdict", "verdict on the series", required=True, choices=VERDICT_WORDS),
        text("reason", "the verdict in words", required=True),
        text("other_metrics", "verdicts on the same task, x and runs by its other metrics"),
        flag(
            "metrics_agree",
            "whether the determined verdicts by the other metrics equal this one; null where there are none",
        ),
    ),
    key=("series_id",),
)
