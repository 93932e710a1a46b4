"""The source ``dclm``: its importer."""
