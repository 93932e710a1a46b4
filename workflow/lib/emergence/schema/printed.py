"""Tables that a publication prints and that are no scores: abilities, categories, correlations, shares of a corpus.

They stand under ``data/<source>/tables/<name>.csv``, named as here, and an exhibit selects from them by that name
(``from: abilities``). The tables of studies are kept in the same way.
"""

from pathlib import Path

from emergence.io.contract import Table, number, text
from emergence.schema.digitised import AGREEMENTS, HUMAN_SCORES, INCONSISTENCIES, KEYWORD_CLASSES, MODEL_PAIRS
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS, of_all_sources
from emergence.schema.simulations import STUDIES

_LOCATOR = text("locator", "where in the publication it stands", required=True)

ABILITIES = Table(
    "abilities",
    (
        text("ability", "name, as printed", required=True),
        text("prompting", "few-shot or augmented, as the table parts them", required=True),
        number("flops", "training FLOPs at which it emerges", above=0),
        number("params", "parameters at which it emerges", above=0),
        text("family", "family of models it was seen in", required=True),
        text("reference", "who saw it, as printed", required=True),
        text("task", "task of the atlas that asks for it, by our reading; null where there is none"),
        text("pool", "pool of the paper's own series of it; null where its figures draw none"),
        text("format", "format of that series"),
        _LOCATOR,
    ),
    key=("ability",),
)

TASK_CATEGORIES = Table(
    "task_categories",
    (
        text("task", "BIG-bench's name, bigbench_<name>", required=True),
        text("printed", "name, as printed", required=True),
        text("list", "heading of the list: E.1 to E.5, F", required=True),
        text("category", required=True),
        text("remark", "what the list adds to the task"),
        _LOCATOR,
    ),
    key=("list", "task"),
)

PUBLISHED_EVALUATIONS = Table(
    "published_evaluations",
    (
        text("task", required=True),
        text("title", "name, as printed", required=True),
        text("subject", "kind of task", required=True),
        text("language", required=True, choices=("en", "zh")),
        text("prompting", required=True),
        text("answer", required=True),
        text("metric", required=True),
        number("n_items", "items of the test set", low=1),
        number("threshold", "loss below which the score leaves chance, as read by the authors, in nats a token"),
        _LOCATOR,
    ),
    key=("task",),
)

PUBLISHED_CORRELATIONS = Table(
    "published_correlations",
    (
        text("task", required=True),
        text("title", "name, as printed", required=True),
        text("kind", required=True, choices=("spearman", "pearson")),
        number("estimate", required=True, low=-1, high=1),
        _LOCATOR,
    ),
    key=("task", "kind"),
)

CORPUS_SHARES = Table(
    "corpus_shares",
    (
        text("part", "part of the corpus, as printed", required=True),
        number("share", "fraction of the corpus", required=True, low=0, high=1),
        _LOCATOR,
    ),
    key=("part",),
)

TRAINING_SETTINGS = Table(
    "training_settings",
    (text("setting", required=True), number("value", required=True), text("unit", required=True), _LOCATOR),
    key=("setting",),
)

PUBLISHED_PREDICTIONS = Table(
    "published_predictions",
    (
        text("table", "the publication's file", required=True),
        text("model", "the target", required=True),
        text("task", "a task, or the corpus of a loss", required=True),
        text("split", required=True),
        text("quantity", "metric that is predicted", required=True),
        text("given", "what of the target the prediction starts from", required=True),
        number("actual", "as printed: mean of the target's last five checkpoints, in the tables taskce of its last"),
        number("predicted", "as printed"),
        number("relative_error", "as printed; the chained tables print its size only"),
        number("fit_error", "mean size of the relative error over the runs that were fitted, as printed"),
        _LOCATOR,
    ),
    key=("table", "model", "task", "quantity", "given"),
)

COMPUTE = Table(
    "compute",
    (
        text("model", required=True),
        number("flops_per_token", "training FLOPs a token, attention included", required=True, above=0),
        number("flops_per_token_recomputed", "the same with what is computed twice to save memory", above=0),
        number("flops", "training FLOPs", required=True, above=0),
        number("petaflop_s_days", "training compute in PetaFLOP/s-days", above=0),
        _LOCATOR,
    ),
    key=("model",),
)

PUBLISHED_LAWS = Table(
    "published_laws",
    (
        text("law", "publication, and its estimator where it prints several", required=True),
        text("parameter", "A, B, E, alpha or beta of L = E + A / N^alpha + B / D^beta", required=True),
        number("estimate", "in nats a token, with N in parameters and D in tokens", required=True),
        number("se", "standard error"),
        _LOCATOR,
    ),
    key=("law", "parameter"),
)

BIGBENCH_SCORES = Table(
    "bigbench_scores",
    (
        number("table", "number of the printed table", required=True),
        text("task", "BIG-bench's name, bigbench_<name>", required=True),
        text("scored", "model, or people", required=True),
        text(
            "scale",
            "raw, or normalised: chance at 0, the highest score at 1",
            required=True,
            choices=("raw", "normalised"),
        ),
        number("value", "score by the task's preferred metric", required=True),
        _LOCATOR,
    ),
    key=("table", "task", "scored", "scale"),
)

PRINTED = {
    table.name: table
    for table in (
        ABILITIES,
        TASK_CATEGORIES,
        PUBLISHED_EVALUATIONS,
        PUBLISHED_CORRELATIONS,
        CORPUS_SHARES,
        TRAINING_SETTINGS,
        PUBLISHED_PREDICTIONS,
        COMPUTE,
        PUBLISHED_LAWS,
        BIGBENCH_SCORES,
        HUMAN_SCORES,
        KEYWORD_CLASSES,
        MODEL_PAIRS,
        AGREEMENTS,
        INCONSISTENCIES,
        *STUDIES,
    )
}

ALL_PRINTED = {name: of_all_sources(name, table) for name, table in PRINTED.items()}

_BY_FILE = {"models.csv": MODELS, "tasks.csv": TASKS} | {f"tables/{name}.csv": table for name, table in PRINTED.items()}


def table_of(file):
    """The contract of a file, by its path under ``data/<source>/``: of observations unless the path says otherwise."""
    return _BY_FILE.get(file, SOURCE_OBSERVATIONS)


def read_printed(paths, name):
    """The rows of the printed tables ``data/<source>/tables/<name>.csv`` of several sources; see :func:`read_table`."""
    from emergence.io.storage import read_table, together  # pandas, which planning a workflow has no need of

    rows = [read_table(path, PRINTED[name]).assign(source=Path(path).parts[-3]) for path in paths]
    return together(rows, ALL_PRINTED[name])[ALL_PRINTED[name].names]
