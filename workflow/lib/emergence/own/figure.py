"""The figure of a lab's own runs, drawn like every figure of the atlas: a spec, its frame, the same marks."""

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib import rc_context

from emergence import defaults
from emergence.draw.figure import draw, in_formats, settings
from emergence.draw.palette import all_labels, parse
from emergence.draw.plan import plan_figure
from emergence.draw.rows import from_frame
from emergence.exhibits.figure import build_figure
from emergence.io import yaml_files
from emergence.own.judged import Judged
from emergence.own.published import Published
from emergence.schema.x_kinds import with_unit
from emergence.schema.x_kinds import x_kind as kind_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FILE = "own/figure.yaml"
_HEIGHT, _FOOT = 2.1, 0.7  # inches of a row of panels, and of what stands below the last


def pictures(judged: Judged, x_kind: str, published: Published | None = None) -> dict[str, bytes]:
    """The figure of all series against one kind of x.

    Parameters
    ----------
    judged : emergence.own.judged.Judged
    x_kind : str
    published : emergence.own.published.Published, optional
        Series that are drawn behind the own ones.

    Returns
    -------
    dict of str to bytes
        Format, ``pdf`` and ``svg``, to a file, the same for the same numbers.
    """
    spec, frame = _exhibit(judged, x_kind, published)
    return in_formats(spec, frame, _colours(), defaults.text("style.mplstyle"))


def figure_of(judged: Judged, x_kind: str) -> "Figure":
    """The same as a figure of matplotlib, to be changed or saved by the caller."""
    spec, frame = _exhibit(judged, x_kind)
    with rc_context(settings(defaults.text("style.mplstyle"))):
        return draw(plan_figure(spec, from_frame(frame), _colours()))


def _colours():
    colours = parse(defaults.text("palette.yaml"))
    return colours | {"labels": all_labels(colours)}


def _exhibit(judged: Judged, x_kind: str, published: Published | None = None) -> tuple[dict, pd.DataFrame]:
    """The spec of the figure and its frame."""
    own = judged.drawn(x_kind)
    kind = kind_of(x_kind)
    spec = yaml_files.parse(files("emergence.own").joinpath("figure.yaml").read_text(encoding="utf-8"), _FILE)
    spec |= {"file": _FILE, "series": [{"source": own["source"].iloc[0], "x_kind": x_kind}]}
    tables = {name: getattr(judged, name) for name in ("points", "curves", "fit_stats", "verdicts")}
    tables["series"] = own
    _put_behind(spec, tables, x_kind, published)
    spec["panels"]["columns"] = columns = min(len(own), 3)
    spec["size"]["height"] = _HEIGHT * -(-len(own) // columns) + _FOOT
    title = with_unit(kind.title, kind.unit)
    spec["axes"] = {"x": {"title": title[0].upper() + title[1:], "reverse": kind.lower_is_better}, "y": _y(own)}
    frame = build_figure(spec, tables)
    spec["layers"] = [
        layer if number in set(frame["layer"]) else {**layer, "legend": None}
        for number, layer in enumerate(spec["layers"])
    ]
    return spec, frame


def _put_behind(spec: dict, tables: dict, x_kind: str, published: Published | None) -> None:
    """Add the layers and rows of published series against this x, if there are any, to those of the own ones."""
    behind = spec.pop("behind")
    if published is None or x_kind not in set(published.tables["series"]["x_kind"]):
        return
    series, panels = published.tables["series"], tables["series"][["task", "metric"]].drop_duplicates()
    series = series[series["x_kind"] == x_kind].merge(panels)
    if series.empty:
        return
    tables |= {name: pd.concat([own, published.tables[name]], ignore_index=True) for name, own in tables.items()}
    sources = [spec["series"][0]["source"]], sorted(series["source"].unique())
    spec["series"].append({"series_id": sorted(series["series_id"])})
    spec["layers"] = [
        layer if layer["from"] == "series" else {**layer, "where": {**layer.get("where", {}), "source": source}}
        for source, layers in zip(sources[::-1], (behind, spec["layers"]), strict=True)
        for layer in layers
    ]


def _y(series: pd.DataFrame) -> Mapping:
    """The y axis: percent where every metric is a share."""
    shares = ((series["y_min"] >= 0) & (series["y_max"] <= 1)).all()
    titles = series["metric_title"].unique()
    title = titles[0] if len(titles) == 1 else "Score"
    return {"title": f"{title} (%)", "scale": "percent"} if shares else {"title": title}
