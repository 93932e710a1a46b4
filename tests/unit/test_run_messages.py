"""What a run shows: lines of jobs and failures, progress in work, on records such as Snakemake emits."""

import io
import logging
from types import SimpleNamespace

import pytest

from snakemake_logger_plugin_emergence import LogHandler
from snakemake_logger_plugin_emergence.progress import Progress, load_durations, save_durations
from snakemake_logger_plugin_emergence.text import WIDEST, failure, messages, plain, shortened


def record(event=None, message="", level=logging.INFO, **extra):
    made = logging.LogRecord("snakemake", level, __file__, 1, message, None, None)
    made.__dict__.update(extra)
    if event:
        made.event = event
    return made


@pytest.fixture
def handler(tmp_path, monkeypatch):
    """A handler in an empty folder, whose stream is a text in memory."""
    monkeypatch.chdir(tmp_path)
    settings = SimpleNamespace(stdout=False, dryrun=False, nocolor=False)
    made = LogHandler(settings, None)
    made.stream = io.StringIO()
    return made


def run(handler, *records):
    for one in records:
        handler.emit(one)
    return handler.stream.getvalue().splitlines()


def info(number, message, created, rule="fit", **extra):
    fields = {"jobid": number, "rule_name": rule, "rule_msg": message, "output": ["x"], "reason": "new", "log": []}
    return record("job_info", created=created, **fields, **extra)


def test_a_job_is_one_line_with_its_seconds_and_the_share_of_work(handler):
    said = run(
        handler,
        record("run_info", stats={"fit": 2, "all": 1, "total": 3}),
        info(1, "Fit alpha", 100.0),
        record("job_finished", job_id=1, created=104.5),
    )
    assert said == ["2 jobs", " 50%    4.5 s  Fit alpha"]


def test_long_messages_are_cut_and_nothing_else_is_said(handler):
    said = run(
        handler,
        record("workflow_started", "SNAKEMAKE"),
        record("resources_info", "Provided cores: 2"),
        record(None, "Select jobs to execute..."),
        info(1, "x" * 500, 0.0),
        record("job_finished", job_id=1, created=1.0),
    )
    assert [len(line) for line in said] == [WIDEST]


def test_a_failure_shows_the_message_of_the_job_once_and_not_what_snakemake_says_about_it(handler, tmp_path):
    log = tmp_path / "a.log"
    log.write_text("rows\nERROR: scores.csv, row 3, column 'value': found 'x': expected a finite number\n")
    failed = record("job_error", level=logging.ERROR, jobid=1, rule_name="ingest", log=[str(log)], created=2.0)
    said = run(
        handler,
        info(1, "Ingest alpha", 0.0),
        failed,
        failed,
        record(None, "Exiting because a job execution failed. Look below for error messages", logging.ERROR),
    )
    assert said == [
        f"FAILED: Ingest alpha (log: {log})",
        "  ERROR: scores.csv, row 3, column 'value': found 'x': expected a finite number",
    ]


def test_warnings_stand_out_and_are_said_once(handler):
    warning = record(None, "no series against loss_x", logging.WARNING)
    assert run(handler, warning, warning) == ["warning: no series against loss_x"]


def test_nothing_to_be_done_is_one_line(handler):
    said = run(handler, record(None, "Nothing to be done (all requested files are present and up to date)."))
    assert len(said) == 1
    assert said[0].startswith("Nothing to be done")


def test_the_log_of_a_job_without_a_message_is_shown_by_its_end(tmp_path):
    log = tmp_path / "a.log"
    log.write_text("\n".join(f"line {number}" for number in range(100)))
    said = failure("Fit", [str(log)]).splitlines()
    assert said[-2] == "  line 99"
    assert "the job was killed" in said[-1]
    assert len(said) == 17
    assert messages(["a", "DEFECT: b", "c"]) == ["DEFECT: b", "c"]


KILLED = ["Killed", "slurmstepd: error: StepId=7.0 exceeded memory limit (2199865344 > 2097152000), being killed"]
TIMED = "SLURM-job '7' failed, SLURM status is: 'TIMEOUT'."
CUT = ["error: *** JOB 7 ON a CANCELLED AT 2026-11-30T15:46:23 DUE TO TIME LIMIT ***"]


@pytest.mark.parametrize(
    ("said", "lines", "expected"),
    [
        ("", KILLED, "for its memory, of which it may have 2000 MB. It is set in the profile's config.yaml: `mem_mb`"),
        ("SLURM status is: 'OUT_OF_MEMORY'.", [], "for its memory, of which it may have 2000 MB"),
        (TIMED, [], "for its time, of which it may have 20 minutes. It is set in the profile's config.yaml: `runtime`"),
        ("", CUT, "`set-resources: {fit: {runtime: ...}}`"),
        ("SLURM status is: 'NODE_FAIL'", [], "The node of the job failed"),
        ("SLURM status is: 'CANCELLED'", [], "cancelled, by `scancel`"),
        ("SLURM sbatch failed. The error message was 'sbatch: error:\nno such account'.", [], "sbatch: error: no such"),
    ],
)
def test_a_job_that_a_scheduler_ended_is_named_with_its_limit(handler, tmp_path, said, lines, expected):
    log = tmp_path / "7.log"
    log.write_text("\n".join([*lines, *["what Snakemake says"] * 30]))
    handler.emit(info(1, "Fit alpha", 0.0, local=False, resources={"mem_mb": 2000, "runtime": 20}))
    failed = record("job_error", jobid=1, rule_name="fit", rule_msg=said, log=["none", str(log)], created=1.0)
    head, told = run(handler, failed)
    assert head == "FAILED: Fit alpha (log: none)"
    assert expected in told


def test_a_job_of_a_cluster_that_failed_by_itself_has_its_own_message_alone(handler, tmp_path):
    (tmp_path / "own.log").write_text("ERROR: a.csv: expected a file of this name\n")
    (tmp_path / "7.log").write_text("\n".join(["Error in rule fit", *KILLED]))
    handler.emit(info(1, "Fit alpha", 0.0, local=False, resources={"mem_mb": 2000}))
    failed = record("job_error", jobid=1, rule_name="fit", rule_msg="FAILED", log=["own.log", "7.log"], created=1.0)
    assert run(handler, failed)[1:] == ["  ERROR: a.csv: expected a file of this name"]


def test_progress_counts_expected_work_and_not_jobs():
    progress = Progress({"fit: long": 9.0, "fit: short": 1.0})
    progress.plan({"fit": 2, "total": 2})
    progress.start(1, "fit", "short", 0.0)
    progress.start(2, "fit", "long", 0.0)
    progress.finish(1, 1.0)
    assert progress.share == pytest.approx(0.1)
    assert progress.remaining(1.0) == pytest.approx(9.0)
    assert progress.running == ["long"]
    progress.finish(2, 10.0)
    assert progress.share == 1.0
    assert progress.taken == {"fit: short": 1.0, "fit: long": 10.0}


def test_durations_are_kept_for_the_next_run_and_a_damaged_file_is_as_none(tmp_path):
    path = tmp_path / "cache" / "durations.json"
    save_durations(path, {"a: b": 1.5})
    save_durations(path, {"c: d": 2.5})
    assert load_durations(path) == {"a: b": 1.5, "c: d": 2.5}
    path.write_text("{")
    assert load_durations(path) == {}


@pytest.mark.parametrize("length", [1, WIDEST, WIDEST + 1, 1000])
def test_shortened_is_never_wider(length):
    assert len(shortened("y" * length)) == min(length, WIDEST)


def test_how_many_jobs_failed_is_said_once_though_snakemake_closes_twice(handler):
    handler.emit(record("run_info", stats={"fit": 2, "all": 1, "total": 3}))
    handler.emit(info(1, "Fit alpha", 100.0))
    handler.emit(record("job_error", jobid=1, rule_name="fit", log=[], created=101.0))
    handler.close()
    handler.close()
    assert handler.stream.getvalue().count("1 of 2 jobs failed") == 1


def test_an_error_is_said_without_its_place_in_the_workflow(handler):
    place = 'file "/x/recovery.smk", line 23'
    long = f"WorkflowError in {place}:\nAnother run works here: wait.\n  {place.capitalize()}, in build"
    said = run(handler, record("error", long, logging.ERROR))
    assert said == ["ERROR: Another run works here: wait."]
    full = "Traceback (most recent call last):\n...\nOSError: [Errno 28] No space left on device"
    assert plain(full) == "ERROR: the disk of this machine is full: free some space, then run `make` again"
