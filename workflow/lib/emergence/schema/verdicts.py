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

_POOL = (
    text("source", required=True),
    text("pool", required=True),
    text("x_kind", required=True),
)
_COUNTS = tuple(number(word, "series with this verdict", required=True, low=0) for word in VERDICT_WORDS)

VERDICT_COUNTS = Table(
    "verdict_counts",
    (
        *_POOL,
        text("metric", required=True),
        number("n_series", required=True, low=0),
        *_COUNTS,
        number("disputed", "thresholds that another metric of the same task denies", required=True, low=0),
    ),
    key=("source", "pool", "x_kind", "metric"),
)

ANNOTATIONS = Table(
    "annotations",
    (
        text("series_id", required=True),
        text("category", "what the annotators saw", required=True),
        text("expected", "the verdict that this foretells; null where it foretells none", choices=VERDICT_WORDS),
        text("verdict", required=True, choices=VERDICT_WORDS),
        flag("rises", "is there a rising trend"),
        flag(
            "emerges",
            "is the better half not foretold by the worse (p uncorrected), and, where it can be tested, above chance",
        ),
    ),
    key=("series_id",),
)

ANNOTATION_COUNTS = Table(
    "annotation_counts",
    (
        *_POOL,
        text("category", required=True),
        number("n_series", required=True, low=0),
        *_COUNTS,
        number("rises", "series with a rising trend", required=True, low=0),
        number("emerges", "series that emerge by Wei et al.'s definition", required=True, low=0),
    ),
    key=("source", "pool", "x_kind", "category"),
)

ANNOTATION_AGREEMENT = Table(
    "annotation_agreement",
    (
        *_POOL,
        text("question", required=True, choices=("verdict", "rises", "emerges")),
        number("n_series", "series that both sides answer for", required=True, low=0),
        number("n_agree", required=True, low=0),
        number("kappa", "Cohen's", low=-1, high=1),
        number("lo", "lower end of its 95 % interval (Fleiss, Cohen and Everitt 1969)", low=-1, high=1),
        number("hi", low=-1, high=1),
    ),
    key=("source", "pool", "x_kind", "question"),
)

# What the job over all sources makes of the tests.
JUDGED = (VERDICTS, VERDICT_COUNTS, ANNOTATIONS, ANNOTATION_COUNTS, ANNOTATION_AGREEMENT)

METRIC_SCORES = Table(
    "metric_scores",
    (
        text("series", "its series_id", required=True),
        text("source", required=True),
        text("metric", required=True),
        text("metric_title", required=True),
        text("metric_class", "exact match, multiple choice or other metrics", required=True),
        number("emergence_score", "Schaeffer et al. 2023; null where it is unbounded"),
        flag("unbounded", "it rises, but half of its steps or more are 0, so that the score has no bound"),
        text("verdict", required=True, choices=VERDICT_WORDS),
        number("median", "median emergence score of the metric; null where unbounded"),
        number("place", "rank of the metric by it, 0 the highest", required=True, low=0),
    ),
    key=("series",),
)

METRIC_SHARES = Table(
    "metric_shares",
    (
        text("criterion", "when a series counts as emergent", required=True),
        text("metric_class", required=True),
        number("n_series", "series of this class of metrics", required=True, low=0),
        number("n_emergent", "of them emergent by the criterion", required=True, low=0),
        number("share_of_series", "their share of all series", low=0, high=1),
        number("share", "their share of the emergent series", low=0, high=1),
        number("rate", "emergent ones among the class's series", low=0, high=1),
    ),
    key=("criterion", "metric_class"),
)

METRIC_EFFECT = Table(
    "metric_effect",
    (
        *_POOL,
        text("metric", required=True),
        text("metric_other", "of the same answers", required=True),
        number("n_tasks", "tasks that have both", required=True, low=0),
        number("decided", "of them without an undetermined verdict", required=True, low=0),
        number("agree", "of these with the same verdict", required=True, low=0),
        number("share", "agreeing ones among the decided", low=0, high=1),
        number("thresholds", "verdicts threshold by the first metric", required=True, low=0),
        number("thresholds_other", "... by the other", required=True, low=0),
    ),
    key=("source", "pool", "x_kind", "metric", "metric_other"),
)

THRESHOLDS = Table(
    "thresholds",
    (
        text("series", "its series_id", required=True),
        *_POOL,
        text("metric", required=True),
        text("format"),
        text("split"),
        text("task", required=True),
        text("subtask"),
        text("task_title", required=True),
        number("shots"),
        number("n", "points", required=True),
        number("n_runs", "training runs", required=True),
        number("estimate", "threshold eta of the hinge, in units of x", required=True),
        number("lo", "lower end of its interval; null where it has none"),
        number("hi", "upper end"),
        number("r2", "of the hinge", required=True),
        text("verdict", required=True, choices=VERDICT_WORDS),
        number("place", "rank within source, pool, x, metric, format and split; 0 appears first", required=True, low=0),
    ),
    key=("series",),
)

ELSEWHERE = Table(
    "elsewhere",
    (
        text("series_id", required=True),
        text("verdict", required=True, choices=VERDICT_WORDS),
        number(
            "n_replications",
            "other series of the source with its task, metric and format: pool, shots, split or x differ",
            required=True,
            low=0,
        ),
        number("n_same_verdict", "of them with the same verdict", required=True, low=0),
        text("elsewhere", "their verdicts counted, the same one first; null where there are no others"),
    ),
    key=("series_id",),
)

LAGS = Table(
    "lags",
    (
        text("series", "series_id of the score", required=True),
        *_POOL,
        text("metric", "of the score", required=True),
        text("metric_title", required=True),
        text("task", required=True),
        text("subtask"),
        text("task_title", required=True),
        number("shots"),
        text("format"),
        text("split"),
        number("n_runs", "models with score and loss", required=True),
        number("eta_score", "threshold of the score's hinge, in units of x"),
        number("eta_loss", "threshold of the hinge of the loss of the answers"),
        number("lag", "eta_score less eta_loss; above 0 where the loss improves first"),
        number("lo", "lower end of its interval: percentiles of a bootstrap over models, the same for both"),
        number("hi"),
        number("share_at_bound", "draws left out: a threshold at the edge of the data is none", low=0, high=1),
        text("obstacle", "why there is no lag; null where there is one"),
    ),
    key=("series",),
)

THINNING = Table(
    "thinning",
    (
        number("n_kept", "models that each series is thinned to", required=True, low=3),
        text(
            "quantity",
            "emergence score or largest step (share of the range of scores between two neighbours): median over the "
            "series; trend or break found, better half not foretold by the worse (uncorrected), or a verdict: share of "
            "the series of which that is said",
            required=True,
            choices=("emergence score", "largest step", "trend found", "break found", "not foretold", *VERDICT_WORDS),
        ),
        number("n_series", "series that carry the number", required=True, low=0),
        number("value", "null where no series carries it"),
        number("lo", "lower quartile over the series, of a median"),
        number("hi", "upper quartile"),
    ),
    key=("n_kept", "quantity"),
)
