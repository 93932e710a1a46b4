"""The fonts of all figures and tables: those that matplotlib brings along. One of the system may be another version."""

from importlib.util import find_spec
from pathlib import Path

from emergence.io.blame import INSTALL
from emergence.io.errors import AtlasError

NAME = "DejaVu Sans"
_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def folder() -> Path:
    """Where they are; matplotlib is not imported for it, because a table needs nothing else of it."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise AtlasError(f"matplotlib, whose fonts all pictures are set in, is missing: {INSTALL}")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def require() -> None:
    """Raise an :class:`AtlasError` if one of them is missing or damaged: matplotlib would take another in silence."""
    from matplotlib.ft2font import FT2Font

    for name in _FILES:
        path = folder() / name
        try:
            FT2Font(str(path)).load_char(ord("m"))
        except (OSError, RuntimeError) as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"is damaged ({error})"
            raise AtlasError(f"{path}: this font of the installation {reason}: {INSTALL}") from None
