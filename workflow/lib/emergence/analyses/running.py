"""Run analyses, one after the other: what each is given, and what it gives."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pandas as pd

from emergence.io.contract import Table
from emergence.io.tables import Tables
from emergence.models.base import Settings


@dataclass(frozen=True)
class Context:
    """What an analysis may know besides tables.

    Attributes
    ----------
    settings : Settings
        Those of the fits, with the ``worst_left_out`` of the source.
    options : dict
        The analysis' own section of the config.
    name : str or None
        The source; None where the scope is the atlas.
    source : dict or None
        Its descriptor, the content of ``source.yaml``.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    """

    settings: Settings
    options: Mapping[str, Any] = field(default_factory=dict)
    name: str | None = None
    source: Mapping[str, Any] | None = None
    metrics: Mapping[str, Mapping] = field(default_factory=dict)


def run(
    names: Sequence[str], tables: Tables, context: Context, options: Mapping[str, Mapping]
) -> Iterator[tuple[Table, pd.DataFrame]]:
    """Run analyses one after the other.

    Parameters
    ----------
    names : sequence of str
        In an order in which each comes after those whose tables it takes.
    tables : emergence.io.tables.Tables
    context : Context
    options : dict of str to dict
        The section ``analyses`` of the config.

    Yields
    ------
    table : emergence.io.contract.Table
    frame : pandas.DataFrame
        Its rows. They must be where ``tables`` finds them before the next is asked for.
    """
    for name in names:
        module = import_module(f"{__package__}.{name}")
        made = module.run(tables, replace(context, options=options.get(name, {})))
        yield from zip(tables_of(module), made if isinstance(made, tuple) else (made,), strict=True)


def tables_of(module: ModuleType) -> tuple[Table, ...]:
    """The contracts of the tables of an analysis, given by its module; none if it is no analysis."""
    return getattr(module, "TABLES", ()) or tuple(filter(None, [getattr(module, "TABLE", None)]))


@cache
def schemas() -> dict[str, Table]:
    """The contracts of the tables of all analyses, by name. Imports them all: for jobs, not for planning."""
    modules = [import_module(f"{__package__}.{module.name}") for module in iter_modules([str(Path(__file__).parent)])]
    return {table.name: table for module in modules for table in tables_of(module)}
