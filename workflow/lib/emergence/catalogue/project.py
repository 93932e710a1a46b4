"""All that a checkout holds: sources, exhibits, analyses, forms, marks and tables, each checked against the others.

Reading is remembered until a file changes, so that planning a workflow imports no numpy and no validator.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from emergence.catalogue import (
    analyses,
    config,
    descriptors,
    exhibits,
    forms,
    forms_left,
    marks,
    sources,
    tables,
    wording,
)
from emergence.catalogue.contents import contents
from emergence.io import yaml_files
from emergence.io.contract import Table
from emergence.io.errors import DataError
from emergence.io.file_memory import FileMemory
from emergence.io.home import in_checkout
from emergence.io.provenance import LIBRARY
from emergence.schema import of_yaml

PAPERS = in_checkout("workflow/exhibits/papers.yaml")
WORDING = in_checkout("workflow/exhibits/wording.yaml")
PALETTE = in_checkout("workflow/exhibits/palette.yaml")
STYLE = in_checkout("workflow/exhibits/style.mplstyle")
CONFIG = in_checkout("workflow/config/config.yaml")
LOCK = in_checkout("envs/requirements.txt")
CITATION = in_checkout("CITATION.cff")


@dataclass
class Project:
    """What there is, read from the current folder when it is asked for.

    Parameters
    ----------
    memory : FileMemory
        Remembers what was read from each file.
    """

    memory: FileMemory = field(default_factory=lambda: FileMemory(".cache/plan.json"))
    _schemas: dict[str, tuple[dict, str]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def library(self) -> Path:
        """The folder of the package ``emergence``."""
        return LIBRARY / "emergence"

    def load(self, path: Path | str, kind: str) -> dict:
        """The content of a yaml file, validated when it or its schema has changed."""
        schema, version = self._schema(kind)

        def compute(content):
            found = yaml_files.parse(content, path)
            yaml_files.require(found, schema, path, content)
            return found

        try:
            return self.memory.recall(f"yaml {kind} {version}", path, compute)
        except FileNotFoundError:
            raise DataError(path, "a file of this name") from None

    def read(self, path: Path | str) -> Any:
        """The content of a yaml file that no schema describes; an error if it is malformed."""
        return self.memory.recall("yaml", path, lambda content: yaml_files.parse(content, path))

    def schema(self, kind: str) -> dict:
        """The JSON schema of a kind of yaml file, with the options of analyses or marks where it has them."""
        return self._schema(kind)[0]

    def _schema(self, kind):
        """A schema and its digest, made once."""
        if kind not in self._schemas:
            made = self._completed(kind)
            self._schemas[kind] = made, _digest(made)
        return self._schemas[kind]

    def _completed(self, kind):
        found = self.memory.recall("json", of_yaml(kind), json.loads)
        if kind == "exhibit":
            return marks.exhibit_schema(found, self.marks)
        if kind == "config":
            options = analyses.options_schema(self.analyses)
            return {**found, "properties": {**found["properties"], "analyses": options}}
        return found

    @cached_property
    def analyses(self) -> dict[str, analyses.AnalysisSpec]:
        """The analyses, by name."""
        return analyses.registered()

    @cached_property
    def tables(self) -> dict[str, tables.TableEntry]:
        """The register of tables of results."""
        return tables.registered()

    @cached_property
    def papers(self) -> dict[str, dict]:
        """The papers and their items; a folder of exhibits that is not listed is a paper of its own name."""
        listed, folders = self.load(PAPERS, "papers"), {path.parent.name for path in _exhibit_files()}
        return listed | {name: {"title": name} for name in sorted(folders) if name not in listed}

    @cached_property
    def sources(self) -> dict[str, dict]:
        """Every source, with the content of its ``source.yaml``."""
        return sources.read(lambda path: self.load(path, "source"))

    @cached_property
    def printed(self) -> dict[str, list[tuple[str, str]]]:
        """The printed tables: name to (source, path) of each file."""
        return sources.printed_tables(self.sources)

    @cached_property
    def forms(self) -> dict[str, forms.FormSpec]:
        """The forms, by name."""
        return forms.registered()

    @cached_property
    def labels(self) -> dict[str, str]:
        """What readers see in place of the keys of sources, pools and kinds of x."""
        return descriptors.labels(self.sources)

    @cached_property
    def marks(self) -> dict[str, marks.MarkSpec]:
        """The marks of figures, by name."""
        return marks.discover(self.library / "draw" / "marks")

    @cached_property
    def exhibits(self) -> dict[str, dict]:
        """Every exhibit, from tables and of sources that there are."""
        read = exhibits.read(_exhibit_files(), lambda path: self.load(path, "exhibit"))
        shared = self.load(WORDING, "wording")
        found = {name: wording.worded(spec, shared) for name, spec in read.items()}
        known = [*self.tables, *self.printed]
        for spec in found.values():
            file, used = spec["file"], {table for table, _ in exhibits.inputs(spec)}
            require_known(file, "from", used, known)
            require_known(file, "source", exhibits.sources(spec), self.sources)
            require_known(file, "form", forms_left.forms_of(spec), self.forms)
            require_known(file, "mark", [layer["mark"] for layer in spec.get("layers", ())], self.marks)
        contents(self.papers, found, PAPERS)  # an error where they disagree
        return found

    @cached_property
    def contents(self) -> list[dict]:
        """Every figure and table of the papers, and what redoes it: rows of the table ``CONTENTS``."""
        return contents(self.papers, self.exhibits, PAPERS)

    def settled(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A configuration as Snakemake merged it, in its types, validated, and with names that there are."""
        schema = self.schema("config")
        settled = config.typed(dict(given), schema)
        self._remembered(settled, schema)
        settled = config.with_forms(settled, forms.default())
        x_kinds = {x for own in self.sources.values() for x in own.get("x", ())}
        shards = [*sources.observed(self.sources), "default"]
        folders = [name for name, own in self.sources.items() if sources.has_own_folder(own)]
        for key, named, known in [
            ("x_kinds", settled["x_kinds"], x_kinds),
            ("sources", settled["sources"] or [], self.sources),
            ("shards", settled["shards"], shards),
            ("folders", settled["folders"], folders),
            ("exhibits", settled["exhibits"] or [], self.exhibits),
            ("fits.forms", settled["fits"]["forms"], self.forms),
        ]:
            require_known("config", key, named, known)
        return settled

    def contract(self, table: str) -> Table:
        """The columns and key of a table of results, or of a printed table with the source of each row."""
        if table in self.tables:
            return self.tables[table].contract()
        from emergence.schema.printed import SHARED, of_all_sources, printed_table

        files = self.printed.get(table)
        return of_all_sources(table, printed_table(files[0][1]) if files else SHARED[table])

    def _remembered(self, settled, schema):
        def compute(_):
            config.require(settled, schema)
            return True

        what = f"config {_digest([settled, schema])}"
        self.memory.recall(what, of_yaml("config"), compute)


def require_known(file: str, column: str, names: Iterable[str], known: Collection[str]) -> None:
    """Raise a :class:`DataError` for a name that there is not; of many, it shows those that look most like it."""
    for name in sorted(set(names) - set(known)):
        near = sorted(known) if len(known) <= 20 else get_close_matches(name, known, n=5, cutoff=0)
        among = "" if len(near) == len(known) else f" or another of {len(known)}"
        raise DataError(file, f"one of {', '.join(near)}{among}", column=column, value=name)


def _exhibit_files():
    return sorted(Path(in_checkout("workflow/exhibits")).glob("*/*.yaml"))


def _digest(value):
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]
