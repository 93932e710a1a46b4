"""The tables of published numbers: those of a source, and the observations that ingest makes of them."""

from emergence.io.contract import Table, flag, number, text

_METHODS = ("released", "transcribed", "digitised", "derived", "computed", "own")
_BASES = ("printed", "released", "derived", "inferred", "assumed", "secondary", "digitised", "own")

_OBSERVED = (
    text("task", "key in a tasks.csv; the validation corpus where the metric is a loss", required=True),
    text("subtask", "part of the task, if the number is of a part"),
    text("metric", "key in data/metrics.csv", required=True),
    number("shots", "examples in the prompt", unit="count", low=0),
    text(
        "format", "prompt format or scoring of the answer: rc (text of the choices), mc (letter), chain_of_thought, ..."
    ),
    text("split", "validation, test, ..."),
    number("value", "the published number, in the metric's unit", unit="of the metric", required=True),
    number(
        "value_lo",
        "lower end of its interval: published, of the reading error, or of a mean derived here (see locator)",
        unit="of the metric",
    ),
    number("value_hi", "upper end of its interval", unit="of the metric"),
    number("n_items", "items that the number is a mean of", unit="count", low=1),
)

SOURCE_OBSERVATIONS = Table(
    "source observations",
    (
        text("model", "key in the source's models.csv, or the name of a model that has a family here", required=True),
        text(
            "family",
            "family of a model that models.csv does not have, since the publication does not identify it",
            rare=True,
        ),
        text("run", "training run; the model itself where empty"),
        number("params", "parameters, where they differ within a model", unit="parameters", above=0),
        number("tokens", "training tokens seen so far", unit="tokens", low=0),
        number("flops", "training FLOPs so far", unit="FLOPs", low=0),
        flag("is_final", "whether this is the last checkpoint of the run"),
        *_OBSERVED,
        text("locator", "where in the publication the number stands", required=True),
        text(
            "method",
            "how this number was obtained, where it differs from the source's other numbers",
            choices=_METHODS,
            rare=True,
        ),
    ),
    key=("model", "run", "tokens", "task", "subtask", "metric", "shots", "format", "split"),
)

OBSERVATIONS = Table(
    "observations",
    (
        text("source", "folder under data/", required=True),
        text("family", "family of models", required=True),
        text("model", "model, as the source names it", required=True),
        text("run", "training run; checkpoints of one run share it", required=True),
        number("params", "parameters", unit="parameters", above=0),
        number("tokens", "training tokens seen so far", unit="tokens", low=0),
        number("flops", "training FLOPs so far", unit="FLOPs", low=0),
        flag("is_final", "whether this is the last checkpoint of the run"),
        *_OBSERVED,
        number("chance", "the metric's value for a uniform random guess", unit="of the metric"),
        text("unit", "unit of value", required=True),
        text("locator", "where in the publication the numbers stand", required=True),
        text("method", "how the number was obtained from the publication", required=True, choices=_METHODS),
    ),
    key=("source", "model", "run", "tokens", "task", "subtask", "metric", "shots", "format", "split"),
)

MODELS = Table(
    "source models",
    (
        text("model", "name, as the source writes it", required=True),
        text("family", "family of models", required=True),
        number("params", "parameters", unit="parameters", above=0),
        number("tokens", "training tokens of the finished model", unit="tokens", above=0),
        number("flops", "training FLOPs of the finished model", unit="FLOPs", above=0),
        number(
            "flops_per_token", "training FLOPs per token, where checkpoints need them", unit="FLOPs per token", above=0
        ),
        number("d_model", "width", unit="count", above=0),
        number("n_layers", "layers", unit="count", above=0),
        number("n_heads", "attention heads", unit="count", above=0),
        number("ffw_size", "width of the feed-forward layer", unit="count", above=0),
        number("kv_size", "width of a key or value", unit="count", above=0),
        number("learning_rate", "peak learning rate", unit="1", above=0),
        number("batch_tokens", "tokens per batch", unit="tokens", above=0),
        text("basis", "origin of params, tokens and FLOPs", required=True, choices=_BASES),
        number(
            "params_corrected",
            "parameters, where the published number is an evident misprint",
            unit="parameters",
            above=0,
        ),
        number(
            "tokens_corrected",
            "training tokens, where the published number is an evident misprint",
            unit="tokens",
            above=0,
        ),
        number(
            "flops_corrected",
            "training FLOPs, where the published number is an evident misprint",
            unit="FLOPs",
            above=0,
        ),
        text("correction", "why a number is considered a misprint, and where the corrected one comes from"),
        text("locator", "where in the publication the numbers stand", required=True),
    ),
    key=("model",),
)

TASKS = Table(
    "source tasks",
    (
        text("task", "key of the task", required=True),
        text("subtask", "part of the task; what its own row leaves empty is that of the task"),
        text("title", "name for readers", required=True),
        text(
            "answer_format",
            "form of the answer",
            required=True,
            choices=("multiple_choice", "free_response", "mixed", "scoring", "language_modelling", "unknown"),
        ),
        number("choices", "choices per item, where all have the same number", unit="count", low=1),
        number("chance", "score of a uniform random guess", unit="of the metric", low=0, high=1),
        text("chance_basis", "origin of the level of chance", choices=_BASES),
        number(
            "ceiling",
            "highest score possible or that of humans, where below the highest value of the metric",
            unit="of the metric",
        ),
        number("n_items", "items of the whole task", unit="count", low=1),
        text("locator", "where in the publication the numbers stand", required=True),
    ),
    key=("task", "subtask"),
)

METRICS = Table(
    "metrics",
    (
        text("metric", "key of the metric", required=True),
        text("title", "name for readers", required=True),
        text("unit", "unit of the metric", required=True),
        number("low", "lowest value possible", unit="of the metric"),
        number("high", "highest value possible", unit="of the metric"),
        text("better", "whether higher or lower values are better", required=True, choices=("higher", "lower")),
        text(
            "floor",
            "score of a uniform random guess: the task's chance, one over its choices, zero, or unknown",
            required=True,
            choices=("chance", "choices", "zero", "unknown"),
        ),
        flag(
            "counts",
            "whether it is the fraction of items answered correctly, so that its noise is binomial",
            required=True,
        ),
    ),
    key=("metric",),
)


def of_all_sources(name: str, table: Table) -> Table:
    """A table of one source with the source as its first column and first part of its key."""
    return Table(name, (text("source", "folder under data/", required=True), *table.columns), ("source", *table.key))


ALL_MODELS = of_all_sources("models", MODELS)
ALL_TASKS = of_all_sources("tasks", TASKS)
