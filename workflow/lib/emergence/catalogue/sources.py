"""What the sources offer, as far as a run must know it before it starts: their files, pools, x and printed tables."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from emergence.io.errors import AtlasError
from emergence.io.home import in_checkout

DATA = Path(in_checkout("data"))
METRICS = str(DATA / "metrics.csv")
SHARED_TABLES = (str(DATA / "tasks.csv"), METRICS)
NO_LAW = {"pools": [], "worst_left_out": 0}

Descriptor = Mapping[str, Any]


def read(load: Callable[[Path], dict], folder: Path = DATA) -> dict[str, dict]:
    """Every source that there is, whether or not a run takes it: name to the content of its ``source.yaml``.

    Parameters
    ----------
    load : callable
        Reads and validates one file.
    folder : pathlib.Path

    Raises
    ------
    AtlasError
        If a folder has no ``source.yaml``.
    """
    found = {}
    for home in sorted(path for path in folder.iterdir() if path.is_dir()):
        if not (home / "source.yaml").is_file():
            raise AtlasError(f"{home}/source.yaml: expected a file of this name")
        found[home.name] = load(home / "source.yaml")
    return found


def files_of(source: str, folder: Path = DATA) -> list[str]:
    """The tables that a source's observations are made from: its own and those that all sources share."""
    own = [path for path in (folder / source).iterdir() if path.suffix in (".csv", ".parquet")]
    return [*sorted(map(str, own)), *(str(folder / Path(shared).name) for shared in SHARED_TABLES)]


def printed_tables(sources: Iterable[str], folder: Path = DATA) -> dict[str, list[tuple[str, str]]]:
    """The printed tables: name to the (source, path) of each file of this name, in the order of the sources."""
    found: dict[str, list[tuple[str, str]]] = {}
    for source in sources:
        for path in sorted((folder / source / "tables").glob("*.csv")):
            found.setdefault(path.stem, []).append((source, str(path)))
    return dict(sorted(found.items()))


def contracts(paths: Iterable[str]) -> list[str]:
    """The yaml files beside some printed tables that say what their columns are."""
    beside = [Path(path).with_suffix(".yaml") for path in paths if path.endswith(".csv")]
    return [str(path) for path in beside if path.is_file()]


def observed(sources: Mapping[str, Descriptor]) -> list[str]:
    """The sources that have observations; the others hold printed or computed tables alone."""
    return [name for name, source in sources.items() if "pools" in source]


def has_own_folder(source: Descriptor) -> bool:
    """Whether the upstream files of a source are whatever a folder of the user holds."""
    return any("pattern" in place for place in source.get("upstream", ()))


def pools_of(source: Descriptor) -> dict[str, dict]:
    """Pool to the condition that its runs meet."""
    return {name: pool.get("where", {}) for name, pool in source["pools"].items()}


def law_of(source: Descriptor) -> dict:
    """The runs that a law of the loss is fitted to; without a word on it, those of no pool."""
    return source.get("law", NO_LAW)


def require_tables(name: str, source: Descriptor, importers: Path, folder: Path = DATA) -> None:
    """Raise an :class:`AtlasError` if the tables of a source that has observations are missing; say what makes them."""
    if (folder / name / "models.csv").is_file():
        return
    target = "networks" if source["method"] == "computed" else "import"
    homes = (importers / name, folder / name)
    can = target == "networks" or any((home / "importer.py").is_file() for home in homes)
    made = f"; `snakemake {target}` makes it" if can else ""
    raise AtlasError(f"{folder}/{name}/models.csv: expected this file{made}")
