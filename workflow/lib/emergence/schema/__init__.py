"""What tables and yaml files may hold: one module for each group of tables, one JSON schema for each kind of yaml."""

from importlib.resources import files


def of_yaml(kind: str):
    """The JSON schema of a kind of yaml file (config, exhibit, figure, palette, papers, source), as a path."""
    return files(__name__) / "yaml" / f"{kind}.schema.json"
