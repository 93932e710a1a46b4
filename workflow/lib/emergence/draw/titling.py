"""The words around a figure: its title above the panels, and below them a short caption of two lines at most."""

from dataclasses import dataclass

from emergence.draw import text_metrics
from emergence.draw.layout import EDGE
from emergence.io.errors import AtlasError

TITLE, CAPTION = 8.5, 7.0  # font sizes
LINES = 2
_APART = 5.0  # points from title and caption to what is between them


@dataclass(frozen=True)
class Words:
    """Title and caption with their line breaks; either may be empty."""

    title: str
    caption: str

    @property
    def head(self) -> float:
        """Room in points above the panels."""
        return text_metrics.height(self.title, TITLE) + _APART if self.title else 0.0

    @property
    def foot(self) -> float:
        """Room in points below everything else."""
        return text_metrics.height(self.caption, CAPTION) + _APART if self.caption else 0.0


def words(spec: dict, width: float) -> Words:
    """A figure's ``title`` and ``short`` caption, broken to fit a page of a width in points.

    Parameters
    ----------
    spec : dict
    width : float

    Returns
    -------
    Words

    Raises
    ------
    AtlasError
        If either takes more than two lines: naming it and its length.
    """
    title = _broken("title", spec.get("title", ""), TITLE, width - 2 * EDGE, "bold")
    return Words(title, _broken("short", spec.get("short", ""), CAPTION, width - 2 * EDGE, "normal"))


def _broken(key, text, size, room, weight):
    if not text:
        return ""
    broken = text_metrics.wrap(" ".join(text.split()), size, room, LINES, weight)
    if broken is None:
        lines = text_metrics.width(text, size, weight) / room
        raise AtlasError(f"{key}: at most {LINES} lines of {room:.0f} points, but its text is {lines:.1f} lines long")
    return broken
