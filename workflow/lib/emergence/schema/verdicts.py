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
    number("n_run_bins", "means over a run's points in 1/32 of the range of x, which the tests take for points"),
    text(
        "chance_test",
        "could scores be tested against chance: not if the metric is no count, or chance or items are not known",
        required=True,
        choices=("ok", "no_count", "no_chance", "no_items"),
    ),
    number("n_tested", "models tested against chance: each run's point of best x"),
    number("n_above_chance", "models that exceed chance, exact binomial test, Holm over the series' models"),
    _p("p_above_chance", "smallest p-value against chance, corrected by Holm"),
    number("minimum_detectable_effect", "smallest lead over chance that could be significant for the model of best x"),
    number("rise", "change of the straight line from the worst to the best x; up is better"),
    number("rise_lo", "its lower end; t, errors clustered by run (CR2) and at least binomial"),
    number("rise_hi"),
    _p("p_trend", "no trend at all, against the smooth forms; wild cluster bootstrap"),
    _p("p_break_linear", "a straight line, against the threshold forms; wild cluster bootstrap"),
    _p("p_break_logistic", "a logistic, against the threshold forms; wild cluster bootstrap"),
    _p("p_break", "the largest of the smooth forms' p-values: every one must be rejected"),
    text("smooth_form", "the smooth form of least squared error"),
    text("threshold_form", "the threshold form of least squared error"),
    number("sse_smooth", "its squared error over the run bins", low=0),
    number("sse_threshold", low=0),
    number("delta_aicc", "least AICc of the smooth forms minus that of the threshold forms: above 0 for a threshold"),
    number("floor", "score at the worst x by the threshold form, its floor free"),
    number(
        "n_above_floor",
        "run bins that the smooth form lifts by more than a tenth of its change: those that show its shape",
    ),
    flag("threshold_at_bound", "the threshold lies at the edge of what run bins and runs allow, so it is none"),
    number("low_half_x_max", "x up to which the low-capability half of the run bins goes"),
    number("high_half_mean", "mean score of the high-capability half"),
    number("extrapolated_linear", "the same, extrapolated by a line through the low half"),
    number("extrapolated_logistic", "... by a logistic from chance to the best score possible"),
    number("extrapolation_z_linear", "observed minus extrapolated, over its standard error; up is better"),
    number("extrapolation_z_logistic"),
    _p("p_extrapolation_linear", "the high half does not exceed the extrapolation"),
    _p("p_extrapolation_logistic", "the high half does not exceed the extrapolation"),
    _p("p_extrapolation", "the largest of these"),
    number("emergence_score", "Schaeffer et al. 2023; the same as BIG-bench's breakthroughness"),
    number("linearity", "BIG-bench's"),
)

TESTS = Table("tests", _TESTED, key=("series_id",))

VERDICTS = Table(
    "verdicts",
    (
        *_TESTED,
        number("threshold_x", "threshold of the threshold form in the table of fits, in units of x"),
        _p("q_trend", "p_trend, corrected by Benjamini and Hochberg over the series of the source"),
        _p("q_break", "p_break, corrected likewise"),
        _p("q_extrapolation", "p_extrapolation, corrected likewise"),
        text("verdict", required=True, choices=VERDICT_WORDS),
        text("reason", "the verdict in words", required=True),
        text("other_metrics", "verdicts on the same task, x and runs by its other metrics"),
        flag("metrics_agree", "do they and this one agree, undetermined ones left out; null where there is none"),
    ),
    key=("series_id",),
)
