"""All points and curves of one source, each number once.

A score of a checkpoint appears in many series, against several x and in several pools; here it stands once, beside the
checkpoint's values of x, and a series only says where its points are.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from emergence.draw.explorer.packing import numbers, steps, words
from emergence.draw.palette import Style, known, styles
from emergence.io.tables import Tables

_CHECKPOINT = ["family", "label", "run", "params", "tokens", "flops"]
_SCORE = ["task", "subtask", "metric", "shots", "format", "split"]
_AT_ONCE = 1000  # series whose curves, of every form, are in memory


def block(tables: Tables, palette: Mapping) -> dict[str, Any]:
    """What the page holds of a source's series that have a verdict.

    Parameters
    ----------
    tables : Tables
        ``verdicts``, ``points`` and ``curves`` of one source.
    palette : dict
        The parsed palette.yaml.

    Returns
    -------
    dict
        ``checkpoints``: columns, with the place of each one's look in ``looks``; ``x``: kind of x to a value for each
        checkpoint; ``scores``: of each score the checkpoints ``at`` (steps), values ``y`` and locators ``from``;
        ``series``: by id the score, the kind of x, the ``rows`` of the score that are its points (steps; null for all)
        and the best form's ``curve``; ``locators``.
    """
    verdicts = tables["verdicts"]
    kinds = verdicts.set_index("series_id")[["x_kind", *_SCORE]]
    points = tables.read("points", list(kinds.index), ["series_id", *_CHECKPOINT, "x", "y", "locator"])
    points = points.join(kinds, on="series_id")
    # In a series a checkpoint has one x. Where it has another in the next one, it counts as another checkpoint.
    points["variant"] = points.groupby([*_CHECKPOINT, "x_kind"], dropna=False)["x"].rank("dense")
    points["checkpoint"] = points.groupby([*_CHECKPOINT, "variant"], dropna=False).ngroup()
    points["score"] = points.groupby(_SCORE, dropna=False).ngroup()
    points["place"] = pd.factorize(points["locator"], sort=True)[0]
    scored = points.drop_duplicates(["score", "checkpoint"]).sort_values(["score", "checkpoint"])
    scored["row"] = scored.groupby("score").cumcount()
    points = points.merge(scored[["score", "checkpoint", "row"]], on=["score", "checkpoint"])
    size = scored.groupby("score").size()
    return {
        **_checkpoints(points, palette),
        "x": _x(points),
        "scores": _scores(scored),
        "series": _series(points, size, _curves(verdicts, tables)),
        "locators": sorted(points["locator"].unique()),
    }


def _checkpoints(points, palette):
    """The columns of the checkpoints and how their marks look: the family's marker, its colour shaded by size."""
    own = points.drop_duplicates("checkpoint").sort_values("checkpoint")
    families = styles(own["family"], palette)
    looks = [
        known(label, palette) or families[family] for label, family in zip(own["label"], own["family"], strict=True)
    ]
    unique = sorted(set(looks), key=lambda style: (style.marker, style.colour, style.filled))
    place = {style: at for at, style in enumerate(unique)}
    columns = {
        **{name: words(own[name]) for name in ("family", "label", "run")},
        **{name: numbers(own[name]) for name in ("params", "tokens", "flops")},
        "look": [place[style] for style in looks],
    }
    return {"checkpoints": columns, "looks": [look(style) for style in unique]}


def look(style: Style) -> dict[str, Any]:
    """A style as the page draws it."""
    return {"colour": style.colour, "marker": style.marker, "filled": style.filled}


def _x(points):
    size = int(points["checkpoint"].max()) + 1 if len(points) else 0
    columns = {}
    for kind, own in points.drop_duplicates(["x_kind", "checkpoint"]).groupby("x_kind"):
        columns[str(kind)] = numbers(own.set_index("checkpoint")["x"].reindex(range(size)), 5)
    return columns


def _scores(scored):
    """Columns with a list for each score: like stands beside like, which halves what gzip leaves."""
    each = [own for _, own in scored.groupby("score")]
    return {
        "at": [steps(own["checkpoint"]) for own in each],
        "y": [numbers(own["y"]) for own in each],
        "from": [own["place"].tolist() for own in each],
    }


def _series(points, size, curves):
    found = {}
    for name, own in points.sort_values("row").groupby("series_id"):
        score = int(own["score"].iloc[0])
        rows = None if len(own) == size[score] else steps(own["row"])
        found[str(name)] = {"score": score, "x": own["x_kind"].iloc[0], "rows": rows, "curve": curves.get(name)}
    return found


def _curves(verdicts, tables):
    """The curve of each series' best form with its band; x are evenly spaced, so that the ends say them all."""
    best = verdicts.loc[verdicts["best_form"].notna(), ["series_id", "best_form"]]
    found = {}
    for start in range(0, len(best), _AT_ONCE):
        some = best.iloc[start : start + _AT_ONCE]
        curves = tables.read("curves", list(some["series_id"]), ["series_id", "form", "x", "y", "lo", "hi"])
        curves = curves.merge(some, left_on=["series_id", "form"], right_on=["series_id", "best_form"])
        for name, own in curves.sort_values("x").groupby("series_id"):
            band = {} if own["lo"].isna().all() else {end: numbers(own[end]) for end in ("lo", "hi")}
            found[name] = {"x": numbers([own["x"].iloc[0], own["x"].iloc[-1]], 6), "y": numbers(own["y"]), **band}
    return found
