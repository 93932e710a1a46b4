"""What `emergence fit` writes: where it cannot, and how much of many series a figure shows."""

import re

import pandas as pd
import pytest
from click.testing import CliRunner

from emergence.cli.main import COMMANDS, emergence, main
from emergence.own.fitting import _not_drawn
from emergence.own.judged import MOST_PANELS, Judged


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example(name):
    said = CliRunner().invoke(emergence, [name, "--help"]).output
    assert re.search(rf"Examples?:\n +emergence {name}\b", said)


def test_a_fault_of_the_machine_is_one_message(tmp_path, monkeypatch, capsys):
    path = tmp_path / "runs.csv"
    path.write_text("run,mmlu\n")
    for name in ("settle", "gc.set_threshold"):
        monkeypatch.setattr(f"emergence.cli.main.{name}", lambda *_: None)
    monkeypatch.setattr("sys.argv", ["emergence", "fit", str(path), "--out", str(path / "out")])
    with pytest.raises(SystemExit, match="1"):
        main()
    said = capsys.readouterr().err
    assert re.fullmatch(r"ERROR: \S+runs.csv/out: a file stands in the place of a folder .*, then try again\n", said)


def test_a_figure_of_many_series_shows_those_with_a_verdict_first():
    words = ["flat", "unresolved"] * MOST_PANELS + ["abrupt"]
    names = [f"s{number}" for number in range(len(words))]
    series = pd.DataFrame({"series_id": names, "x_kind": "log10_flops"})
    verdicts = pd.DataFrame({"series_id": names, "verdict": words})
    judged = Judged(series, *[pd.DataFrame()] * 5, verdicts)
    drawn = judged.drawn("log10_flops")["series_id"].tolist()
    assert drawn == [*names[1 : 2 * MOST_PANELS - 2 : 2], names[-1]]
    (said,) = _not_drawn(judged, ["log10_flops"])
    assert f"shows {MOST_PANELS} of {len(words)} series" in said
