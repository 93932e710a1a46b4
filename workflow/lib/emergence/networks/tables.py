"""The tables of the trained networks, ``data/digits_networks/``."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.checking import check
from emergence.io.contract import Table, flag, number
from emergence.networks.design import CLASSES, FAMILIES, TRAINING_IMAGES, TRANSFORMER
from emergence.networks.scoring import ERROR_BOUNDS, GROUP_SIZES, bound_name, group_name, score

_SEEN = (number("seed", required=True), number("image", "its place in scikit-learn's data", required=True))
_ANSWERED = (flag("right"), number("probability", "of the right digit", required=True, above=0, high=1))
OUTCOMES = {
    "classifier": Table(
        "outcomes of classifiers",
        (*_SEEN, *_ANSWERED),
        key=("seed", "image"),
    ),
    "transformer": Table(
        "outcomes of transformers",
        (*_SEEN, number("sequence", required=True), number("place", "in its sequence", required=True), *_ANSWERED),
        key=("seed", "image"),
    ),
    "autoencoder": Table(
        "outcomes of autoencoders",
        (*_SEEN, number("squared_error", "summed over the pixels", required=True, low=0)),
        key=("seed", "image"),
    ),
}
LOCATOR = "trained by `make networks`"


def tables(outcomes: Mapping[tuple[str, int], pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The source's tables.

    Parameters
    ----------
    outcomes : dict of tuple of (str, int) to pandas.DataFrame
        Family and width to what the networks did with the held-out images.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``scores.csv``, ``models.csv``, ``tasks.csv``.

    Raises
    ------
    DataError
        If an outcome is missing or out of its range.
    """
    scores = []
    for (family, width), frame in outcomes.items():
        rows = score(family, check(frame, OUTCOMES[family], f"{family}_{width}.parquet"))
        model = model_name(family, width)
        run = model + " seed " + rows["seed"].map("{:g}".format)
        scores.append(rows.drop(columns="seed").assign(model=model, run=run, is_final=True, locator=LOCATOR))
    held_out = max(frame["image"].nunique() for frame in outcomes.values())
    return {
        "scores.csv": pd.concat(scores, ignore_index=True),
        "models.csv": _models(outcomes),
        "tasks.csv": _tasks(held_out, {family for family, _ in outcomes}),
    }


def model_name(family: str, width: int) -> str:
    """The name of the networks of a width, which are a model; each seed is a run of it."""
    return f"{FAMILIES[family].title} {width}"


def _models(networks):
    rows = []
    for family, width in networks:
        design = FAMILIES[family]
        row = {"model": model_name(family, width), "family": design.title, "params": design.params(width)}
        row |= {"d_model": width, "n_layers": 1, "learning_rate": design.learning_rate, "basis": "derived"}
        rows.append({**row, "locator": LOCATOR})
    return pd.DataFrame(rows)


def _tasks(held_out, families):
    drawn = f"scikit-learn's digits, {held_out} images held out of {held_out + TRAINING_IMAGES}"
    by_guess = {"answer_format": "multiple_choice", "choices": CLASSES, "chance": 1 / CLASSES}
    rows = [_task("digits", None, "Digits", held_out, drawn, **by_guess)]
    for size in GROUP_SIZES:
        title, chance = f"Digits, {size} of {size} right", float(CLASSES) ** -size
        rows.append(_task("digits", group_name(size), title, held_out // size, drawn, chance=chance))
    rows.append(_task("digits_reconstruction", None, "Reconstruction of digits", held_out, drawn))
    for bound in ERROR_BOUNDS:
        title = f"Digits, squared error below {bound:g}"
        rows.append(_task("digits_reconstruction", bound_name(bound), title, held_out, drawn))
    if TRANSFORMER.name in families:
        rows += _sequences(held_out, drawn, by_guess)
    return pd.DataFrame(rows)


def _sequences(held_out, drawn, by_guess):
    """The tasks of the transformers; images that fill no sequence are left out."""
    length = TRANSFORMER.length
    whole = held_out // length
    yield _task("digits_sequences", None, "Digits in sequences", whole * length, drawn, **by_guess)
    for size in range(2, length + 1):
        title, chance = f"Sequences of digits, {size} of {size} right", float(CLASSES) ** -size
        yield _task("digits_sequences", group_name(size), title, whole, drawn, chance=chance)


def _task(task, subtask, title, items, locator, answer_format="free_response", **known):
    basis = "derived" if "chance" in known else None
    named = {"task": task, "subtask": subtask, "title": title, "answer_format": answer_format, "n_items": items}
    return {**named, **known, "chance_basis": basis, "locator": locator}
