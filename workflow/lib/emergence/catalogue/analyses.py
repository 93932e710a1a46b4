"""The analyses: which derived tables there are, what each is made from and for which scope.

An analysis is one file of ``emergence/analyses`` that says so in literals at module level. They are read without
running the file, so that planning a workflow imports no numpy::

    TABLE = Table("lags", (...), key=("series_id",))    # or TABLES, a tuple of several
    SCOPE = "atlas"                                     # a table of all sources; "source": one of each source
    INPUTS = ("series", "points")                       # tables of results, those of other analyses among them
    PRINTED = ("published_laws",)                       # optional: tables under data/<source>/tables
    OPTIONS = {"x_kind": {"type": "string"}}            # optional: JSON schemas of its keys in the config
    FORMS = "threshold"                                 # optional: the kind of form without which it has no rows
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from emergence.io.errors import DataError
from emergence.io.provenance import LIBRARY

SCOPES = ("source", "atlas")


@dataclass(frozen=True)
class AnalysisSpec:
    """What an analysis says of itself.

    Attributes
    ----------
    name : str
        Of its module.
    file : str
    scope : str
        ``source``: it runs once for each source, on tables of that source; ``atlas``: once, on those of all sources.
    inputs, printed : tuple of str
        Tables of results, and printed tables, that it takes.
    keys : dict of str to tuple of str
        Each table that it makes, to the columns of its key.
    options : dict of str to dict
        Key in its section of the config to the JSON schema of the value.
    forms : str
        Kind of form that must be among the fitted ones for its tables to have rows; empty if none must.
    """

    name: str
    file: str
    scope: str
    inputs: tuple
    printed: tuple
    keys: dict
    options: dict
    forms: str = ""

    @property
    def tables(self):
        """The names of the tables that it makes."""
        return tuple(self.keys)


@cache
def registered() -> dict[str, AnalysisSpec]:
    """The analyses of this package, by name."""
    return discover(LIBRARY / "emergence" / "analyses")


def discover(folder):
    """Every analysis of a folder, by name.

    Parameters
    ----------
    folder : path-like

    Returns
    -------
    dict of str to AnalysisSpec
        In the order of their names. A file without ``TABLE`` or ``TABLES`` is no analysis.

    Raises
    ------
    DataError
        If a file says less than it must, or something else than literals; if two make one table; if tables are made
        from each other in a circle, or one of a source from one of all sources.
    """
    paths = sorted(Path(folder).glob("[a-z]*.py"))
    specs = {path.stem: spec for path in paths if (spec := _read(path))}
    makers = {}
    for spec in specs.values():
        for table in spec.tables:
            if table in makers:
                raise DataError(
                    spec.file, f"a table that {makers[table].file} does not make", column="TABLE", value=table
                )
            makers[table] = spec
    for spec in specs.values():
        for table in spec.inputs if spec.scope == "source" else ():
            if table in makers and makers[table].scope == "atlas":
                raise DataError(spec.file, "tables of one source", column="INPUTS", value=table)
    for scope in SCOPES:
        in_order(specs, scope)
    return specs


def in_order(specs: Mapping[str, AnalysisSpec], scope: str) -> list[str]:
    """The names of the analyses of a scope, each after those whose tables it takes."""
    own = {name: spec for name, spec in specs.items() if spec.scope == scope}
    makers = {table: name for name, spec in own.items() for table in spec.tables}
    before = {name: sorted(makers[table] for table in spec.inputs if table in makers) for name, spec in own.items()}
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError as error:
        circle = error.args[1]
        message = "tables that are not made from each other"
        raise DataError(own[circle[0]].file, message, column="INPUTS", value=" > ".join(circle)) from None


def made_by(specs: Mapping[str, AnalysisSpec], scope: str) -> list[str]:
    """The names of the tables that the analyses of a scope make, in the order in which they are made."""
    return [table for name in in_order(specs, scope) for table in specs[name].tables]


def given_to(specs, scope):
    """The names of the tables that the analyses of a scope take from elsewhere: of results, and printed ones."""
    own = [spec for spec in specs.values() if spec.scope == scope]
    made = {table for spec in own for table in spec.tables}
    inputs = {table for spec in own for table in spec.inputs}
    return sorted(inputs - made), sorted({table for spec in own for table in spec.printed})


def options_schema(specs: Mapping[str, AnalysisSpec]) -> dict:
    """The JSON schema of the section ``analyses`` of the config: every option of every analysis, all required."""
    own = {name: spec.options for name, spec in specs.items() if spec.options}
    sections = {name: _object(options) for name, options in own.items()}
    return _object(sections)


def _object(properties):
    return {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": dict(sorted(properties.items())),
    }


def inputs_of(path: Path) -> tuple[str, ...]:
    """The tables of results that a file says it takes in a literal ``INPUTS``; none where it has none."""
    return tuple(_literal(_said(path), "INPUTS", str(path), ()))


def _said(path):
    """What a file assigns at module level: name to the expression."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _read(path):
    """The analysis in a file, or None."""
    said = _said(path)
    if "TABLE" in said:
        tables = [said["TABLE"]]
    elif "TABLES" in said:
        tables = getattr(said["TABLES"], "elts", [])
    else:
        return None
    file = str(path)
    scope = _literal(said, "SCOPE", file)
    if scope not in SCOPES:
        raise DataError(file, " or ".join(SCOPES), column="SCOPE", value=scope)
    return AnalysisSpec(
        name=path.stem,
        file=file,
        scope=scope,
        inputs=tuple(_literal(said, "INPUTS", file)),
        printed=tuple(_literal(said, "PRINTED", file, ())),
        keys=dict(_named(table, said, file) for table in tables),
        options=_literal(said, "OPTIONS", file, {}),
        forms=_literal(said, "FORMS", file, ""),
    )


_NEEDED = object()


def _literal(said, name, file, default=_NEEDED):
    """The value of a literal, the default where there is none."""
    if name not in said and default is not _NEEDED:
        return default
    try:
        return ast.literal_eval(said[name])
    except (KeyError, ValueError):
        raise DataError(file, f"{name} as a literal at module level", column=name) from None


def _named(table, said, file):
    """Name and key of ``Table("name", (...), key=(...))``, which may stand under a name of its own."""
    call = said.get(table.id) if isinstance(table, ast.Name) else table
    try:
        keys = [keyword.value for keyword in call.keywords if keyword.arg == "key"]
        return ast.literal_eval(call.args[0]), ast.literal_eval(keys[0]) if keys else ()
    except (AttributeError, IndexError, ValueError):
        expected = 'Table("name", (columns...), key=(...)) with literal name and key'
        raise DataError(file, expected, column="TABLE") from None
