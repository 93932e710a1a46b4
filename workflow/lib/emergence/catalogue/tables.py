"""The register of tables: each with its scope, schema and producer. No numpy: a workflow is planned with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from emergence.catalogue import analyses
from emergence.catalogue.analyses import AnalysisSpec
from emergence.io.contract import Table


@dataclass(frozen=True)
class TableEntry:
    """A table of results.

    Attributes
    ----------
    name : str
    scope : str
        ``source``: a file for each source; ``atlas``: one file.
    schema : str
        Where its contract stands: module and name, as in ``emergence.schema.fitted:FITS``.
    producer : str
        The rule that makes it; for a table of an analysis, the analysis.
    public : bool
        Whether the rows of all sources are gathered into one file.
    """

    name: str
    scope: str
    schema: str
    producer: str
    public: bool = True

    @property
    def of_series(self) -> bool:
        """Whether its rows are about series of one source: made from ``series`` and joined with it."""
        return self.scope == "source" and self.name not in ("observations", "models", "tasks")

    def contract(self) -> Table:
        """The table's columns and key."""
        module, _, name = self.schema.partition(":")
        found = getattr(import_module(module), name)
        return found if isinstance(found, Table) else next(table for table in found if table.name == self.name)


def _entries(scope, producer, schemas, public=True):
    return [TableEntry(name, scope, f"emergence.schema.{schema}", producer, public) for name, schema in schemas.items()]


INGESTED = ("observations", "models", "tasks", "series", "points")
_OF_RULES = [
    *_entries(
        "source",
        "ingest",
        {
            "observations": "published:OBSERVATIONS",
            "models": "published:ALL_MODELS",
            "tasks": "published:ALL_TASKS",
            "series": "fitted:SERIES",
        },
    ),
    *_entries("source", "ingest", {"points": "fitted:POINTS"}, public=False),
    *_entries(
        "source",
        "fit",
        {
            "fits": "fitted:FITS",
            "intervals": "fitted:INTERVALS",
            "fit_stats": "fitted:FIT_STATS",
            "curves": "fitted:CURVES",
            "correlations": "fitted:CORRELATIONS",
            "residuals": "fitted:RESIDUALS",
        },
    ),
    *_entries("source", "fit", {"law_draws": "laws:LAW_DRAWS", "tests": "verdicts:TESTS"}, public=False),
    *_entries("atlas", "contents", {"contents": "contents:CONTENTS"}),
    *_entries("atlas", "summary", {"summary": "summary:SUMMARY"}),
    *_entries("atlas", "checks", {"checks": "fitted:CHECKS"}),
]
FITTED = tuple(entry.name for entry in _OF_RULES if entry.producer == "fit")


@cache
def registered() -> dict[str, TableEntry]:
    """The register of all tables, with those of the analyses of this package."""
    return register(analyses.registered())


def register(specs: Mapping[str, AnalysisSpec]) -> dict[str, TableEntry]:
    """Every table of results by name: those of the rules, then those of the analyses.

    Parameters
    ----------
    specs : mapping of str to AnalysisSpec
        As :func:`emergence.catalogue.analyses.discover` finds them.

    Returns
    -------
    dict of str to TableEntry
    """
    entries = {entry.name: entry for entry in _OF_RULES}
    for spec in specs.values():
        plural = "TABLES" if len(spec.tables) > 1 else "TABLE"
        for name in spec.tables:
            entries[name] = TableEntry(name, spec.scope, f"emergence.analyses.{spec.name}:{plural}", spec.name)
    return entries


def contract(name: str) -> Table:
    """The columns and key of a table that a rule makes."""
    return next(entry for entry in _OF_RULES if entry.name == name).contract()
