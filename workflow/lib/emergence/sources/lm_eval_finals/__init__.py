"""The source ``lm_eval_finals``: its importer."""
