"""The tables of series and of what was fitted to them."""

from emergence.io.contract import Table, flag, number, text

# "ok"; "few_runs": fitted, but of fewer runs than its intervals need to cover what they claim, by simulation: 3 for
# those of the forms, 12 for the percentiles of the laws (fits/intervals.py). An interval of three runs covers, if runs
# differ as they do there, but so few support no test: a verdict asks for 12. "at_bound": fitted, but with the
# optimum at the edge of what was allowed, so it is no threshold. The others say why there is no fit.
STATUSES = ("ok", "few_runs", "at_bound", "too_few_points", "too_few_runs", "no_variation", "not_converged")

_SERIES = (
    text("series_id", "the keys of the series, joined by '/'", required=True),
    text("source", required=True),
    text("pool", "pool of runs, named in the source's descriptor", required=True),
    text("task", required=True),
    text("subtask"),
    text("metric", required=True),
    number("shots"),
    text("format"),
    text("split"),
    text(
        "x_kind",
        "what x is: loss_<corpus>, last_word_nats_<task> (a proxy of a loss), log10_perplexity_<corpus>, log10_flops, "
        "log10_params, params_tokens",
        required=True,
    ),
)

SERIES = Table(
    "series",
    (
        *_SERIES,
        text("task_title", "name of the task for people", required=True),
        text("metric_title", "name of the metric for people", required=True),
        text("better", "which way the metric improves", required=True, choices=("higher", "lower")),
        text("x_better", "which way x improves", required=True, choices=("higher", "lower")),
        number("chance", "the metric's value for a uniform random guess"),
        number("n", "points", low=1, required=True),
        number("n_runs", "training runs", low=1, required=True),
        number("x_min", required=True),
        number("x_max", required=True),
        number("y_min", required=True),
        number("y_max", required=True),
    ),
    key=("series_id",),
)

POINTS = Table(
    "points",
    (
        text("series_id", required=True),
        text("family", required=True),
        text("model", required=True),
        text("label", "the model for people, with its family where its name leaves that out", required=True),
        text("run", required=True),
        number("params"),
        number("tokens"),
        number("flops"),
        flag("is_final"),
        number("x", required=True),
        number("x2", "second x, where the form takes two"),
        number("y", required=True),
        number("n_items"),
        text("locator", required=True),
    ),
)

INTERVAL = (
    number("lo", "lower end of the interval; null where the data carry none"),
    number("hi", "upper end of the interval; null where the data carry none"),
    number("confidence_level", "confidence level of the interval", low=0, high=1),
    text("interval_method", "how the interval was made; null where there is none: see emergence.inference.intervals"),
)

FITS = Table(
    "fits",
    (
        text("series_id", required=True),
        text("form", required=True),
        text("parameter", required=True),
        number("estimate"),
        number("se", "standard error, by the same method as the interval"),
        *INTERVAL,
        flag("at_bound", "the optimum lies on the edge of what the fit may choose"),
        text("status", required=True, choices=STATUSES),
    ),
    key=("series_id", "form", "parameter"),
)

# Of one interval: "open" lacks an end, since it reaches the edge of where a threshold may lie; "few_runs": made, but of
# fewer runs than its method needs to cover what it claims; "no_interval": the fit is there, but the method gives none.
INTERVAL_STATUSES = (*STATUSES, "open", "no_interval")

INTERVALS = Table(
    "intervals",
    (
        text("series_id", required=True),
        text("form", required=True),
        text("parameter", required=True),
        text("interval_method", "how the interval was made", required=True),
        number("lo", "lower end; null where the data carry none"),
        number("hi", "upper end; null where the data carry none"),
        number("confidence_level", "confidence level of the interval", low=0, high=1),
        text("status", required=True, choices=INTERVAL_STATUSES),
    ),
    key=("series_id", "form", "parameter", "interval_method"),
)

FIT_STATS = Table(
    "fit_stats",
    (
        text("series_id", required=True),
        text("form", required=True),
        text("kind", "kind of form", required=True, choices=("flat", "smooth", "threshold", "law")),
        number("n", required=True),
        number("n_runs", required=True),
        number("k", "free parameters, the noise's variance not counted", required=True),
        text("weighting", "how the points were weighed: none, or binomial (by item counts)", required=True),
        number("sse", "weighted sum of squared residuals"),
        number("r2"),
        number("loglik", "Gaussian log-likelihood at the optimum"),
        number("aicc"),
        number(
            "delta_aicc", "AICc of the best other form of the series minus this one's: above 0 this one is preferred"
        ),
        flag("best", "is its AICc the least among the forms that compete: all but the broken power law"),
        flag("best_of_kind", "... among those of its kind"),
        number("bic"),
        number("cv_rmse", "root mean squared error, one run left out at a time"),
        number("draws", "bootstrap draws that gave a fit"),
        flag("converged"),
        text("status", required=True, choices=STATUSES),
        number("seed"),
    ),
    key=("series_id", "form"),
)

CURVES = Table(
    "curves",
    (
        text("series_id", required=True),
        text("form", required=True),
        number("x", required=True),
        number("x2", "second x, where the form takes two"),
        number("y", required=True),
        number("lo"),
        number("hi"),
    ),
)

CORRELATIONS = Table(
    "correlations",
    (
        text("series_id", required=True),
        text("method", "which correlation coefficient", required=True, choices=("spearman", "pearson")),
        number("estimate", low=-1, high=1),
        *INTERVAL,
        number("n", required=True),
        number("n_runs", required=True),
        text("status", required=True, choices=STATUSES),
    ),
    key=("series_id", "method"),
)

RESIDUALS = Table(
    "residuals",
    (
        text("series_id", required=True),
        text("form", required=True),
        text("run", required=True),
        number("params"),
        number("tokens"),
        number("flops"),
        number("y", "the published number", required=True),
        number("fitted", required=True),
        number("residual", "y minus fitted", required=True),
        flag("used", "did the fit see this point"),
    ),
)

CHECKS = Table(
    "checks",
    (
        text("exhibit", required=True),
        text("quantity", required=True),
        number("published", required=True),
        number("ours"),
        number("tolerance", "largest absolute difference", required=True, low=0),
        flag("ok"),
        text("known_disagreement", "why they disagree, where the exhibit's yaml records that they do"),
        text("locator", required=True),
    ),
    key=("exhibit", "quantity"),
)
