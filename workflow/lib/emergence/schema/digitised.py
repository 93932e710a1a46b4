"""The tables of numbers read from figures (data/<source>/figures/) and of their comparison with printed numbers
(data/<source>/tables/).
"""

from emergence.io.contract import Table, flag, number, text

DIGITISED = Table(
    "digitised points",
    (
        text("panel", "panel of the figure, named in its yaml", required=True),
        text("series", "series of the panel, named in the figure's yaml", required=True),
        text(
            "kind", "what the point was read from", required=True, choices=("line", "markers", "level", "bars", "band")
        ),
        number(
            "piece",
            "number of the stroke or shape within the series",
            unit="count",
            low=1,
        ),
        number("order", "number of the point within the figure, in drawing order", unit="count", low=1, required=True),
        number("x", "value in the unit that the yaml gives; null for a horizontal level", unit="of the axis"),
        number("y", "value in the unit that the yaml gives; null for a vertical level", unit="of the axis"),
        number("x_error", "reading error of x", unit="of the axis", low=0),
        number("y_error", "reading error of y", unit="of the axis", low=0),
        number("base", "value at the foot of a bar, at its left end if it is horizontal", unit="of the axis"),
        text("category", "the category of a bar, where the axis has words"),
        flag("inside_axes", "whether the point lies within the axes, where it is visible"),
        text("colour", "fill, else stroke, as #rrggbb"),
        number("colour_value", "value of the colour by the colour bar", unit="of the colour bar"),
        number("colour_error", "half the range of values of that colour", unit="of the colour bar", low=0),
        number("page", "page of the file", unit="count", low=1, required=True),
        number("x_pt", "position on the page in points from its left", unit="points (1/72 inch)"),
        number("y_pt", "position on the page in points from its top", unit="points (1/72 inch)"),
    ),
    key=("panel", "series", "order"),
)

AXIS_TICKS = Table(
    "ticks of digitised figures",
    (
        text("figure", "name of the figure's yaml", required=True),
        text("panel", "panel of the figure, named in its yaml", required=True),
        text("axis", "which axis the tick belongs to", required=True, choices=("x", "y", "colour")),
        text("scale", "scale of the axis", required=True, choices=("linear", "log", "category")),
        text("label", "the label as printed; 10^18 for a raised 18", required=True),
        number("value", "value of the label, before any factor of the yaml", unit="of the axis", required=True),
        number("position_pt", "position of its tick along the axis", unit="points (1/72 inch)", required=True),
        number("residual_pt", "distance from the fitted scale", unit="points (1/72 inch)", required=True),
        number("axis_says", "value of the fitted scale at the tick", unit="of the axis", required=True),
        flag("is_used", "whether it was used in fitting the scale"),
    ),
    key=("figure", "panel", "axis", "position_pt"),
)

AGREEMENTS = Table(
    "agreements",
    (
        text("quantity", "what is compared", required=True),
        number("n", "numbers compared", unit="count", low=1, required=True),
        number("largest", "largest difference", unit="that in the column unit", low=0, required=True),
        number("within", "numbers that differ by less than the tolerance", unit="count", low=0, required=True),
        number(
            "tolerance", "largest difference that is accepted", unit="that in the column unit", above=0, required=True
        ),
        text("unit", "unit of the difference", required=True),
        text("locator", "what it is compared with", required=True),
    ),
    key=("quantity",),
)

INCONSISTENCIES = Table(
    "inconsistencies",
    (
        text("drawn_at", "figure, panel and quantity drawn there", required=True),
        number("read", "value in the figure", unit="that in the column unit", required=True),
        number("printed", "value at another place of the same paper", unit="that in the column unit", required=True),
        number("difference", "read / printed - 1", unit="1", required=True),
        text("unit", "unit of the two numbers", required=True),
        text("remark", "rounded: what is drawn is what is printed, rounded to one or two digits", choices=("rounded",)),
        text("locator", "the other place", required=True),
    ),
    key=("drawn_at", "locator"),
)
