"""The paper's predictions for OLMo-2: what their actual values are, computed again from the released checkpoints."""

import csv

import pandas as pd
import pytest
import yaml

from emergence.io.storage import read_table
from emergence.schema.printed import PUBLISHED_PREDICTIONS
from emergence.schema.published import SOURCE_OBSERVATIONS
from emergence.sources.wholes import with_wholes

# STEM, humanities, social sciences, other: what upstream's tables weight the groups of MMLU by.
GROUPS = {"stem": 0.215, "humanities": 0.335, "social_sciences": 0.219, "other": 0.231}
ITEMS = {"stem": 3018, "humanities": 4705, "social_sciences": 3077, "other": 3242}
LAST_ALONE = ("step1_taskce_main", "step2_taskce_main")


@pytest.fixture(scope="module")
def predictions(root):
    path = root / "data" / "olmo_ladder" / "tables" / "published_predictions.csv"
    return read_table(path, PUBLISHED_PREDICTIONS)


@pytest.fixture(scope="module")
def checkpoints(root):
    """Every evaluation of OLMo-2 13B, answers scored by their text."""
    folder = root / "data" / "olmo_ladder"
    files = [read_table(folder / name, SOURCE_OBSERVATIONS) for name in ("losses.parquet", "scores.parquet")]
    rows = pd.concat(files)
    return rows[(rows["run"] == "peteish13") & (rows["format"].isna() | (rows["format"] == "rc"))]


def last_mean(checkpoints, task, subtask, metric, split, count):
    rows = checkpoints[(checkpoints["task"] == task) & (checkpoints["metric"] == metric)]
    rows = rows[rows["subtask"].isna() if subtask is None else rows["subtask"] == subtask]
    return rows[rows["split"] == split].sort_values("tokens")["value"].tail(count).mean()


def test_actual_values_come_out_of_the_released_checkpoints(predictions, checkpoints):
    printed = predictions.dropna(subset="actual")
    assert len(printed) == 8 * 8 + 1
    for row in printed.itertuples():
        count = 1 if row.table in LAST_ALONE else 5
        key = (row.quantity, row.split, count)
        if row.task == "mmlu":
            ours = sum(share * last_mean(checkpoints, "mmlu", group, *key) for group, share in GROUPS.items())
        else:
            ours = last_mean(checkpoints, row.task, None, *key)
        if row.quantity == "choice_log_probability":
            ours = -ours
        assert ours == pytest.approx(row.actual, rel=1e-12), (row.table, row.task)


def test_weights_of_the_groups_are_their_shares_of_the_items():
    total = sum(ITEMS.values())
    assert {group: round(items / total, 3) for group, items in ITEMS.items()} == GROUPS


def test_overall_mmlu_is_what_the_paper_forecasts(root, predictions, checkpoints):
    (whole,) = yaml.safe_load((root / "data" / "olmo_ladder" / "source.yaml").read_text())["wholes"]
    rows = checkpoints[(checkpoints["metric"] == "accuracy") & (checkpoints["split"] == "test")]
    rows = rows.assign(source="olmo_ladder", family="OLMo-2", unit="fraction", method="released", chance=0.25)
    made = with_wholes(rows, [whole])
    made = made[(made["task"] == "mmlu") & made["subtask"].isna()].sort_values("tokens")
    printed = predictions[(predictions["table"] == "step2_main") & (predictions["task"] == "mmlu")]["actual"].item()
    assert made["value"].tail(5).mean() == pytest.approx(printed, abs=1e-4)  # weights there have three digits
    assert set(made["n_items"]) == {sum(ITEMS.values())}


def test_the_paper_s_mean_errors(predictions):
    errors = predictions[predictions["quantity"] == "accuracy"]
    means = errors.assign(size=errors["relative_error"].abs()).groupby("table")["size"].mean()
    published = {"step2_c4_main": 0.031, "step2_main": 0.035, "chained_main": 0.060, "chained_flops_main": 0.051}
    for table, mean in published.items():
        assert means[table] == pytest.approx(mean, abs=6e-4), table


def test_printed_errors_belong_to_the_printed_values_but_for_those_chained_from_flops(predictions):
    both = predictions.dropna(subset=["actual", "predicted"])
    off = ((both["predicted"] / both["actual"] - 1).abs() - both["relative_error"].abs()).abs() > 1e-9
    assert set(both.loc[off, "table"]) == {"chained_flops_main"}


def test_every_printed_number_is_there(predictions, mirror):
    folder = mirror / "olmo-ladder" / "published-predictions"
    printed = []
    for path in sorted(folder.glob("*_main.csv")):
        rows = [row[1:] for row in csv.reader(path.read_text().splitlines()[1:])]
        printed += [float(cell) for row in (rows[:1] if path.stem == "step1_c4_main" else rows) for cell in row]
    for row in csv.DictReader((folder / "variance.csv").read_text().splitlines()):
        printed += [float(row[f"7B {name} Rel Error"]) for name in ("Loss", "Accuracy", "Stacked")]
    columns = ["actual", "predicted", "relative_error", "fit_error"]
    assert sorted(printed) == sorted(predictions[columns].melt()["value"].dropna())
