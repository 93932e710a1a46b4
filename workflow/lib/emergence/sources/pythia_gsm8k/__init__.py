"""The source ``pythia_gsm8k``: its importer."""
