"""Adapter: series and thresholds of a source -> what is compared at equal loss."""

from emergence.analyses.corpus_thresholds import corpus_thresholds
from emergence.analyses.size_effects import size_effects
from emergence.analyses.spreads import spreads
from emergence.io import job
from emergence.io.storage import read_frame, read_table, write_table
from emergence.models.base import Settings
from emergence.schema.equal_loss import CORPUS_THRESHOLDS, SIZE_EFFECTS, SPREADS
from emergence.schema.fitted import FIT_STATS, FITS, SERIES

NEEDED = ["series_id", "model", "run", "params", "tokens", "x", "x2", "y", "n_items"]
given, made, params = snakemake.input, snakemake.output, snakemake.params
with job.reporting(snakemake.log[0]):
    own = read_table(given.series, SERIES), read_frame(given.points, columns=NEEDED)
    settings = Settings(**params.settings)
    fitted = read_table(given.fits, FITS), read_table(given.fit_stats, FIT_STATS)
    write_table(spreads(*own, settings), made.spreads, SPREADS)
    write_table(size_effects(*own, settings), made.size_effects, SIZE_EFFECTS)
    write_table(corpus_thresholds(*own, *fitted, params.reference), made.corpus_thresholds, CORPUS_THRESHOLDS)
