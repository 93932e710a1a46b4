"""From an exhibit's spec and frame to the PDF of its figure."""

import gc
import io
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import pandas as pd
from matplotlib import RcParams, rc_context
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter

from emergence.draw import colourbar, legend, marks, text_metrics
from emergence.draw.layout import POINTS
from emergence.draw.pdf import as_pdf
from emergence.draw.plan import FigurePlan, plan_figure
from emergence.draw.rows import from_frame
from emergence.io.errors import AtlasError, DataError

_FORCED = {"text.parse_math": False, "text.usetex": False, "pdf.use14corefonts": False, "pdf.fonttype": 42}


def figure(
    spec: dict,
    frame: pd.DataFrame | Mapping[str, Sequence],
    palette: dict,
    style: str = "",
    file_format: str = "pdf",
) -> bytes:
    """Draw a figure.

    Parameters
    ----------
    spec : dict
        A validated exhibit of kind ``figure``.
    frame : pandas.DataFrame or mapping of str to sequence
        Rows of marks: panel, panel_title, layer, x, y, x_lo, x_hi, y_lo, y_hi, group, value, line, text.
        ``layer`` counts the spec's layers from 0. x and y as the axis has
        them (log10 where its scale is ``exponent``).
    palette : dict
        The parsed palette.yaml.
    style : str
        Text of style.mplstyle.
    file_format : str
        ``pdf`` or ``svg``.

    Returns
    -------
    bytes
        The file: the same bytes for the same input, whatever the clock, the locale and the time zone.

    Raises
    ------
    AtlasError
        If the frame is empty, names a layer that the spec lacks, or the spec an unknown mark.
    DataError
        If a line of the style is no setting of matplotlib.
    """
    return in_formats(spec, frame, palette, style, (file_format,))[file_format]


def in_formats(
    spec: dict,
    frame: pd.DataFrame | Mapping[str, Sequence],
    palette: dict,
    style: str = "",
    formats: Sequence[str] = ("pdf", "svg"),
) -> dict[str, bytes]:
    """A figure in several formats, planned and drawn once; see :func:`figure`."""
    rows = from_frame(frame)
    if not len(rows):
        raise AtlasError("figure: no rows to draw")
    if not set(rows["layer"]) <= set(range(len(spec["layers"]))):
        raise AtlasError(f"figure: rows of layers {sorted(set(rows['layer']))}: the spec has {len(spec['layers'])}")
    with rc_context(settings(style)), _uncollected():
        drawn = draw(plan_figure(spec, rows, palette))
        return {name: _as_svg(drawn) if name == "svg" else as_pdf(drawn, _about(spec)) for name in formats}


def _about(spec):
    """The metadata of the PDF: what it shows and what it was drawn from; nothing of when and by what it was made."""
    words = {"Title": spec.get("title"), "Subject": " ".join(spec.get("caption", "").split()) or None}
    words["Keywords"] = spec.get("origin")
    return words | {"CreationDate": None, "Creator": None, "Producer": None}


def _as_svg(drawn):
    """The SVG of a figure, texts as outlines; names of its parts come from a fixed salt, so that bytes repeat."""
    stream = io.BytesIO()
    with rc_context({"svg.hashsalt": "emergence", "svg.fonttype": "path"}):
        drawn.savefig(stream, format="svg", metadata={"Date": None, "Creator": None})
    return stream.getvalue()


@contextmanager
def _uncollected():
    """Without the garbage collector, which takes a third of the time and finds nothing: a figure's parts all live."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def settings(style: str) -> dict[Any, Any]:
    """The settings in the text of a style sheet; matplotlib itself reads only files."""
    found: dict[Any, Any] = RcParams()  # which checks each value
    for number, line in enumerate(style.splitlines(), 1):
        line = line.partition("#")[0].strip()
        name, _, value = (part.strip() for part in line.partition(":"))
        if line and not value:
            raise DataError("style.mplstyle", "a line 'setting: value'", row=number, value=line)
        try:
            if line:
                found[name] = value
        except KeyError:
            raise DataError("style.mplstyle", "a setting of matplotlib", row=number, value=name) from None
        except ValueError as error:
            expected = f"a value that matplotlib takes ({error})"
            raise DataError("style.mplstyle", expected, row=number, column=name, value=value) from None
    return found | _FORCED


def draw(plan: FigurePlan) -> Figure:
    """Draw a plan.

    Parameters
    ----------
    plan : emergence.draw.plan.FigurePlan

    Returns
    -------
    matplotlib.figure.Figure
    """
    page = plan.page
    sheet = Figure((page.width / POINTS, page.height / POINTS), dpi=POINTS)
    FigureCanvasPdf(sheet)
    for panel in plan.panels:
        box = panel.box
        place = box.left / page.width, box.bottom / page.height, box.width / page.width, box.height / page.height
        axes = sheet.add_axes(place)
        _scale(axes, panel, plan)
        for layer in panel.layers:
            _layer(axes, layer, plan.theme)
        _head(axes, panel, plan)
    for title in plan.titles:
        sheet.text(title.x / page.width, title.y / page.height, title.text, fontsize=title.size, **title.how)
    if plan.bar and plan.bar_beside:
        colourbar.draw(sheet, plan.bar, plan.bar_beside, plan.theme)
    if plan.legend:
        legend.draw(sheet, plan.legend, *plan.legend_corner, plan.theme)
    return sheet


def _scale(axes, panel, plan):
    """Limits and ticks; limits that are set once stay, whatever the marks draw."""
    for name in "xy":
        planned, axis = getattr(panel, name), getattr(axes, f"{name}axis")
        if planned.scale == "log":
            getattr(axes, f"set_{name}scale")("log")
        axis.set_major_locator(FixedLocator(planned.ticks.positions))
        axis.set_major_formatter(FixedFormatter(planned.ticks.labels))
        axis.set_minor_locator(FixedLocator(planned.ticks.minor if plan.minor else ()))
        axis.set_minor_formatter(NullFormatter())
        shown = {"labelbottom" if name == "x" else "labelleft": getattr(panel, f"shows_{name}")}
        axis.set_tick_params(labelsize=plan.size, **shown)
        getattr(axes, f"set_{name}lim")(*(planned.limits[::-1] if planned.reverse else planned.limits))


def _layer(axes, layer, theme):
    """One layer at the height of its mark, its words above all; matplotlib by itself goes by the type of artist."""
    before = set(axes.get_children())
    layer.mark.draw(axes, layer.rows, layer.options, theme)
    for artist in axes.get_children():
        if artist not in before:
            height = marks.WORDS if isinstance(artist, Annotation) else getattr(layer.mark, "HEIGHT", marks.DATA)
            artist.set_zorder(height + artist.get_zorder() / 100)


def _head(axes, panel, plan):
    """The panel's letter and title, their first lines as high as those of the panels beside it."""
    how = {"xy": (0, 1), "xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    how |= {"va": "baseline"}
    for number, line in enumerate(panel.heading.split("\n")):
        place = (panel.indent, panel.rise - number * text_metrics.LEADING * plan.heading_size)
        if line:
            axes.annotate(line, xytext=place, fontsize=plan.heading_size, **how)
    if panel.letter:
        axes.annotate(panel.letter, xytext=(0, panel.rise), fontsize=plan.letter_size, fontweight="bold", **how)
