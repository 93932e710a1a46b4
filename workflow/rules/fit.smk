"""Observations -> series, each a score against one kind of x -> every form fitted to every series, once -> verdicts."""

FITTED_TABLES = ["fits", "intervals", "fit_stats", "curves", "correlations", "residuals", "law_draws"]
UNCUT = "|".join(source for source in SOURCES if source not in config["shards"]) or "none"


rule series:
    input:
        observations="results/sources/{source}/observations.parquet",
        tasks="results/sources/{source}/tasks.parquet",
        metrics="data/metrics.csv",
    output:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
    log:
        "results/logs/series/{source}.log",
    conda:
        ENVIRONMENT
    params:
        pools=pools_of,
        x=x_of,
        law=law_pools_of,
        data=data_digest(["data/metrics.csv"]),
        code=code_of("series"),
    message:
        "Series of {wildcards.source}: pair its scores with each x"
    script:
        "../scripts/series.py"


rule fit:
    input:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
    output:
        **{table: f"results/sources/{{source}}/{table}.parquet" for table in FITTED_TABLES},
    log:
        "results/logs/fit/{source}.log",
    wildcard_constraints:
        source=UNCUT,
    conda:
        ENVIRONMENT
    params:
        settings=settings_of,
        code=code_of("fit"),
    message:
        "Fit every form to every series of {wildcards.source}"
    script:
        "../scripts/fit.py"


rule law:
    input:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
        fits="results/sources/{source}/fits.parquet",
        law_draws="results/sources/{source}/law_draws.parquet",
        published=published_laws_of,
    output:
        law_values="results/sources/{source}/law_values.parquet",
        published_residuals="results/sources/{source}/published_residuals.parquet",
        frontier="results/sources/{source}/frontier.parquet",
    log:
        "results/logs/law/{source}.log",
    conda:
        ENVIRONMENT
    params:
        settings=settings_of,
        law=config["frontier_law"],
        data=data_digest(published_laws_of),
        code=code_of("law"),
    message:
        "Laws of the loss of {wildcards.source}: best use of compute, and the sizes at which abilities appear"
    script:
        "../scripts/law.py"


rule equal_loss:
    input:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
        fits="results/sources/{source}/fits.parquet",
        fit_stats="results/sources/{source}/fit_stats.parquet",
    output:
        spreads="results/sources/{source}/spreads.parquet",
        size_effects="results/sources/{source}/size_effects.parquet",
        corpus_thresholds="results/sources/{source}/corpus_thresholds.parquet",
    log:
        "results/logs/equal_loss/{source}.log",
    conda:
        ENVIRONMENT
    params:
        settings=config["fits"],
        reference=reference_of,
        code=code_of("equal_loss"),
    message:
        "Scores of {wildcards.source} at equal loss: spreads, effects of size, and thresholds by corpus"
    script:
        "../scripts/equal_loss.py"


rule test_series:
    input:
        series="results/sources/{source}/series.parquet",
        points="results/sources/{source}/points.parquet",
        metrics="data/metrics.csv",
    output:
        "results/sources/{source}/tests.parquet",
    log:
        "results/logs/test/{source}.log",
    wildcard_constraints:
        source=UNCUT,
    conda:
        ENVIRONMENT
    params:
        settings=config["fits"],
        data=data_digest(["data/metrics.csv"]),
        code=code_of("test_series"),
    message:
        "Test every series of {wildcards.source} for presence, trend, threshold and surprise"
    script:
        "../scripts/test_series.py"


# One job for all sources: the false discovery rate is that over all series.
rule judge:
    input:
        tests=parts_of(["tests"]),
        series=parts_of(["series"]),
        metrics="data/metrics.csv",
        categories=printed_of("task_categories"),
    output:
        **{table: parts_of([table]) for table in exhibit_spec.JUDGED_TABLES},
    log:
        "results/logs/judge.log",
    conda:
        ENVIRONMENT
    params:
        settings=config["fits"],
        sources=fitted_sources(),
        data=data_digest(["data/metrics.csv", *printed_of("task_categories")]),
        code=code_of("judge"),
    message:
        "Judge all series"
    script:
        "../scripts/judge.py"


# Over all sources, against compute: each score once.
rule compare_metrics:
    input:
        verdicts=parts_of(["verdicts"]),
        series=parts_of(["series"]),
    output:
        scores="results/metric_scores.parquet",
        shares="results/metric_shares.parquet",
        effect="results/metric_effect.parquet",
    log:
        "results/logs/compare_metrics.log",
    conda:
        ENVIRONMENT
    params:
        x_kind="log10_flops",
        code=code_of("compare_metrics"),
    message:
        "Compare the metrics of all series"
    script:
        "../scripts/compare_metrics.py"


rule place_thresholds:
    input:
        **{table: parts_of([table]) for table in ("fits", "fit_stats", "verdicts", "series")},
    output:
        thresholds="results/thresholds.parquet",
        elsewhere="results/elsewhere.parquet",
    log:
        "results/logs/place_thresholds.log",
    conda:
        ENVIRONMENT
    params:
        code=code_of("place_thresholds"),
    message:
        "Set the thresholds of all series in order, and each verdict beside those on the same score elsewhere"
    script:
        "../scripts/place_thresholds.py"


rule lags:
    input:
        series=parts_of(["series"]),
        points=parts_of(["points"]),
    output:
        "results/lags.parquet",
    log:
        "results/logs/lags.log",
    conda:
        ENVIRONMENT
    params:
        settings=config["fits"],
        x_kind="log10_flops",
        code=code_of("lags"),
    message:
        "Set the thresholds of scores beside those of the losses of the same answers"
    script:
        "../scripts/lags.py"


# Sparse sampling of models: dense series of all sources, thinned.
rule thin:
    input:
        **{table: parts_of([table]) for table in ("tests", "series", "points")},
        metrics="data/metrics.csv",
    output:
        "results/thinning.parquet",
    log:
        "results/logs/thin.log",
    conda:
        ENVIRONMENT
    params:
        settings={**config["fits"], "draws": config["thinning"]["draws"]},
        sizes=config["thinning"]["sizes"],
        x_kind="log10_flops",
        data=data_digest(["data/metrics.csv"]),
        code=code_of("thin"),
    message:
        "Leave models out of the series that have many"
    script:
        "../scripts/thin.py"


rule gather:
    input:
        parts_of(gathered_tables()),
    output:
        expand("results/{table}.parquet", table=gathered_tables()),
    log:
        "results/logs/gather.log",
    conda:
        ENVIRONMENT
    params:
        code=code_of("gather"),
    message:
        "Gather the tables of all sources"
    script:
        "../scripts/gather.py"
