"""The source ``du2024``: its importer and, where it has digitised figures, what is read from them."""
