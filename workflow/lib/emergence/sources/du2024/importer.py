"""The printed tables of Du et al. 2024 (arXiv 2403.15796), from a transcription. Measured points they publish none."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.formats import upstream
from emergence.sources.printed_numbers import count

FACTS = "facts.md"

_SEQUENCE = 2048  # tokens, from the paragraph of Table 3
_BILLION = 1e9
_SECOND_HAND = "transcribed at second hand"
_METRICS = {"exact match": "exact_match", "accuracy": "accuracy"}
_LARGE = re.compile(r"([\d.]+B) ([\d.]+)T (\d+) (\d+) (\d+) (\d+) (\d+) (\d(?:\.\d)?e-\d)")
_SMALL = re.compile(r"([\d.]+[MB]) ((?:\d+ ?)+); (\d+) (\d+) (\d+) (\d+) (\d+) (\d(?:\.\d)?e-\d)")


def read(files: Mapping[str, bytes]) -> dict[str, pd.DataFrame]:
    """The printed tables.

    Parameters
    ----------
    files : mapping of str to bytes
        ``facts.md``, a transcription of the tables as text.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``models.csv`` (the 31 runs of Tables 4 and 5) and, under ``tables/``, ``published_evaluations.csv`` (Tables 1
        and 6, threshold in the text), ``published_correlations.csv`` (2), ``corpus_shares.csv`` and
        ``training_settings.csv`` (3 and the text).

    Raises
    ------
    DataError
        If a paragraph is missing or reads otherwise than expected.
    """
    try:
        facts = upstream.content(files, FACTS).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DataError(FACTS, f"UTF-8 text ({error})") from None
    part = _part(facts, "## Du et al. 2024", "## Schaeffer")
    return {
        "models.csv": pd.DataFrame(_models(part)),
        "tables/published_evaluations.csv": _evaluations(part),
        "tables/published_correlations.csv": pd.DataFrame(_correlations(part)),
        "tables/corpus_shares.csv": pd.DataFrame(_shares(part)),
        "tables/training_settings.csv": pd.DataFrame(_settings(part)),
    }


def _part(text, first, last):
    """The text between two marks, its line breaks gone but those of tables and paragraphs."""
    start = text.find(first)
    end = text.find(last, start + len(first)) if start >= 0 else -1
    if end < 0:
        raise DataError(FACTS, f"a passage from {first!r} to {last!r}")
    return text[start + len(first) : end]


def _flat(text):
    return " ".join(text.split())


def _key(title):
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")


def _evaluations(part):
    """Table 1 with the items of Table 6 and the threshold of the text."""
    _, _, listed = _flat(_part(part, "Table 1", "Table 2")).partition(": ")
    items = {}
    for entry in _flat(_part(part, "Table 6 (items):", "Text:")).rstrip(".").split(", "):
        title, _, count = entry.rpartition(" ")
        items[title] = float(count)
    threshold = re.search(r"threshold about ([\d.]+) nats (?:a|per) token for ([^;]+);", part)
    if threshold is None:
        raise DataError(FACTS, "a threshold in nats per token and its tasks", row="Text")
    crossed = _flat(threshold[2]).split(", ")
    rows = []
    for entry in listed.rstrip(".").split(". "):
        cells = entry.split(", ")
        if len(cells) == 5 and " " not in cells[0]:  # "GSM8K-Chinese, zh, ...": its kind is that of GSM8K
            cells = [f"{cells[0]} maths word problems", *cells[1:]]
        title, _, subject = cells[0].partition(" ")
        if len(cells) != 5 or title not in items or cells[4] not in _METRICS:
            raise DataError(FACTS, "a task, kind, language, prompting, answer and metric", row="Table 1", value=entry)
        row = {"task": _key(title), "title": title, "subject": subject, "language": cells[1]}
        row |= {"prompting": cells[2].replace("-", "_").replace(" ", "_"), "answer": cells[3].replace(" ", "_")}
        row |= {"metric": _METRICS[cells[4]], "n_items": items[title]}
        row["threshold"] = float(threshold[1]) if title in crossed else None
        text = "; threshold: text" if title in crossed else ""
        rows.append(row | {"locator": f"Tables 1 and 6, {title}{text}; {_SECOND_HAND}"})
    if {row["title"] for row in rows} != set(items) or not set(crossed) <= set(items):
        raise DataError(FACTS, "the same tasks in Table 1, Table 6 and the text", row="Table 6", value=", ".join(items))
    return pd.DataFrame(rows)


def _correlations(part):
    """Table 2: one row a task and kind."""
    lines = [line.strip(" |").split("|") for line in part.splitlines() if line.startswith("|")]
    head, *body = [[cell.strip() for cell in cells] for cells in lines if set("".join(cells)) - set("- ")]
    if len(body) != 2 or any(len(cells) != len(head) + 1 for cells in body):
        raise DataError(FACTS, "a head of tasks, a row Spearman and a row Pearson", row="Table 2")
    for kind, *values in body:
        for title, value in zip(head, values, strict=True):
            if not re.fullmatch(r"-\.\d{3}", value):
                raise DataError(FACTS, "a correlation such as -.996", row=f"Table 2, {kind}", column=title, value=value)
            row = {"task": _key(title), "title": title, "method": kind.lower(), "estimate": float(value)}
            yield row | {"locator": f"Table 2, {kind}, {title}; {_SECOND_HAND}"}


def _shares(part):
    """The English corpus of Table 3."""
    listed, _, _ = _flat(_part(part, "English corpus:", "Table 4")).partition(";")
    for entry in listed.split(","):
        match = re.fullmatch(r"(\S+) ([\d.]+)(?: %)?", entry.strip())
        if match is None:
            raise DataError(FACTS, "a part of the corpus and its per cent", row="Table 3", value=entry)
        yield {
            "part": match[1],
            "share": round(float(match[2]) / 100, 6),
            "locator": f"Table 3, {match[1]}; {_SECOND_HAND}",
        }


def _settings(part):
    """Settings that the text gives for all runs."""
    patterns = {
        "English tokens for one in Chinese": (r"English to Chinese (\d+) to 1", "ratio"),
        "vocabulary": (r"vocabulary (\d+)k", "thousand tokens"),
        "sequence": (r"sequence (\d+)", "tokens"),
        "AdamW beta 1": (r"AdamW beta (0\.\d+),", "1"),
        "AdamW beta 2": (r"AdamW beta 0\.\d+, (0\.\d+)", "1"),
        "tokens from checkpoint to checkpoint": (r"checkpoints each (\d+)B tokens", "billion tokens"),
    }
    for setting, (pattern, unit) in patterns.items():
        if not (match := re.search(pattern, _flat(part))):
            raise DataError(FACTS, f"what matches {pattern!r}", row=setting)
        yield {"setting": setting, "value": float(match[1]), "unit": unit, "locator": f"text; {_SECOND_HAND}"}


def _models(part):
    """The runs: three that were followed through their training, and 28 smaller ones."""
    for number, following, pattern in ((4, "Table 5", _LARGE), (5, "Table 6", _SMALL)):
        _, _, listed = _flat(_part(part, f"Table {number}", following)).partition(": ")
        found = list(pattern.finditer(listed))
        rest = pattern.sub("", listed).strip(" .")
        if not found or rest:
            raise DataError(FACTS, "sizes with tokens and shape", row=f"Table {number}", value=rest or listed)
        for match in found:
            size, budgets, width, inner, heads, layers, batch, rate = match.groups()
            scale = 1e12 if number == 4 else _BILLION
            for tokens in budgets.split():
                yield {
                    "model": f"{size} on {tokens}{'T' if number == 4 else 'B'}",
                    "family": "Du et al.",
                    "params": count(size, FACTS, f"Table {number}"),
                    "tokens": float(tokens) * scale,
                    "d_model": float(width),
                    "n_layers": float(layers),
                    "n_heads": float(heads),
                    "ffw_size": float(inner),
                    "learning_rate": float(rate),
                    "batch_tokens": float(batch) * _SEQUENCE,
                    "basis": "secondary",
                    "locator": f"Table {number}, {size}; {_SECOND_HAND}; a batch is its sequences x {_SEQUENCE} tokens",
                }
