"""The tables of what follows from a law of the loss."""

from emergence.io.contract import Table, flag, number, text
from emergence.schema.fitted import INTERVAL, RESIDUALS, STATUSES

LAW_PARAMETERS = ("A", "B", "E", "alpha", "beta")

# The draws that gave a fit, of the forms that are laws; a job's own table, for the jobs that follow.
LAW_DRAWS = Table(
    "law_draws",
    (
        text("series_id", "series of losses that the law was fitted to", required=True),
        text("form", "form of the law", required=True),
        *(number(name, "the law's parameter in one bootstrap draw over runs") for name in LAW_PARAMETERS),
    ),
)

LAW_VALUES = Table(
    "law_values",
    (
        text("series_id", "series of losses that the law was fitted to", required=True),
        text("law", "form of the law, or the publication that prints it", required=True),
        text(
            "quantity",
            "params, tokens, tokens_per_param, loss: at the least loss that training FLOPs of 6 N D buy; loss_floor: "
            "E + B / D^beta, the loss of an infinite model after D tokens; scale_params: N0 = A^(1/alpha); "
            "exponent_params, exponent_tokens: the powers of FLOPs that params and tokens go by",
            required=True,
            choices=(
                "params",
                "tokens",
                "tokens_per_param",
                "loss",
                "loss_floor",
                "scale_params",
                "exponent_params",
                "exponent_tokens",
            ),
        ),
        text("given", "what the quantity is a function of; null where of nothing", choices=("flops", "tokens")),
        number("at", "FLOPs or tokens", above=0),
        number("log10_at", "its logarithm, eighths of a decade"),
        number("estimate"),
        *INTERVAL,
        flag("extrapolated", "beyond the runs that the law was fitted to"),
        text("status", required=True, choices=STATUSES),
    ),
    key=("series_id", "law", "quantity", "at"),
)

# "no_law": the source has no law of the losses that the threshold is in: none on the same corpus, in the same tokens,
# for models trained on the same data; "no_threshold": the form found none, or none with two ends, or the score gets
# worse; "unreachable": no model, however large, gets to the threshold with so few tokens. The others are those of fits.
FRONTIER_STATUSES = (*STATUSES, "no_law", "no_threshold", "unreachable")

FRONTIER = Table(
    "frontier",
    (
        text("series_id", "series of the ability", required=True),
        text("form", "form that the threshold is of", required=True),
        text("law_series_id", "series of losses that the law was fitted to"),
        text("law", "form of the law"),
        number("eta", "threshold, nats a token"),
        number("tokens", "training tokens; null where there is no frontier", above=0),
        number("log10_tokens", "its logarithm, eighths of a decade"),
        number("loss_floor", "loss of an infinite model after so many tokens, nats a token"),
        number("estimate", "parameters from which on the loss is below the threshold", above=0),
        *INTERVAL,
        flag("extrapolated", "the estimate or the tokens lie beyond the runs that the law was fitted to"),
        number("draws", "joint bootstrap draws of law and threshold that gave both"),
        text("status", required=True, choices=FRONTIER_STATUSES),
    ),
    key=("series_id", "form", "tokens"),
)

_OWN = {
    "form": text("law", "publication that prints the law", required=True),
    "used": flag("used", "do our own fits see this point"),
}

PUBLISHED_RESIDUALS = Table(
    "published_residuals",
    tuple(_OWN.get(column.name, column) for column in RESIDUALS.columns),
)
