"""A ladder of small models -> forecasts of large ones, beside what the publication forecast and what came true."""


rule forecast:
    input:
        observations=f"results/sources/{FORECASTER}/observations.parquet",
        tasks=f"results/sources/{FORECASTER}/tasks.parquet",
        published=printed_of("published_predictions", [FORECASTER]),
    output:
        expand(f"results/sources/{FORECASTER}/{{table}}.parquet", table=exhibit_spec.FORECAST_TABLES),
    log:
        f"results/logs/forecast/{FORECASTER}.log",
    conda:
        ENVIRONMENT
    params:
        source=FORECASTER,
        settings={key: value for key, value in config["forecasts"].items() if key != "source"},
        confidence=config["fits"]["confidence"],
        data=data_digest(printed_of("published_predictions", [FORECASTER])),
        code=code_of("forecast"),
    message:
        f"Forecast the targets of {FORECASTER} from its ladder"
    script:
        "../scripts/forecast.py"
