"""In which formats and styles exhibits are drawn beside their PDF. No matplotlib: a workflow is planned with it."""

from dataclasses import dataclass

FORMATS = ("png", "svg")


@dataclass(frozen=True)
class Look:
    """How large a picture and its type are.

    Attributes
    ----------
    width : float or None
        Of a figure, inches; None: as its yaml says. Tables are as wide as their type makes them.
    size : float
        Of tick labels, points.
    """

    width: float | None
    size: float


PAPER = "paper"
STYLES = {
    PAPER: Look(None, 7.0),
    "column": Look(3.25, 6.0),
    "slide": Look(12.0, 13.0),
    "poster": Look(24.0, 25.0),
}
ENDINGS = {
    f"{'' if style == PAPER else f'{style}.'}{ending}": (style, ending) for style in STYLES for ending in FORMATS
}  # of the file of an exhibit: fig1.png, fig1.slide.svg
