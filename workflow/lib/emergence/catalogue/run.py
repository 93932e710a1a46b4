"""One run: which sources, exhibits and tables it makes, from which files, and where they go. All that the rules ask."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from math import ceil
from pathlib import Path
from typing import Any

from emergence.catalogue import analyses, descriptors, exhibits, series_count, sources
from emergence.catalogue.places import Places
from emergence.catalogue.project import LOCK, Project
from emergence.catalogue.tables import FITTED, INGESTED
from emergence.io import provenance
from emergence.io.errors import DataError
from emergence.io.home import in_checkout

SERIES_A_JOB = 150  # fitted in one or two minutes

Files = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Run:
    """What a run makes.

    Attributes
    ----------
    project : Project
    config : dict
        Settled: see :meth:`Project.settled`.
    sources, exhibits : dict of str to dict
        Those that the run takes, each with the content of its yaml; of exhibits, what the fitted forms leave.
    places : Places
    reasons : list of str
        The settings for which the run writes into a results folder of its own; empty if it does not.
    whole : bool
        Whether the run makes all exhibits, and with them the book, the checks and the manifest.
    """

    project: Project
    config: dict[str, Any]
    sources: dict[str, dict]
    exhibits: dict[str, dict]
    places: Places
    reasons: list[str]
    whole: bool

    @property
    def observed(self) -> list[str]:
        """The sources that have observations, and so series."""
        return sources.observed(self.sources)

    @property
    def where(self) -> str:
        """One line that says where the run writes, if that is not the usual folder."""
        if not self.reasons:
            return ""
        shown = ", ".join(self.reasons[:4]) + (", ..." if len(self.reasons) > 4 else "")
        return f"This run differs from the standard one in {shown}: its results are in {self.places.results}/"

    def shards(self, source: str) -> int:
        """In how many jobs the series of a source are fitted: as many as the config says, else by their number."""
        given = self.config["shards"]
        return given.get(source) or given.get("default") or self._shards[source]

    @cached_property
    def _shards(self):
        counted = {
            name: series_count.about(name, self.pools(name), self.x(name), self.project.memory)
            for name in self.observed
        }
        return {name: max(1, ceil(count / SERIES_A_JOB)) for name, count in counted.items()}

    def shard_tables(self, table: str, source: str) -> list[str]:
        """The tables of the shards that a table of a source is joined from."""
        return [self.places.table(table, source, shard) for shard in range(1, self.shards(source) + 1)]

    def x(self, source: str) -> dict[str, dict]:
        """The kinds of x of a source's series, with their limits."""
        return descriptors.x_of(self.sources[source], self.config["x_kinds"])

    def pools(self, source: str) -> dict[str, dict]:
        """The pools of runs of a source, each with its condition."""
        return sources.pools_of(self.sources[source])

    def law(self, source: str) -> dict:
        """The runs of a source that a law of the loss is fitted to."""
        return sources.law_of(self.sources[source])

    def settings(self, source: str | None = None) -> dict[str, Any]:
        """The settings of the fits, with what the source says about its runs."""
        own = self.law(source)["worst_left_out"] if source else 0
        return {**self.config["fits"], "worst_left_out": own}

    @cached_property
    def needed(self) -> set[str]:
        """The tables that the run makes: all, or those behind the exhibits that were asked for."""
        if self.whole:
            return set(self.project.tables)
        makers = {table: spec for spec in self.project.analyses.values() for table in spec.tables}
        waiting = {table for spec in self.exhibits.values() for table, _ in exhibits.inputs(spec)}
        found: set[str] = set()
        while waiting:
            table = waiting.pop()
            found.add(table)
            waiting |= set(makers[table].inputs if table in makers else ()) - found
        return found

    def analyses(self, scope: str) -> list[str]:
        """The analyses of a scope that the run makes, each after those whose tables it takes."""
        specs = self.project.analyses
        return [name for name in analyses.in_order(specs, scope) if self.needed.intersection(specs[name].tables)]

    def made(self, names: Iterable[str]) -> list[str]:
        """The tables that some analyses make."""
        return [table for name in names for table in self.project.analyses[name].tables]

    def taken(self, names: Sequence[str]) -> list[str]:
        """The tables of results that some analyses take from others than each other."""
        return sorted({t for name in names for t in self.project.analyses[name].inputs}.difference(self.made(names)))

    def of_scope(self, scope: str) -> list[str]:
        """All analyses of a scope, whether or not the run makes them."""
        return analyses.in_order(self.project.analyses, scope)

    def modules(self, scope: str) -> list[str]:
        """The modules of all analyses of a scope."""
        return [f"emergence.analyses.{name}" for name in self.of_scope(scope)]

    def options(self, names: Iterable[str]) -> dict[str, dict]:
        """The options of some analyses, by name."""
        return {name: self.config["analyses"][name] for name in names if name in self.config["analyses"]}

    def printed_files(self, names: Iterable[str]) -> list[str]:
        """The files of the printed tables that some analyses take, of all sources."""
        return [path for files in self._printed(names).values() for _, path in files]

    def tables_for(self, names: Sequence[str], source: str = "") -> Files:
        """The tables that some analyses take or make, of one source or of all: name to (source, path) of each file.

        Printed tables are those of all sources, so that no verdict depends on which of them are in the run.
        """
        own = [*self.taken(names), *self.made(names)]
        return {table: self.parts(table, source) for table in own} | self._printed(names)

    def _printed(self, names):
        wanted = sorted({table for name in names for table in self.project.analyses[name].printed})
        return {table: self.project.printed.get(table, []) for table in wanted}

    def parts(self, table: str, source: str = "") -> list[tuple[str, str]]:
        """The (source, path) of each file that a table of results has in this run, or of that of one source.

        The source of a table of the atlas is "".
        """
        if self.project.tables[table].scope == "atlas":
            return [("", self.places.table(table))]
        return [(name, self.places.table(table, name)) for name in self.observed if source in ("", name)]

    def by_source(self, tables: Iterable[str]) -> dict[str, Files]:
        """The files of some tables of single sources, by source."""
        return {source: {table: self.parts(table, source) for table in tables} for source in self.observed}

    def paths(self, table: str) -> list[str]:
        """The files of a table of results in this run."""
        return [path for _, path in self.parts(table)]

    @property
    def gathered(self) -> list[str]:
        """The public tables that are gathered from those of single sources."""
        return [e.name for e in self.project.tables.values() if e.scope == "source" and e.public]

    @property
    def papers(self) -> dict[str, list[str]]:
        """The papers that have exhibits in this run: folder to the names of these."""
        found: dict[str, list[str]] = {}
        for name in self.exhibits:
            found.setdefault(name.split("/")[0], []).append(name)
        return found

    def files(self, exhibit: str) -> list[tuple[str, str, str]]:
        """The (table, source, path) of each file that an exhibit is built from."""
        return self._files[exhibit]

    @cached_property
    def _files(self):
        return {name: self.files_of(spec) for name, spec in self.exhibits.items()}

    def files_of(self, spec: dict) -> list[tuple[str, str, str]]:
        """The (table, source, path) of each file that a yaml with selections or numbers asks for."""
        found, known = [], {**self.project.printed, **self.project.tables}
        for table, source in exhibits.inputs(spec):
            if table not in known:
                raise DataError(spec["file"], "a table of results, sources or studies", column="from", value=table)
            parts = self.project.printed[table] if table in self.project.printed else self.parts(table)
            found += [(table, owner, path) for owner, path in parts if source in ("", owner) or not owner]
        return found

    def tables_of(self, names: Iterable[str]) -> list[str]:
        """The tables of results that some exhibits are built from."""
        return sorted({path for name in names for table, _, path in self.files(name) if table in self.project.tables})

    def printed_of(self, names: Iterable[str]) -> list[str]:
        """The printed tables that some exhibits are built from."""
        return sorted({path for name in names for table, _, path in self.files(name) if table in self.project.printed})

    def filed(self, exhibit: str) -> dict[str, Any]:
        """How Snakemake's report files an exhibit: under its paper, with what :meth:`Places.caption` holds."""
        caption = Path(self.places.caption(exhibit)).absolute()

        def labels(wildcards):
            title = caption.read_text(encoding="utf-8").partition("\n")[0].removeprefix(".. ")
            return {"exhibit": exhibit.split("/")[1], "title": title}

        paper = self.project.papers[exhibit.split("/")[0]]["title"]
        return {"category": paper, "labels": labels, "caption": str(caption)}

    @property
    def exhibit_yaml(self) -> list[str]:
        """The yaml of every exhibit that there is."""
        return [spec["file"] for spec in self.project.exhibits.values()]

    @property
    def published(self) -> dict[str, list[dict]]:
        """What papers print, by exhibit."""
        return {name: spec["published"] for name, spec in self.exhibits.items() if "published" in spec}

    @property
    def with_upstream(self) -> list[str]:
        """The sources that have upstream files."""
        return [name for name, own in self.sources.items() if "upstream" in own]

    @property
    def studies(self) -> list[str]:
        """The studies of the atlas's own statistics."""
        return sorted(path.stem for path in (self.project.library / "simulations").glob("[a-z]*.py"))

    def study_tables(self, study: str) -> Files:
        """The tables of results that a study takes, as its ``INPUTS`` say: name to (source, path) of each file."""
        taken = analyses.inputs_of(self.project.library / "simulations" / f"{study}.py")
        return {table: self.parts(table) for table in taken}

    def study_files(self, study: str) -> list[str]:
        """The files of these tables."""
        return [path for files in self.study_tables(study).values() for _, path in files]

    def digest(self, paths: Iterable[str]) -> str:
        """The digest of files of the project by content, and of the contracts beside printed tables."""
        return provenance.data_digest([*paths, *sources.contracts(paths)], in_checkout(""))

    def code(self, script: str, *modules: str) -> str:
        """The digest of the code behind a script of the workflow, and behind modules that it imports by name."""
        return provenance.code_digest(in_checkout(f"workflow/scripts/{script}.py"), *modules)

    @cached_property
    def version(self) -> str:
        """That of the atlas, as its package has it."""
        return metadata.version("emergence-atlas")

    @property
    def exhibit_files(self) -> list[str]:
        """The Parquet and PDF of every exhibit of the run."""
        return [self.places.exhibit(name, kind) for name in self.exhibits for kind in ("parquet", "pdf")]

    @property
    def products(self) -> list[str]:
        """What a run makes for its user, the manifest and the crate aside: of a run of named exhibits these alone."""
        if not self.whole:
            return self.exhibit_files
        own = self.made(self.analyses("atlas"))
        tables = [self.places.table(table) for table in (*self.gathered, *own, "contents")]
        places = self.places
        texts = [*places.summary, *places.numbers]
        return [*self.exhibit_files, *tables, *texts, places.book, places.explorer, places.checks, places.outcome]

    @property
    def targets(self) -> list[str]:
        """All that must be there at the end of the run."""
        last = [self.places.accepted, self.places.manifest, self.places.crate]
        last += [self.places.unlikely] if "own" in {spec["method"] for spec in self.sources.values()} else []
        return [*self.products, *(last if self.whole else [])]

    @property
    def outputs(self) -> list[str]:
        """Everything that the jobs of a whole run write, intermediate tables too; of the prose nothing is said here."""
        of_source = [*INGESTED, *FITTED, *self.made(self.analyses("source"))]
        tables = [self.places.table(table, source) for source in self.observed for table in of_source]
        shards = [path for source in self.observed for table in FITTED for path in self.shard_tables(table, source)]
        return [*tables, *shards, *self.targets]

    @cached_property
    def inputs(self) -> list[str]:
        """Every file that the results are made from: data, workflow and lock."""
        return provenance.files([*map(in_checkout, ("data", "workflow", "Snakefile")), LOCK])
