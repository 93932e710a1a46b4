"""McLeish et al. 2025 (arXiv 2502.06857): 22 runs of different width and depth, scored at the same 35 checkpoints."""

import re
from collections.abc import Iterator, Mapping
from io import StringIO

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.io.storage import read_parquet
from emergence.sources.formats import upstream

SCORES = "benchmarks/light_eval_df.parquet"
ERRORS = "benchmarks/light_eval_df_err.parquet"
TRAINING = "wandb_dfs/wandb_df_for_fitting_hot_100b+.jsonl"
ANSWERS = "derived/task_nll.csv"
HELD_OUT = "other_validation_losses/{}_losses/{}.json"

STEP_TOKENS = 2048 * 2048
LAST = 83475  # step of the revision that is called main
REVISIONS = 35
_SIGMAS = 1.96  # half a 95 % interval in standard errors

_CORPORA = {"dclm": "DCLM (held out, Gemstones' tokens)", "fineweb_edu": "FineWeb-Edu (held out, Gemstones' tokens)"}
_TRAIN = "gemstones_train"
# Upstream's column of scores: task, and its items; of MMLU's subjects the mean is given.
_ACCURACIES = {
    "arc:challenge": ("arc_challenge", 1000),
    "arc:easy": ("arc_easy", 1000),
    "commonsense_qa": ("commonsenseqa", 1000),
    "hellaswag": ("hellaswag", 1000),
    "mmlu": ("mmlu", None),
    "openbookqa": ("openbookqa", 500),
    "piqa": ("piqa", 1000),
    "siqa": ("siqa", 1000),
    "winogrande": ("winogrande", 1000),
}
_ANSWERED = {
    "arcc": "arc_challenge",
    "arce": "arc_easy",
    "coqa": "commonsenseqa",  # 1,221 items: CommonsenseQA
    "hellaswag": "hellaswag",
    "mmlu": "mmlu",
    "openbook": "openbookqa",
    "piqa": "piqa",
    "siqa": "siqa",
    "winogrande": "winogrande",
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        Scores and their standard errors, training losses, held-out losses by run, and the means of the items' losses.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.parquet``, ``scores.parquet``, ``answers.parquet`` (losses of the right answers), ``models.csv`` and
        ``tasks.csv``.

    Raises
    ------
    DataError
        If a run or a checkpoint is missing, or a standard error is not that of the number of items.
    """
    training = _training(files)
    models = _models(training)
    return {
        "losses.parquet": _sorted(pd.concat([*_losses(files, training)], ignore_index=True)),
        "scores.parquet": _sorted(_scores(files, models)),
        "answers.parquet": _sorted(_answers(files, models)),
        "models.csv": models,
        "tasks.csv": pd.DataFrame([*_tasks()]),
    }


def _training(files):
    """The training loss at each of the 35 checkpoints."""
    lines = StringIO(upstream.content(files, TRAINING).decode("utf-8"))
    rows = pd.read_json(lines, lines=True, dtype=False)
    shape = rows["run_name"].str.extract(r"^PyGemma-(?P<shape>\d+x\d+)_pretrain$")["shape"]
    if shape.isna().any():
        first = shape.isna().to_numpy().argmax()
        raise DataError(TRAINING, "PyGemma-<width>x<depth>_pretrain", first + 1, "run_name", rows["run_name"][first])
    wrong = (rows["tokens"] != rows["step"] * STEP_TOKENS).to_numpy()
    if wrong.any():
        first = wrong.argmax()
        raise DataError(TRAINING, f"step x {STEP_TOKENS}", first + 1, "tokens", rows["tokens"][first])
    counts = shape.value_counts()
    if (counts != REVISIONS).any():
        raise DataError(TRAINING, f"{REVISIONS} checkpoints of each run", row=counts.idxmin(), value=counts.min())
    return rows.assign(model="Gemstone-" + shape)


def _models(training):
    first = training.drop_duplicates("model").sort_values("model", ignore_index=True)
    params, tokens = first["params_active_precise"].astype(float), float(LAST * STEP_TOKENS)
    return pd.DataFrame(
        {
            "model": first["model"],
            "family": "Gemstone",
            "params": params,
            "tokens": tokens,
            "flops": 6 * params * tokens,
            "flops_per_token": 6 * params,
            "d_model": first["width"].astype(float),
            "n_layers": first["depth"].astype(float),
            "batch_tokens": float(STEP_TOKENS),
            "basis": "derived",
            "locator": f"{TRAINING}, params_active_precise, width, depth; FLOPs are 6 x params x tokens",
        }
    )


def _losses(files: Mapping[str, bytes], training: pd.DataFrame) -> Iterator[pd.DataFrame]:
    steps = training["step"].to_numpy()
    rows = _checkpoints(training["model"], steps).assign(task=_TRAIN, split="train", value=training["final_loss"])
    yield rows.assign(metric="cross_entropy", locator=f"{TRAINING}, final_loss")
    known = {_revision(step) for step in steps}
    for corpus in _CORPORA:
        for model in sorted(training["model"].unique()):
            path = HELD_OUT.format(corpus, model)
            values = upstream.parsed_json(files, path)
            if set(values) != known:
                raise DataError(path, f"the {REVISIONS} revisions", value=", ".join(sorted(set(values) ^ known)))
            step = [_step(revision, path) for revision in values]
            rows = _checkpoints(model, step).assign(task=f"gemstones_{corpus}", value=list(values.values()))
            yield rows.assign(split="validation", metric="cross_entropy", locator=path)


def _scores(files, models):
    values, errors = (read_parquet(upstream.content(files, path), path) for path in (SCORES, ERRORS))
    if not values.index.equals(errors.index) or len(values) != REVISIONS * len(models):
        raise DataError(ERRORS, f"{REVISIONS * len(models)} rows as in {SCORES}", value=len(errors))
    names = values.index.to_series().str.extract(r"^(?P<model>Gemstone-\d+x\d+)-(?P<revision>.+)$")
    parts = []
    for column, (task, items) in _ACCURACIES.items():
        value, error = values[column], errors[column]
        counted = value * (1 - value) / error**2 + 1
        if items and ((off := (counted - items).abs()) > 1e-6).any():
            raise DataError(ERRORS, f"the standard error of {items} items", off.idxmax(), column, error[off.idxmax()])
        rows = _checkpoints(names["model"], [_step(name, SCORES) for name in names["revision"]])
        rows = rows.assign(task=task, metric="accuracy", value=value.to_numpy())
        if items:  # the released error of MMLU is a mean of those of its subjects
            rows = rows.assign(**_interval(value, error, 1.0), n_items=float(items))
        parts.append(rows.assign(locator=f"{SCORES}, {column}"))
    return pd.concat(parts, ignore_index=True).assign(shots=0.0, format="rc")


def _answers(files, models):
    """Means of the items' losses: of all parts of HellaSwag together, of MMLU's subjects with equal weight."""
    rows = upstream.table(
        files, ANSWERS, text=("run", "revision", "task", "subtask"), numbers=("n_items", "mean_nll", "se_nll")
    )
    for column, known in (("task", set(_ANSWERED)), ("run", set(models["model"]))):
        if (unknown := ~rows[column].isin(known)).any():
            first = unknown.to_numpy().argmax()
            raise DataError(ANSWERS, f"one of {', '.join(sorted(known))}", first + 2, column, rows[column][first])
    items = rows["n_items"].where(rows["task"] != "mmlu", 1.0)
    weighed = rows.assign(items=items, total=items * rows["mean_nll"], variance=(items * rows["se_nll"]) ** 2)
    sums = weighed.groupby(["run", "revision", "task"])[["n_items", "items", "total", "variance"]].sum().reset_index()
    value, error = sums["total"] / sums["items"], np.sqrt(sums["variance"]) / sums["items"]
    means = _checkpoints(sums["run"], [_step(name, ANSWERS) for name in sums["revision"]])
    means = means.assign(task=sums["task"].map(_ANSWERED), metric="task_cross_entropy", value=value.round(6))
    means = means.assign(**_interval(value, error, np.inf), n_items=sums["n_items"], shots=0.0, format="rc")
    return means.assign(locator=ANSWERS + ", mean_nll of " + sums["task"], method="derived")


def _interval(value, error, highest):
    low, high = (np.clip(value + side * _SIGMAS * error, 0.0, highest).round(6) for side in (-1, 1))
    return {"value_lo": low.to_numpy(), "value_hi": high.to_numpy()}


def _checkpoints(model, steps):
    steps = np.asarray(steps)
    rows = pd.DataFrame({"tokens": steps * float(STEP_TOKENS), "is_final": steps == LAST})
    return rows.assign(model=model if isinstance(model, str) else np.asarray(model))


def _revision(step):
    return "main" if step == LAST else f"step_{step:08d}"


def _step(revision, file):
    if revision == "main":
        return LAST
    if not (match := re.fullmatch(r"step_(\d{8})", revision)):
        raise DataError(file, "main or step_ and eight digits", value=revision)
    return int(match[1])


def _tasks() -> Iterator[dict]:
    for corpus, title in _CORPORA.items():
        locator = HELD_OUT.format(corpus, "<run>")
        yield {"task": f"gemstones_{corpus}", "title": title, "answer_format": "language_modelling", "locator": locator}
    title = "Dolma 1.7, batches of training (Gemstones' tokens)"
    yield {"task": _TRAIN, "title": title, "answer_format": "language_modelling", "locator": f"{TRAINING}, final_loss"}


def _sorted(rows):
    return rows.sort_values(["model", "tokens", "task"], ignore_index=True, kind="stable")
