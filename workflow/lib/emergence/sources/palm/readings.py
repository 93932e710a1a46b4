"""Figures 3, 5 and 7 of the PaLM report: scores on BIG-bench, held against its Tables 1 and 37 to 39 and its text."""

import re
from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.cross_checks import agreement, disagreement
from emergence.sources.figures import Digitised
from emergence.sources.palm.bigbench import AVERAGE, BEST, LITE, NORMALISED, PREFERRED, SHOTS
from emergence.sources.printed_numbers import reading_interval

_ALIKE = 0.02  # fraction: a marker farther than this from each model's parameters is no model's
_EXACT = 0.001  # fraction: the same for a number that ought to be the table's
_POINT = 0.0005  # of a score: half of the last digit of Tables 37 to 39
_PEOPLE = {AVERAGE: "average", BEST: "best"}

# Numbers of the text: task, model, normalised score, page.
_TEXT = (
    ("english_proverbs", "PaLM 62B", 0.25, 16),
    ("english_proverbs", "PaLM 540B", 0.87, 16),
    ("logical_sequence", "PaLM 8B", 0.13, 17),
    ("logical_sequence", "PaLM 62B", 0.25, 17),
    ("logical_sequence", "PaLM 540B", 0.87, 17),
)
_WHOLE = 0.01  # of a score: the text prints whole percentages, cut or rounded


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Observations from the three figures.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
        ``figure3``, ``figure5`` and ``figure7``.
    tables : mapping of str to pandas.DataFrame
        ``models.csv`` and ``tables/bigbench_scores.csv``, Tables 37 to 39.

    Returns
    -------
    dict of str to pandas.DataFrame
        SOURCE_OBSERVATIONS: ``figure3.csv``, ``figure5.csv`` and ``figure7.csv``. HUMAN_SCORES, AGREEMENTS and
        INCONSISTENCIES: ``tables/human_scores.csv``, ``tables/agreements.csv`` and ``tables/inconsistencies.csv``.

    Raises
    ------
    DataError
        If a marker of Figure 3 is not at the parameters of a model of its family.
    """
    models, printed = tables["models.csv"], tables["tables/bigbench_scores.csv"]
    points = {name: figure.reading.points for name, figure in figures.items()}
    rows = {
        "figure3": _figure_3(points["figure3"], models),
        "figure5": _figure_5(points["figure5"]),
        "figure7": _figure_7(points["figure7"]),
    }
    people = pd.concat([_people(figure, frame) for figure, frame in rows.items()], ignore_index=True)
    scores = {name: _observations(frame[~frame["model"].isin(_PEOPLE)]) for name, frame in rows.items()}
    return {
        **{f"{name}.csv": frame for name, frame in scores.items()},
        "tables/human_scores.csv": people,
        "tables/agreements.csv": pd.DataFrame(_agreements(rows, printed, models)),
        "tables/inconsistencies.csv": pd.DataFrame(_inconsistencies(rows, models)),
    }


def _figure_3(points, models):
    """Averages over tasks: one row a marker, with its model, and one a level."""
    found = []
    for point in points.itertuples():
        if point.kind == "level":
            model, shots = point.series, None
        else:
            family, shots = re.fullmatch(r"(.+) (\d)-shot", point.series).groups()
            model = _model_at(point, models[models["family"] == family])
        where = f"Figure 3, {point.panel} tasks, {point.series}"
        found.append(_row(point, model, f"bigbench_{point.panel}", NORMALISED, shots, where))
    return pd.DataFrame(found)


def _model_at(point, models):
    """The model at whose parameters a marker is drawn."""
    off = (point.x / models["params"] - 1).abs()
    if not off.min() < _ALIKE:
        expected = "a marker at the parameters of " + ", ".join(models["model"])
        raise DataError("figure3", expected, row=f"panel {point.panel}, {point.series}", column="x", value=point.x)
    return models.loc[off.idxmin(), "model"]


def _figure_5(points):
    """Normalised scores on six tasks."""
    found = []
    for point in points.itertuples():
        model = point.series if point.kind == "level" else f"PaLM {point.category.upper()}"
        where = f"Figure 5, panel {point.panel}, {model}"
        found.append(_row(point, model, f"bigbench_{point.panel}", NORMALISED, SHOTS, where))
    return pd.DataFrame(found)


def _figure_7(points):
    """Scores on BIG-bench Lite as the tasks define them."""
    found = []
    for point in points.itertuples():
        task = f"bigbench_{LITE[int(point.category[1:]) - 1]}"
        where = f"Figure 7, {point.category}, {point.series}"
        found.append(_row(point, point.series, task, PREFERRED, SHOTS, where))
    return pd.DataFrame(found)


def _row(point, model, task, metric, shots, where):
    limits = () if metric == NORMALISED else (0.0, 1.0)
    low, high = reading_interval(point.y, point.y_error, *limits)
    known = {"model": model, "x": point.x, "task": task, "metric": metric, "shots": shots and float(shots)}
    return known | {"value": point.y, "value_lo": low, "value_hi": high, "locator": where}


def _observations(rows):
    rows = rows.drop(columns="x").assign(is_final=True, method="digitised")
    return rows.sort_values(["task", "model", "shots"], ignore_index=True)


def _people(figure, rows):
    """What people scored: the levels and the grey bars."""
    rows = rows[rows["model"].isin(_PEOPLE)]
    rows = rows.assign(figure=figure, people=rows["model"].map(_PEOPLE))
    columns = ["figure", "task", "people", "metric", "value", "value_lo", "value_hi", "locator"]
    return rows[columns].sort_values(columns[:3], ignore_index=True)


def _agreements(rows, printed, models):
    """The figures against the report's own tables and text."""
    for figure, numbers, scale in (("figure7", [37], "raw"), ("figure5", [38, 39], "normalised")):
        same = printed[printed["table"].isin(numbers) & (printed["scale"] == scale)].rename(columns={"scored": "model"})
        joined = rows[figure].merge(same, on=["task", "model"], suffixes=("", "_printed"))
        off = (100 * (joined["value"] - joined["value_printed"]).abs()).round(3)  # to the figure's own error
        title = f"Figure {figure[-1]}: scores of PaLM and of people"
        yield agreement(title, off, 100 * _POINT, "points", " and ".join(f"Table {n}" for n in numbers))
    text = [100 * abs(_shown(rows, task, model) - said) for task, model, said, _ in _TEXT if task == "english_proverbs"]
    yield agreement("Figure 5: English proverbs", text, 100 * _WHOLE, "points", "the text of page 16")
    joined = rows["figure3"].merge(models[models["family"] == "PaLM"], on="model")
    off = (joined["x"] / joined["params"] - 1).abs()
    yield agreement("Figure 3: x of PaLM", off, _EXACT, "fraction", "Table 1")
    raw = printed[(printed["scale"] == "raw") & (printed["scored"] == "PaLM 540B")].groupby("task")["value"]
    twice = 100 * (raw.max() - raw.min())[raw.size() > 1]
    yield agreement("Tables 38 and 39: scores that Table 37 has too", twice, 100 * _POINT, "points", "Table 37")


def _shown(rows, task, model):
    figure = rows["figure5"].set_index(["task", "model"])["value"]
    return figure[f"bigbench_{task}", model]


def _inconsistencies(rows, models):
    """Where the report disagrees with itself."""
    joined = rows["figure3"].merge(models[models["family"] == "PaLM"], on="model")
    off = joined["x"] / joined["params"] - 1
    for (model, params), group in joined[off.abs() > _EXACT].groupby(["model", "params"]):
        read = float(f"{group['x'].iloc[0]:.4g}")
        panels = sorted(task.removeprefix("bigbench_") for task in set(group["task"]))
        place = f"Figure 3, {' and '.join(panels)} tasks: {model}"
        yield disagreement(place, read, params, "parameters", f"Table 1, row {model}")
    for task, model, said, page in _TEXT:
        read = _shown(rows, task, model)
        if abs(read - said) > _WHOLE:
            place = f"Figure 5, panel {task}: {model}"
            where = f"the text of page {page}, whose numbers are those of english_proverbs"
            yield disagreement(place, read, said, "fraction", where)
