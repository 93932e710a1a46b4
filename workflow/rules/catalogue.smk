"""What there is: the config, the sources and the exhibits, each held against its schema when the workflow is read.

The files that are looked up here are the only place where a source, a form or an exhibit is named.
"""

import os
import sys
from difflib import get_close_matches
from pathlib import Path

from snakemake.exceptions import WorkflowError

LIBRARY = Path(workflow.basedir) / "workflow" / "lib"
sys.path.insert(0, str(LIBRARY))

from emergence.io import provenance, yamlfile
from emergence.io.errors import AtlasError, DataError
from emergence.catalogue import forms_left as exhibit_forms
from emergence.catalogue import exhibits as exhibit_spec
from emergence.catalogue import wording
from emergence.catalogue.contents import contents
from emergence.catalogue import descriptors

# Jobs find the library without an installation. Results are to be the same to the byte on all x86 processors with AVX2:
# loops are compiled for the plainest, and linear algebra and numpy's functions are held to what these have in common,
# whatever the shell says of them.
os.environ.update(
    PYTHONPATH=os.pathsep.join([str(LIBRARY), *filter(None, [os.getenv("PYTHONPATH")])]),
    NUMBA_CPU_NAME="generic",
    OPENBLAS_CORETYPE="Nehalem",
    NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR",
)
os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(".cache/numba").resolve()))
os.environ.setdefault("MPLCONFIGDIR", str(Path(".cache/matplotlib").resolve()))

ENVIRONMENT = Path(workflow.basedir) / "envs" / "environment.yaml"
LOCK = "envs/requirements.txt"
SCHEMAS = "workflow/config/schemas"
PALETTE = "workflow/exhibits/palette.yaml"
EXHIBIT_SCHEMA = f"{SCHEMAS}/exhibit.schema.json"
EXHIBIT_FILES = sorted(map(str, Path("workflow/exhibits").glob("*/*.yaml")))
PAPERS_FILE = "workflow/exhibits/papers.yaml"
WORDING_FILE = "workflow/exhibits/wording.yaml"
PAPERS_SCHEMA = f"{SCHEMAS}/papers.schema.json"
SOURCE_SCHEMA = f"{SCHEMAS}/source.schema.json"
SHARED_TABLES = ["data/tasks.csv", "data/metrics.csv"]
GATHERED_TABLES = [*exhibit_spec.TABLES, *(table for table in exhibit_spec.SERIES_TABLES if table != "points")]
GATHERED_TABLES += [*exhibit_spec.LAW_TABLES, *exhibit_spec.EQUAL_LOSS_TABLES, *exhibit_spec.FORECAST_TABLES]
PUBLIC_TABLES = [*GATHERED_TABLES, *exhibit_spec.ATLAS_TABLES]
PRINTED_TABLES = sorted({path.stem for path in Path("data").glob("*/tables/*.csv")})
KNOWN_TABLES = [*PUBLIC_TABLES, "points", *PRINTED_TABLES]
MARKS = [path.stem for path in LIBRARY.glob("emergence/draw/marks/[a-z]*.py")]
FORMS = [path.stem for path in LIBRARY.glob("emergence/models/[a-z]*.py") if "\nFORM = " in path.read_text()]


def read_yaml(path, schema):
    return yamlfile.load(path, f"{SCHEMAS}/{schema}.schema.json")


def read_sources():
    """Every source that there is, whether or not this run wants it."""
    for folder in (path for path in Path("data").iterdir() if path.is_dir()):
        if not (folder / "source.yaml").is_file():
            raise AtlasError(f"{folder}/source.yaml: expected a file of this name")
    return {path.parent.name: read_yaml(path, "source") for path in sorted(Path("data").glob("*/source.yaml"))}


def read_exhibits(sources, papers):
    """Every exhibit that there is, each from tables, of sources and for papers that there are."""
    shared = read_yaml(WORDING_FILE, "wording")
    read = exhibit_spec.read(EXHIBIT_FILES, EXHIBIT_SCHEMA)
    exhibits = {name: wording.worded(spec, shared) for name, spec in read.items()}
    for name, spec in exhibits.items():
        tables = {table for table, _ in exhibit_spec.inputs(spec)}
        folder = Path(name).parent.name
        require_known(spec["file"], "folder", [folder], papers, f"a folder that {PAPERS_FILE} names:")
        require_known(spec["file"], "from", tables, KNOWN_TABLES)
        require_known(spec["file"], "source", exhibit_spec.sources(spec), sources)
        require_known(spec["file"], "form", exhibit_forms.forms_of(spec), FORMS)
        require_known(spec["file"], "mark", [layer["mark"] for layer in spec.get("layers", ())], MARKS)
    return exhibits


def read_catalogue():
    """The sources and the exhibits that the config wants: all that there are unless it names some."""
    for path in workflow.configfiles:
        yamlfile.read(path)  # snakemake's own reading lets misspelt numbers and keys given twice pass
    yamlfile.require(config, f"{SCHEMAS}/config.schema.json", "config")
    read_yaml(PALETTE, "palette")
    papers = read_yaml(PAPERS_FILE, "papers")
    sources = read_sources()
    exhibits = read_exhibits(sources, papers)
    contents(papers, exhibits, PAPERS_FILE)
    require_known("config", "x_kinds", config["x_kinds"], {x for own in sources.values() for x in own.get("x", ())})
    require_known("config", "sources", config["sources"] or [], sources)
    require_known("config", "forecasts.source", filter(None, [config["forecasts"]["source"]]), sources)
    require_known("config", "shards", config["shards"], [name for name in sources if sources[name].get("pools")])
    require_known("config", "folders", config["folders"], [name for name in sources if has_own_folder(sources[name])])
    require_known("config", "exhibits", config["exhibits"] or [], exhibits)
    require_known("config", "fits.forms", config["fits"]["forms"], FORMS)
    require_known("config", "frontier_law", [config["frontier_law"]], FORMS)
    at_hand = [name for name in sources if is_at_hand(name, sources[name])]
    wanted = {name: sources[name] for name in config["sources"] or at_hand}
    for name in observed(wanted):
        target = "networks" if sources[name]["method"] == "computed" else "import"
        if target not in sys.argv and not Path("data", name, "models.csv").is_file():
            homes = (LIBRARY / "emergence" / "sources" / name, Path("data", name))
            read = target == "networks" or any((home / "importer.py").is_file() for home in homes)
            made = f"; `snakemake {target}` makes it" if read else ""
            raise AtlasError(f"data/{name}/models.csv: expected this file{made}")
    return wanted, wanted_exhibits(exhibits, wanted), descriptors.labels(sources)


def wanted_exhibits(exhibits, sources):
    """What the forms and sources of this run leave of the exhibits; one that the config names must not be left out."""
    dropped = set(FORMS) - set(config["fits"]["forms"])
    left = {name: exhibit_forms.left_of(exhibits[name], dropped) for name in config["exhibits"] or exhibits}
    for name in config["exhibits"] or []:
        if left[name] is None:
            forms = ", ".join(config["fits"]["forms"])
            raise DataError("config", f"a form that {name} shows", column="fits.forms", value=forms)
        require_known(exhibits[name]["file"], "source", exhibit_spec.sources(left[name]), sources)
    shown = {name: spec for name, spec in left.items() if spec and exhibit_spec.sources(spec) <= set(sources)}
    settings = {**config, "x": {name: descriptors.x_of(source, config["x_kinds"]) for name, source in sources.items()}}
    return {name: wording.settled(spec, settings) for name, spec in shown.items()}


def require_known(file, column, names, known, listed="one of"):
    """Names that there are; of many, a message shows those that look most like the unknown one."""
    for name in sorted(set(names) - set(known)):
        near = sorted(known) if len(known) <= 20 else get_close_matches(name, known, n=5, cutoff=0)
        among = "" if len(near) == len(known) else f" or another of {len(known)}"
        raise DataError(file, f"{listed} {', '.join(near)}{among}", column=column, value=name)


def observed(sources):
    """The sources that have observations; the others hold printed or computed tables alone."""
    return [name for name, source in sources.items() if "pools" in source]


def has_own_folder(source):
    """Are a source's upstream files whatever a folder of the user's holds?"""
    return any("pattern" in place for place in source.get("upstream", ()))


def is_at_hand(name, source):
    return name in config["folders"] or not has_own_folder(source)


try:
    SOURCES, EXHIBITS, LABELS = read_catalogue()
except AtlasError as error:
    raise WorkflowError(str(error)) from None

FORECASTER = config["forecasts"]["source"]


wildcard_constraints:
    source="|".join(SOURCES),
    exhibit="|".join(EXHIBITS) or "none",
