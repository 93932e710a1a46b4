"""Sources that the config cuts into shards: their series fitted and tested in several jobs, on as many nodes.

The joined tables are the same, byte for byte, as one job would have made them.
"""

SHARD = "results/sources/{source}/shards/{shard}"
CUT = "|".join(config["shards"]) or "none"


rule cut_series:
    input:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
    output:
        series=f"{SHARD}/series.parquet",
        points=f"{SHARD}/points.parquet",
    log:
        "results/logs/shards/{source}.{shard}.log",
    wildcard_constraints:
        source=CUT,
        shard=r"\d+",
    conda:
        ENVIRONMENT
    params:
        shards=shards_of,
        code=code_of("cut_series"),
    message:
        "Cut shard {wildcards.shard} of the series of {wildcards.source}"
    script:
        "../scripts/cut_series.py"


use rule fit as fit_shard with:
    input:
        series=f"{SHARD}/series.parquet",
        points=f"{SHARD}/points.parquet",
    output:
        **{table: f"{SHARD}/{table}.parquet" for table in FITTED_TABLES},
    log:
        "results/logs/fit/{source}.{shard}.log",
    wildcard_constraints:
        source=CUT,
        shard=r"\d+",
    message:
        "Fit every form to shard {wildcards.shard} of the series of {wildcards.source}"


use rule test_series as test_shard with:
    input:
        series=f"{SHARD}/series.parquet",
        points=f"{SHARD}/points.parquet",
        metrics="data/metrics.csv",
    output:
        f"{SHARD}/tests.parquet",
    log:
        "results/logs/test/{source}.{shard}.log",
    wildcard_constraints:
        source=CUT,
        shard=r"\d+",
    message:
        "Test shard {wildcards.shard} of the series of {wildcards.source}"


rule join_shards:
    input:
        shard_tables_of,
    output:
        **{table: f"results/sources/{{source}}/{table}.parquet" for table in (*FITTED_TABLES, "tests")},
    log:
        "results/logs/shards/{source}.log",
    wildcard_constraints:
        source=CUT,
    conda:
        ENVIRONMENT
    params:
        code=code_of("join_shards"),
    message:
        "Join the shards of {wildcards.source}"
    script:
        "../scripts/join_shards.py"
