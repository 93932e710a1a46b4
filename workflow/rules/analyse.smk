"""Tables of results -> derived tables: every analysis of the library, found by being there."""

OF_SOURCE = RUN.analyses("source")
# A run of some exhibits makes fewer tables from the same inputs: to Snakemake the job is then the same.
ALL_OF_SOURCE = RUN.of_scope("source")
# The analyses of all sources that are worth a job of a cluster; the others take seconds.
LONG = {"thinning"}


localrules:
    gather,


# All analyses of a source in one job, which imports once; each comes after those whose tables it takes.
rule analyse_source:
    input:
        **{table: PLACES.table(table, "{source}") for table in RUN.taken(ALL_OF_SOURCE)},
        metrics=ancient(sources.METRICS),
        printed=ancient(RUN.printed_files(ALL_OF_SOURCE)),
    output:
        **{table: PLACES.table(table, "{source}") for table in RUN.made(OF_SOURCE)},
    log:
        PLACES.log("analyse", "{source}"),
    priority: 10
    conda:
        ENVIRONMENT
    params:
        tables=of_source(lambda source: Unrecorded(RUN.tables_for(OF_SOURCE, source))),
        analyses=Unrecorded(dict.fromkeys(OF_SOURCE)),
        source=of_source(lambda source: Digested(RUN.sources[source], name=source)),
        settings=of_source(RUN.settings),
        options=Digested(RUN.options(ALL_OF_SOURCE)),
        data=RUN.digest([sources.METRICS, *RUN.printed_files(ALL_OF_SOURCE)]),
        code=RUN.code("analyse", *RUN.modules("source")),
    message:
        "Analyse the series of {wildcards.source}"
    script:
        "../scripts/analyse.py"


for ANALYSIS in RUN.analyses("atlas"):

    rule:
        name:
            f"analyse_{ANALYSIS}"
        input:
            **{table: RUN.paths(table) for table in RUN.taken([ANALYSIS])},
            metrics=ancient(sources.METRICS),
            printed=ancient(RUN.printed_files([ANALYSIS])),
        output:
            **{table: PLACES.table(table) for table in RUN.made([ANALYSIS])},
        log:
            PLACES.log("analyse", f"all.{ANALYSIS}"),
        priority: 10
        localrule: ANALYSIS not in LONG
        conda:
            ENVIRONMENT
        params:
            tables=Digested(RUN.tables_for([ANALYSIS])),
            analyses={ANALYSIS: None},
            source=None,
            settings=RUN.settings(),
            options=Digested(RUN.options([ANALYSIS])),
            data=RUN.digest([sources.METRICS, *RUN.printed_files([ANALYSIS])]),
            code=RUN.code("analyse", f"emergence.analyses.{ANALYSIS}"),
        message:
            f"Analyse the series of all sources: {ANALYSIS.replace('_', ' ')}"
        script:
            "../scripts/analyse.py"


rule gather:
    input:
        **{table: RUN.paths(table) for table in RUN.gathered},
    output:
        **{table: PLACES.gathered(table) for table in RUN.gathered},
    log:
        PLACES.log("gather"),
    conda:
        ENVIRONMENT
    params:
        code=RUN.code("gather"),
    message:
        "Gather the tables of all sources"
    script:
        "../scripts/gather.py"
