"""The source ``bigbench_lamda``: its importer and, where it has digitised figures, what is read from them."""
