"""What rules ask of the catalogue: the files behind a wildcard, settings from config and source, and digests."""


def data_of(wildcards):
    """The tables under data/ that a source's observations are made from."""
    folder = Path("data", wildcards.source)
    own = [path for path in folder.iterdir() if path.suffix in (".csv", ".parquet")]
    return sorted(map(str, own)) + SHARED_TABLES


def code_of(script):
    """A digest of a script, of the library behind it and of the locked versions of what they import."""
    return provenance.code_digest(f"workflow/scripts/{script}.py", library=LIBRARY, lock=LOCK)


def study_code_of(wildcards):
    """Like code_of, of one study: a change of another does not repeat it."""
    study = f"emergence.simulations.{wildcards.study}"
    return provenance.code_digest("workflow/scripts/run_study.py", study, library=LIBRARY, lock=LOCK)


def data_digest(files):
    """A parameter that digests those of a rule's files that are data, given by name or by a function of the wildcards.

    Snakemake sees that a file is newer, not that it is another. It keeps no record of parameters that are made by a
    function of the inputs, so this must be one of the wildcards.
    """

    def digest(wildcards):
        names = files(wildcards) if callable(files) else files
        return provenance.data_digest([name for name in names if name.startswith("data/")], root=".")

    return digest


def pools_of(wildcards):
    return {name: pool.get("where", {}) for name, pool in SOURCES[wildcards.source]["pools"].items()}


def law_of(source):
    """Which runs of a source a law of the loss is fitted to; without a word on it, those of no pool."""
    return SOURCES[source].get("law", {"pools": [], "worst_left_out": 0})


def has_loss(source):
    """Has a source losses, to fit a law to or to find thresholds in."""
    return any(x_kind == "params_tokens" or x_kind.startswith("loss_") for x_kind in SOURCES[source]["x"])


def published_laws_of(wildcards):
    """The printed laws of a source's runs, where there are some."""
    return printed_of("published_laws", [wildcards.source])


def law_pools_of(wildcards):
    return law_of(wildcards.source)["pools"]


def settings_of(wildcards):
    """What the config says about fits, and the source about its runs."""
    return {**config["fits"], "worst_left_out": law_of(wildcards.source)["worst_left_out"]}


def x_of(wildcards):
    """The kinds of x that the source offers and the config does not leave out, with their limits."""
    return descriptors.x_of(SOURCES[wildcards.source], config["x_kinds"])


def reference_of(wildcards):
    """The loss on whose scale thresholds are compared: the first that the source offers."""
    return next((x_kind for x_kind in SOURCES[wildcards.source]["x"] if x_kind.startswith("loss_")), None)


def shards_of(wildcards):
    """In how many shards the series of a source are fitted and tested."""
    return config["shards"][wildcards.source]


def shard_tables_of(wildcards):
    """What the shards of a source are joined from."""
    return [
        f"results/sources/{wildcards.source}/shards/{shard}/{table}.parquet"
        for table in (*FITTED_TABLES, "tests")
        for shard in range(1, shards_of(wildcards) + 1)
    ]


def fitted_sources():
    return [source for source in SOURCES if SOURCES[source].get("pools")]


def sources_with(table):
    """The sources of this run that have a table of this name."""
    if table in exhibit_spec.TABLES:
        return observed(SOURCES)
    if table in exhibit_spec.FORECAST_TABLES:
        return [source for source in SOURCES if source == FORECASTER]
    of_losses = table in (*exhibit_spec.LAW_TABLES, *exhibit_spec.EQUAL_LOSS_TABLES)
    return [source for source in fitted_sources() if has_loss(source) or not of_losses]


def gathered_tables():
    """The tables of single sources that some source of this run has."""
    return [table for table in GATHERED_TABLES if sources_with(table)]


def parts_of(tables):
    """The tables of single sources that the public tables are put together from."""
    return [f"results/sources/{source}/{table}.parquet" for table in tables for source in sources_with(table)]


def printed_of(table, sources=tuple(SOURCES)):
    """A printed table of each source that has it; jobs check it as they read it."""
    files = [f"data/{source}/tables/{table}.csv" for source in sources]
    return [file for file in files if Path(file).is_file()]


def tables_of(wildcards):
    """The tables that an exhibit is built from."""
    return list(dict.fromkeys(path for _, _, path in table_files_of(wildcards)))


def table_files_of(wildcards):
    """The same with their names and sources: the folder says the source where a table is of all of them."""
    needed = exhibit_spec.inputs(EXHIBITS[wildcards.exhibit])
    files = [(table, source, path) for table, source in needed for path in paths_of(table, source)]
    of_all = exhibit_spec.ATLAS_TABLES
    return [(t, source or ("" if t in of_all else Path(path).parent.name), path) for t, source, path in files]


def paths_of(table, source):
    """Where a table is: of one source, of all sources in one file, or, where no source is named, source by source."""
    if table in PRINTED_TABLES:
        return [f"data/{source}/tables/{table}.csv"]
    if source:
        return [f"results/sources/{source}/{table}.parquet"]
    return [f"results/{table}.parquet"] if table in exhibit_spec.ATLAS_TABLES else parts_of([table])


def spec_of(wildcards):
    return EXHIBITS[wildcards.exhibit]


def method_of(wildcards):
    return SOURCES[wildcards.source]["method"]


def all_inputs():
    """Every file that the results are made from: data, workflow and lock."""
    return provenance.files(["data", "workflow", "Snakefile", LOCK])
