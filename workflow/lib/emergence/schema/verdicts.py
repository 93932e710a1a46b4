"""The tables of tests and verdicts: one row a series, with every number that its verdict rests on."""

from emergence.io.contract import Table, flag, number, text
from emergence.schema.fitted import OF_SERIES

VERDICT_WORDS = ("abrupt", "gradual", "unresolved", "flat", "falling", "no onset in range", "misfit")
# What the uncertainty of a verdict is measured by: differences between training runs, or within one.
BASES = ("between_runs", "within_run")
# Why a series cannot be tested; one with "too_few_points" may still have a trend.
TEST_STATUSES = ("ok", "too_few_runs", "too_few_points", "no_variation")
# The tests whose p-values are corrected for the number of scores.
CORRECTED = ("trend", "abrupt", "gradual", "no_onset", "misfit", "extrapolation")


def _p(name, doc):
    return number(name, doc, unit="1", low=0, high=1)


_TESTED = (
    text("series_id", "the series: its keys, joined by '/'", required=True),
    text("status", "ok, or why the series cannot be tested", required=True, choices=TEST_STATUSES),
    text(
        "basis",
        "what the uncertainty is measured by: between_runs, differences between training runs; within_run, blocks of "
        "checkpoints within each of a few long runs, at least two of which must show it; null where neither can be had",
        choices=BASES,
    ),
    number("seed", "seed of the simulations", unit="1"),
    number("n_runs", "training runs, the clusters of every test", unit="count"),
    number(
        "n_long_runs",
        "runs with checkpoints enough to be tested by themselves; null where differences between runs are tested",
        unit="count",
    ),
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
    _p("p_trend", "null hypothesis: no trend; alternative: a curve of the family; wild cluster bootstrap"),
    number("margin", "onset width below which the onset counts as abrupt", unit="of x", above=0),
    number(
        "onset",
        "x at which the rise sets in: where the tangent at the steepest place meets the value at the worst x "
        "(lag time, Zwietering et al. 1990)",
        unit="of x",
    ),
    number("onset_lo", "smaller end of its confidence interval; null where it is open", unit="of x"),
    number("onset_hi", "larger end; null where it is open", unit="of x"),
    number(
        "width",
        "onset width: how far x moves while the slope climbs from 10 to 90 % of its largest value in the range of x",
        unit="of x",
        low=0,
    ),
    number("width_lo", "lower end of its confidence interval; null where it is open", unit="of x", low=0),
    number("width_hi", "upper end; null where it is open", unit="of x", low=0),
    *(
        number(
            f"detectable_width_{key}",
            f"narrowest onset width that the series distinguishes from a kink with 80 % power at the level {level}; "
            "null where none within the range of x",
            unit="of x",
            above=0,
        )
        for key, level in (("5e_2", "0.05"), ("1e_3", "0.001"), ("1e_6", "0.000001"))
    ),
    number("r2", "share of the variance of the run bins that the curve explains", unit="1"),
    _p("p_abrupt", "null hypothesis: a rising curve whose onset width is the margin or more; wild cluster bootstrap"),
    _p(
        "p_gradual",
        "null hypothesis: a curve whose onset width is below the margin, or that has no onset in the observed range",
    ),
    _p("p_no_onset", "null hypothesis: the onset begins within the observed range"),
    _p("p_misfit", "null hypothesis: a curve of the family; alternative: a free spline"),
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

_Q = "after Benjamini and Yekutieli's correction over the scores of the source's pool of runs against this x"

VERDICTS = Table(
    "verdicts",
    (
        *OF_SERIES,
        text("unit", "unit of x, and so of onset and width", required=True),
        *_TESTED[1:],
        text("best_form", "named form with the least AICc; null where none is fitted"),
        number("threshold_x", "its threshold; null where it has none, or none inside the data", unit="of x"),
        *(_p(f"q_{test}", f"p_{test} {_Q}") for test in CORRECTED),
        number(
            "minimum_detectable_width",
            "narrowest onset width that the series distinguishes from a kink with 80 % power, at the level that "
            "p_abrupt must reach for the verdict abrupt; null where there is none within the range of x, or none can "
            "be tested",
            unit="of x",
            above=0,
        ),
        text("verdict", "verdict on the series", required=True, choices=VERDICT_WORDS),
        text("reason", "the verdict in words", required=True),
        text("other_metrics", "verdicts on the same task, x and runs by its other metrics"),
        flag(
            "metrics_agree",
            "whether the resolved verdicts by the other metrics equal this one; null where there are none",
        ),
    ),
    key=("series_id",),
)


def column_of(word: str) -> str:
    """The column that counts a verdict."""
    return word.replace(" ", "_")
