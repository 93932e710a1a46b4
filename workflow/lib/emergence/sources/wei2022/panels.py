"""What each panel of Wei et al. 2022 shows, in the words of tasks.csv and metrics.csv."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Score:
    """What a series of markers shows, in the words of tasks.csv and metrics.csv.

    Attributes
    ----------
    times : float
        The value is so many times what is drawn ...
    best : float or None
        ... or, where an error rate is drawn, the best score less that.
    """

    task: str
    metric: str
    subtask: str | None = None
    shots: float | None = None
    format: str | None = None
    times: float = 1.0
    best: float | None = None


_ARITHMETIC = "bigbench_modified_arithmetic"
_IPA = "bigbench_international_phonetic_alphabet_transliterate"
_UNSCRAMBLE = "bigbench_word_unscrambling"
# Figures 2 and 11. Shots: the caption's for A to D, the text's for H; PaLM's of H equal its one-shot scores elsewhere.
_FEW_SHOT = {
    "Mod. arithmetic": Score(_ARITHMETIC, "exact_match", shots=2),
    "IPA transliterate": Score(_IPA, "bleu", shots=2),
    "Word unscramble": Score(_UNSCRAMBLE, "exact_match", shots=2),
    "Persian QA": Score("bigbench_parsinlu_qa", "exact_match", shots=2),
    "TruthfulQA": Score("truthfulqa", "accuracy"),
    "Grounded mappings": Score("grounded_mappings", "accuracy"),
    "Multi-task NLU": Score("mmlu", "accuracy"),
    "Word in context": Score("wic", "accuracy", shots=1),
}
# Figures 3 and 12: with the method and without it.
_METHODS = {
    "A": ("gsm8k", "exact_match", "chain_of_thought", "no_chain_of_thought"),
    "B": ("nlu_10_tasks", "accuracy", "instruction_tuned", "not_instruction_tuned"),
    "C": ("addition_8_digit", "exact_match", "scratchpad", "no_scratchpad"),
    "D": ("calibration", "expected_calibration_error", "true_or_false", "letter_choices"),
}
# Figures 5 and 7 show other metrics of the outputs of Figure 2.
_GENERATIVE = {
    "Modified arithmetic": Score(_ARITHMETIC, "exact_match", shots=2, best=1),
    "IPA transliterate": Score(_IPA, "bleu", shots=2, times=100, best=100),
    "Word unscramble": Score(_UNSCRAMBLE, "exact_match", shots=2, best=1),
}
_CLASSIFICATION = {
    "Logical arguments": "bigbench_logical_args",
    "Sports understanding": "bigbench_sports_understanding",
    "Figure of speech": "bigbench_figure_of_speech_detection",
}
_METRICS = {
    "Exact match": "exact_match",
    "ROUGE1": "rouge1",
    "ROUGE2": "rouge2",
    "ROUGE L-Sum": "rouge_l_sum",
    "BLEURT": "bleurt",
    "BLEU": "bleu",
    "Sequence F1": "sequence_f1",
    "Multiple choice grade": "multiple_choice_grade",
}
_OUTPUTS: dict[str, tuple[str, int | None]] = {"Mod. arithmetic": (_ARITHMETIC, 2), "IPA transliterate": (_IPA, 2)}
_OUTPUTS |= {"Periodic elements": ("bigbench_periodic_elements", None)}
_ANSWERS = {"Correct response": "correct_answer", "Incorrect responses": "wrong_answers"}
_CATEGORIES = {"Humanities": "humanities", "STEM": "stem", "Other": "other", "Social Science": "social_sciences"}
_WHOLE = {"perplexity": Score("wikitext_103", "perplexity"), "MMLU": Score("mmlu", "accuracy")}
_STATE_OF_THE_ART = {
    "A": Score("triviaqa", "exact_match"),
    "B": Score("piqa", "accuracy"),
    "C": Score("gsm8k", "exact_match"),
    "D": Score("okvqa", "vqa_accuracy"),
}


def score_of(figure: str, panel: str, series: str) -> Score | None:
    """What a series of markers is a score of.

    Parameters
    ----------
    figure, panel, series : str
        As the figures' yamls name them.

    Returns
    -------
    Score or None
        None where another panel shows the same numbers, or where they are no scores.
    """
    name, _, part = panel.partition(": ")
    if figure in ("figure2", "figure11"):
        return _FEW_SHOT[panel]
    if figure in ("figure3", "figure12"):
        task, metric, with_it, without = _METHODS[panel]
        return Score(task, metric, format=with_it if series == "With the method" else without)
    if figure == "figure5" and part == "error rate":
        return _GENERATIVE[name] if series == "T = 0" else replace(_GENERATIVE[name], format="sampled")
    if figure == "figure5":
        return Score(_GENERATIVE[name].task, "task_cross_entropy", shots=2)
    if figure == "figure6":
        task = _CLASSIFICATION[name]
        drawn = {"error rate": Score(task, "accuracy", best=1), "loss": Score(task, "task_cross_entropy")}
        return drawn.get(part) or Score(task, "negative_log_probability", format=_ANSWERS[series])
    if figure == "figure7":
        task, shots = _OUTPUTS[panel]
        return Score(task, _METRICS[series], shots=shots, times=100 if series == "BLEU" else 1)
    if figure in ("figure4", "figure10"):
        shown, _, by = panel.partition(" by ")
        if by == "perplexity" or shown == "FLOPs":
            return None
        return _WHOLE.get(shown) or Score("mmlu", "accuracy", subtask=_CATEGORIES[shown])
    return _STATE_OF_THE_ART[panel] if figure == "figure13" else None
