"""Commands: one thin file each, run as ``python -m emergence.cli.<name>``."""
