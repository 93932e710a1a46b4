"""Gadre et al. 2024: losses and scores of 104 OpenLM models, trained on three corpora with many tokens a parameter."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.formats.openlm_evaluations import KINDS, OWN, SHARED

MODELS = "models/"
EVALUATIONS = "evals/evaluation_{}_heavy.json"
METADATA = "eval_metadata.csv"

CORPORA = {"c4_original": "OpenLM C4", "rpj": "OpenLM RedPajama", "rw_original": "OpenLM RefinedWeb"}

# The folder of the validation files: our task and its name for people. All are cut into tokens by OpenLM's tokenizer,
# so that no loss is comparable with another source's; hence the prefix.
_LOSSES = {
    "c4_val": ("openlm_c4", "C4 (OpenLM's validation set)"),
    "openlm": ("openlm_validation", "OpenLM's own validation set"),
    "de-en": ("openlm_de_en", "German and English (OpenLM's validation set)"),
    "paloma_c4_en": ("openlm_paloma_c4_en", "Paloma C4 (OpenLM's tokens)"),
    "paloma_dolma_100_programing_languages": ("openlm_paloma_code", "Paloma Dolma code (OpenLM's tokens)"),
    "paloma_falcon-refinedweb": ("openlm_paloma_refinedweb", "Paloma RefinedWeb (OpenLM's tokens)"),
    "paloma_ptb": ("openlm_paloma_ptb", "Paloma Penn Treebank (OpenLM's tokens)"),
    "paloma_redpajama": ("openlm_paloma_redpajama", "Paloma RedPajama (OpenLM's tokens)"),
}

# Items as counted from the scores where the metadata give another number; null where the score is a mean of parts.
_ITEMS = {"arc_challenge": 1172.0, "bbq": None, "jeopardy": None, "mmlu": None, "mmlu_zeroshot": None}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``models/<name>.json`` (set-up and losses), ``evals/evaluation_<name>_heavy.json`` (scores) and
        ``eval_metadata.csv`` (shots, items and random baseline of each evaluation).

    Returns
    -------
    dict of str to pandas.DataFrame
        ``losses.parquet``, ``scores.parquet``, ``models.csv`` and ``tasks.csv``.

    Raises
    ------
    DataError
        If a model lacks a validation set or an evaluation, or names one that is not known.
    """
    names = sorted(path.removeprefix(MODELS).removesuffix(".json") for path in files if path.startswith(MODELS))
    cards = {name: upstream.parsed_json(files, f"{MODELS}{name}.json") for name in names}
    metadata = _metadata(files)
    return {
        "losses.parquet": _sorted([row for name in names for row in _losses(name, cards[name])]),
        "scores.parquet": _sorted([row for name in names for row in _scores(files, name, metadata)]),
        "models.csv": pd.DataFrame([_model(name, cards[name]) for name in names]),
        "tasks.csv": _tasks(metadata),
    }


def _metadata(files):
    columns = {"text": ("Eval Task", "Task Type"), "numbers": ("#shots", "#datapoints", "Random baseline")}
    metadata = upstream.table(upstream.trimmed(files, METADATA), METADATA, **columns).set_index("Eval Task")
    for name in (*SHARED, *OWN):
        if name not in metadata.index:
            raise DataError(METADATA, f"a row of {name}", column="Eval Task")
        if metadata.loc[name, "Task Type"] not in KINDS:
            raise DataError(METADATA, f"one of {', '.join(KINDS)}", name, "Task Type", metadata.loc[name, "Task Type"])
    return metadata


def _model(name, card):
    path = f"{MODELS}{name}.json"
    setup = card.get("hyperparameters", {})
    for key in ("params", "tokens", "lr"):
        if not isinstance(setup.get(key), (int, float)):
            raise DataError(path, "a number", row="hyperparameters", column=key, value=setup.get(key))
    if card.get("dataset_name") not in CORPORA:
        raise DataError(path, f"one of {', '.join(CORPORA)}", column="dataset_name", value=card.get("dataset_name"))
    shape = re.fullmatch(r".*/d=(\d+)_l=(\d+)_h=(\d+)\.json", setup.get("model", ""))
    return {
        "model": name,
        "family": CORPORA[card["dataset_name"]],
        "params": setup["params"],
        "tokens": setup["tokens"],
        "flops": 6 * setup["params"] * setup["tokens"],
        **(dict(zip(("d_model", "n_layers", "n_heads"), map(float, shape.groups()), strict=True)) if shape else {}),
        "learning_rate": setup["lr"],
        "basis": "derived",
        "locator": f"{path}, hyperparameters; FLOPs are 6 x params x tokens",
    }


def _losses(name, card):
    path = f"{MODELS}{name}.json"
    found = {}
    for entry in card.get("results", ()):
        corpus = entry["val_data"][0].split("/")[-2]
        if corpus not in _LOSSES or corpus in found:
            raise DataError(path, f"each of {', '.join(_LOSSES)} once", column="val_data", value=corpus)
        found[corpus] = entry
    if missing := sorted(set(_LOSSES) - set(found)):
        raise DataError(path, f"a loss on {missing[0]}", column="results")
    for corpus, entry in found.items():
        yield {
            "model": name,
            "is_final": True,
            "task": _LOSSES[corpus][0],
            "metric": "cross_entropy",
            "split": "validation",
            "value": entry["loss"],
            "value_lo": entry["loss_sequences_lower_95"],
            "value_hi": entry["loss_sequences_upper_95"],
            "n_items": entry["sequences"],
            "locator": f"{path}, results, {corpus}",
        }


def _scores(files, name, metadata):
    path = EVALUATIONS.format(name)
    scores = upstream.parsed_json(files, path).get("eval_metrics", {}).get("icl", {})
    known = SHARED | {evaluation: task for evaluation, (task, _) in OWN.items()}
    for evaluation in sorted(set(scores) ^ set(known)):
        raise DataError(path, f"the {len(known)} known evaluations", column="icl", value=evaluation)
    for evaluation, value in scores.items():
        if not isinstance(value, (int, float)):
            raise DataError(path, "a number", row="icl", column=evaluation, value=value)
        about = metadata.loc[evaluation]
        yield {
            "model": name,
            "is_final": True,
            "task": known[evaluation],
            "metric": KINDS[about["Task Type"]][1],
            "shots": about["#shots"],
            "value": value,
            "n_items": _ITEMS.get(evaluation, about["#datapoints"]),
            "locator": f"{path}, {evaluation}",
        }


def _sorted(rows):
    return pd.DataFrame(rows).sort_values(["model", "task"] + ["shots"] * ("shots" in rows[0]), ignore_index=True)


def _tasks(metadata):
    rows = [
        {
            "task": task,
            "title": title,
            "answer_format": "language_modelling",
            "locator": f"{MODELS}*.json, val_data {corpus}",
        }
        for corpus, (task, title) in _LOSSES.items()
    ]
    for evaluation, (task, title) in OWN.items():
        about = metadata.loc[evaluation]
        row = {"task": task, "title": title, "answer_format": KINDS[about["Task Type"]][0]}
        row |= {"chance": about["Random baseline"] / 100, "chance_basis": "released", "n_items": about["#datapoints"]}
        rows.append(row | {"locator": f"{METADATA}, {evaluation}"})
    return pd.DataFrame(rows).sort_values("task", ignore_index=True)
