"""Adapter: scores and losses of the same answers -> how far their thresholds lie apart."""

import pandas as pd

from emergence import job
from emergence.fits.form import Settings
from emergence.fits.lags import lags, pairs
from emergence.schema import LAGS, POINTS, SERIES
from emergence.storage import read_frame, read_tables, write_table

with job.reporting(snakemake.log[0]):
    series, x_kind = read_tables(snakemake.input.series, SERIES), snakemake.params.x_kind
    paired = pairs(series, x_kind)
    wanted = sorted({*paired["series_id"], *paired["loss_id"]})
    parts = [read_frame(path, wanted) for path in snakemake.input.points]
    points = pd.concat([read_tables([], POINTS), *parts], ignore_index=True)
    settings = Settings(**snakemake.params.settings)
    write_table(lags(series, points, x_kind, settings), snakemake.output[0], LAGS)
