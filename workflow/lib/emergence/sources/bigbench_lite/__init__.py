"""The source ``bigbench_lite``: its importer. The source itself is ``data/bigbench_lite``."""
