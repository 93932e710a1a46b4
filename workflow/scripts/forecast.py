"""Adapter: observations of a ladder and of its targets -> forecasts, their errors and weights."""

from emergence.forecasts.forecasting import forecast_all
from emergence.forecasts.settings import Settings
from emergence.io import job
from emergence.io.storage import read_table, write_table
from emergence.schema.forecasts import FORECAST_TABLES
from emergence.schema.printed import read_printed
from emergence.schema.published import ALL_TASKS, OBSERVATIONS

tables, params = snakemake.input, snakemake.params
with job.reporting(snakemake.log[0]):
    frames = [read_table(tables.observations, OBSERVATIONS), read_table(tables.tasks, ALL_TASKS)]
    frames.append(read_printed(tables.published, "published_predictions"))
    results = forecast_all(*frames, Settings(**params.settings, confidence=params.confidence))
    for (name, table), path in zip(FORECAST_TABLES.items(), snakemake.output, strict=True):
        write_table(getattr(results, name).assign(source=params.source), path, table)
