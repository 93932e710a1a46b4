"""The source ``llama``: its importer and, where it has digitised figures, what is read from them."""
