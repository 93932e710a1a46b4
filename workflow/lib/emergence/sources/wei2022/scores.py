"""The figures of Wei et al. 2022 as observations: what each panel's markers are scores of, and whose.

Figures repeat each other: by training FLOPs and by parameters, as error rate and as score. What several of them draw is
one observation, with the value of the first. A panel and family draw the same models from the smallest to the largest,
some panels without the smallest, so that equal places counted from the largest are the same model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from emergence.sources.cross_checks import disagreement
from emergence.sources.figures import Digitised
from emergence.sources.printed_numbers import reading_interval
from emergence.sources.wei2022.panels import score_of

_LIMITS = {"bleu": (0, 100), "bleurt": (-np.inf, np.inf), "perplexity": (0, np.inf)}  # of the others 0 to 1 or no end
_EARLIER = "Earlier state of the art"
_KEYS = ["family", "task", "subtask", "metric", "shots", "format"]
_AXES = {"Training FLOPs": "flops", "Parameters": "params"}
_WORDS = {"flops": "FLOPs", "params": "parameters"}


def observations(markers: pd.DataFrame, figures: Mapping[str, Digitised], models: pd.DataFrame) -> pd.DataFrame:
    """Every score that the figures show, once.

    A row has a model where all that shows it agrees on one: a marker's x is that of one model of the family (see
    :func:`emergence.sources.wei2022.readings.observe`) and no other drawing of the score puts it elsewhere by more than
    a unit of the first digit. Its FLOPs and parameters are then those of Table 2. Where no model is agreed on, the row
    has a family and a model named by what is drawn, with FLOPs and parameters as drawn.

    Parameters
    ----------
    markers : pandas.DataFrame
        Markers with their families and models.
    figures : mapping of str to emergence.sources.figures.Digitised
        For levels that are scores: the earlier state of the art of Figure 13.
    models : pandas.DataFrame
        MODELS: Table 2.

    Returns
    -------
    pandas.DataFrame
        SOURCE_OBSERVATIONS, sorted; the interval of a value is its reading error.
    """
    shown, printed = _all_shown(markers, figures), _table_2(models)
    groups = shown.groupby([*_KEYS, "place"], sort=False, dropna=False)
    rows = pd.DataFrame([_observation(rows, printed) for _, rows in groups])
    return rows.sort_values(["task", "subtask", "metric", "format", "family_of", "place"], kind="stable").drop(
        columns=["family_of", "place"]
    )


def elsewhere(markers: pd.DataFrame, figures: Mapping[str, Digitised], models: pd.DataFrame) -> Iterator[dict]:
    """Scores that one figure draws at one model and another figure at another, by training FLOPs and by parameters.

    The model is the one by parameters, or, where no model of the family has those, the one by training FLOPs; Table 2
    gives it another x than is drawn, by more than a unit of the first digit.

    Parameters
    ----------
    markers, figures, models
        As :func:`observations` takes them.

    Yields
    ------
    dict
        INCONSISTENCIES, one a score and drawing.
    """
    shown, printed = _all_shown(markers, figures), _table_2(models)
    for _, rows in shown.groupby([*_KEYS, "place"], sort=False, dropna=False):
        by = {name: rows[rows["x_quantity"] == quantity] for quantity, name in _AXES.items()}
        meant = {name: own["model"].dropna().unique() for name, own in by.items()}
        told, other = ("params", "flops") if len(meant["params"]) else ("flops", "params")
        if len(meant[told]) != 1:
            continue
        model, where = meant[told][0], by[told].iloc[0]
        for row in by[other].itertuples():
            value = printed.loc[model, other]
            if not _is_alike(row.x, value):
                place = f"Figure {row.number}, panel {row.panel}: {model} of Figure {where['number']}"
                locator = f"Table 2, row {model}, at whose {_WORDS[told]} Figure {where['number']} has the score"
                yield disagreement(place, row.x, value, _WORDS[other], locator)


def _all_shown(markers, figures):
    """Every drawing of a score, with its place from the largest model of its panel and family."""
    shown = [_shown(row) for row in markers.to_dict("records")]
    shown = pd.DataFrame([row for row in shown if row] + list(_levels(figures)))
    shown["number"] = shown["figure"].str.removeprefix("figure").astype(int)
    shown = shown.sort_values(["number", "panel", "series", "order"], ignore_index=True, kind="stable")
    backwards = shown.iloc[::-1].groupby(["figure", "panel", "series"], sort=False).cumcount()
    shown["place"] = backwards.reindex(shown.index)
    return shown


def _table_2(models):
    printed = models.set_index("model")
    return printed.assign(flops=printed["flops_corrected"].fillna(printed["flops"]))


def _shown(row):
    """A marker with what it is a score of, its value and reading error."""
    score = score_of(row["figure"], row["panel"], row["series"])
    return score and {**row, **_value(score, row["y"], row["y_error"])}


def _levels(figures):
    """The earlier state of the art, which has no x."""
    for point in figures["figure13"].reading.points.query("kind == 'level'").itertuples():
        score = score_of("figure13", point.panel, point.series)
        drawn = {"figure": "figure13", "panel": point.panel, "series": point.series, "order": point.order}
        yield {**drawn, "family": _EARLIER, **_value(score, point.y, point.y_error)}


def _value(score, y, error):
    low, high = _LIMITS.get(score.metric, (0, np.inf))
    value, error = score.times * y, score.times * error
    if score.best is not None:
        value, high = score.best - value, score.best
    value_lo, value_hi = reading_interval(value, error, low, high)
    about = {"value": np.round(np.clip(value, low, high), 9), "value_lo": value_lo, "value_hi": value_hi}
    return {key: value for key, value in asdict(score).items() if key not in ("times", "best")} | about


def _observation(rows, printed):
    """One observation from all that shows it, the first drawing first."""
    first = rows.iloc[0]
    drawn = {
        name: rows.loc[rows["x_quantity"] == quantity, "x"].tolist()
        for quantity, name in _AXES.items()
        if (rows["x_quantity"] == quantity).any()
    }
    model = _model(rows["model"].dropna().unique(), drawn, printed)
    row = {"model": model, "task": first["task"], "family_of": first["family"], "place": -first["place"]}
    if model is None:
        row |= {name: values[0] for name, values in drawn.items()} | {"family": first["family"]}
        row["model"] = " ".join([first["family"], *filter(None, [_named(row)])])
    row |= {name: first[name] for name in (*_KEYS[2:], "value", "value_lo", "value_hi")}
    return row | {"locator": _locator(rows), "method": "digitised"}


def _model(candidates, drawn, printed):
    """The model if only one is possible and, on each axis, at least one drawing of it agrees with Table 2."""
    if len(candidates) != 1:
        return None
    known = printed.loc[candidates[0]]
    agree = [any(_is_alike(x, known[name]) for x in values) for name, values in drawn.items()]
    return candidates[0] if all(agree) else None


def _is_alike(x, printed):
    """Is x what is printed, to a unit of its first digit?"""
    return abs(x - printed) < 10 ** np.floor(np.log10(printed))


def _named(row):
    parts = [f"{row[name]:.3g} {unit}" for name, unit in (("flops", "FLOPs"), ("params", "parameters")) if name in row]
    return f"at {', '.join(parts)}" if parts else ""


def _locator(rows):
    """Where the score is drawn, and where it is drawn otherwise."""
    first = rows.iloc[0]
    place = f"Figure {first['number']}, panel {first['panel']}, series {first['series']}"
    place += ", read from its error rate" if first["y_quantity"] == "Error rate" else ""
    others = []
    for row in rows.iloc[1:].itertuples():
        apart = max(row.value_lo - first["value_hi"], first["value_lo"] - row.value_hi) > 0
        if apart or row.number != first["number"]:
            others.append(f"Figure {row.number}" + (f", panel {row.panel}: {row.value:.4g}" if apart else ""))
    return f"{place}; also {'; '.join(dict.fromkeys(others))}" if others else place
