"""The figures of Wei et al. 2022: whose each marker is, what it scores, and where the paper disagrees with itself.

A marker's x is held against the models of its family in Table 2. The model is named where one of them agrees, and left
empty where none does or two do.
"""

from collections.abc import Mapping

import pandas as pd

from emergence.sources.cross_checks import agreement, disagreement
from emergence.sources.figures import Digitised
from emergence.sources.wei2022.figure_tables import keywords, otherwise_named, pairs
from emergence.sources.wei2022.scores import elsewhere, observations

_ALIKE = 0.05  # fraction: a printed x farther from a marker's is not its model's
_EXACT = 0.001  # fraction: of two similar models, the one that agrees this well, if the other does not
_FAMILIES = ("LaMDA", "GPT-3", "Gopher", "Chinchilla", "PaLM")
# Figures whose legend names no family; their captions and panel titles do.
_CAPTIONS = {
    "figure3": {"A": "LaMDA", "B": "LaMDA", "C": "LaMDA", "D": "Anthropic LM"},
    "figure5": "LaMDA",
    "figure6": "LaMDA",
    "figure7": "LaMDA",
    "figure12": {"A": "LaMDA", "B": "LaMDA", "C": "LaMDA", "D": "Anthropic LM"},
    "figure13": {"A": "GPT-3", "B": "GPT-3", "C": "PaLM", "D": "Flamingo"},
}
_PRINTED = {"FLOPs": "flops", "parameters": "params"}
# Figure 4 shows each model's perplexity against its FLOPs and its parameters; other panels have the scores against it.
_PERPLEXITY = "Perplexity on WikiText103"


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Scores with their models, tasks by keyword, agreement with Table 2, and inconsistencies.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
    tables : mapping of str to pandas.DataFrame
        ``models.csv``: Table 2.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``figures.csv``: SOURCE_OBSERVATIONS. ``tables/keyword_classes.csv``: the bars of Figure 8.
        ``tables/model_pairs.csv``: the markers of Figure 9.
        ``tables/agreements.csv``, ``tables/inconsistencies.csv``.
    """
    models = tables["models.csv"]
    markers = pd.DataFrame([row for figure in figures.values() for row in _markers(figure, models)])
    agreements, inconsistencies = checks(markers, figures)
    drawn_pairs = pd.DataFrame(pairs(figures["figure9"].reading.points))
    otherwise = otherwise_named(drawn_pairs.to_dict("records"), figures["figure10"].reading.points)
    more = pd.DataFrame([*elsewhere(markers, figures, models), *otherwise]).drop_duplicates(["drawn_at", "locator"])
    return {
        "figures.csv": observations(markers, figures, models),
        "tables/keyword_classes.csv": pd.DataFrame(keywords(figures["figure8"].reading.points)),
        "tables/model_pairs.csv": drawn_pairs,
        "tables/agreements.csv": agreements,
        "tables/inconsistencies.csv": pd.concat([inconsistencies, more], ignore_index=True),
    }


def checks(markers, figures):
    """How far the markers agree with Table 2 and with each other, and where they and the tick labels do not.

    Parameters
    ----------
    markers : pandas.DataFrame
        As :func:`_markers` yields them.
    figures : mapping of str to emergence.sources.figures.Digitised
        For their ticks.

    Returns
    -------
    (pandas.DataFrame, pandas.DataFrame)
        AGREEMENTS and INCONSISTENCIES.
    """
    matched = markers[markers["model"].notna()]
    rows = []
    for quantity, own in matched.groupby("x_quantity", sort=True):
        title, where = f"x of markers: {quantity}", "Table 2, the model of each marker"
        rows.append(agreement(title, own["x_difference"].abs(), _EXACT, "fraction", where))
        drawn = zip(own["x"], own["x_printed"], strict=True)
        nearest = [min(abs(x / value - 1) for value in (printed, *rounded(printed))) for x, printed in drawn]
        rows.append(
            agreement(f"{title}, rounded alike", nearest, _EXACT, "fraction", f"{where}, as printed or rounded")
        )
    perplexities = _perplexities(markers)
    if len(perplexities):
        off = (perplexities["x"] / perplexities["shown"] - 1).abs()
        where = f"{_PERPLEXITIES}, models of the marker's family"
        rows.append(agreement("x of markers: perplexity", off, _EXACT, "fraction", where))
    faults = [*_off(matched), *_two_perplexities(perplexities), *_wrong_labels(figures)]
    return pd.DataFrame(rows), pd.DataFrame(faults)


def _markers(figure, models):
    """The markers of one figure."""
    panels = {panel.name: panel for panel in figure.spec.panels}
    for point in figure.reading.points.query("kind == 'markers'").itertuples():
        panel = panels[point.panel]
        family = _family(figure.spec.name, point)
        found = _model(models[models["family"] == family], _PRINTED.get(panel.x.unit), point.x)
        yield {
            "figure": figure.spec.name,
            "panel": point.panel,
            "series": point.series,
            "order": point.order,
            "family": family,
            "x_quantity": panel.x.title,
            "x": point.x,
            "x_error": point.x_error,
            "y_quantity": panel.y.title,
            "y_unit": panel.y.unit,
            "y": point.y,
            "y_error": point.y_error,
            **found,
        }


def _family(figure, point):
    """The family from the legend, else from the caption; a legend may add a part of a task to it."""
    named = point.series.split(":")[0]
    caption = _CAPTIONS.get(figure)
    return named if named in _FAMILIES else caption.get(point.panel) if isinstance(caption, dict) else caption


def _model(models, column, x):
    """The one model whose printed value a marker's x agrees with, and how far."""
    nothing = {"model": None, "x_printed": None, "x_difference": None}
    if column is None:
        return nothing
    difference = x / models[column] - 1
    alike = difference[difference.abs() < _ALIKE]
    exact = alike[alike.abs() < _EXACT]
    coarse = alike[[is_rounded(x, printed) for printed in models.loc[alike.index, column]]]
    chosen = next((rows for rows in (alike, exact, coarse) if len(rows) == 1), alike)
    if len(chosen) != 1:
        return nothing
    row = models.loc[chosen.index[0]]
    return {"model": row["model"], "x_printed": row[column], "x_difference": float(f"{chosen.iloc[0]:.3g}")}


def rounded(printed):
    """What is printed, rounded to one and to two digits."""
    return [float(f"{printed:.{digits}e}") for digits in (0, 1)]


def is_rounded(x, printed):
    """Is x what is printed, rounded to one or two digits?"""
    return any(abs(x / value - 1) < _EXACT for value in rounded(printed))


def _off(matched):
    """Models drawn elsewhere than Table 2 prints, once a figure and x."""
    off = matched[matched["x_difference"].abs() > _EXACT]
    off = off.assign(read=[float(f"{x:.3g}") for x in off["x"]])
    for (figure, model, read), rows in off.groupby(["figure", "model", "read"], sort=False):
        row, panels = rows.iloc[0], rows["panel"].unique()
        where = f"panel {panels[0]}" if len(panels) == 1 else f"{len(panels)} panels"
        yield {
            "drawn_at": f"Figure {figure[6:]}, {where}: {model}",
            "read": read,
            "printed": row["x_printed"],
            "difference": row["x_difference"],
            "unit": "FLOPs" if "FLOPs" in row["x_quantity"] else "parameters",
            "remark": "rounded" if is_rounded(row["x"], row["x_printed"]) else None,
            "locator": f"Table 2, row {model}",
        }


_PERPLEXITIES = "Figure 4, panels perplexity by FLOPs and by parameters"


def _perplexities(markers):
    """Markers whose x is a perplexity, with the model and what Figure 4 shows as its perplexity.

    These markers have no FLOPs and no parameters that identify their model: each panel has as many of a family as
    those of Figure 4 that show perplexity, and both are taken from the highest to the lowest.
    """
    shown = markers[(markers["y_quantity"] == _PERPLEXITY) & markers["model"].notna()]
    shown = shown.groupby(["family", "model"], sort=False)["y"].mean().rename("shown").reset_index()
    shown = shown.sort_values(["family", "shown"], ascending=[True, False])
    drawn = markers[markers["x_quantity"] == _PERPLEXITY].sort_values("x", ascending=False, kind="stable")
    place = drawn.groupby(["figure", "panel", "family"]).cumcount()
    shown = shown.assign(place=shown.groupby("family").cumcount())
    count = drawn.groupby(["figure", "panel", "family"])["x"].transform("size")
    whole = count == drawn["family"].map(shown["family"].value_counts())
    return drawn.drop(columns="model").assign(place=place)[whole].merge(shown, on=["family", "place"])


def _two_perplexities(perplexities):
    """Models drawn at one perplexity on a y axis and at another on an x axis, once each."""
    off = perplexities[(perplexities["x"] / perplexities["shown"] - 1).abs() > _EXACT]
    off = off.assign(read=[float(f"{x:.4g}") for x in off["x"]])
    for (model, read), rows in off.groupby(["model", "read"], sort=True):
        numbers = sorted({name[6:] for name in rows["figure"]}, key=int)
        figures = f"Figure{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
        where = f"panel {rows['panel'].iloc[0]}" if len(rows) == 1 else f"{len(rows)} panels"
        shown = float(f"{rows['shown'].iloc[0]:.4g}")
        place = f"{figures}, {where}: {model} at perplexity {read:.4g}"
        yield disagreement(place, read, shown, "perplexity", _PERPLEXITIES, digits=4)


def _wrong_labels(figures):
    """Tick labels that the scale of their axis contradicts."""
    for figure in figures.values():
        for tick in figure.reading.ticks.query("not is_used").itertuples():
            where = f"Figure {tick.figure[6:]}, panel {tick.panel}"
            place = f"{where}: tick of the {tick.axis} axis labelled {tick.label}"
            locator = "the label itself, against the axis's other labels"
            yield disagreement(place, tick.axis_says, tick.value, "as the axis", locator, digits=4)
