"""Adapter: scores and losses of the same answers -> how far their thresholds lie apart."""

import pandas as pd

from emergence.analyses.lags import lags, pairs
from emergence.io import job
from emergence.io.storage import read_frame, read_tables, write_table
from emergence.models.base import Settings
from emergence.schema.fitted import POINTS, SERIES
from emergence.schema.verdicts import LAGS

with job.reporting(snakemake.log[0]):
    series, x_kind = read_tables(snakemake.input.series, SERIES), snakemake.params.x_kind
    paired = pairs(series, x_kind)
    wanted = sorted({*paired["series_id"], *paired["loss_id"]})
    parts = [read_frame(path, wanted) for path in snakemake.input.points]
    points = pd.concat([read_tables([], POINTS), *parts], ignore_index=True)
    settings = Settings(**snakemake.params.settings)
    write_table(lags(series, points, x_kind, settings), snakemake.output[0], LAGS)
