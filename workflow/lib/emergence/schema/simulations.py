"""The tables of studies, named as their modules in ``emergence/simulations``."""

from dataclasses import replace

from emergence.io.contract import Table, flag, number, text
from emergence.schema.verdicts import VERDICT_WORDS, column_of


def _share(name, doc):
    return number(name, doc, unit="1", required=True, low=0, high=1)


def _estimated(name, doc):
    """A share and the ends of its Monte-Carlo interval."""
    return (
        _share(name, doc),
        _share(f"{name}_lo", "lower end of its 95 % Monte-Carlo interval (Wilson)"),
        _share(f"{name}_hi", "upper end"),
    )


def _known(name, doc):
    """The same where there may be none."""
    return tuple(replace(column, required=False) for column in _estimated(name, doc))


COVERAGE = Table(
    "coverage",
    (
        text("size", "size of the simulated series, named after the source that has it", required=True),
        text("form", "form that made the series and that is fitted to it", required=True),
        number(
            "place", "threshold, as a fraction of the range of x; null where there is none", unit="1", low=0, high=1
        ),
        text("parameter", "parameter of the form", required=True),
        text("interval_method", "how the interval is made", required=True),
        text("method_title", "the method for people", required=True),
        flag("taken", "whether this is the interval that the table of fits gives"),
        number("n_runs", "training runs", unit="count", required=True, low=1),
        number("n", "points", unit="count", required=True, low=1),
        number("n_items", "test items behind each score", unit="count", required=True, low=1),
        number(
            "run_sd", "standard deviation of the runs' effects on the score", unit="of the score", required=True, low=0
        ),
        number(
            "shift_sd",
            "standard deviation of the runs' effects on x, as a share of its range",
            unit="1",
            required=True,
            low=0,
        ),
        number("confidence_level", "nominal confidence level", unit="1", required=True, low=0, high=1),
        number("target_lo", "coverage aimed at, from", unit="1", required=True, low=0, high=1),
        number("target_hi", "coverage aimed at, to", unit="1", required=True, low=0, high=1),
        number("n_simulated", "simulated series", unit="count", required=True, low=1),
        number(
            "at_bound",
            "share of them without a fit inside its bounds, left out of what follows",
            unit="1",
            low=0,
            high=1,
        ),
        number("open", "share of the intervals that lack an end", unit="1", low=0, high=1),
        number(
            "coverage",
            "share of the intervals that contain the true value, an absent end being infinite",
            unit="1",
            low=0,
            high=1,
        ),
        number("coverage_lo", "lower end of its 95 % Monte-Carlo interval (Wilson)", unit="1", low=0, high=1),
        number("coverage_hi", "upper end", unit="1", low=0, high=1),
        number("coverage_closed", "coverage of the intervals that have both ends", unit="1", low=0, high=1),
        number("coverage_open", "coverage of the intervals that lack one end or both", unit="1", low=0, high=1),
        number("median_width", "median width of the intervals that have both ends", unit="of the parameter", low=0),
    ),
    key=("size", "form", "place", "parameter", "interval_method"),
)


def _covered(name):
    """How often an interval holds the truth."""
    return (
        number(f"n_{name}", f"series that have an interval of the {name}, of one end at least", unit="count", low=0),
        number(
            f"{name}_coverage",
            f"share of these whose interval contains the true {name}, an absent end being infinite",
            unit="1",
            low=0,
            high=1,
        ),
        number(f"{name}_coverage_lo", "lower end of its 95 % Monte-Carlo interval (Wilson)", unit="1", low=0, high=1),
        number(f"{name}_coverage_hi", "upper end", unit="1", low=0, high=1),
    )


VERDICT_RATES = Table(
    "verdict_rates",
    (
        text("design", "design of the series, named after a source (see the table designs); null: all"),
        text("truth", "curve that made the series; null: all smooth ones"),
        text(
            "kind",
            "what the curve is",
            required=True,
            choices=("smooth", "abrupt", "non-monotone", "no onset"),
        ),
        flag("contained", "whether the family of curves that is fitted has it, limits included; null for several"),
        text(
            "widths",
            "onset widths of the series: one, all on one side of the margin, or none to choose",
            required=True,
            choices=("one", "below the margin", "from the margin on", "none"),
        ),
        number("width_over_margin", "onset width over the margin; null where there is not one", unit="1", above=0),
        number("n_simulated", "simulated series", unit="count", required=True, low=1),
        *(column for word in VERDICT_WORDS for column in _estimated(column_of(word), f"share with the verdict {word}")),
        *_covered("onset"),
        *_covered("width"),
    ),
    key=("design", "truth", "kind", "widths", "width_over_margin"),
)

JOINT_RATES = Table(
    "joint_rates",
    (
        text("design", "design of the benchmark's runs (see the table designs)", required=True),
        text("tasks", "which of the tasks are abrupt; gradual ones are as wide as the margin", required=True),
        number(
            "common",
            "share of the variance of a run's errors that all scores have in common",
            required=True,
            unit="1",
            low=0,
            high=1,
        ),
        number("n_simulated", "simulated benchmarks", unit="count", required=True, low=1),
        number("n_tasks", "tasks of each, one score a task", unit="count", required=True, low=1),
        number("n_abrupt", "abrupt ones among them", unit="count", required=True, low=0),
        *_known("wrongly_abrupt", "share of benchmarks in which a gradual task is called abrupt"),
        *_known("wrongly_gradual", "share of benchmarks in which an abrupt task is called gradual"),
        number(
            "false_share",
            "mean share of gradual tasks among those called abrupt, 0 where none is",
            unit="1",
            low=0,
            high=1,
        ),
        number("found", "mean share of the abrupt tasks that are called abrupt", unit="1", low=0, high=1),
        number("least", "mean of the least number of abrupt tasks: lower end of its interval", unit="count", low=0),
        *_known("count_held", "share of benchmarks whose interval holds the number of abrupt tasks"),
        number(
            "n_onset", "benchmarks in which the onsets of three tasks or more are put together", unit="count", low=0
        ),
        *_known("onset_held", "share of these whose interval of the mean onset holds the one onset of all tasks"),
        *_known("one_onset_rejected", "share of these in which it is rejected that all tasks have one onset"),
    ),
    key=("design", "tasks", "common"),
)

METRIC_THEORY = Table(
    "metric_theory",
    (
        text("law", "publication whose A and alpha the loss A / N^alpha has", required=True),
        text(
            "metric",
            "the metric",
            required=True,
            choices=(
                "loss",
                "token_probability",
                "target_brier",
                "multiple_choice_grade",
                "exact_match",
                "token_edit_distance",
            ),
        ),
        number("target_tokens", "length of the answer, where the metric depends on it", unit="tokens", low=1),
        number("params", "parameters N", unit="parameters", required=True, above=0),
        number(
            "value",
            "the metric: a loss in nats per token, an edit distance in tokens, the others without unit",
            unit="of the metric",
            required=True,
            low=0,
        ),
    ),
    key=("law", "metric", "target_tokens", "params"),
)

RESOLUTION = Table(
    "resolution",
    (
        number("chance", "score of a uniform guess", unit="1", required=True, low=0, high=1),
        number("n_items", "items of the test", unit="count", required=True, low=1),
        number("step", "one right answer more: 1 / n_items", unit="1", required=True, above=0, high=1),
        number(
            "score",
            "least true score that the test distinguishes from chance; null if there is none",
            unit="1",
            low=0,
            high=1,
        ),
        number("gain", "the same above chance", unit="1", low=0, high=1),
    ),
    key=("chance", "n_items"),
)

BENCHMARKS = Table(
    "benchmarks",
    (
        text("what", "what is timed", required=True),
        text("peer", "who does it: atlas, or another package; null where there is no comparison"),
        text("size", "size of the data", required=True),
        number("median_seconds", "median of the runs", unit="seconds", required=True, above=0),
        number("ratio", "this one's median over the atlas's in the same run", unit="1", above=0),
        number("least_seconds", "fastest of the runs", unit="seconds", required=True, above=0),
        number("most_seconds", "slowest of the runs", unit="seconds", required=True, above=0),
        number("target_seconds", "intended limit", unit="seconds", above=0),
        number("peak_mib", "largest memory of the process; null where it was not measured", unit="MiB", above=0),
        text("machine", "cores and processor", required=True),
    ),
    key=("what", "peer", "size"),
)

STUDIES = (VERDICT_RATES, JOINT_RATES, COVERAGE, METRIC_THEORY, RESOLUTION, BENCHMARKS)
