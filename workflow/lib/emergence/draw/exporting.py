"""Exhibits that are built in other formats: drawn again from their frame, or rendered from their PDF."""

from collections.abc import Mapping
from pathlib import Path

from emergence import defaults
from emergence.draw.exhibit import draw
from emergence.draw.preview import pages, png
from emergence.io.errors import DataError
from emergence.io.storage import read_about, read_frame


def exported(
    spec: Mapping, frame: str | Path, pdf: str | Path, labels: Mapping[str, str], file_format: str
) -> list[bytes]:
    """An exhibit as SVG or PNG, a file a page.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml.
    frame, pdf : path-like
        Its Parquet, whose metadata have its words with their numbers, and its PDF.
    labels : dict of str to str
        What readers see in place of keys.
    file_format : str
        ``svg``: drawn from the frame. ``png``: rendered from the PDF.

    Raises
    ------
    DataError
        If the exhibit is not built.
    """
    for path in (frame, pdf):
        if not Path(path).is_file():
            raise DataError(path, "an exhibit of the results; `make` makes it")
    if file_format == "png":
        content = Path(pdf).read_bytes()
        return [png(content, number) for number in range(pages(content))]
    look = {name: defaults.text(file) for name, file in (("palette", "palette.yaml"), ("style", "style.mplstyle"))}
    made = draw({**spec, **read_about(frame)}, read_frame(frame), **look, labels=labels, file_format="svg")
    return made if isinstance(made, list) else [made]  # typst gives a list of pages if there are several
