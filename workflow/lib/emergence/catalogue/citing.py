"""Which sources stand behind each exhibit, and what to cite for them. No pandas: the workflow is planned with it."""

from typing import Any

from emergence.catalogue import exhibits, wording
from emergence.catalogue.run import Run


def plan_of(run: Run) -> dict[str, dict]:
    """What the crate says of exhibits and sources.

    Returns
    -------
    dict
        ``exhibits``: name to ``title`` and the ``sources`` behind it; ``sources``: name to ``title``, ``licence`` and
        the ``publications`` to cite, none for what is computed here.
    """
    return {
        "exhibits": {
            name: {"title": spec["title"], "sources": sources_of(run, name)} for name, spec in run.exhibits.items()
        },
        "sources": {name: _about(spec) for name, spec in run.sources.items()},
    }


def sources_of(run: Run, exhibit: str) -> list[str]:
    """The sources behind an exhibit: those that its yaml names, and of tables without one all that the table takes."""
    spec = run.exhibits[exhibit]
    with_source = {table for table, source in exhibits.inputs(spec) if source}
    parts = [*exhibits.parts_of(spec), *wording.parts_of(spec)]
    taken_whole = {part["from"] for part in parts if "source" not in part.get("where", {})} - with_source
    found = exhibits.sources(spec).union(*(_behind(run, table) for table in taken_whole))
    return sorted(found.intersection(run.sources))


def _behind(run: Run, table: str) -> set[str]:
    """The sources whose numbers a table may hold, through all analyses between."""
    if table in run.project.printed:
        return {owner for owner, _ in run.project.printed[table]}
    if run.project.tables[table].scope == "source":
        return set(run.observed)
    makers = [spec for spec in run.project.analyses.values() if table in spec.tables]
    return {source for spec in makers for taken in (*spec.inputs, *spec.printed) for source in _behind(run, taken)}


def _about(spec: dict) -> dict[str, Any]:
    publications = [spec["citation"], *spec.get("cite_also", ())] if "citation" in spec else []
    return {"title": spec["title"], "licence": spec["licence"], "publications": publications}
