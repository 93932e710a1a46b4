"""The draws of the laws of the loss that were fitted."""

from emergence.io.contract import Table, number, text

_UNITS = {"A": "nats per token", "B": "nats per token", "E": "nats per token", "alpha": "1", "beta": "1"}
LAW_PARAMETERS = tuple(_UNITS)

# The draws that gave a fit, of the forms that are laws; a job's own table, for the jobs that follow.
LAW_DRAWS = Table(
    "law_draws",
    (
        text("series_id", "series of losses that the law was fitted to", required=True),
        text("form", "form of the law", required=True),
        *(
            number(name, "the law's parameter in one bootstrap draw over runs", unit=unit)
            for name, unit in _UNITS.items()
        ),
    ),
)
