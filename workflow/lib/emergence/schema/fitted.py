"""The tables of series and of what was fitted to them."""

from emergence.io.contract import Table, flag, number, text

# "ok"; "few_runs": fitted, but of fewer runs than its intervals need to cover what they claim, by simulation: 3 for
# those of the forms, 12 for the percentiles of the laws (fits/intervals.py). An interval of three runs covers, if runs
# differ as they do there, but so few support no test: a verdict asks for 12. "at_bound": fitted, but with the
# optimum at the edge of what was allowed, so it is no threshold. The others say why there is no fit.
STATUSES = ("ok", "few_runs", "at_bound", "too_few_points", "too_few_runs", "no_variation", "not_converged")

# What identifies a series, and its id.
OF_SERIES = (
    text("series_id", "the series: its keys, joined by '/'", required=True),
    text("source", "folder under data/", required=True),
    text("pool", "pool of runs, named in the source's descriptor", required=True),
    text("task", "key of the task", required=True),
    text("subtask", "part of the task, if the series is of a part"),
    text("metric", "key of the metric", required=True),
    number("shots", "examples in the prompt", unit="count"),
    text("format", "prompt format or scoring of the answer"),
    text("split", "split of the task's items: validation, test, ..."),
    text(
        "x_kind",
        "what x is: loss_<corpus>, bits_per_byte_<corpus>, last_word_nats_<task> (a proxy of a loss), "
        "log10_perplexity_<corpus>, log10_flops, log10_params, params_tokens",
        required=True,
    ),
)

SERIES = Table(
    "series",
    (
        *OF_SERIES,
        text("task_title", "name of the task for people", required=True),
        text("metric_title", "name of the metric for people", required=True),
        text("better", "which way the metric improves", required=True, choices=("higher", "lower")),
        text("x_better", "which way x improves", required=True, choices=("higher", "lower")),
        number("chance", "the metric's value for a uniform random guess", unit="of the metric"),
        number("n", "points", unit="count", low=1, required=True),
        number("n_runs", "training runs", unit="count", low=1, required=True),
        number("x_min", "smallest x", unit="of x", required=True),
        number("x_max", "largest x", unit="of x", required=True),
        number("y_min", "smallest value of the metric", unit="of the metric", required=True),
        number("y_max", "largest value of the metric", unit="of the metric", required=True),
    ),
    key=("series_id",),
)

POINTS = Table(
    "points",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("family", "family of models", required=True),
        text("model", "model, as the source names it", required=True),
        text(
            "label", "name of the model for people, with its family where the name does not contain it", required=True
        ),
        text("run", "training run; checkpoints of one run share it", required=True),
        number("params", "parameters", unit="parameters"),
        number("tokens", "training tokens seen so far", unit="tokens"),
        number("flops", "training FLOPs so far", unit="FLOPs"),
        flag("is_final", "whether this is the last checkpoint of the run"),
        number("x", "x of the point", unit="of x", required=True),
        number("x2", "training tokens, in laws of parameters (x) and tokens; else null", unit="of x2"),
        number("y", "value of the metric", unit="of the metric", required=True),
        number("n_items", "items that the value is a mean of", unit="count"),
        text("locator", "where in the publication the number stands", required=True),
    ),
)

INTERVAL = (
    number("lo", "lower end of the interval; null where the data do not determine it", unit="of the parameter"),
    number("hi", "upper end of the interval; null where the data do not determine it", unit="of the parameter"),
    number("confidence_level", "confidence level of the interval", unit="1", low=0, high=1),
    text("interval_method", "how the interval was made; null where there is none: see emergence.inference.intervals"),
)

FITS = Table(
    "fits",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("form", "functional form", required=True),
        text("parameter", "parameter of the form", required=True),
        number("estimate", "its estimate; null where there is no fit", unit="of the parameter"),
        number("se", "standard error, by the same method as the interval", unit="of the parameter"),
        *INTERVAL,
        flag("at_bound", "whether the optimum lies on a bound of the parameter"),
        text("status", "ok, or why there is no fit or no threshold", required=True, choices=STATUSES),
    ),
    key=("series_id", "form", "parameter"),
)

# Of one interval: "open" lacks an end, since it reaches the edge of where a threshold may lie; "few_runs": made, but of
# fewer runs than its method needs to cover what it claims; "no_interval": the fit is there, but the method gives none.
INTERVAL_STATUSES = (*STATUSES, "open", "no_interval")

INTERVALS = Table(
    "intervals",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("form", "functional form", required=True),
        text("parameter", "parameter of the form", required=True),
        text("interval_method", "how the interval was made", required=True),
        number("lo", "lower end; null where the data do not determine it", unit="of the parameter"),
        number("hi", "upper end; null where the data do not determine it", unit="of the parameter"),
        number("confidence_level", "confidence level of the interval", unit="1", low=0, high=1),
        text("status", "ok, or why there is no interval or only one end", required=True, choices=INTERVAL_STATUSES),
    ),
    key=("series_id", "form", "parameter", "interval_method"),
)

FIT_STATS = Table(
    "fit_stats",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("form", "functional form", required=True),
        text("kind", "kind of form", required=True, choices=("flat", "smooth", "threshold", "law")),
        number("n", "points in the fit", unit="count", required=True),
        number("n_runs", "training runs", unit="count", required=True),
        number("k", "free parameters, without the residual variance", unit="count", required=True),
        text("weighting", "weights of the points: none, or binomial (by item counts)", required=True),
        number("sse", "weighted sum of squared residuals", unit="of the metric, squared"),
        number("r2", "coefficient of determination", unit="1"),
        number("loglik", "Gaussian log-likelihood at the optimum", unit="nats"),
        number("aicc", "Akaike's information criterion, corrected for small samples", unit="1"),
        number(
            "delta_aicc",
            "AICc of the best other form of the series minus this one's; positive if this form is preferred",
            unit="1",
        ),
        flag("best", "whether its AICc is the least of all forms but the broken power law"),
        flag("best_of_kind", "whether its AICc is the least of the forms of its kind"),
        number("bic", "Bayesian information criterion", unit="1"),
        number(
            "cv_rmse",
            "root mean squared error of cross-validation that leaves out one run at a time",
            unit="of the metric",
        ),
        number("draws", "bootstrap draws for which the fit converged", unit="count"),
        flag("converged", "whether there is a fit"),
        text("status", "ok, or why there is no fit or no threshold", required=True, choices=STATUSES),
        number("seed", "seed of the bootstrap", unit="1"),
    ),
    key=("series_id", "form"),
)

CURVES = Table(
    "curves",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("form", "functional form", required=True),
        number("x", "x of the curve", unit="of x", required=True),
        number("x2", "training tokens, in laws of parameters (x) and tokens; else null", unit="of x2"),
        number("y", "fitted value", unit="of the metric", required=True),
        number("lo", "lower end of its pointwise confidence interval", unit="of the metric"),
        number("hi", "upper end", unit="of the metric"),
    ),
)

CORRELATIONS = Table(
    "correlations",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("method", "which correlation coefficient", required=True, choices=("spearman", "pearson")),
        number("estimate", "correlation of x and y", unit="1", low=-1, high=1),
        *INTERVAL,
        number("n", "points", unit="count", required=True),
        number("n_runs", "training runs", unit="count", required=True),
        text("status", "ok, or why there is no estimate", required=True, choices=STATUSES),
    ),
    key=("series_id", "method"),
)

RESIDUALS = Table(
    "residuals",
    (
        text("series_id", "the series: its keys, joined by '/'", required=True),
        text("form", "functional form", required=True),
        text("run", "training run", required=True),
        number("params", "parameters", unit="parameters"),
        number("tokens", "training tokens seen so far", unit="tokens"),
        number("flops", "training FLOPs so far", unit="FLOPs"),
        number("y", "published value", unit="of the metric", required=True),
        number("fitted", "fitted value", unit="of the metric", required=True),
        number("residual", "y minus fitted", unit="of the metric", required=True),
        flag("used", "whether the point was used in the fit"),
    ),
)

CHECKS = Table(
    "checks",
    (
        text("exhibit", "the exhibit, <paper>/<id>", required=True),
        text("quantity", "what is compared", required=True),
        number("published", "value that the paper gives", unit="of the quantity", required=True),
        number("ours", "value here", unit="of the quantity"),
        number(
            "tolerance", "largest absolute difference that is accepted", unit="of the quantity", required=True, low=0
        ),
        flag("ok", "whether they agree within the tolerance"),
        text("known_disagreement", "why they disagree, where the exhibit's yaml records that they do"),
        text("locator", "where in the paper the value stands", required=True),
    ),
    key=("exhibit", "quantity"),
)
