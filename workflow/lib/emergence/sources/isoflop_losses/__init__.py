"""The source ``isoflop_losses``: its importer."""
