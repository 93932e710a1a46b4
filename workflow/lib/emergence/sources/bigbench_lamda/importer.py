"""BIG-bench by LaMDA: 85 tasks at 12 sizes, 3-shot, from the logs that the LASS project split and scored."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream

TASKS = "tasks_secondary.csv"
LOGS = "3shot/{size}.json"

# Size as BIG-bench names it: parameters, training tokens and FLOPs of the model of Wei et al. 2022, Table 2, taken to
# be the same one. No publication prints this match; order and ratio suggest it. Their 69B has no counterpart.
SIZES = {
    "2m": ("2.1M", 2.1e6, 262e9, 3.30e18),
    "16m": ("17M", 17e6, 313e9, 3.16e19),
    "53m": ("57M", 57e6, 262e9, 8.90e19),
    "125m": ("134M", 134e6, 170e9, 1.37e20),
    "244m": ("262M", 262e6, 264e9, 4.16e20),
    "422m": ("453M", 453e6, 150e9, 4.08e20),
    "1b": ("1.1B", 1.1e9, 142e9, 9.11e20),
    "2b": ("2.1B", 2.1e9, 137e9, 1.72e21),
    "4b": ("3.6B", 3.6e9, 136e9, 2.96e21),
    "8b": ("8.6B", 8.6e9, 132e9, 6.78e21),
    "27b": ("29B", 29e9, 132e9, 2.30e22),
    "128b": ("137B", 137e9, 674e9, 5.54e23),
}

_BRIER = {
    "confidence_brier": "test_conf_normalized_bs",
    "confidence_brier_absolute": "test_conf_absolute_bs",
}
_ACCURACY = "test_task_accuracy"
_ITEMS = "instance_count"
_SHOTS = 3.0

# Free-response tasks whose few possible answers a guess can hit, so that their floor is not zero.
_GUESSABLE = ("chess_state_tracking", "simp_turing_concept")
# Words in names of tasks that are names or acronyms, and names that contain underscores in the key.
_SPELLINGS = {
    "bbq": "BBQ",
    "boolean": "Boolean",
    "cs": "CS",
    "gre": "GRE",
    "iqa": "IQa",
    "json": "JSON",
    "nli": "NLI",
    "qa": "QA",
    "spanish": "Spanish",
    "strategyqa": "StrategyQA",
    "timedial": "TimeDial",
    "turing": "Turing",
    "wikidata": "Wikidata",
    "wikihow": "wikiHow",
    "winowhy": "WinoWhy",
}
_TITLES = {
    "logical_args": "Logical arguments",
    "swahili_english_proverbs": "Swahili-English proverbs",
    "swedish_to_german_proverbs": "Swedish-to-German proverbs",
    "unnatural_in_context_learning": "Unnatural in-context learning",
}


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``3shot/<size>.json``, the log of each size (task to its metrics), and ``tasks_secondary.csv``.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.parquet``, ``tasks.csv`` and ``models.csv``. A score is called ``exact_match`` where the
        transcription says that the task's preferred metric scores a free response, else ``accuracy``.
    """
    logs = {size: upstream.parsed_json(files, LOGS.format(size=size)) for size in SIZES}
    names = sorted(logs["2m"])
    tasks = _tasks(files, names)
    kinds = dict(zip(tasks["task"], tasks["answer_format"], strict=True))
    return {"scores.parquet": _scores(logs, names, kinds), "tasks.csv": tasks, "models.csv": _models()}


def _scores(logs, names, kinds):
    rows = []
    for size in sorted(logs):
        path = LOGS.format(size=size)
        if sorted(logs[size]) != names:
            raise DataError(path, "the tasks that the other sizes have")
        for name in names:
            task = f"bigbench_{name}"
            measured = "exact_match" if kinds[task] == "free_response" else "accuracy"
            for metric, key in sorted({measured: _ACCURACY, **_BRIER}.items()):
                rows.append(
                    (size, task, metric, _number(logs, size, name, key), _number(logs, size, name, _ITEMS), path, key)
                )
    frame = pd.DataFrame(rows, columns=["model", "task", "metric", "value", "n_items", "path", "key"])
    locator = frame["path"] + ", " + frame["key"]
    return frame.assign(shots=_SHOTS, is_final=True, locator=locator).drop(columns=["path", "key"])


def _number(logs, size, task, key):
    value = logs[size][task].get(key)
    if not isinstance(value, (int, float)):
        raise DataError(LOGS.format(size=size), "a number", row=task, column=key, value=value)
    return value


def _tasks(files, names):
    known = upstream.table(files, TASKS, text=("task", "answer_form", "note"), numbers=("choices", "chance", "n_items"))
    known = known.set_index("task").reindex(names)
    kind = known["answer_form"].fillna("unknown")
    assumed = (kind == "free_response") & ~known.index.isin(_GUESSABLE) & known["chance"].isna()
    basis = known["chance"].notna().map({True: "secondary", False: None})
    # The transcription rounds to four places; one over the choices is the same figure unrounded.
    even = 1 / known["choices"]
    chance = known["chance"].mask((known["chance"] - even).abs() < 1e-4, even).mask(assumed, 0.0)
    place = known["answer_form"].notna().map({True: "tasks_secondary.csv", False: "no row in tasks_secondary.csv"})
    locator = place.where(known["note"].isna(), place + ": " + known["note"].astype("str"))
    return pd.DataFrame(
        {
            "task": [f"bigbench_{name}" for name in names],
            "title": [_title(name) for name in names],
            "answer_format": kind.array,
            "choices": known["choices"].array,
            "chance": chance.array,
            "chance_basis": basis.mask(assumed, "assumed").array,
            "n_items": known["n_items"].array,
            "locator": locator.array,
        }
    )


def _title(name):
    if name in _TITLES:
        return _TITLES[name]
    words = [_SPELLINGS.get(word, word) for word in name.split("_")]
    return words[0][0].upper() + " ".join(words)[1:]


def _models():
    rows = [
        {
            "model": size,
            "family": "LaMDA",
            "params": params,
            "tokens": tokens,
            "flops": flops,
            "basis": "inferred",
            "locator": f"taken to be LaMDA {printed} of Wei et al. 2022, Table 2; the join is inferred, not printed",
        }
        for size, (printed, params, tokens, flops) in SIZES.items()
    ]
    return pd.DataFrame(rows)
