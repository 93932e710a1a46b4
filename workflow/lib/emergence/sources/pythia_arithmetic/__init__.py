"""The source ``pythia_arithmetic``: its importer. The source itself is ``data/pythia_arithmetic``."""
