"""Tables that a publication prints and that hold no scores: abilities, categories, laws, shares of a corpus.

They stand under ``data/<source>/tables/<name>.csv``, and an exhibit selects from them by that name
(``from: abilities``). The columns of a table that one source has stand beside it in ``<name>.yaml``. Those that several
sources have, and those that an analysis reads, are defined here, so that they are the same in every source.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from emergence.io import yaml_files
from emergence.io.contract import Column, Table, number, text
from emergence.io.errors import DataError
from emergence.schema import of_yaml
from emergence.schema.digitised import AGREEMENTS, AXIS_TICKS, DIGITISED, INCONSISTENCIES
from emergence.schema.published import MODELS, SOURCE_OBSERVATIONS, TASKS, of_all_sources
from emergence.schema.simulations import STUDIES

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = of_yaml("printed_table")
LOCATOR = text("locator", "where in the publication the row stands", required=True)

TASK_CATEGORIES = Table(
    "task_categories",
    (
        text("task", "key of the task, bigbench_<name>", required=True),
        text("printed", "name of the task, as printed", required=True),
        text("list", "heading of the list: E.1 to E.5, or F", required=True),
        text("category", "category of the task in that list", required=True),
        text("remark", "what the list adds to the task's name"),
        LOCATOR,
    ),
    key=("list", "task"),
)

PUBLISHED_PREDICTIONS = Table(
    "published_predictions",
    (
        text("table", "file of the publication", required=True),
        text("model", "model whose score is predicted", required=True),
        text("task", "task, or corpus of the loss", required=True),
        text("split", "split of the task", required=True),
        text("quantity", "metric that is predicted", required=True),
        text("predictor", "what is known of the model when its score is predicted", required=True),
        number(
            "actual",
            "as printed: mean over the model's last five checkpoints; its last in the tables taskce",
            unit="of the metric",
        ),
        number("predicted", "predicted value, as printed", unit="of the metric"),
        number("relative_error", "relative error, as printed; the chained tables print its absolute value", unit="1"),
        number("fit_error", "mean absolute relative error over the fitted runs, as printed", unit="1"),
        LOCATOR,
    ),
    key=("table", "model", "task", "quantity", "predictor"),
)

PUBLISHED_LAWS = Table(
    "published_laws",
    (
        text("law", "publication, and its estimator where it prints several", required=True),
        text("parameter", "A, B, E, alpha or beta of L = E + A / N^alpha + B / D^beta", required=True),
        number(
            "estimate",
            "estimate, with L in nats per token, N in parameters and D in tokens",
            unit="of the parameter",
            required=True,
        ),
        number("se", "standard error of the estimate", unit="of the parameter"),
        LOCATOR,
    ),
    key=("law", "parameter"),
)

_SHARED = (TASK_CATEGORIES, PUBLISHED_PREDICTIONS, PUBLISHED_LAWS, AGREEMENTS, INCONSISTENCIES, *STUDIES)
SHARED = {table.name: table for table in _SHARED}


def table_of(file: str, folder: str | Path) -> Table:
    """The contract of a file of a source.

    Parameters
    ----------
    file : str
        Its path under the folder: ``models.csv``, ``tasks.csv``, ``tables/<name>.csv``, ``figures/ticks.csv``,
        ``figures/<figure>.csv`` (or Parquet), or observations.
    folder : path-like
        The source's folder, ``data/<source>``.

    Raises
    ------
    DataError
        If a printed table has no contract, or a malformed one.
    """
    room = Path(file).parent.name
    if room == "tables":
        return printed_table(Path(folder, file))
    if room == "figures":
        return AXIS_TICKS if Path(file).stem == "ticks" else DIGITISED
    return {"models.csv": MODELS, "tasks.csv": TASKS}.get(file, SOURCE_OBSERVATIONS)


def printed_table(path: str | Path) -> Table:
    """The contract of the printed table at ``path``: the shared one of its name, else that in the yaml beside it.

    Raises
    ------
    DataError
        If there is neither, the yaml is malformed, or it stands beside a table that several sources share.
    """
    home = Path(path).with_suffix(".yaml")
    name = home.stem
    if name in SHARED:
        if home.exists():
            raise DataError(home, f"no file of this name: sources share the columns of {name} (schema/printed.py)")
        return SHARED[name]
    content = yaml_files.load(home, SCHEMA)
    entries = {
        column: entry | {"choices": tuple(entry.get("choices", ()))} for column, entry in content["columns"].items()
    }
    for column in content["key"]:
        if column not in content["columns"]:
            raise DataError(home, "one of " + ", ".join(content["columns"]), column="key", value=column)
    columns = [Column(column, **entry) for column, entry in entries.items()]
    return Table(name, (*columns, LOCATOR), tuple(content["key"]))


def read_printed(parts: Iterable[tuple[str, str | Path]], name: str) -> "pd.DataFrame":
    """The rows of one printed table of several sources, with the source as the first column.

    Parameters
    ----------
    parts : iterable of (str, path-like)
        Each source that has the table, and its CSV there.
    name : str
        Name of the table; without parts it must be one that sources share.

    Raises
    ------
    DataError
        If a file breaks its contract, or two sources have different columns under one name.
    """
    from emergence.io.storage import read_table, together  # pandas, which planning a workflow has no need of

    contract, frames = SHARED.get(name), []
    for source, path in parts:
        own = printed_table(path)
        if contract is not None and own != contract:
            raise DataError(Path(path).with_suffix(".yaml"), f"the columns that another source gives {name}")
        contract = own
        frames.append(read_table(path, own).assign(source=source))
    if contract is None:
        raise ValueError(f"{name}: no file, and no table of this name that sources share")
    gathered = of_all_sources(name, contract)
    return together(frames, gathered)[gathered.names]
