"""``emergence fit --against``: published series on the same task and scale stand behind the own ones."""

import os
import re
from dataclasses import fields

import pandas as pd
import pytest
from click.testing import CliRunner

from emergence.cli.main import emergence as command
from emergence.exhibits.summary import summary
from emergence.io.errors import DataError
from emergence.own.figure import _exhibit
from emergence.own.fitting import fit_runs
from emergence.own.judged import standard_settings
from emergence.own.published import _absent, published, results_folder
from emergence.own.tables import Reading

SETTINGS = standard_settings(draws=19, forms=("linear",))


def table(path, corpus, tasks, shift=0.0):
    rows = [
        f"r{i},{10 ** (8 + i / 6)},{10 ** (18 + i / 4)},{3.4 - 0.1 * i}," + ",".join([f"{0.25 + shift + 0.03 * i}"] * 2)
        for i in range(12)
    ]
    path.write_text(f"run,params,flops,{corpus}_loss,{','.join(tasks)}\n" + "\n".join(rows) + "\n")
    return path


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results as a whole run leaves them, of two sources that are made up."""
    home = tmp_path_factory.mktemp("atlas") / "results"
    every = []
    for source, corpus in (("one", "c4_en"), ("two", "pile")):
        judged = fit_runs(table(home.parent / "t.csv", corpus, ["mmlu", "piqa"], 0.1), Reading(), SETTINGS).judged
        (home / "sources" / source).mkdir(parents=True)
        frames = {}
        for entry in fields(judged):
            frame = getattr(judged, entry.name)
            frame = frame.assign(series_id=frame["series_id"].str.replace("own/", f"{source}/"))
            frames[entry.name] = frame.assign(source=source) if "source" in frame else frame
            frames[entry.name].to_parquet(home / "sources" / source / f"{entry.name}.parquet")
        every.append(summary(frames["verdicts"], frames["series"], {}))
    pd.concat(every).to_parquet(home / "summary.parquet")
    return home


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    runs = table(tmp_path_factory.mktemp("lab") / "runs.csv", "c4_en", ["mmlu", "my_task"])
    return fit_runs(runs, Reading(), SETTINGS)


def test_the_same_task_is_found_where_x_is_on_one_scale(own, results):
    found, notes = published(own.judged, results)
    got = set(found.summary[["source", "task", "x_kind"]].itertuples(index=False, name=None))
    of_runs = {(source, "mmlu", x) for source in ("one", "two") for x in ("log10_flops", "log10_params")}
    assert got == {("one", "mmlu", "loss_c4_en"), *of_runs}
    assert notes == ["the atlas has no my_task (accuracy)"]
    assert set(found.tables["points"]["series_id"]) == set(found.summary["series_id"])


def test_losses_on_other_corpora_are_not_overlaid_and_said(tmp_path, results):
    runs = fit_runs(table(tmp_path / "runs.csv", "mine", ["mmlu", "piqa"]), Reading(), SETTINGS, ["loss"])
    fitted = runs.against(results)
    assert fitted.published is None
    assert fitted.notes == [
        "the atlas has no mmlu (accuracy), piqa (accuracy) against loss on mine, but on other corpora, which are other "
        "scales: pile, c4_en; if yours is measured on the same text with the same tokenizer, "
        "--map COLUMN=pile_loss says so"
    ]


def test_of_many_other_corpora_those_with_names_like_it_are_named():
    corpora = ["c4_en", "openlm_c4", *(f"web_{number}" for number in range(9))]
    (note,) = _absent([("mmlu (accuracy)", "loss_c4", [f"loss_{name}" for name in corpora])])
    assert re.search(r"scales: c4_en, openlm_c4, web_\d, .* and 6 more; .* COLUMN=c4_en_loss", note)


def test_of_each_source_the_series_asked_most_alike(own, results, tmp_path):
    known = pd.read_parquet(results / "summary.parquet")
    other = known[known["source"] == "one"].assign(
        series_id=lambda rows: rows["series_id"] + "!", shots=5.0, n_runs=lambda rows: rows["n_runs"] + 9
    )
    (tmp_path / "sources").symlink_to(results / "sources")
    pd.concat([known, other]).to_parquet(tmp_path / "summary.parquet")
    found, _ = published(own.judged, tmp_path)
    assert found.summary["series_id"].str.endswith("!").sum() == 3
    own.judged.series["shots"] = 0.0
    zero = other.assign(series_id=other["series_id"] + "?", shots=0.0, n_runs=3)
    pd.concat([known, other, zero]).to_parquet(tmp_path / "summary.parquet")
    found, _ = published(own.judged, tmp_path)
    assert found.summary["series_id"].str.endswith("?").sum() == 3


def test_published_series_are_drawn_behind_the_own_ones(own, results):
    beside = own.against(results)
    spec, frame = _exhibit(beside.judged, "log10_flops", beside.published)
    layers = frame.groupby("layer")["series_id"].unique()
    behind = [n for n, layer in enumerate(spec["layers"]) if layer.get("where", {}).get("source") == ["one", "two"]]
    assert behind == [0, 1]
    assert {name.split("/")[0] for name in layers[1]} == {"one", "two"}
    (points,) = (n for n, layer in enumerate(spec["layers"]) if layer["from"] == "points" and n > 1)
    assert {name.split("/")[0] for name in layers[points]} == {"own"}
    assert set(frame["panel_title"]) == {"MMLU", "my task"}


def test_results_are_found_from_a_folder_below_them(results, tmp_path, monkeypatch):
    below = results.parent / "deep" / "down"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert results_folder("atlas").resolve() == results.resolve()
    monkeypatch.chdir(tmp_path)
    for given in ("atlas", str(tmp_path)):
        with pytest.raises(DataError, match="the results of a whole run .*`make` in a clone"):
            results_folder(given)


def test_the_command_writes_and_prints_them(results, tmp_path):
    runs = table(tmp_path / "runs.csv", "c4_en", ["mmlu", "my_task"])
    words = ["fit", str(runs), "--against", str(results), "--draws", "19", "--forms", "linear", "--x", "loss"]
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert "Published, on the same task" in done.output
    out = tmp_path / "runs-emergence"
    assert pd.read_csv(out / "published.csv")["source"].tolist() == ["one"]
    assert "Published runs on the same tasks" in (out / "report.html").read_text()
    assert os.path.getsize(out / "loss_c4_en.svg") > 1000
