"""The fonts of all figures: those that matplotlib brings along. One of the system may be another version."""

from pathlib import Path

import matplotlib
from matplotlib.ft2font import FT2Font

from emergence.io.blame import INSTALL
from emergence.io.errors import AtlasError

_FILES = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def require() -> None:
    """Raise an :class:`AtlasError` if one of them is missing or damaged: matplotlib would take another in silence."""
    for name in _FILES:
        path = Path(matplotlib.get_data_path(), "fonts", "ttf", name)
        try:
            FT2Font(str(path)).load_char(ord("m"))
        except (OSError, RuntimeError) as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"is damaged ({error})"
            raise AtlasError(f"{path}: this font of the installation {reason}: {INSTALL}") from None
