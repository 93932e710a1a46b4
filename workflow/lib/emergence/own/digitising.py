"""A figure of any paper: its file and a description -> the table of its points, and a picture to check it by."""

from dataclasses import replace
from pathlib import Path

from emergence.digitise import spec as figure_spec
from emergence.digitise.drafting import draft
from emergence.digitise.figure import digitise
from emergence.digitise.reading import read_drawings
from emergence.draw.check_picture import check_picture
from emergence.io.errors import DataError


def draft_of(figure: Path, page: int) -> str:
    """A first description of a page of a file, see :func:`emergence.digitise.drafting.draft`."""
    return draft(read_drawings(_content(figure), {page}, str(figure))[page], figure.name, page)


def digitised(figure: Path, described: Path) -> tuple[dict[str, bytes], str]:
    """Read a figure.

    Parameters
    ----------
    figure : pathlib.Path
        A PDF or an SVG.
    described : pathlib.Path
        Its description, of the form that ``data/<source>/figures/<figure>.yaml`` has.

    Returns
    -------
    dict of str to bytes, str
        ``points.csv``, ``ticks.csv``, and ``check.pdf`` and ``check.png``: what was read, drawn over the page. And a
        line on how much was read.

    Raises
    ------
    DataError
        If the file is no vector figure, or not as described.
    """
    spec = replace(figure_spec.load(described), source="")
    drawing = read_drawings(_content(figure), {spec.page}, str(figure))[spec.page]
    found = digitise(spec, drawing)
    pdf, png = check_picture(drawing, found.points, found.ticks, found.frames, spec.title)
    tables = {
        f"{name}.csv": getattr(found, name).to_csv(index=False, lineterminator="\n").encode()
        for name in ("points", "ticks")
    }
    series, panels = found.points["series"].nunique(), found.points["panel"].nunique()
    said = f"{len(found.points)} points of {series} series in {panels} panels"
    return tables | {"check.pdf": pdf, "check.png": png}, said


def _content(figure: Path) -> bytes:
    try:
        return figure.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise DataError(figure, "a PDF or SVG of this name") from None
