"""Series -> every form fitted to every series, once, and the tests that verdicts rest on; in shards, then joined."""


# On a cluster, rules that take seconds run where the run was started.
localrules:
    join,


rule fit:
    input:
        series=PLACES.table("series", "{source}"),
        points=PLACES.table("points", "{source}"),
        metrics=ancient(sources.METRICS),
    output:
        **{table: PLACES.table(table, "{source}", "{shard}") for table in FITTED},
    log:
        PLACES.log("fit", "{source}.{shard}"),
    priority: 20
    conda:
        ENVIRONMENT
    params:
        shards=of_source(RUN.shards),
        settings=of_source(RUN.settings),
        data=RUN.digest([sources.METRICS]),
        code=RUN.code("fit"),
    message:
        "Fit and test the series of {wildcards.source}, shard {wildcards.shard}"
    script:
        "../scripts/fit.py"


# The joined tables are the same, byte for byte, however many shards there were.
rule join:
    input:
        **{table: of_source(lambda source, table=table: RUN.shard_tables(table, source)) for table in FITTED},
    output:
        **{table: PLACES.table(table, "{source}") for table in FITTED},
    log:
        PLACES.log("join", "{source}"),
    priority: 20
    conda:
        ENVIRONMENT
    params:
        code=RUN.code("join"),
    message:
        "Join the shards of {wildcards.source}"
    script:
        "../scripts/join.py"
