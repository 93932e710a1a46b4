"""What the workflow takes from its repository, and a run outside of it from here: the files are links to those."""

from importlib.resources import files


def text(name: str) -> str:
    """The text of ``config.yaml``, ``metrics.csv``, ``tasks.csv``, ``palette.yaml`` or ``style.mplstyle``."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
