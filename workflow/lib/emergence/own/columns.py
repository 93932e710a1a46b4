"""What the columns of a table of runs mean, by the names that they usually have."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from emergence.io.errors import DataError

# Meaning -> usual names, in lower case with underscores.
USUAL = {
    "run": ("run", "run_id", "run_name", "experiment"),
    "model": ("model", "model_name", "name"),
    "family": ("family", "model_family", "series"),
    "params": ("params", "n_params", "num_params", "parameters", "num_parameters", "model_size"),
    "tokens": ("tokens", "n_tokens", "num_tokens", "train_tokens", "training_tokens", "tokens_seen"),
    "flops": ("flops", "train_flops", "training_flops", "total_flops", "compute", "training_compute"),
    "step": ("step", "steps", "global_step", "iteration"),
    "is_final": ("is_final", "final"),
    "n_items": ("n_items", "items", "n_samples", "n_examples", "sample_count"),
    "shots": ("shots", "num_fewshot", "n_shot", "n_shots", "fewshot"),
    "format": ("format",),
    "split": ("split",),
    "task": ("task", "benchmark", "evaluation", "eval"),
    "metric": ("metric",),
    "value": ("value", "score", "result"),
}
_MEANINGS = {name: meaning for meaning, names in USUAL.items() for name in names}
IGNORE = "ignore"  # the meaning of a column that is left out
# Endings of columns of scores -> metric.
_METRICS = {
    "acc": "accuracy",
    "accuracy": "accuracy",
    "acc_norm": "accuracy_norm",
    "em": "exact_match",
    "exact_match": "exact_match",
    "f1": "f1",
    "brier": "target_brier",
    "prob": "choice_probability",
    "logprob": "choice_log_probability",
    "pass_1": "pass@1",
}
_LOSSES = {
    "cross_entropy": r"loss|ce|cross_entropy|nll",
    "perplexity": r"ppl|perplexity",
    "corpus_bits_per_byte": r"bpb|bits_per_byte",
}
_X_OF = {"cross_entropy": "loss_", "perplexity": "log10_perplexity_", "corpus_bits_per_byte": "bits_per_byte_"}
# Words of a loss's name that say on which part of the runs' own data it was measured.
_PARTS = {"": "own", "val": "validation", "valid": "validation", "eval": "validation", "train": "training"}
_ERROR = re.compile(r".*_(stderr|se|std)(_.*)?")


class Score(NamedTuple):
    """A column of scores: its task and metric; of a loss, its corpus."""

    task: str
    metric: str
    is_loss: bool = False

    @property
    def x_kind(self) -> str:
        """The kind of x that a loss is."""
        return _X_OF[self.metric] + self.task


class Columns(NamedTuple):
    """The columns of a table of runs: by meaning, the scores, those of item counts by task, and those left out."""

    of: dict[str, str]
    scores: dict[str, Score]
    items: dict[str, str]
    left_out: list[str]

    @property
    def long(self) -> bool:
        """Whether a row is one score."""
        return "task" in self.of and "value" in self.of


def plain(name: str) -> str:
    """A name in lower case with underscores."""
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")


def score_of(name: str) -> Score:
    """The task and metric, or the corpus and unit of loss, of a column of a wide table."""
    word = plain(name)
    for metric, pattern in _LOSSES.items():
        if found := re.fullmatch(rf"(?:(?P<before>\w+?)_)?(?:{pattern})(?:_(?P<behind>\w+))?", word):
            parts = "_".join(part for part in (found["before"], found["behind"]) if part)
            return Score(_corpus(parts), metric, True)
    for ending in sorted(_METRICS, key=len, reverse=True):
        if word.endswith("_" + ending):
            return Score(word.removesuffix("_" + ending), _METRICS[ending])
        if word.startswith(ending + "_"):
            return Score(word.removeprefix(ending + "_"), _METRICS[ending])
    return Score(word, "")


def metric_of(word: str) -> str:
    """The metric that a usual name means; other names stand for themselves."""
    return _METRICS.get(plain(word), word)


def _corpus(parts: str) -> str:
    """The corpus in a loss's name: ``val_loss_c4`` is on ``c4``, ``val_loss`` on the runs' own validation data."""
    if parts in _PARTS:
        return _PARTS[parts]
    return re.sub(r"^(val|valid|validation|eval)_(?=.)|(?<=.)_(val|valid|validation|eval)$", "", parts)


def recognise(names: Iterable[str], given: Mapping[str, str], file: str) -> Columns:
    """What each column means.

    Parameters
    ----------
    names : iterable of str
        The columns of the table.
    given : dict of str to str
        Column to its meaning or to the task that it has the scores of, for names that are not usual; or to
        :data:`IGNORE`.
    file : str
        What messages call the table.

    Raises
    ------
    DataError
        If a given column is not there, or two columns mean the same.
    """
    names = list(names)
    for name in given:
        if name not in names:
            raise DataError(file, "a column of the table: " + ", ".join(names), column=name)
    names = [name for name in names if given.get(name) != IGNORE]
    of: dict[str, str] = {}
    others: list[str] = []
    for name in names:
        meaning = given.get(name) if given.get(name) in USUAL else _MEANINGS.get(plain(name))
        if meaning is None or (name in given and given[name] not in USUAL):
            others.append(name)
        elif meaning in of:
            raise DataError(file, f"one column of {meaning}, not {of[meaning]!r} too; name one with --map", column=name)
        else:
            of[meaning] = name
    if "task" in of and "value" in of:
        return Columns(of, {}, {}, others)
    errors = [name for name in others if _ERROR.fullmatch(plain(name))]
    items = {name: task for name in others if (task := _items_of(plain(name)))}
    rest = [name for name in others if name not in errors and name not in items]
    scores = {name: score_of(given.get(name, name)) for name in rest}
    return Columns(of, scores, {task: name for name, task in items.items()}, errors)


def _items_of(word: str) -> str | None:
    """The task whose item counts a column has."""
    found = re.fullmatch(r"(?:n_items|items|n)_(\w+)|(\w+)_(?:n_items|items|n)", word)
    return (found[1] or found[2]) if found else None
