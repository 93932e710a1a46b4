"""Every table describes its columns, and every number has a unit ("1" for ratios and fractions)."""

import pkgutil
from importlib import import_module

import pytest

from emergence import schema
from emergence.catalogue.tables import registered
from emergence.io.contract import Table

REGISTERED = {name: entry.contract() for name, entry in registered().items()}


def declared():
    """The tables that the modules of schemas declare, whether or not a run writes them."""
    for module in pkgutil.iter_modules(schema.__path__):
        for value in vars(import_module(f"emergence.schema.{module.name}")).values():
            tables = value if isinstance(value, tuple | list) else [value]
            yield from ((table.name, table) for table in tables if isinstance(table, Table))


TABLES = dict(declared()) | REGISTERED


def test_all_registered_tables_are_looked_at():
    assert {"observations", "series", "fits", "tests", "verdicts", "checks", "lags"} <= set(REGISTERED)
    assert {"coverage", "verdict_rates", "digitised points"} <= set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_column_has_a_description_and_every_number_a_unit(name):
    columns = TABLES[name].columns
    assert [column.name for column in columns if not column.doc] == []
    assert [column.name for column in columns if column.kind == "number" and not column.unit] == []
