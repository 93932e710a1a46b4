"""Our tables under data/ -> observations -> series, each a score against one kind of x."""


localrules:
    ingest,


# Both in one job: most of what they take is the start of Python and its libraries.
rule ingest:
    input:
        of_source(lambda source: ancient(sources.files_of(source))),
    output:
        **{table: PLACES.table(table, "{source}") for table in INGESTED},
    log:
        PLACES.log("ingest", "{source}"),
    priority: 30
    conda:
        ENVIRONMENT
    params:
        method=of_source(lambda source: RUN.sources[source]["method"]),
        wholes=of_source(lambda source: RUN.sources[source].get("wholes", [])),
        pools=of_source(RUN.pools),
        x=of_source(RUN.x),
        law=of_source(lambda source: RUN.law(source)["pools"]),
        data=of_source(lambda source: RUN.digest(sources.files_of(source))),
        code=RUN.code("ingest"),
    message:
        "Ingest {wildcards.source}: check its tables and pair its scores with each x"
    script:
        "../scripts/ingest.py"
