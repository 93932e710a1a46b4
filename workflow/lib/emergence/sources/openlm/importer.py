"""Gadre et al. 2024: losses and scores of 104 OpenLM models, trained on three corpora with many tokens a parameter."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

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

# Evaluations of tasks that data/tasks.csv has.
_SHARED = {
    "arc_challenge": "arc_challenge",
    "arc_easy": "arc_easy",
    "bigbench_conceptual_combinations": "bigbench_conceptual_combinations",
    "bigbench_misconceptions": "bigbench_misconceptions",
    "bigbench_novel_concepts": "bigbench_novel_concepts",
    "bigbench_operators": "bigbench_operators",
    "bigbench_qa_wikidata": "bigbench_qa_wikidata",
    "bigbench_repeat_copy_logic": "bigbench_repeat_copy_logic",
    "boolq": "boolq",
    "commonsense_qa": "commonsenseqa",
    "copa": "copa",
    "coqa": "coqa",
    "hellaswag": "hellaswag",
    "hellaswag_zeroshot": "hellaswag",
    "lambada_openai": "lambada_openai",
    "logi_qa": "logiqa",
    "mmlu": "mmlu",
    "mmlu_zeroshot": "mmlu",
    "openbook_qa": "openbookqa",
    "piqa": "piqa",
    "winograd": "winograd",
    "winogrande": "winogrande",
}
# Evaluations of tasks that only this source has, or that it has recast: another number of choices, or a free response
# where the task has choices. Those have a key of their own.
_OWN = {
    "agi_eval_lsat_ar": ("agieval_lsat_ar", "AGIEval LSAT analytical reasoning"),
    "agi_eval_lsat_lr": ("agieval_lsat_lr", "AGIEval LSAT logical reasoning"),
    "agi_eval_lsat_rc": ("agieval_lsat_rc", "AGIEval LSAT reading comprehension"),
    "agi_eval_sat_en": ("agieval_sat_en", "AGIEval SAT English"),
    "bbq": ("bbq_openlm", "BBQ (OpenLM's version)"),
    "bigbench_conlang_translation": ("bigbench_conlang_translation_openlm", "Conlang translation (OpenLM's version)"),
    "bigbench_cs_algorithms": ("bigbench_cs_algorithms_openlm", "CS algorithms (OpenLM's version)"),
    "bigbench_dyck_languages": ("bigbench_dyck_languages_openlm", "Dyck languages (OpenLM's version)"),
    "bigbench_elementary_math_qa": ("bigbench_elementary_math_qa_openlm", "Elementary math QA (OpenLM's version)"),
    "bigbench_language_identification": (
        "bigbench_language_identification_openlm",
        "Language identification (OpenLM's version)",
    ),
    "bigbench_logical_deduction": ("bigbench_logical_deduction_openlm", "Logical deduction (OpenLM's version)"),
    "bigbench_strange_stories": ("bigbench_strange_stories_openlm", "Strange stories (OpenLM's version)"),
    "bigbench_strategy_qa": ("bigbench_strategyqa_openlm", "StrategyQA (OpenLM's version)"),
    "bigbench_understanding_fables": (
        "bigbench_understanding_fables_openlm",
        "Understanding fables (OpenLM's version)",
    ),
    "enterprise_pii_classification": ("enterprise_pii", "Enterprise PII classification"),
    "jeopardy": ("jeopardy", "Jeopardy"),
    "math_qa": ("mathqa", "MathQA"),
    "pubmed_qa_labeled": ("pubmedqa", "PubMedQA, labelled"),
    "simple_arithmetic_nospaces": ("simple_arithmetic_nospaces", "Simple arithmetic, without spaces"),
    "simple_arithmetic_withspaces": ("simple_arithmetic_withspaces", "Simple arithmetic, with spaces"),
    "siqa": ("siqa_two_choices", "Social IQa, two choices"),
    "squad": ("squad", "SQuAD"),
    "winogender_mc_female": ("winogender_female", "Winogender, female"),
    "winogender_mc_male": ("winogender_male", "Winogender, male"),
}
_KINDS = {
    "multiple choice": ("multiple_choice", "accuracy"),
    "schema": ("multiple_choice", "accuracy"),
    "language modeling": ("free_response", "exact_match"),
    "question answering": ("free_response", "exact_match"),
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
    for name in (*_SHARED, *_OWN):
        if name not in metadata.index:
            raise DataError(METADATA, f"a row of {name}", column="Eval Task")
        if metadata.loc[name, "Task Type"] not in _KINDS:
            raise DataError(METADATA, f"one of {', '.join(_KINDS)}", name, "Task Type", metadata.loc[name, "Task Type"])
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
    known = _SHARED | {evaluation: task for evaluation, (task, _) in _OWN.items()}
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
            "metric": _KINDS[about["Task Type"]][1],
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
    for evaluation, (task, title) in _OWN.items():
        about = metadata.loc[evaluation]
        row = {"task": task, "title": title, "answer_format": _KINDS[about["Task Type"]][0]}
        row |= {"chance": about["Random baseline"] / 100, "chance_basis": "released", "n_items": about["#datapoints"]}
        rows.append(row | {"locator": f"{METADATA}, {evaluation}"})
    return pd.DataFrame(rows).sort_values("task", ignore_index=True)
