"""The tables of numbers read from figures: as read, in data/<source>/figures/, and compared with what is printed, in
data/<source>/tables/."""

from emergence.io.contract import Table, flag, number, text

DIGITISED = Table(
    "digitised points",
    (
        text("panel", "panel of the figure, named in its yaml", required=True),
        text("series", "series of the panel, named in the figure's yaml", required=True),
        text("kind", "what stands for the point", required=True, choices=("line", "markers", "level", "bars")),
        number("piece", "number of the stroke or shape within the series: the pen was lifted between two", low=1),
        number("order", "number of the point within the figure, in drawing order", low=1, required=True),
        number("x", "value in the unit that the yaml gives; null for a horizontal level"),
        number("y", "value in the unit that the yaml gives; null for a vertical level"),
        number("x_error", "reading error of x", low=0),
        number("y_error", "reading error of y", low=0),
        number("base", "value at a bar's foot"),
        text("category", "what a bar stands over, where the axis has words"),
        flag("inside_axes", "does the point lie within the axes, where it can be seen"),
        text("colour", "fill, else stroke, as #rrggbb"),
        number("colour_value", "what the colour bar says of the colour"),
        number("colour_error", "half the range of values of that colour", low=0),
        number("page", "page of the file", low=1, required=True),
        number("x_pt", "position on the page in points from its left"),
        number("y_pt", "position on the page in points from its top"),
    ),
    key=("panel", "series", "order"),
)

AXIS_TICKS = Table(
    "ticks of digitised figures",
    (
        text("figure", "name of the figure's yaml", required=True),
        text("panel", required=True),
        text("axis", required=True, choices=("x", "y", "colour")),
        text("scale", required=True, choices=("linear", "log", "category")),
        text("label", "the label as printed; 10^18 for a raised 18", required=True),
        number("value", "what the label says, before any factor of the yaml", required=True),
        number("position_pt", "where its tick stands, in points along the axis", required=True),
        number("residual_pt", "how far that is off the fitted scale", required=True),
        number("axis_says", "what the fitted scale says at the tick", required=True),
        flag("is_used", "was it used in fitting the scale"),
    ),
    key=("figure", "panel", "axis", "position_pt"),
)

AGREEMENTS = Table(
    "agreements",
    (
        text("quantity", "what is compared", required=True),
        number("n", "numbers compared", low=1, required=True),
        number("largest", "largest difference", low=0, required=True),
        number("within", "numbers that differ by less than the tolerance", low=0, required=True),
        number("tolerance", above=0, required=True),
        text("unit", "unit of the difference", required=True),
        text("locator", "what it is compared with", required=True),
    ),
    key=("quantity",),
)

INCONSISTENCIES = Table(
    "inconsistencies",
    (
        text("place", "figure, panel and what is drawn there", required=True),
        number("read", "what the figure shows", required=True),
        number("printed", "what another place of the same paper says", required=True),
        number("difference", "read over printed, less one", required=True),
        text("unit", required=True),
        text("remark", "rounded: what is drawn is what is printed, rounded to one or two digits", choices=("rounded",)),
        text("locator", "the other place", required=True),
    ),
    key=("place", "locator"),
)
