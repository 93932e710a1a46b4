"""The tables of what is compared at equal loss: spreads, effects of size, and thresholds on one corpus's scale."""

from emergence.io.contract import Table, flag, number, text
from emergence.schema.fitted import INTERVAL, STATUSES

SPREADS = Table(
    "spreads",
    (
        text("series_id", "series against a loss", required=True),
        number("n", "checkpoints that have both a loss and compute", required=True),
        number("n_runs", required=True),
        number("residual_sd_compute", "root mean squared residual about a spline in log10 FLOPs, in units of y", low=0),
        number("residual_sd_loss", "... about a spline in the loss", low=0),
        number("ratio", "residual_sd_compute over residual_sd_loss", low=0),
        *INTERVAL,
        text("status", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)

SIZE_EFFECTS = Table(
    "size_effects",
    (
        text("series_id", "series against a loss", required=True),
        number("n", required=True),
        number("n_runs", required=True),
        number("n_sizes", "different numbers of parameters", required=True),
        number("effect", "change of the score for ten times the parameters, at equal loss"),
        number("se", "standard error, clustered by run", low=0),
        number("df", "its degrees of freedom", low=0),
        *INTERVAL,
        number("p", "no effect of size; t test", low=0, high=1),
        number("q", "p, corrected by Benjamini and Hochberg over the tasks of the pool and metric", low=0, high=1),
        text("status", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)

CORPUS_THRESHOLDS = Table(
    "corpus_thresholds",
    (
        text("series_id", "series against the loss on one corpus", required=True),
        text("form", "threshold form, one for all", required=True),
        number("r2", "of its fit"),
        number("eta", "threshold, nats a token on the corpus"),
        number("eta_lo"),
        number("eta_hi"),
        number("estimate", "the same, as nats a token on the source's first corpus"),
        *INTERVAL,
        number("translation_rmse", "root mean squared error of that translation, nats a token", low=0),
        number("share_before", "share of the points that lie before the threshold", low=0, high=1),
        number(
            "range_pools",
            "largest less smallest eta of the source's pools on the corpus, of fits with an r2 of 0.5 or more off the "
            "edge of the data; null where they are not several",
            low=0,
        ),
        flag("common_pools", "have the intervals of these eta a point in common"),
        number("range_corpora", "the same of the estimates of the source's corpora, for the pool", low=0),
        flag("common_corpora", "have the intervals of these estimates a point in common"),
        text("status", "of the threshold", required=True, choices=STATUSES),
    ),
    key=("series_id",),
)

EQUAL_LOSS = (SPREADS, SIZE_EFFECTS, CORPUS_THRESHOLDS)
