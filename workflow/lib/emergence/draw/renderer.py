"""From an exhibit's spec and frame to the PDF of its figure."""

import gc
import io
from contextlib import contextmanager

from fontTools.subset import Options
from matplotlib import RcParams, rc_context
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure

from emergence.draw import colourbar, layout, lettering, marks
from emergence.draw.composition import TICK, Composition, letter
from emergence.draw.rows import from_frame
from emergence.io.errors import AtlasError, DataError

_FORCED = {"text.parse_math": False, "text.usetex": False, "pdf.use14corefonts": False, "pdf.fonttype": 42}
# matplotlib embeds a font's tables for ligatures and kerning, which no PDF reader asks for: cutting them down to the
# glyphs that are used takes a quarter of a figure's time. It offers no setting, fontTools only this one.
Options._drop_tables_default = [*Options._drop_tables_default, "GDEF", "GPOS", "GSUB"]


def figure(spec, frame, palette, style=""):
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

    Returns
    -------
    bytes
        The PDF: the same bytes for the same input, whatever the clock, the locale and the time zone.

    Raises
    ------
    AtlasError
        If the frame is empty, names a layer that the spec lacks, or the spec an unknown mark.
    DataError
        If a line of the style is no setting of matplotlib.
    """
    rows = from_frame(frame)
    if not len(rows):
        raise AtlasError("figure: no rows to draw")
    if not set(rows["layer"]) <= set(range(len(spec["layers"]))):
        raise AtlasError(f"figure: rows of layers {sorted(set(rows['layer']))}: the spec has {len(spec['layers'])}")
    with rc_context(_settings(style)), _uncollected():
        plan = Composition.planned(spec, rows, palette)
        page = plan.grid.page
        sheet = Figure((page.width / layout.POINTS, page.height / layout.POINTS), dpi=layout.POINTS)
        FigureCanvasPdf(sheet)
        _draw(plan, sheet)
        out = io.BytesIO()
        about = {"Title": spec.get("title"), "Subject": " ".join(spec.get("caption", "").split()) or None}
        about |= {"CreationDate": None, "Creator": None, "Producer": None}
        sheet.canvas.print_pdf(out, metadata=about)
        return out.getvalue()


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


def _settings(style):
    """The settings in the text of a style sheet; matplotlib itself reads only files."""
    settings = RcParams()
    for number, line in enumerate(style.splitlines(), 1):
        line = line.partition("#")[0].strip()
        name, _, value = (part.strip() for part in line.partition(":"))
        if line and not value:
            raise DataError("style.mplstyle", "a line 'setting: value'", row=number, value=line)
        try:
            if line:
                settings[name] = value
        except KeyError:
            raise DataError("style.mplstyle", "a setting of matplotlib", row=number, value=name) from None
        except ValueError as error:
            expected = f"a value that matplotlib takes ({error})"
            raise DataError("style.mplstyle", expected, row=number, column=name, value=value) from None
    return settings | _FORCED


def _draw(plan, sheet):
    """Draw everything."""
    page, boxes = plan.grid.page, plan.grid.boxes(plan.margins)
    parts = dict(plan.rows.split("panel", "layer"))
    overlay = sheet.add_axes([0, 0, 1, 1], zorder=5)
    overlay.set_axis_off()
    overlay.set(xlim=(0, page.width), ylim=(0, page.height), autoscale_on=False)
    for number, panel in enumerate(plan.panels):
        box = boxes[number]
        place = [box.left / page.width, box.bottom / page.height, box.width / page.width, box.height / page.height]
        axes = sheet.add_axes(place)
        _scale(plan, axes, number)
        for order, layer in enumerate(plan.spec["layers"]):
            if (panel, order) in parts:
                marks.get(layer["mark"]).draw(axes, parts[panel, order], layer, plan.look)
        _name(plan, overlay, number, box)
    _titles(plan, overlay, boxes)
    if plan.bar:
        colourbar.draw(sheet, overlay, plan.spec, plan.look, plan.valued(), *plan.bar, plan.size)
    if plan.legend:
        plan.legend.draw(overlay, *plan.corner(boxes), plan.look)


def _scale(plan, axes, number):
    """Limits and ticks; limits that are set once stay, whatever the marks draw."""
    for name in "xy":
        axis, side = plan.axes[plan.panels[number], name], getattr(axes, f"{name}axis")
        if axis.scale == "log":
            getattr(axes, f"set_{name}scale")("log")
        labels = axis.ticks.labels if plan.shows(number, name) else [""] * len(axis.ticks.labels)
        side.set_ticks(axis.ticks.positions, labels, fontsize=plan.size)
        minor = axis.ticks.minor if len(plan.panels) <= 20 else ()  # in very small panels they are noise, and slow
        side.set_ticks(minor, [""] * len(minor) if axis.scale == "log" else None, minor=True)
        getattr(axes, f"set_{name}lim")(*(axis.limits[::-1] if axis.reverse else axis.limits))


def _name(plan, overlay, number, box):
    """The panel's letter and title."""
    lines = plan.titles[number].count("\n")
    indent = plan.indent(number)
    y = box.top + 4
    if plan.titles[number]:
        how = {"fontsize": plan.title_size, "linespacing": lettering.LEADING, "va": "baseline"}
        for k, line in enumerate(plan.titles[number].split("\n")):
            overlay.text(box.left + indent, y + (lines - k) * lettering.LEADING * plan.title_size, line, **how)
    if indent:
        first = y + lines * lettering.LEADING * plan.title_size
        overlay.text(box.left, first, letter(number), fontsize=plan.letter_size, fontweight="bold")


def _titles(plan, overlay, boxes):
    """Titles of the axes: where they agree one for all panels, of x one a row that ends the grid."""
    held = boxes[: len(plan.panels)]
    size, each = plan.size + 0.5, plan.entitled("y")
    for number, box in enumerate(held if each else held[:1]):
        title = plan.axes[plan.panels[number], "y"].title
        x = box.left - plan.beside(number) + size if each else layout.EDGE + size
        low, high = (box.bottom, box.top) if each else (min(b.bottom for b in held), max(b.top for b in held))
        small = size * min(1.0, 1.1 * (high - low) / max(lettering.width(title, size), 1.0))
        overlay.text(x, (low + high) / 2, title, fontsize=small, rotation=90, ha="right", va="center")
    alone = [[number] for number in range(len(held)) if plan.shows(number, "x")]
    for row in alone if plan.entitled("x") else plan.feet():
        title = plan.axes[plan.panels[row[0]], "x"].title
        middle = (held[row[0]].left + held[row[-1]].right) / 2
        x = max(middle, layout.EDGE + lettering.width(title, size) / 2)  # one panel may be narrower than its title
        lowest = held[row[0]].bottom - TICK - plan.size - 1.2 * size
        overlay.text(x, lowest, title, fontsize=size, ha="center")
