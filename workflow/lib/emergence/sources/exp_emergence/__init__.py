"""The source ``exp_emergence``: its importer and, where it has digitised figures, what is read from them."""
