"""Options that several commands share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click


def _pairs(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """``NAME=VALUE``, given several times."""
    found = {}
    for word in values:
        name, _, value = word.rpartition("=")
        if not name:
            raise click.BadParameter(f"{word!r}: expected NAME=VALUE", context, parameter)
        found[name] = value
    return found


def _numbers(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, float]:
    try:
        return {name: float(value) for name, value in _pairs(context, parameter, values).items()}
    except ValueError as error:
        raise click.BadParameter(f"{error}: expected NAME=NUMBER", context, parameter) from None


# What an option that is given several times as NAME=VALUE or NAME=NUMBER takes.
PAIRS: dict[str, Any] = {"multiple": True, "callback": _pairs}
NUMBERS: dict[str, Any] = {"multiple": True, "callback": _numbers}

_MAP = "What a column is: run, model, family, params, tokens, flops, step, the task that it scores, or ignore."
_STEP = "Tokens of a training step, where checkpoints are named by their step."
_READING = (
    click.option("--map", "meanings", metavar="COLUMN=MEANING", help=_MAP, **PAIRS),
    click.option(
        "--chance", metavar="TASK=SCORE", help="Score of a uniform guess; known tasks have theirs.", **NUMBERS
    ),
    click.option("--items", metavar="TASK=N", help="Items behind each score of a task.", **NUMBERS),
    click.option("--percent", is_flag=True, help="Scores are in percent."),
    click.option("--tokens-per-step", type=float, metavar="N", help=_STEP),
)


def reading_options(command: Callable) -> Callable:
    """The options of how a table of runs is read; the command gets them as ``how``."""

    @wraps(command)
    def with_reading(*args, meanings, chance, items, percent, tokens_per_step, **others):
        from emergence.own.tables import Reading

        return command(*args, how=Reading(meanings, chance, items, percent, tokens_per_step), **others)

    for option in reversed(_READING):
        with_reading = option(with_reading)
    return with_reading
