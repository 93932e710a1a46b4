"""The register of tables: each once, with a scope, a contract and a producer."""

import pytest

from emergence.catalogue.analyses import AnalysisSpec
from emergence.catalogue.recording import Digested, Unrecorded
from emergence.catalogue.tables import FITTED, INGESTED, contract, register, registered


@pytest.mark.parametrize("name", sorted(registered()))
def test_every_table_has_the_contract_that_it_names(name):
    assert registered()[name].contract().name == name


def test_an_analysis_registers_its_tables():
    spec = AnalysisSpec("lag", "lag.py", "atlas", ("series",), (), {"lag": ("series_id",), "lag_counts": ()}, {})
    entries = register({"lag": spec})
    assert [(entries[name].scope, entries[name].producer) for name in spec.tables] == [("atlas", "lag")] * 2
    assert entries["lag_counts"].schema == "emergence.analyses.lag:TABLES"
    assert not entries["lag"].of_series


def test_tables_of_rules_are_of_sources_and_some_are_not_public():
    entries = registered()
    assert {entries[name].scope for name in (*INGESTED, *FITTED)} == {"source"}
    assert {name for name, entry in entries.items() if not entry.public} == {"points", "law_draws", "tests"}
    assert {name for name in INGESTED if not entries[name].of_series} == {"observations", "models", "tasks"}
    assert contract("fits").key == ("series_id", "form", "parameter")


def test_what_is_recorded_of_parameters():
    one, same, other = Digested(a=1, b=[2]), Digested(b=[2], a=1), Digested(a=1, b=[3])
    assert repr(one) == repr(same) != repr(other)
    assert len(repr(Digested(a="x" * 10_000))) == 16
    assert repr(Unrecorded(a=1)) == repr(Unrecorded(a=2))
