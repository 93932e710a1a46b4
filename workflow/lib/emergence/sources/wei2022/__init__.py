"""The source ``wei2022``: its importer and, where it has digitised figures, what is read from them."""
