"""The marks that a layer may name. One module a mark, found by its file's name: adding a mark is adding a file.

A mark's module has

``COUNTS``
    ``{"x": columns, "y": columns}``: which of its columns the automatic limits of an axis must hold.
``draw(axes, rows, layer, look)``
    Draw the rows of one layer and panel on matplotlib axes.
``key(axes, left, right, y, layer, style, look)``
    Draw the mark's sign in a legend: between ``left`` and ``right``, centred on ``y``, on axes in points.
``WIDENS`` (optional)
    As ``COUNTS``: which of its columns the limits hold only as far as that widens them little.
``NAME`` (optional)
    Which entry of the palette is a guide that the legend lists under its own name.
"""

import pkgutil
from functools import cache
from importlib import import_module

from emergence.io.errors import AtlasError


@cache
def names():
    """The marks there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def get(name):
    """The module of a mark; an :class:`AtlasError` that lists the marks there are if it is unknown."""
    if name not in names():
        raise AtlasError(f"layers: unknown mark {name!r}: expected one of {', '.join(names())}")
    return import_module(f"{__name__}.{name}")
