"""The source ``bigscience``: its importer."""
