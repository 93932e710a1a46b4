"""Our tables under data/ -> observations, with models and tasks joined and every value held against its range."""


rule ingest:
    input:
        data_of,
    output:
        observations="results/sources/{source}/observations.parquet",
        models="results/sources/{source}/models.parquet",
        tasks="results/sources/{source}/tasks.parquet",
    log:
        "results/logs/ingest/{source}.log",
    conda:
        ENVIRONMENT
    params:
        method=method_of,
        data=data_digest(data_of),
        code=code_of("ingest"),
    message:
        "Ingest {wildcards.source}: check its tables and join its models and tasks"
    script:
        "../scripts/ingest.py"
