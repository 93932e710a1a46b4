"""What some commands work on: a clone of the atlas, which the package alone is not."""

from pathlib import Path

from emergence.io.errors import AtlasError
from emergence.io.home import in_checkout

CLONE = "a clone of the atlas"


def require_checkout(command: str) -> None:
    """Raise an :class:`AtlasError` where there is no clone to work on."""
    if not Path(in_checkout("workflow/exhibits")).is_dir():
        raise AtlasError(f"emergence {command}: expected to be run in {CLONE}; this folder is none")
