"""Adapter: series -> every form fitted to every series."""

from emergence.inference.fitting import Settings, fit_all
from emergence.io import job
from emergence.io.storage import read_table, write_table
from emergence.schema.fitted import CORRELATIONS, CURVES, FIT_STATS, FITS, INTERVALS, POINTS, RESIDUALS, SERIES
from emergence.schema.laws import LAW_DRAWS

with job.reporting(snakemake.log[0]):
    series = read_table(snakemake.input.series, SERIES)
    points = read_table(snakemake.input.points, POINTS)
    results = fit_all(series, points, Settings(**snakemake.params.settings))
    for table in (FITS, INTERVALS, FIT_STATS, CURVES, CORRELATIONS, RESIDUALS, LAW_DRAWS):
        write_table(getattr(results, table.name), snakemake.output[table.name], table)
    print(results.fit_stats.groupby(["form", "status"]).size().to_string())
