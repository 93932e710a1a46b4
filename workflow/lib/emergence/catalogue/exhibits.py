"""What an exhibit's yaml asks for. No pandas: the Snakefile reads all of them at parse time."""

from pathlib import Path

from emergence.catalogue import wording
from emergence.io import yamlfile
from emergence.io.errors import DataError

TABLES = ("observations", "models", "tasks")
# What one job makes of the tests of all sources, so that it knows how many there are.
JUDGED_TABLES = ("verdicts", "verdict_counts", "annotations", "annotation_counts", "annotation_agreement")
SERIES_TABLES = (
    "series",
    "points",
    "fits",
    "intervals",
    "fit_stats",
    "curves",
    "correlations",
    "residuals",
    *JUDGED_TABLES,
)
# Made for the source whose models are forecast.
FORECAST_TABLES = ("forecasts", "forecast_errors", "forecast_weights")
# Of the sources with losses.
LAW_TABLES = ("law_values", "published_residuals", "frontier")
EQUAL_LOSS_TABLES = ("residual_spreads", "size_effects", "corpus_thresholds")
# Made once, over all sources; no exhibit names a source for them.
ATLAS_TABLES = (
    "contents",
    "metric_scores",
    "metric_shares",
    "metric_effect",
    "thresholds",
    "replication",
    "thinning",
    "lags",
)

# Rows of series are chosen by the keys of their series, curves and fits also by how well their form fits; a figure's
# observations take the names of their tasks.
NEEDED_WITH = {table: {"series"} for table in (*SERIES_TABLES, *LAW_TABLES, *EQUAL_LOSS_TABLES)} | {
    "curves": {"series", "fit_stats"},
    "fits": {"series", "fit_stats"},
}
# A layer that chooses series by their verdict takes it from the verdicts.
VERDICT = "verdict"
NEEDED_WITH |= {"observations": {"tasks"}}


def read(paths, schema):
    """Exhibits by name, ``<paper>/<id>``, each with the ``file`` that it stands in.

    Parameters
    ----------
    paths : iterable of path-like
        Their yaml files.
    schema : path-like
        The JSON schema that they satisfy.

    Returns
    -------
    dict of str to dict
    """
    files = map(Path, paths)
    return {f"{path.parent.name}/{path.stem}": {"file": str(path), **yamlfile.load(path, schema)} for path in files}


def inputs(spec):
    """The tables that an exhibit is built from: those that it shows and those that its words take numbers from.

    Parameters
    ----------
    spec : dict
        An exhibit's yaml that satisfies its schema.

    Returns
    -------
    list of tuple of str
        ``(table, source)``, sorted; the source of a table of all sources is "", and so is that of a table of series for
        which the yaml names no source: it takes all that have it.

    Raises
    ------
    DataError
        If the yaml selects from another table without a source.
    """
    return sorted({*shown_inputs(spec), *number_inputs(spec)})


def shown_inputs(spec):
    """The tables of an exhibit's frame, like :func:`inputs`."""
    needed = set()
    for part in parts_of(spec):
        sources = [""] if part["from"] in ATLAS_TABLES else _sources(part, spec)
        tables = {part["from"]} | NEEDED_WITH.get(part["from"], set())
        if part["from"] in ("curves", "fits") and VERDICT in part.get("where", {}):
            tables.add("verdicts")
        needed |= {(table, source) for table in tables for source in sources}
    return sorted(needed)


def number_inputs(spec):
    """The tables of the numbers in an exhibit's words, like :func:`inputs`; an entry without a source is of all."""
    needed = set()
    for part in wording.parts_of(spec):
        sources = [""] if part["from"] in ATLAS_TABLES else listed(part.get("where", {}).get("source", ""))
        tables = {part["from"]} | NEEDED_WITH.get(part["from"], set())
        needed |= {(table, source) for table in tables for source in sources}
    return sorted(needed)


def sources(spec):
    """The sources that an exhibit needs: those that it names, for tables of all sources too."""
    parts = [*parts_of(spec), *wording.parts_of(spec)]
    named = [listed(part.get("where", {}).get("source", [])) for part in parts]
    return {source for _, source in inputs(spec) if source}.union(spec.get("needs", ()), *named)


def _sources(part, spec):
    """The sources that a part of the yaml names, or else those of its series."""
    if own := part.get("where", {}).get("source"):
        return listed(own)
    if "series" not in spec and part["from"] in SERIES_TABLES:
        return [""]
    if "series" not in spec:
        raise DataError(spec["file"], "a source", column="where", value=part.get("where", {}))
    return {name for series in spec["series"] for name in listed(series["source"])}


def parts_of(spec):
    """The parts of an exhibit's yaml that select from a table: its own, and those of its order, layers and joins."""
    parts = [part for part in (spec, spec.get("sort")) if isinstance(part, dict) and "from" in part]
    return [*parts, *spec.get("layers", []), *spec.get("join", [])]


def listed(value):
    """What a condition names: the values of a list, or the one value."""
    return value if isinstance(value, list) else [value]
