"""Li et al. 2024: losses and scores of DataComp-LM's models, nearly all of three sizes that differ in their data."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.openlm_evaluations import KINDS, OWN, SHARED

MODELS = "assets/DCLM_model_database.csv"
METADATA = "eval/eval_meta_data.csv"
LOSS = "eval_metrics.perplexity"
LOSS_TASK = "dclm_openlm_validation"

_NAME = "Model JSON"
_TEXT = (_NAME, "model", "model_uuid", "tokenizer")
# Evaluations that OpenLM's suite lacks: our task, its part, its prompt format; the title of a task of this source.
_MORE = {
    "mmlu_fewshot": ("mmlu", None, None, None),
    "triviaqa_sm_sub": ("triviaqa_3000", None, None, "TriviaQA, 3,000 questions"),
    "gsm8k_cot": ("gsm8k", None, "chain_of_thought", None),
    "agi_eval_sat_math_cot": ("agieval_sat_math", None, "chain_of_thought", "AGIEval SAT mathematics"),
    "aqua_cot": ("aqua", None, "chain_of_thought", "AQuA"),
    "svamp_cot": ("svamp", None, "chain_of_thought", "SVAMP"),
    "gpqa_main": ("gpqa", "main", None, None),
    "gpqa_diamond": ("gpqa", "diamond", None, None),
}
_EVALUATIONS = (
    {name: (task, None, None, None) for name, task in SHARED.items() if name != "mmlu"}
    | {name: (task, None, None, None) for name, (task, _) in OWN.items()}
    | _MORE
)
# Items as counted from the scores, where the metadata have those of another task.
_ITEMS = {"arc_challenge": 1172.0}
# The tokenizer by its two addresses; a loss per token of another one is not comparable.
_TOKENIZERS = ("EleutherAI/gpt-neox-20b", "tokenizers/gpt_neox_tokenizer.json")
# Above this a loss is broken: two rows have 8.7 and 10.2 nats per token, with scores like those of their kind.
_HIGHEST_LOSS = 8.0
# Checkpoints of one run whose tokens are not given; its last one is in a row of its own.
_CHECKPOINTS = "hero_run_1_2T_cooldown_checkpoints/"
# Equal in all digits in two rows of one model.
_SAME = ["params", LOSS, "hellaswag", "arc_easy", "squad"]
# The set-up that most models of the middle scale share: architecture, schedule and batch.
_RECIPE = ("open_lm_1b", "-warm=5000-lr=0p003-wd=0p033-cd=3e-05-bs=256-", 28795904000.0)
_SIZES = {411616256.0: "DCLM 411M", 1439795200.0: "DCLM 1.4B", 6889410560.0: "DCLM 6.9B"}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``assets/DCLM_model_database.csv`` (one row a model) and ``eval/eval_meta_data.csv`` (shots, items and random
        baseline of each evaluation).

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.csv``, ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model stands twice, has an unknown size, or an evaluation is missing.
    """
    metadata = _metadata(files)
    numbers = ("params", "tokens", LOSS, *metadata.index)
    rows = upstream.table(upstream.trimmed(files, MODELS), MODELS, text=_TEXT, numbers=numbers)
    rows = rows[~rows[_NAME].str.startswith(_CHECKPOINTS)]
    rows = rows[~rows["model_uuid"].duplicated() & ~rows.duplicated(_SAME)]
    if rows[_NAME].duplicated().any():
        row = int(rows[_NAME].duplicated().to_numpy().argmax())
        raise DataError(MODELS, "each model once", int(rows.index[row]) + 2, _NAME, rows[_NAME].iloc[row])
    rows = rows.assign(name=rows[_NAME].str.removeprefix("evaluation_").str.removesuffix(".json"))
    return {
        "losses.csv": _losses(rows),
        "scores.parquet": _scores(rows, metadata),
        "models.csv": _models(rows),
        "tasks.csv": _tasks(metadata),
    }


def _metadata(files):
    columns = {"text": ("Eval Task", "Task Type"), "numbers": ("#shots", "#datapoints", "Random baseline")}
    metadata = upstream.table(upstream.trimmed(files, METADATA), METADATA, **columns).set_index("Eval Task")
    for name in sorted(set(metadata.index) ^ set(_EVALUATIONS)):
        raise DataError(METADATA, f"the {len(_EVALUATIONS)} known evaluations", column="Eval Task", value=name)
    return metadata


def _losses(rows):
    own = rows[rows["tokenizer"].isin(_TOKENIZERS) & (rows[LOSS] < _HIGHEST_LOSS)]
    return pd.DataFrame(
        {
            "model": own["name"],
            "is_final": True,
            "task": LOSS_TASK,
            "metric": "cross_entropy",
            "split": "validation",
            "value": own[LOSS],
            "locator": [f"{MODELS}, line {line}, {LOSS}" for line in own.index + 2],
        }
    ).sort_values("model", ignore_index=True)


def _scores(rows, metadata):
    tables = []
    for evaluation, (task, part, prompt, _) in _EVALUATIONS.items():
        about, own = metadata.loc[evaluation], rows[rows[evaluation].notna()]
        table = {"model": own["name"], "is_final": True, "task": task, "subtask": part, "format": prompt}
        table |= {"metric": KINDS[about["Task Type"]][1], "shots": about["#shots"], "value": own[evaluation]}
        table |= {"n_items": _items(evaluation, own[evaluation], about["#datapoints"])}
        tables.append(pd.DataFrame(table).assign(locator=f"{MODELS}, column {evaluation}"))
    return pd.concat(tables).sort_values(["model", "task", "subtask", "shots"], ignore_index=True)


def _items(evaluation, values, listed):
    """The number of items, where all scores are multiples of one over it; else they are means of parts."""
    items = _ITEMS.get(evaluation, listed)
    counts = values * items
    return items if ((counts - counts.round()).abs() < 1e-2).all() else float("nan")


def _models(rows):
    families = [_family(*row) for row in rows[["params", "model", _NAME, "tokens"]].itertuples(index=False)]
    rates = [re.search(r"-lr=(\d+)p(\d+)", name) for name in rows[_NAME]]
    models = {
        "model": rows["name"],
        "family": families,
        "params": rows["params"],
        "tokens": rows["tokens"],
        "flops": 6 * rows["params"] * rows["tokens"],
        "learning_rate": [float(f"{rate[1]}.{rate[2]}") if rate else None for rate in rates],
        "basis": "derived",
        "locator": [f"{MODELS}, line {line}; FLOPs are 6 x params x tokens" for line in rows.index + 2],
    }
    return pd.DataFrame(models).sort_values("model", ignore_index=True)


def _family(params, architecture, name, tokens):
    if params not in _SIZES:
        raise DataError(MODELS, f"one of {', '.join(map(str, _SIZES))}", name, "params", params)
    kind, setup, seen = _RECIPE
    same = params != 1439795200.0 or (architecture == kind and setup in name and tokens == seen)
    return _SIZES[params] if same else f"{_SIZES[params]}, other set-ups"


def _tasks(metadata):
    loss = {"task": LOSS_TASK, "title": "OpenLM's validation set (DCLM)", "answer_format": "language_modelling"}
    rows = [{**loss, "locator": f"{MODELS}, {LOSS}"}]
    for evaluation, (task, part, _, title) in _MORE.items():
        if title:
            about = metadata.loc[evaluation]
            row = {"task": task, "subtask": part, "title": title, "answer_format": KINDS[about["Task Type"]][0]}
            row |= {"chance": about["Random baseline"] / 100, "chance_basis": "released"}
            rows.append(row | {"n_items": about["#datapoints"], "locator": f"{METADATA}, {evaluation}"})
    return pd.DataFrame(rows).sort_values("task", ignore_index=True)
