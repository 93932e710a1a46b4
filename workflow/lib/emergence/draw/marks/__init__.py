"""The marks that a layer may name. One module a mark, found by its file's name: adding a mark is adding a file.

A mark's module has

``COUNTS``
    ``{"x": columns, "y": columns}``: which of its columns the automatic limits of an axis must hold.
``draw(axes, rows, layer, theme)``
    Draw the rows of one layer and panel on matplotlib axes.
``key(layer, style, theme)``
    The artists of its entry in a legend, drawn over each other; an empty list for none.

and, where it differs from other marks,

``OPTIONS``
    JSON-schema properties of the keys of a layer that it takes besides those of all layers. A literal, since planning
    reads it from the file (:mod:`emergence.catalogue.marks`).
``NEEDS_ONE_OF``
    Columns of which a row must have one, where the layer names any of them; also a literal.
``WIDENS``
    As ``COUNTS``: which of its columns the limits hold only as far as that widens them little.
``NAMES``
    ``{"x": column, "y": column}``: which column holds the names of an axis of categories; ``text`` by default.
``GUIDE``
    The entry of the palette that it is drawn as; the legend lists it under that name.
``HEIGHT``
    What lies over what in a panel, whatever the order of layers: bands and spans :data:`UNDER`, lines :data:`LINES`,
    data :data:`DATA` (the default), words :data:`WORDS`. A fit never hides the points that it was made from.
``baseline(layer)``
    The axis ("x" or "y") that must hold zero.
``place(rows, layer)``
    The rows with the positions that the mark itself gives them, before the axes are planned.
"""

import pkgutil
from functools import cache
from importlib import import_module
from types import ModuleType

from emergence.io.errors import AtlasError

UNDER, LINES, DATA, WORDS = range(4)


@cache
def names() -> tuple[str, ...]:
    """The marks there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def get(name: str) -> ModuleType:
    """The module of a mark; an :class:`AtlasError` that lists the marks there are if it is unknown."""
    if name not in names():
        raise AtlasError(f"layers: unknown mark {name!r}: expected one of {', '.join(names())}")
    return import_module(f"{__name__}.{name}")
