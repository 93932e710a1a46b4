"""Where the checkout is: the current folder or, where another workflow uses this one as a module, that of the package.

What is part of a checkout (data, workflow, lock files) is found through :func:`in_checkout`; results, caches and logs
are always in the current folder.
"""

import os
from pathlib import Path

_MARK = "workflow/exhibits"


def _home() -> str:
    own = Path(__file__).resolve().parents[4]
    elsewhere = not Path(_MARK).is_dir() and (own / _MARK).is_dir()
    return os.path.relpath(own) if elsewhere else ""


HOME = _home()


def in_checkout(path: str) -> str:
    """A path of the checkout, from the current folder."""
    return os.path.join(HOME, path)
