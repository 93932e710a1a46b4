"""The evaluations of OpenLM's suite, which DataComp-LM took over: our tasks, and the kinds of answers."""

# Evaluations of tasks as other suites put them.
SHARED = {
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
# Evaluations of tasks that only this suite has, or that it has recast: another number of choices, or a free response
# where the task has choices. Those have a key of their own.
OWN = {
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
KINDS = {
    "multiple choice": ("multiple_choice", "accuracy"),
    "schema": ("multiple_choice", "accuracy"),
    "language modeling": ("free_response", "exact_match"),
    "question answering": ("free_response", "exact_match"),
}
