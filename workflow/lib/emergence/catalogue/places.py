"""Where everything lies: the only module that spells a path under the results folder."""

from collections.abc import Sequence
from dataclasses import dataclass

from emergence.catalogue.pictures import ENDINGS


@dataclass(frozen=True)
class Places:
    """Paths of the files of a run, as text; wildcards of Snakemake may stand for any part.

    Parameters
    ----------
    results : str
        The results folder of the run.
    """

    results: str = "results"

    def table(self, name: str, source: str | None = None, shard: int | str | None = None) -> str:
        """A table of all sources, of one source, or of one shard of a source."""
        if source is None:
            return f"{self.results}/{name}.parquet"
        folder = f"{self.of_sources}/{source}"
        return f"{folder}/{name}.parquet" if shard is None else f"{folder}/shards/{shard}/{name}.parquet"

    @property
    def of_sources(self) -> str:
        """The folder of the tables of single sources."""
        return f"{self.results}/sources"

    def gathered(self, name: str) -> str:
        """The public table that has the rows of all sources."""
        return self.table(name)

    def exhibit(self, name: str, kind: str) -> str:
        """The Parquet, PDF or another picture (``kind``) of an exhibit ``<paper>/<id>``."""
        return f"{self.results}/{name}.{kind}"

    def exhibits_among(self, paths: Sequence[str], names: Sequence[str]) -> list[str]:
        """Which exhibits have a file among some paths, in their order; none unless all paths are files of exhibits."""
        owners = {self.exhibit(name, kind): name for name in names for kind in ("parquet", "pdf", *ENDINGS)}
        wanted = {owners.get(path.removeprefix("./")) for path in paths}
        return [] if None in wanted else [name for name in names if name in wanted]

    @property
    def book(self) -> str:
        """All exhibits in one PDF."""
        return f"{self.results}/atlas.pdf"

    @property
    def summary(self) -> list[str]:
        """The verdicts in short, as Parquet and as CSV."""
        return [self.table("summary"), f"{self.results}/summary.csv"]

    @property
    def numbers(self) -> list[str]:
        """The numbers that prose quotes, as JSON and as macros of TeX."""
        return [f"{self.results}/numbers.json", f"{self.results}/numbers.tex"]

    @property
    def explorer(self) -> str:
        """All series in one page for a browser."""
        return f"{self.results}/site/index.html"

    def caption(self, exhibit: str) -> str:
        """The caption of an exhibit for Snakemake's report."""
        return f"{self.results}-report/captions/{exhibit}.rst"

    @property
    def report(self) -> str:
        """Snakemake's report: beside the results, of which it is no part."""
        return f"{self.results}-report/report.html"

    @property
    def checks(self) -> str:
        """The table of exhibits beside what papers print."""
        return self.table("checks")

    @property
    def outcome(self) -> str:
        """How many checks pass, and which do not."""
        return f"{self.results}/checks.json"

    @property
    def accepted(self) -> str:
        """Stands as long as every check passes or is recorded as a known disagreement."""
        return f"{self.results}/checks.accepted"

    @property
    def prose(self) -> str:
        """What README, documentation and index no longer say as the results do; empty if they agree."""
        return f"{self.results}/prose.txt"

    @property
    def unlikely(self) -> str:
        """What a person should look at in a lab's own numbers; empty if there is nothing."""
        return f"{self.results}/unlikely.txt"

    @property
    def manifest(self) -> str:
        """The checksums of all outputs and inputs."""
        return f"{self.results}/manifest.json"

    @property
    def crate(self) -> str:
        """The RO-Crate that describes all outputs: what they were made from, and what to cite."""
        return f"{self.results}/ro-crate-metadata.json"

    def log(self, rule: str, *parts: str) -> str:
        """The log of a job: of its rule and, below it, the values of its wildcards."""
        return "/".join([f"{self.results}/logs", rule, *parts]) + ".log"

    def study(self, name: str) -> str:
        """The table of a study, before it is put under data/."""
        return f"{self.results}/studies/{name}.csv"

    def network(self, family: str, width: str) -> str:
        """What the networks of one width do with the held-out images."""
        return f"{self.results}/networks/{family}_{width}.parquet"

    def digitised(self, source: str, figure: str, kind: str) -> str:
        """The picture by which a digitised figure is checked."""
        return f"{self.results}/digitise/{source}/{figure}.{kind}"
