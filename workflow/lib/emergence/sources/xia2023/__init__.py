"""The source ``xia2023``: its importer and, where it has digitised figures, what is read from them."""
