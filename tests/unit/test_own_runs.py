"""A lab's own table of runs: what its columns mean, what is refused, what is said, and the command."""

import re

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from made_up import a_lab

from emergence.cli.main import emergence as command
from emergence.io.errors import AtlasError, DataError
from emergence.own.columns import Score, recognise, score_of
from emergence.own.fitting import fit_runs, source_tables
from emergence.own.judged import known_metrics, known_tasks, standard_settings
from emergence.own.plausibility import require_possible, unlikely
from emergence.own.reading import read_runs
from emergence.own.tables import Reading
from emergence.sources.ingest import ingest

SETTINGS = standard_settings(draws=19, forms=("linear", "logistic"))


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="runs.csv"):
        path = tmp_path / name
        text = content.to_csv(index=False) if isinstance(content, pd.DataFrame) else content
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return to_file


def notes(path, **how):
    """What is said of a table of runs before it is fitted."""
    made = source_tables(path, Reading(**how))
    observations = ingest("own", "own", *made.tables)
    require_possible(observations, str(path))
    return [*made.notes, *unlikely(observations, made.x_kinds)]


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("loss", Score("own", "cross_entropy", True)),
        ("val_loss", Score("validation", "cross_entropy", True)),
        ("Train Loss", Score("training", "cross_entropy", True)),
        ("val_loss_c4", Score("c4", "cross_entropy", True)),
        ("c4_en_loss", Score("c4_en", "cross_entropy", True)),
        ("ppl_pile", Score("pile", "perplexity", True)),
        ("bpb", Score("own", "corpus_bits_per_byte", True)),
        ("mmlu", Score("mmlu", "")),
        ("mmlu_acc", Score("mmlu", "accuracy")),
        ("hellaswag/acc_norm", Score("hellaswag", "accuracy_norm")),
        ("gsm8k_exact_match", Score("gsm8k", "exact_match")),
    ],
)
def test_what_a_column_of_scores_is(name, meaning):
    assert score_of(name) == meaning


def test_what_the_columns_of_a_table_are():
    columns = recognise(
        ["Model", "N", "FLOPs", "mmlu", "mmlu_stderr", "mmlu_n", "5-shot"], {"N": "params", "5-shot": "arc_easy"}, "t"
    )
    assert columns.of == {"model": "Model", "params": "N", "flops": "FLOPs"}
    assert {name: score.task for name, score in columns.scores.items()} == {"mmlu": "mmlu", "5-shot": "arc_easy"}
    assert columns.items == {"mmlu": "mmlu_n"}
    assert columns.left_out == ["mmlu_stderr"]


@given(st.sampled_from(",;\t"), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_a_table_reads_the_same_however_it_is_written(tmp_path_factory, delimiter, mark, ending):
    path = tmp_path_factory.mktemp("lab") / "runs.csv"
    text = a_lab().to_csv(index=False, sep=delimiter, lineterminator=ending)
    path.write_bytes((b"\xef\xbb\xbf" if mark else b"") + text.encode())
    read = read_runs(path)
    assert list(read.columns) == list(a_lab().columns)
    assert read["mmlu"].astype(float).tolist() == a_lab()["mmlu"].tolist()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "the file is empty"),
        ("run,mmlu\n", "at least one row"),
        ("run,mmlu\na,0.5,0.6\n", "row 2.*3 fields.*expected 2 fields"),
        ("run,mmlu,mmlu\na,0.5,0.6\n", "'mmlu': expected each column once"),
        ("run,,mmlu\na,0.5,0.6\n", "a name for column 2"),
        (b"run,mmlu\n\xff,0.5\n", "UTF-8"),
        ('run,mmlu\na,0.5\n"b,0.5\n' + "c,0.5\n" * 30_000, "a quotation mark that ends each quoted field"),
    ],
)
def test_a_file_that_is_no_table(write, content, expected):
    with pytest.raises(DataError, match=expected):
        read_runs(write(content))


def test_a_path_that_is_no_file(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    for name, expected in [
        ("folder.csv", "not a folder"),
        ("link.csv", "a link to"),
        ("no.csv", "a file of this name"),
    ]:
        with pytest.raises(DataError, match=expected):
            read_runs(tmp_path / name)
    with pytest.raises(DataError, match="spreadsheets can be saved as CSV"):
        read_runs(tmp_path / "runs.xlsx")


def test_text_in_a_column_of_numbers_of_a_parquet_table(tmp_path):
    a_lab(mmlu=["0.3"] * 11 + ["high"]).to_parquet(tmp_path / "runs.parquet")
    with pytest.raises(DataError, match="row 12, column 'mmlu': found 'high'"):
        source_tables(tmp_path / "runs.parquet", Reading())


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"c4_loss": [212.0, *np.linspace(3.4, 2, 11)]}, "csv, row 2, column 'c4_loss': found 212.*at most 13.8"),
        ({"c4_loss": [1e308, *np.linspace(3.4, 2, 11)]}, "1e.308.*at most 13.8"),
        ({"flops": [1e200] * 12}, "row 2, column 'flops': found 1e.200: .*training FLOPs, at most 1e.29"),
        ({"mmlu": [25.0] * 12}, "row 2, column 'mmlu'.*in 0..1; --percent"),
        ({"mmlu_n": [2000.5] * 12}, "row 2, column 'mmlu_n': found 2000.5: expected a whole number"),
        (
            {"run": ["a", "a", *"cdefghijkl"], "tokens": [1e9] * 12},
            "row 3, column 'run'.*row 2 has one of the same run",
        ),
        ({"run": [None, *"abcdefghijk"]}, "row 2, column 'run'.*name of a run"),
        ({"mmlu": ["?", *["0.3"] * 11]}, "row 2, column 'mmlu'.*found '[?]'"),
    ],
)
def test_what_cannot_be_is_refused(write, columns, expected):
    with pytest.raises(DataError, match=expected):
        notes(write(a_lab(**columns)))


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"c4_loss": [None] * 3 + [3.0] * 9}, "no loss on c4 for r0, r1, r2"),
        ({"tokens": [0, *[1e9] * 11]}, "no compute .log10 FLOPs. for r0: left out of series against it"),
        ({"flops": 1e21}, "FLOPs over 6 x parameters x tokens, which should be about 1, in r0"),
        ({"run": [*"aabcdefghijk"]}, "more than one number of parameters in a"),
        ({"c4_loss": [12.9, *np.linspace(3.4, 2, 11)]}, "as of an untrained model, in r0 .12.9"),
        ({"mmlu": 0.0025, "mmlu_n": 14042}, "below chance by more than noise in r0"),
        ({"mlmu": 0.5}, "mlmu is no known task .known tasks with a name like it: mmlu"),
        ({"zzyzx": 0.5}, "^zzyzx is no known task: its chance is unknown, --chance zzyzx=0.25 gives it$"),
        ({f"zzyzx{n}": 0.5 for n in range(7)}, "zzyzx3, zzyzx4 and 2 more are no known tasks: their chance is unknown"),
        ({"mmlu": a_lab()["mmlu"] / 100}, "no score of mmlu is above 0.006.*a guess has 0.25: are they fractions"),
        (
            {"mmlu": [None] * 12, "arc_easy": [None, *[0.3] * 11]},
            "^no score: mmlu in 12 of 12 rows, arc_easy in 1 of 12 rows$",
        ),
        ({"mmlu_stderr": 0.01}, "left out: column 'mmlu_stderr'"),
    ],
)
def test_what_is_unlikely_is_said(write, columns, said):
    assert any(re.search(said, note) for note in notes(write(a_lab(**columns))))


def test_scores_without_a_chance_that_are_all_below_a_hundredth_are_said(write):
    falls = a_lab().drop(columns="mmlu")
    assert notes(write(falls.assign(gsm8k=falls["c4_loss"] / 400), "w.csv")) == [
        "no score of gsm8k is above 0.00875: are they fractions?"
    ]
    assert notes(write(falls.assign(gsm8k=falls["c4_loss"] / 4))) == []


def test_runs_without_parameters_or_tokens_are_left_out_of_a_law(write):
    made = source_tables(write(a_lab(tokens=[None, *[1e9] * 11])), Reading())
    said = unlikely(ingest("own", "own", *made.tables), ["params_tokens"])
    assert said == ["no parameters and tokens for r0: left out of series against it"]


def test_two_numbers_of_flops_at_one_place_of_training_are_said(write):
    long = a_lab().melt(["run", "params", "tokens"], ["c4_loss", "mmlu"], "task", "value")
    flops = 6 * long["params"] * long["tokens"] * np.where((long["run"] == "r3") & (long["task"] == "mmlu"), 1.5, 1.0)
    assert notes(write(long.assign(flops=flops))) == ["more than one number of FLOPs at one place of training in r3"]


def test_a_table_without_faults_is_not_commented_on(write):
    assert notes(write(a_lab())) == []


def test_a_long_table_has_the_numbers_of_the_wide_one(write):
    wide = a_lab()
    long = wide.melt(["run", "params", "tokens"], ["c4_loss", "mmlu"], "task", "value")
    tables = [source_tables(write(table, name), Reading()).tables for table, name in ((wide, "w.csv"), (long, "l.csv"))]
    one, other = (next(iter(own.numbers.values())).sort_values(["task", "run"], ignore_index=True) for own in tables)
    pd.testing.assert_frame_equal(one.drop(columns="locator"), other.drop(columns="locator"))


def test_percent_steps_and_a_map(write):
    table = (
        a_lab(mmlu=100 * a_lab()["mmlu"], tokens=None, step=range(1, 13))
        .drop(columns="tokens")
        .rename(columns={"mmlu": "5-shot"})
    )
    made = source_tables(write(table), Reading({"5-shot": "mmlu"}, percent=True, tokens_per_step=1e6))
    (scores,) = made.tables.numbers.values()
    own = scores[scores["task"] == "mmlu"].sort_values("tokens")
    np.testing.assert_allclose(own["value"], a_lab()["mmlu"])
    assert own["tokens"].tolist() == [1e6 * step for step in range(1, 13)]


def test_a_wanted_x_that_is_not_there(write):
    with pytest.raises(DataError, match="one of loss_c4, log10_flops, log10_params"):
        fit_runs(write(a_lab()), Reading(), SETTINGS, ["perplexity"])


def test_the_command_writes_everything_and_says_where(write, tmp_path):
    path = write(a_lab())
    before = path.read_bytes()
    arguments = ["fit", str(path), "--draws", "19", "--forms", "linear,hinge", "--x", "loss", "--items", "mmlu=14042"]
    run = CliRunner().invoke(command, arguments)
    assert run.exit_code == 0, run.output
    assert "Against loss on c4 (nats per token)" in run.output
    made = {item.name for item in (tmp_path / "runs-emergence").iterdir()}
    assert made == {
        *(f"{name}.{ending}" for name in ("summary", "verdicts", "fits") for ending in ("csv", "parquet")),
        *(f"loss_c4.{ending}" for ending in ("pdf", "svg", "png")),
        *("report.html", "numbers.tex", ".written.sha256"),
    }
    assert path.read_bytes() == before
    tex = (tmp_path / "runs-emergence" / "numbers.tex").read_text()
    onset = pd.read_csv(tmp_path / "runs-emergence" / "summary.csv")["onset"].iloc[0]
    assert rf"\expandafter\def\csname emergence/mmlu/loss_c4/onset\endcsname{{{onset:.4g}}}" in tex
    with pytest.raises(AtlasError, match="is there already"):
        CliRunner().invoke(command, arguments, standalone_mode=False, catch_exceptions=False)
    again = {name: (tmp_path / "runs-emergence" / name).read_bytes() for name in made}
    assert CliRunner().invoke(command, [*arguments, "--force"]).exit_code == 0
    assert again == {name: (tmp_path / "runs-emergence" / name).read_bytes() for name in made}


def test_force_takes_away_what_an_earlier_run_wrote_and_nothing_else(write, tmp_path):
    arguments = ["fit", str(write(a_lab())), "--draws", "19", "--forms", "linear", "--force", "--x"]

    def run_of(x):
        CliRunner().invoke(command, [*arguments, x], standalone_mode=False, catch_exceptions=False)

    out = tmp_path / "runs-emergence"
    run_of("loss")
    (out / "loss_c4.svg").write_text("edited")
    (out / "notes.txt").write_text("mine")
    run_of("params")
    kept = {
        item.name for item in out.iterdir() if not item.name.startswith(("log10_params", "summary", "verd", "fits"))
    }
    assert kept == {"loss_c4.svg", "notes.txt", "report.html", "numbers.tex", ".written.sha256"}
    (out / ".written.sha256").unlink()
    with pytest.raises(AtlasError, match="is no file of an earlier run"):
        run_of("loss")
    assert not (out / "loss_c4.pdf").exists()


def test_a_table_that_becomes_a_source_is_looked_at_as_closely(write, tmp_path, root):
    data = tmp_path / "data"
    data.mkdir()
    (data / "tasks.csv").write_bytes((root / "data" / "tasks.csv").read_bytes())
    arguments = ["init-source", "mylab", str(write(a_lab(c4_loss=[None] * 3 + [3.0] * 9))), "--data", str(data)]
    run = CliRunner().invoke(command, arguments)
    assert "note: no loss on c4 for r0, r1, r2: left out of series against it" in run.output
    write(a_lab(c4_loss=[212.0, *np.linspace(3.4, 2, 11)]))
    with pytest.raises(DataError, match="at most 13.8"):
        CliRunner().invoke(
            command, ["init-source", "other", *arguments[2:]], standalone_mode=False, catch_exceptions=False
        )
    assert [path.name for path in data.iterdir() if path.is_dir()] == ["mylab"]


def test_nothing_is_left_where_a_table_is_refused(write, tmp_path):
    path = write(a_lab(mmlu=25.0))
    with pytest.raises(DataError):
        CliRunner().invoke(command, ["fit", str(path)], standalone_mode=False, catch_exceptions=False)
    assert [item.name for item in tmp_path.iterdir()] == ["runs.csv"]


def test_tasks_and_metrics_are_those_of_the_repository():
    root = pd.read_csv("data/tasks.csv"), pd.read_csv("data/metrics.csv")
    assert known_tasks()["task"].tolist() == root[0]["task"].tolist()
    assert known_metrics()["metric"].tolist() == root[1]["metric"].tolist()
