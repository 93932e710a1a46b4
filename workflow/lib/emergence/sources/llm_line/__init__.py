"""The source ``llm_line``: its importer."""
