"""The source ``sloth``: its importer."""
