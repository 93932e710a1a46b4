"""The short form of the verdicts for people: a row a score and x, with what a reader asks for and nothing else."""

from emergence.io.contract import Table, text
from emergence.schema.fitted import SERIES
from emergence.schema.verdicts import VERDICTS

OF_SERIES = ("task_title", "metric_title", "chance", "n", "n_runs", "x_min", "x_max")
OF_VERDICTS = (
    *("unit", "verdict", "onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi", "margin", "basis"),
    *("best_form", "reason", "series_id"),
)
KEYS = ("source", "pool", "task", "subtask", "metric", "shots", "format", "split", "x_kind")


def _columns(table, names):
    found = {column.name: column for column in table.columns}
    return tuple(found[name] for name in names)


SUMMARY = Table(
    "summary",
    (
        *_columns(SERIES, KEYS),
        text("x_title", "what x is, for people", required=True),
        *_columns(SERIES, OF_SERIES),
        *_columns(VERDICTS, OF_VERDICTS),
        text("figure", "exhibits that show the series, with semicolons between them"),
    ),
    key=("series_id",),
)
