"""The source ``misfitting``: its importer."""
