"""Biderman et al. 2023: scores of the Pythia models' checkpoints, from the evaluations in their repository."""

import math
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import lm_eval, upstream
from emergence.sources.pythia import training_losses
from emergence.sources.pythia.training_losses import LAST_STEP
from emergence.sources.task_parts import parts_of, with_parts

STEP_TOKENS = 2097152
SHOTS = {"zero-shot": 0.0, "five-shot": 5.0}

# Parameters in all, layers, width, heads and peak learning rate of a size.
SIZES = {
    "70m": (70426624, 6, 512, 8, 1e-3),
    "160m": (162322944, 12, 768, 12, 6e-4),
    "410m": (405334016, 24, 1024, 16, 3e-4),
    "1b": (1011781632, 16, 2048, 8, 3e-4),
    "1.4b": (1414647808, 24, 2048, 16, 2e-4),
    "2.8b": (2775208960, 32, 2560, 32, 1.6e-4),
    "6.9b": (6857302016, 32, 4096, 32, 1.2e-4),
    "12b": (11846072320, 36, 5120, 40, 1.2e-4),
}

PROXY = "lambada_openai_proxy"
TRAINING = "pile_training"
_TASKS = {name: name for name in ("arc_challenge", "arc_easy", "lambada_openai", "logiqa", "piqa", "winogrande")}
_TASKS |= {"sciq": "sciq", "wsc": "wsc"}
_SUBJECT = "hendrycksTest-"
_LEFT_OUT = "crows_pairs_"  # measures of bias, not of ability
_OWN_TASKS = (
    ("sciq", "SciQ", "multiple_choice", 4, 0.25, "derived", 1000, "Welbl et al. 2017, arXiv 1707.06209; test set"),
    (
        "wsc",
        "WSC (SuperGLUE)",
        "multiple_choice",
        2,
        0.5,
        "derived",
        104,
        "Wang et al. 2019, arXiv 1905.00537; validation set",
    ),
    (
        PROXY,
        "LAMBADA last-word loss (a proxy)",
        "language_modelling",
        None,
        None,
        None,
        5153,
        "logarithm of ppl of lambada_openai",
    ),
)
# The subjects of MMLU in its four groups; those that are not named belong to "other".
_GROUPS = {
    "stem": (
        "abstract_algebra astronomy college_biology college_chemistry college_computer_science college_mathematics "
        "college_physics computer_security conceptual_physics electrical_engineering elementary_mathematics "
        "high_school_biology high_school_chemistry high_school_computer_science high_school_mathematics "
        "high_school_physics high_school_statistics machine_learning"
    ),
    "humanities": (
        "formal_logic high_school_european_history high_school_us_history high_school_world_history international_law "
        "jurisprudence logical_fallacies moral_disputes moral_scenarios philosophy prehistory professional_law "
        "world_religions"
    ),
    "social_sciences": (
        "econometrics high_school_geography high_school_government_and_politics high_school_macroeconomics "
        "high_school_microeconomics high_school_psychology human_sexuality professional_psychology public_relations "
        "security_studies sociology us_foreign_policy"
    ),
}
GROUP_OF = {subject: group for group, subjects in _GROUPS.items() for subject in subjects.split()}
_CHECKPOINT = ["model", "run", "tokens", "shots"]
_KEY = ["model", "run", "tokens", "task", "subtask", "metric", "shots"]
_PATH = re.compile(r"pythia-([\d.]+[mb])(-deduped)?/(zero-shot|five-shot)/\S+_step(\d+)\.json")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``<run>/<zero-shot|five-shot>/..._step<n>.json``, the evaluations of a checkpoint, and
        ``.../<size>-0.csv``, the training loss of every step of a run.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, ``losses.csv``, ``models.csv`` and ``tasks.csv``. MMLU's groups and average are means over
        the items of its 57 subjects.

    Raises
    ------
    DataError
        If an evaluation is not known, or its standard errors are not those of one number of items.
    """
    evaluations = [path for path in sorted(files) if not training_losses.is_history(path)]
    rows = [row for path in evaluations for row in _evaluated(path, upstream.parsed_json(files, path))]
    columns = [*_CHECKPOINT, "task", "subtask", "metric", "value", "se", "format", "locator"]
    scores = pd.DataFrame(rows, columns=columns).astype({"subtask": "str", "format": "str"})
    scores = scores.assign(n_items=_items(scores)).drop(columns="se")
    scores = pd.concat([scores.assign(method=None), *_averages(scores)], ignore_index=True)
    scores["is_final"] = scores["tokens"] == LAST_STEP * STEP_TOKENS
    scores["method"] = scores["method"].mask(scores["task"] == PROXY, "derived")  # a logarithm of what was released
    tasks = ("task", "title", "answer_format", "choices", "chance", "chance_basis", "n_items", "locator")
    subjects = scores[~scores["subtask"].isin([*_GROUPS, "other"])]
    return {
        "scores.parquet": scores.sort_values(_KEY, na_position="first", ignore_index=True),
        "losses.csv": _losses(files),
        "models.csv": pd.DataFrame([model_row(size) for size in SIZES]),
        "tasks.csv": with_parts(
            pd.DataFrame(_OWN_TASKS, columns=tasks), parts_of(subjects, {"mmlu": "MMLU"}, f"{_SUBJECT}<subject>")
        ),
    }


def _evaluated(path, content):
    """The numbers of one checkpoint as rows."""
    place = _PATH.fullmatch(path)
    if place is None or place[1] not in SIZES:
        raise DataError(path, f"a path <run>/<shots>/..._step<n>.json of one of {', '.join(SIZES)}")
    size, deduplicated, shots, step = place.groups()
    run = f"pythia-{size}{deduplicated or ''}"
    checkpoint = (f"Pythia {size.upper()}", run, float(step) * STEP_TOKENS, SHOTS[shots])
    evaluated = {}
    for name, key, value, se in lm_eval.results(content, path)[["name", "key", "value", "se"]].itertuples(index=False):
        evaluated.setdefault(name, {})[key] = (value, se)
    for name, measured in evaluated.items():
        if name.startswith(_LEFT_OUT):
            continue
        subject = name.removeprefix(_SUBJECT) if name.startswith(_SUBJECT) else None
        task = "mmlu" if subject else _TASKS.get(name)
        if task is None:
            raise DataError(path, "a known evaluation", row="results", value=name)
        form = "rc" if "acc_norm" in measured else None
        accuracy = "exact_match" if task == "lambada_openai" else "accuracy"
        for key, metric in (("acc", accuracy), ("acc_norm", "accuracy_norm")):
            if key in measured:
                if math.isnan(measured[key][1]):
                    raise DataError(path, "a number", row=name, column=f"{key}_stderr")
                yield (*checkpoint, task, subject, metric, *measured[key], form, f"{path}, {name}, {key}")
        if task == "lambada_openai":
            if "ppl" not in measured:
                raise DataError(path, "a number", row=name, column="ppl")
            loss = math.log(measured["ppl"][0])
            yield (*checkpoint, PROXY, None, "last_word_nats", loss, np.nan, None, f"{path}, {name}, log of ppl")


def _items(scores):
    """Items of each evaluation, from all checkpoints."""
    keys = scores["task"].where(scores["task"] != PROXY, "lambada_openai") + "/" + scores["subtask"].fillna("")
    return lm_eval.agreed_items(lm_eval.implied_items(scores["value"], scores["se"]), keys, scores["locator"])


def _losses(files):
    """The training losses of the runs whose steps are published."""
    found = [training_losses.read(files, path) for path in sorted(files) if training_losses.is_history(path)]
    losses = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(training_losses.COLUMNS))
    return losses.assign(
        model="Pythia " + losses["size"].str.upper(),
        run="pythia-" + losses["size"],
        tokens=losses["step"] * STEP_TOKENS,
        is_final=losses["step"] == LAST_STEP,
        task=TRAINING,
        metric="cross_entropy",
        split="train",
        method="derived",
    ).drop(columns=["size", "step"])


def _averages(scores):
    """MMLU's groups and the whole, as means over items."""
    subjects = scores[scores["task"] == "mmlu"]
    subjects = subjects.assign(right=subjects["value"] * subjects["n_items"], group=subjects["subtask"].map(GROUP_OF))
    subjects["group"] = subjects["group"].fillna("other")
    for parts, where in (([], "57 subjects"), (["group"], "subjects of the group")):
        found = subjects.groupby([*_CHECKPOINT, "metric", *parts], as_index=False)
        sums = found.agg(right=("right", "sum"), n_items=("n_items", "sum"), locator=("locator", "first"))
        path = sums["locator"].str.split(", ").str[0]
        sums = sums.assign(
            value=(sums["right"].round() / sums["n_items"]), locator=path + f", mean over the items of the {where}"
        )
        sums = sums.rename(columns={"group": "subtask"}).drop(columns="right")
        yield sums.assign(task="mmlu", format="rc", method="derived")


def model_row(size: str) -> dict:
    """The row of models.csv of one of :data:`SIZES`."""
    params, layers, width, heads, rate = SIZES[size]
    return {
        "model": f"Pythia {size.upper()}",
        "family": "Pythia",
        "params": params,
        "tokens": LAST_STEP * STEP_TOKENS,
        "flops": 6 * params * LAST_STEP * STEP_TOKENS,
        "flops_per_token": 6 * params,
        "d_model": width,
        "n_layers": layers,
        "n_heads": heads,
        "learning_rate": rate,
        "batch_tokens": STEP_TOKENS,
        "basis": "derived",
        "locator": "Biderman et al. 2023, Table 1 (shape), model cards (parameters); FLOPs are 6 x params x tokens",
    }
