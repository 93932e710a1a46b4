"""The description of a figure (data/<source>/figures/<figure>.yaml) as frozen dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from emergence.digitise.drawing import Box
from emergence.io import yaml_files
from emergence.io.errors import DataError
from emergence.io.paths import within
from emergence.schema import of_yaml

SCHEMA = of_yaml("figure")


@dataclass(frozen=True)
class AxisSpec:
    """One axis: the side of its labels, and its scale and unit.

    ``scale`` and ``ticks`` (position in points to value) override what is found, for the ``reason`` given; values are
    multiplied by ``times`` to come out in ``unit``.
    """

    title: str = ""
    unit: str = ""
    side: str = ""
    scale: str | None = None
    times: float = 1.0
    ticks: Mapping[float, float] = field(default_factory=dict)
    reason: str | None = None


@dataclass(frozen=True)
class PanelSpec:
    """One panel: its name, how it is found, and its axes."""

    name: str
    x: AxisSpec
    y: AxisSpec
    title: str | None = None
    box: Box | None = None


@dataclass(frozen=True)
class SeriesSpec:
    """One series: how it is drawn and the style that identifies it; None where a property does not matter.

    ``dash`` has the lengths of dashes and gaps in points; ``along`` is the axis along which bars extend.
    """

    name: str
    kind: str
    stroke: str | None = None
    fill: str | None = None
    form: str | None = None
    width: float | None = None
    dashed: bool | None = None
    centre: str = "vertices"
    panels: tuple[str, ...] | None = None
    vertices: int | None = None
    dash: tuple[float, ...] | None = None
    along: str = "y"


@dataclass(frozen=True)
class Drop:
    """A box whose content is no data, and why."""

    box: Box
    reason: str


@dataclass(frozen=True)
class FigureSpec:
    """One figure of one source."""

    source: str
    name: str
    title: str
    file: str
    page: int
    locator: str
    panels: tuple[PanelSpec, ...]
    series: tuple[SeriesSpec, ...]
    drop: tuple[Drop, ...]
    colour_scale: Mapping | None = None

    @property
    def place(self) -> str:
        """What messages call it."""
        return f"{self.source}/figures/{self.name}" if self.source else self.name


def load(path: str | PathLike[str]) -> FigureSpec:
    """The description of a figure in ``data/<source>/figures/<figure>.yaml``.

    Raises
    ------
    DataError
        If the yaml is malformed or contradicts itself.
    """
    path = within(Path(path).parent, Path(path).name)
    plain = yaml_files.load(path, SCHEMA)
    panels = tuple(_panel(panel, plain) for panel in plain["panels"])
    names = [panel.name for panel in panels]
    series = tuple(_series(entry) for entry in plain["series"])
    for group, column in ((names, "panels"), ([entry.name for entry in series], "series")):
        repeated = [name for name in group if group.count(name) > 1]
        if repeated:
            raise DataError(path, "each name once", column=column, value=repeated[0])
    for entry in series:
        for name in set(entry.panels or ()) - set(names):
            raise DataError(path, "one of the panels " + ", ".join(names), entry.name, "panels", name)
    for panel in panels:
        for axis in (panel.x, panel.y):
            if (axis.scale or axis.ticks) and not axis.reason:
                raise DataError(path, "a reason beside a scale or ticks given by hand", panel.name)
    drop = tuple(Drop(tuple(entry["box"]), entry["reason"]) for entry in plain.get("drop", ()))
    return FigureSpec(
        source=path.parent.parent.name,
        name=path.stem,
        title=plain["title"],
        file=plain["file"],
        page=plain["page"],
        locator=plain["locator"],
        panels=panels,
        series=series,
        drop=drop,
        colour_scale=plain.get("colour_scale"),
    )


def _panel(panel, figure):
    axes = {}
    for along, side in (("x", "bottom"), ("y", "left")):
        given = {"side": side} | figure.get(along, {}) | panel.get(along, {})
        axes[along] = AxisSpec(**given | {"ticks": {float(at): float(to) for at, to in given.get("ticks", {}).items()}})
    box = tuple(panel["box"]) if "box" in panel else None
    return PanelSpec(str(panel["name"]), title=panel.get("title"), box=box, **axes)


def _series(entry):
    panels, dash = entry.get("panels"), entry.get("dash")
    named = {"panels": tuple(map(str, panels)) if panels is not None else None, "dash": tuple(dash) if dash else None}
    return SeriesSpec(**entry | named)
