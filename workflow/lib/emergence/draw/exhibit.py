"""Draw an exhibit of either kind. Each kind brings its own library, so that a table does not pay for matplotlib."""

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from emergence.draw.notation import in_print
from emergence.draw.palette import all_labels, parse
from emergence.io.errors import AtlasError, DataError


def draw(
    spec: dict,
    columns: pd.DataFrame | Mapping[str, Sequence],
    palette: str,
    style: str,
    labels: Mapping[str, str] | None = None,
    file_format: Literal["pdf", "svg"] = "pdf",
) -> bytes:
    """An exhibit as a picture.

    Parameters
    ----------
    spec : dict
        The exhibit's yaml; errors begin with its ``file``, or else its ``title``.
    columns : mapping of str to sequence, or pandas.DataFrame
        The exhibit's frame.
    palette, style : str
        The texts of palette.yaml and style.mplstyle.
    labels : dict of str to str, optional
        What readers see in place of the keys of sources, pools and kinds of x; the palette has those of other keys.
    file_format : str
        ``pdf`` or ``svg``; of a table as SVG that has several pages a list is returned.

    Returns
    -------
    bytes

    Raises
    ------
    DataError
        If the palette or the style is malformed: naming it and the key or the line.
    AtlasError
        If the exhibit cannot be drawn: naming the exhibit.
    """
    colours = parse(palette)
    colours["labels"] = all_labels(colours, labels)
    spec = in_print(spec)
    try:
        if spec["kind"] == "table":
            from emergence.draw.table import table

            return table(spec, columns, colours["ink"], colours["muted"], colours["labels"], file_format)
        from emergence.draw.figure import figure

        return figure(spec, columns, colours, style, file_format)
    except DataError:
        raise  # names its own file
    except AtlasError as error:
        name = spec.get("file", spec.get("title"))
        raise AtlasError(f"{name}: {error}" if name else str(error)) from None
