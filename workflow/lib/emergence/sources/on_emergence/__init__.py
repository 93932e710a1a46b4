"""The source ``on_emergence``: its importer."""
