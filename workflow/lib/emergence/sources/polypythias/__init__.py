"""The source ``polypythias``: its importer. The source itself is ``data/polypythias``."""
