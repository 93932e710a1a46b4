"""The directive ``data-dictionary``: tables with their columns, from the register of tables and their schemas."""

from importlib import import_module

from docutils import nodes
from docutils.statemachine import StringList
from plain import plain
from sphinx.util.docutils import SphinxDirective

from emergence.catalogue.tables import registered
from emergence.schema import published

# The tables that a source's folder holds.
IN_DATA = {
    "data/<source>/models.csv": published.MODELS,
    "data/<source>/scores.csv": published.SOURCE_OBSERVATIONS,
    "data/tasks.csv": published.TASKS,
    "data/metrics.csv": published.METRICS,
}


def about(entry):
    """What a table of results is, in the words of the module that makes it; nothing where a rule does."""
    module = entry.schema.partition(":")[0]
    return import_module(module).__doc__.splitlines()[0] if ".analyses." in module else ""


def tables(which):
    """The (path, sentence, contract) of some tables."""
    if which == "data":
        return [(path, "", table) for path, table in IN_DATA.items()]
    found = []
    for name, entry in sorted(registered().items()):
        folder = "results" if entry.public else "results/sources/<source>"
        if entry.public == (which == "public"):
            found.append((f"{folder}/{name}.parquet", about(entry), entry.contract()))
    return found


def lines_of(path, sentence, contract):
    """A table in Markdown: what a row of it is known by, and its columns."""
    name = path.rpartition("/")[2].partition(".")[0]
    key = ", ".join(f"`{column}`" for column in contract.key)
    yield from [f"### {name}", "", f"`{path}`. {plain(sentence)}" + (f" A row is known by {key}." if key else ""), ""]
    yield from ["| column | type | unit | meaning |", "| --- | --- | --- | --- |"]
    for column in contract.columns:
        kind = f"{column.kind}, never null" if column.required else column.kind
        words = f"; one of {', '.join(f'`{choice}`' for choice in column.choices)}" if column.choices else ""
        yield f"| `{column.name}` | {kind} | {plain(column.unit)} | {plain(column.doc)}{words} |"
    yield ""


class DataDictionary(SphinxDirective):
    """A section for each table: ``public`` ones, those ``between`` jobs, or those under ``data``."""

    required_arguments = 1

    def run(self):
        """The sections."""
        (which,) = self.arguments
        lines = [line for table in tables(which) for line in lines_of(*table)]
        section = nodes.section()
        self.state.nested_parse(StringList(lines, self.env.docname), 0, section, match_titles=True)
        return section.children


def setup(app):
    """Register the directive."""
    app.add_directive("data-dictionary", DataDictionary)
    return {"parallel_read_safe": True}
