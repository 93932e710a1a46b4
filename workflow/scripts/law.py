"""Adapter: laws of the loss -> compute-optimal sizes, residuals of printed laws, and frontiers of abilities."""

from emergence.analyses.frontier import frontier
from emergence.analyses.law_values import law_values, published_residuals
from emergence.inference.fitting import Settings
from emergence.io import job
from emergence.io.storage import read_frame, read_table, write_table
from emergence.schema.fitted import FITS, SERIES
from emergence.schema.laws import FRONTIER, LAW_DRAWS, LAW_VALUES, PUBLISHED_RESIDUALS
from emergence.schema.printed import read_printed

with job.reporting(snakemake.log[0]):
    given, settings = snakemake.input, Settings(**snakemake.params.settings)
    series = read_table(given.series, SERIES)
    needed = series[series["x_kind"].str.startswith(("params_tokens", "loss_"))]
    own = needed, read_frame(given.points, needed["series_id"])
    printed = read_printed(given.published, "published_laws")
    rows = frontier(*own, read_table(given.fits, FITS), settings, snakemake.params.law)
    draws = read_table(given.law_draws, LAW_DRAWS)
    write_table(law_values(*own, draws, settings, printed), snakemake.output.law_values, LAW_VALUES)
    write_table(published_residuals(*own, settings, printed), snakemake.output.published_residuals, PUBLISHED_RESIDUALS)
    write_table(rows, snakemake.output.frontier, FRONTIER)
    print(rows.groupby(["form", "status"]).size().to_string())
