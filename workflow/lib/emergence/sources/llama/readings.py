"""The figures of the LLaMA report: training loss at round token counts and where models were scored, and the scores.

The report prints neither shots nor split for Figure 2. Its Chinchilla levels equal the 5-shot rows of Tables 4 and 5
and the 0-shot rows of Table 3, and so nearly do the last vertices; the columns stay empty all the same.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from emergence.io.errors import DataError
from emergence.sources.cross_checks import agreement
from emergence.sources.figures import Digitised
from emergence.sources.printed_numbers import reading_interval

LOSS = "llama_train"
STEP = 4_194_304.0  # tokens: "a batch size of 4M"
EVALUATED = 1000 * STEP  # scores are drawn at multiples of this
AGREES = 1e6  # tokens: how near to a multiple a vertex has to stand
EVERY = 1e10  # tokens between medians of the loss
HALF_WINDOW = 5e9  # tokens to each side that the smoothed loss is taken over
FEWEST = 12  # vertices in such a window
SPIKE = 5.0  # median absolute deviations beyond which a vertex is a spike

_SCORES = {
    "TriviaQA": ("triviaqa", "exact_match"),
    "HellaSwag": ("hellaswag", "accuracy"),
    "NaturalQuestions": ("natural_questions", "exact_match"),
    "SIQA": ("siqa", "accuracy"),
    "WinoGrande": ("winogrande", "accuracy"),
    "PIQA": ("piqa", "accuracy"),
}


def observe(figures: Mapping[str, Digitised], tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Observations from Figures 1 and 2.

    Parameters
    ----------
    figures : mapping of str to emergence.sources.figures.Digitised
        ``figure1`` and ``figure2``.
    tables : mapping of str to pandas.DataFrame
        The source's other tables, ``table3.csv`` to ``table5.csv`` among them.

    Returns
    -------
    dict of str to pandas.DataFrame
        SOURCE_OBSERVATIONS: ``figure1.csv``, medians of the training loss each 10^10 tokens with their quartiles;
        ``figure2.parquet``, every vertex of Figure 2, and the smoothed loss of Figure 1 at the same token counts with
        an interval of two standard errors. AGREEMENTS: ``tables/agreements.csv``.

    Raises
    ------
    DataError
        If a vertex of Figure 2 is not at a multiple of 1,000 steps.
    """
    points = {name: figure.reading.points for name, figure in figures.items()}
    curves = {model: _curve(rows) for model, rows in points["figure1"].groupby("series")}
    scores = pd.concat([_scores(model, rows) for model, rows in _curves_of(points["figure2"])], ignore_index=True)
    losses = pd.concat([_losses(model, curves[model], rows) for model, rows in scores.groupby("model")])
    medians = pd.concat([_medians(model, curve) for model, curve in curves.items()])
    return {
        "figure1.csv": _sorted(medians),
        "figure2.parquet": _sorted(pd.concat([scores, losses], ignore_index=True)),
        "tables/agreements.csv": pd.DataFrame(_agreements(points["figure2"], scores, tables)),
    }


_ROWS = {"triviaqa": ("table5.csv", 5), "natural_questions": ("table4.csv", 5)}  # of the others table3.csv, 0-shot


def _agreements(figure, scores, tables):
    """The figure against the report's own tables."""
    lines = figure[figure["kind"] == "line"]
    off = (lines["x"] - (lines["x"] / EVALUATED).round() * EVALUATED).abs()
    yield agreement("x of Figure 2", off / 1e9, 1e-3, "B tokens", "multiples of 1,000 steps of 4,194,304 tokens")
    levels = figure[figure["kind"] == "level"].set_index("panel")["y"].rename(lambda panel: _SCORES[panel][0])
    last = scores[scores["is_final"]].set_index(["model", "task"])["value"]
    for panel, (task, _) in _SCORES.items():
        file, shots = _ROWS.get(task, ("table3.csv", 0))
        table = tables[file]
        rows = table[(table["task"] == task) & (table["shots"] == shots)].set_index("model")["value"]
        where = f"Table {file[5]}, {shots}-shot"
        level = [100 * abs(levels[task] - rows["Chinchilla 70B"])]
        yield agreement(f"{panel}: level of Chinchilla", level, 1e-3, "points", where)
        own = rows[rows.index.str.startswith("LLaMA ")]
        ends = [100 * abs(last[model, task] - value) for model, value in own.items()]
        yield agreement(f"{panel}: last vertices", ends, 0.5, "points", where)


def _curves_of(figure):
    return figure[figure["kind"] == "line"].groupby("series")


def _curve(rows):
    """Tokens and loss of a curve's vertices inside the axes, in the order of tokens."""
    seen = rows[rows["inside_axes"].astype(bool)].sort_values("x", kind="stable")
    return seen["x"].to_numpy(), seen["y"].to_numpy(), float(seen["y_error"].max())


def _scores(model, rows):
    steps = (rows["x"] / EVALUATED).round()
    off = (rows["x"] - steps * EVALUATED).abs()
    if (off > AGREES).any():
        worst = rows.loc[off.idxmax()]
        raise DataError("figure2", f"vertices at multiples of {EVALUATED:.4g} tokens", model, "x", worst["x"])
    task, metric = zip(*rows["panel"].map(_SCORES), strict=True)
    low, high = reading_interval(rows["y"], rows["y_error"], 0.0, 1.0)
    frame = pd.DataFrame(
        {
            "model": model,
            "tokens": steps * EVALUATED,
            "task": task,
            "metric": metric,
            "value": rows["y"],
            "value_lo": low,
            "value_hi": high,
            "locator": "Figure 2, panel " + rows["panel"] + np.where(rows["inside_axes"], "", ", below the axes"),
            "method": "digitised",
        }
    )
    # The last vertex of a curve may be drawn twice, at one place.
    frame = frame.drop_duplicates(["task", "tokens", "value"])
    return frame.assign(is_final=frame["tokens"] == frame["tokens"].max())


def _losses(model, curve, scores):
    """The smoothed loss wherever the model was scored and Figure 1 shows its loss."""
    rows = [(tokens, *found) for tokens in sorted(scores["tokens"].unique()) if (found := smoothed(curve, tokens))]
    tokens, value, error = (np.array(column) for column in zip(*rows, strict=True))
    return pd.DataFrame(
        {
            "model": model,
            "tokens": tokens,
            "is_final": tokens == scores["tokens"].max(),
            **_LOSS_COLUMNS,
            "value": value,
            "value_lo": np.round(value - error, 6),
            "value_hi": np.round(value + error, 6),
            "locator": "Figure 1, smoothed over 5e9 tokens to each side",
        }
    )


_LOSS_COLUMNS = {"task": LOSS, "metric": "cross_entropy", "split": "train", "method": "digitised"}


def smoothed(curve, tokens):
    """The loss of a noisy curve at a token count, and two standard errors of it.

    A straight line through the vertices within HALF_WINDOW, spikes left out. Where the curve begins or ends nearer, the
    window is narrower before the point and after it alike, so that the line's middle stays at the point; at the curve's
    end, where nothing follows, the line is read at its end.

    Parameters
    ----------
    curve : (array, array, float)
        Tokens, loss, reading error of the loss.
    tokens : float

    Returns
    -------
    (float, float) or None
        None where the curve does not show the loss, or by too few vertices.
    """
    x, y, reading = curve
    if not x[0] <= tokens <= x[-1] + HALF_WINDOW:
        return None
    reach = min(HALF_WINDOW, tokens - x[0]) if tokens - x[0] < HALF_WINDOW else HALF_WINDOW
    near = np.abs(x - tokens) <= reach
    for _ in range(2):
        if near.sum() < FEWEST:
            return None
        design = np.stack([np.ones(near.sum()), (x[near] - tokens) / HALF_WINDOW], axis=1)
        solution = np.linalg.lstsq(design, y[near], rcond=None)[0]
        residual = y - solution[0] - solution[1] * (x - tokens) / HALF_WINDOW
        spread = np.median(np.abs(residual[near] - np.median(residual[near])))
        spikes = np.abs(residual) > SPIKE * spread
        if not (near & spikes).any():
            break
        near = near & ~spikes
    variance = residual[near] @ residual[near] / (near.sum() - 2) * np.linalg.inv(design.T @ design)[0, 0]
    return round(float(solution[0]), 6), round(2 * float(np.sqrt(variance)) + reading, 6)


def _medians(model, curve):
    """Median and quartiles of the loss around each multiple of 10^10 tokens."""
    x, y, _ = curve
    rows = []
    for tokens in np.arange(EVERY, x[-1] + EVERY / 2, EVERY):
        near = y[np.abs(x - tokens) <= EVERY / 2]
        if len(near) >= FEWEST and tokens - EVERY / 2 >= x[0]:
            rows.append((tokens, *np.quantile(near, [0.5, 0.25, 0.75]).round(6)))
    tokens, value, low, high = (np.array(column) for column in zip(*rows, strict=True))
    locator = "Figure 1, median of the vertices within 5e9 tokens; the interval is from quartile to quartile"
    columns = {"tokens": tokens, **_LOSS_COLUMNS, "value": value, "value_lo": low, "value_hi": high}
    return pd.DataFrame({"model": model, **columns, "is_final": False, "locator": locator})


def _sorted(frame):
    return frame.sort_values(["model", "tokens", "task"], ignore_index=True, kind="stable")
