"""What tables and yaml files may hold: one module for each group of tables, one JSON schema for each kind of yaml."""

from pathlib import Path


def of_yaml(kind: str) -> Path:
    """The JSON schema of a kind of yaml file: config, exhibit, figure, palette, papers, source ..."""
    return Path(__file__).parent / "yaml" / f"{kind}.schema.json"
