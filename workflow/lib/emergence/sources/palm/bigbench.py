"""BIG-bench in the PaLM report (Chowdhery et al. 2022, arXiv 2204.02311): Tables 37, 38 and 39.

Figures 3, 5 and 7 show scores of the same evaluation; ``sources/palm/readings.py`` reads them. Where a figure shows a
number that a table prints too, the figure's is kept as the observation, since it has more digits, and the printed one
to compare with.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from emergence.io.errors import DataError
from emergence.sources.formats.pdf_text import between
from emergence.sources.printed_numbers import fraction

# t1 to t24 of Figure 7, by its footnote; the rows of Table 37 are in the same order.
LITE = (
    "auto_debugging",
    "bbq_lite_json",
    "code_line_description",
    "conceptual_combinations",
    "conlang_translation",
    "emoji_movie",
    "formal_fallacies_syllogisms_negation",
    "hindu_knowledge",
    "known_unknowns",
    "language_identification",
    "logic_grid_puzzle",
    "logical_deduction",
    "misconceptions_russian",
    "novel_concepts",
    "operators",
    "parsinlu_reading_comprehension",
    "play_dialog_same_or_different",
    "repeat_copy_logic",
    "strange_stories",
    "strategyqa",
    "symbol_interpretation",
    "vitaminc_fact_verification",
    "winowhy",
    "linguistics_puzzles",
)
SIX = (
    "goal_step_wikihow",
    "english_proverbs",
    "navigate",
    "logical_args",
    "logical_sequence",
    "mathematical_induction",
)  # panels of Figure 5
AVERAGES = (58, 150)  # tasks that the panels of Figure 3 average over
AVERAGE, BEST = "Human (average)", "Human (best)"
SHOTS = 5.0  # according to Table 37; Tables 38 and 39 repeat its numbers and follow Figure 6, which states five
PREFERRED, NORMALISED = "preferred", "normalised_preferred"

# Models of other laboratories in Figure 3: family and parameters without embeddings, as their markers stand.
OTHERS = {
    "Gopher": {"44M": 44e6, "117M": 117e6, "417M": 417e6, "1.4B": 1.4e9, "7.1B": 7.1e9, "280B": 280e9},
    "Chinchilla": {"70B": 70e9},
    "GPT-3": {
        "125M": 125e6,
        "350M": 350e6,
        "760M": 760e6,
        "1.3B": 1.3e9,
        "3B": 3e9,
        "6B": 6e9,
        "13B": 13e9,
        "200B": 200e9,
    },
}

# Tasks that no other source has, and their titles.
_TITLES = {
    "ascii_word_recognition": "ASCII word recognition",
    "auto_debugging": "Auto debugging",
    "chinese_remainder_theorem": "Chinese remainder theorem",
    "conlang_translation": "Conlang translation",
    "formal_fallacies_syllogisms_negation": "Formal fallacies, syllogisms, negation",
    "hhh_alignment": "HHH alignment",
    "hyperbaton": "Hyperbaton",
    "known_unknowns": "Known unknowns",
    "language_identification": "Language identification",
    "linguistics_puzzles": "Linguistics puzzles",
    "logic_grid_puzzle": "Logic grid puzzle",
    "logical_sequence": "Logical sequence",
    "misconceptions_russian": "Misconceptions, Russian",
    "mnist_ascii": "MNIST ASCII",
    "movie_recommendation": "Movie recommendation",
    "navigate": "Navigate",
    "parsinlu_reading_comprehension": "ParsiNLU reading comprehension",
    "periodic_elements": "Periodic elements",
    "persian_idioms": "Persian idioms",
    "play_dialog_same_or_different": "Play dialog, same or different",
    "simple_text_editing": "Simple text editing",
    "sufficient_information": "Sufficient information",
    "symbol_interpretation": "Symbol interpretation",
    "tracking_shuffled_objects": "Tracking shuffled objects",
    "vitaminc_fact_verification": "VitaminC fact verification",
}
_SIMPLE = (Fraction(0), *(Fraction(1, n) for n in (2, 3, 4, 5, 10)))
_ROUNDED = Fraction(5, 10_000)  # half of the last printed digit


def printed_scores(tables: Mapping[int, Sequence[str]], file: str) -> list[dict]:
    """Every cell of Tables 37 to 39, as printed.

    Parameters
    ----------
    tables : mapping of int to list of str
        The lines between the head of a table and its caption, by the table's number.
    file : str
        The PDF's name, for messages.

    Returns
    -------
    list of dict
        Rows of BIGBENCH_SCORES in printed order, scores as fractions.

    Raises
    ------
    DataError
        If a line is no row of its table, or a task of Table 37 is missing or out of order.
    """
    rows: list[dict] = []
    for number, lines in tables.items():
        columns = _COLUMNS[number]
        for line in lines:
            match = re.fullmatch(rf"([a-z ]+?)((?: -?\d{{1,3}}\.\d){{{len(columns)}}})", line)
            if match is None:
                raise DataError(file, f"a task and {len(columns)} scores", row=f"Table {number}", value=line)
            for (scored, scale), score in zip(columns, match[2].split(), strict=True):
                where = f"Table {number}, row {match[1]}, {scored}" + (f", {scale}" if number > 37 else "")
                value = fraction(score)
                row = {"table": float(number), "task": f"bigbench_{match[1].replace(' ', '_')}"}
                rows.append(row | {"scored": scored, "scale": scale, "value": value, "locator": where})
    names = list(dict.fromkeys(row["task"] for row in rows if row["table"] == 37))
    if names != [f"bigbench_{name}" for name in LITE]:
        raise DataError(file, "the tasks t1 to t24 of Figure 7", row="Table 37", value=", ".join(names))
    return rows


_COLUMNS = {37: [(scored, "raw") for scored in ("PaLM 8B", "PaLM 62B", "PaLM 540B", AVERAGE, BEST)]}
_COLUMNS |= dict.fromkeys((38, 39), [(who, scale) for scale in ("raw", "normalised") for who in ("PaLM 540B", AVERAGE)])


def lines_of_tables(page_80: Sequence[str], page_81: Sequence[str], file: str) -> dict[int, list[str]]:
    """The lines of Tables 37, 38 and 39 from those of the two pages that they are on."""
    second = page_81[next((i for i, line in enumerate(page_81) if line.startswith("Table 38")), 0) :]
    return {
        37: between(page_80, "Task ", "Table 37", file),
        38: between(page_81, "PaLM 540B ", "Table 38", file),
        39: between(second, "PaLM 540B ", "Table 39", file),
    }


def observations(printed: Sequence[Mapping]) -> Iterator[dict]:
    """Scores of PaLM 540B in Tables 38 and 39 that no figure shows: rows of SOURCE_OBSERVATIONS."""
    shown = {"raw": {f"bigbench_{name}" for name in LITE}, "normalised": {f"bigbench_{name}" for name in SIX}}
    for row in printed:
        if row["scored"] != "PaLM 540B" or row["task"] in shown[row["scale"]]:
            continue
        yield {
            "model": row["scored"],
            "is_final": True,
            "task": row["task"],
            "metric": PREFERRED if row["scale"] == "raw" else NORMALISED,
            "shots": SHOTS,
            "value": row["value"],
            "locator": row["locator"],
        }


def other_models() -> Iterator[dict]:
    """The models of Figure 3 that are not PaLM."""
    for family, sizes in OTHERS.items():
        for size, params in sizes.items():
            where = "Figure 3, x of the markers: parameters without embeddings; named by them"
            yield {
                "model": f"{family} {size}",
                "family": family,
                "params": params,
                "basis": "derived",
                "locator": where,
            }


def tasks(printed: Sequence[Mapping]) -> Iterator[dict]:
    """The tasks that no other source has; chance where it follows from Tables 38 and 39."""
    for count in AVERAGES:
        title = f"BIG-bench, average of {count} tasks"
        yield {
            "task": f"bigbench_{count}",
            "title": title,
            "answer_format": "mixed",
            "locator": f"Figure 3, {count} tasks",
        }
    for name, title in _TITLES.items():
        own = [row for row in printed if row["task"] == f"bigbench_{name}"]
        chance = _chance(own)
        where = own[0]["locator"].rsplit(", ", 1)[0] if own else "Figure 5"
        row: dict[str, str | float | None] = {
            "task": f"bigbench_{name}",
            "title": title,
            "answer_format": "multiple_choice" if chance else "unknown",
        }
        row |= {"chance": chance, "chance_basis": None if chance is None else "derived"}
        remark = "" if chance is None else "; chance from raw and normalised scores"
        yield row | {"locator": (where.split(", raw")[0].split(", PaLM")[0]) + remark}


def _chance(rows):
    """The score that was set to zero: normalised = (raw - chance) / (1 - chance), if one simple fraction does it."""
    by = {(row["scored"], row["scale"]): Fraction(str(row["value"])) for row in rows}
    pairs = [(by[who, "raw"], by[who, "normalised"]) for who in ("PaLM 540B", AVERAGE) if (who, "normalised") in by]
    fit = [c for c in _SIMPLE if all(abs(c + (1 - c) * n - raw) <= _ROUNDED * (2 - c) for raw, n in pairs)]
    return float(fit[0]) if pairs and len(fit) == 1 else None
