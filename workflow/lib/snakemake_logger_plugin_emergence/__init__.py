"""Snakemake's messages for people: one line a job, failures that stand out, and on a terminal a bar with the time left.

A logger plugin, which Snakemake finds by the name of this package (``--logger emergence``, in the profiles). The log
under ``.snakemake/log/`` keeps everything that Snakemake says in full.
"""

import logging
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase

from snakemake_logger_plugin_emergence.ended import caught, limits, why
from snakemake_logger_plugin_emergence.progress import Progress, load_durations, save_durations
from snakemake_logger_plugin_emergence.text import failure, finished, is_shown, plain, shortened

# Seconds that each job took in earlier runs, so that progress counts work and not jobs.
DURATIONS = Path(".cache/durations.json")
# Set while this plugin shows what failed jobs say; without it a job says so on the terminal itself.
SHOWN_BY_PLUGIN = "EMERGENCE_MESSAGES_SHOWN"


class LogHandler(LogHandlerBase):
    """Shows the events of a run on the terminal or in the log of a continuous integration."""

    def __post_init__(self) -> None:
        """Start with nothing planned."""
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr
        self.progress = Progress(load_durations(DURATIONS))
        self.bar: Any = None  # a Bar, which is imported on terminals only
        self.failed: set[int] = set()
        self.given: dict[int, dict[str, Any]] = {}  # what each job of a cluster may use
        self.shown: set[str] = set()
        os.environ[SHOWN_BY_PLUGIN] = "1"
        logging.raiseExceptions = False  # on a full disk Snakemake's log fails at every line

    def emit(self, record: logging.LogRecord) -> None:
        """Show one event of the run, if it is one to be shown."""
        try:
            event = getattr(record, "event", None)
            show = getattr(self, f"_on_{event}", None) if event else self._on_message
            if show is not None:
                show(record)
        except OSError:  # nobody reads any more, as after `| head`
            pass
        except Exception:  # the run goes on without this message
            self.handleError(record)

    def close(self) -> None:
        """Take the bar away and remember how long the jobs took."""
        if self.bar is not None:
            self.bar.stop()
            self.bar = None
        if self.progress.taken and not self.common_settings.dryrun:
            save_durations(DURATIONS, self.progress.taken)
        if self.failed:
            self._say(f"{len(self.failed)} of {self.progress.jobs} jobs failed; the logs are under .snakemake/log/")
            self.failed.clear()  # Snakemake closes it twice
        super().close()

    # Snakemake's events have fields of their own, which logging's type does not know.
    def _on_run_info(self, record: Any) -> None:
        """The plan: how many jobs of which rules."""
        if self.progress.planned:
            return  # said again at the end of a dry run
        self.progress.plan(record.stats)
        if self.common_settings.dryrun:
            return
        self._say(f"{self.progress.jobs} jobs")
        if self.stream.isatty() and self.progress.jobs > 1:
            from snakemake_logger_plugin_emergence.bar import Bar  # rich, on a terminal only

            self.bar = Bar(self.stream, self.progress, color=not self.common_settings.nocolor)

    def _on_job_info(self, record: Any) -> None:
        message = record.rule_msg or (record.rule_name if record.output else None)
        self.progress.start(record.jobid, record.rule_name, message, record.created)
        self.given[record.jobid] = limits(getattr(record, "resources", {}))
        self._refresh()
        if self.common_settings.dryrun and message:
            self._say(shortened(f"Job {record.jobid}: {message}"))
            self._say(shortened(f"    {record.reason}"))

    def _on_job_finished(self, record: Any) -> None:
        job = self.progress.finish(record.job_id, record.created)
        if job is not None and job.message:
            self._say(finished(job, self.progress.share, terminal=self.bar is not None))
        self._refresh()

    def _on_job_error(self, record: Any) -> None:
        if record.jobid in self.failed:
            return  # Snakemake repeats all failures at the end
        self.failed.add(record.jobid)
        job = self.progress.finish(record.jobid, record.created, failed=True)
        name = job.message if job is not None and job.message else record.rule_name
        said = getattr(record, "rule_msg", None) or ""  # by the executor
        ended = partial(why, said, given=self.given.get(record.jobid, {}), rule=record.rule_name)
        logs = [*record.log, *caught(getattr(record, "aux", {}).get("external_jobid"))]
        self._say(failure(name, logs, ended), "bold red")

    def _on_error(self, record: logging.LogRecord) -> None:
        self._on_message(record)

    def _on_message(self, record: logging.LogRecord) -> None:
        """A message that is no event: warnings and errors, each once, and that there is nothing to do."""
        said = plain(record.getMessage().strip())
        if is_shown(said, record.levelno, bool(self.failed)) and said not in self.shown:
            self.shown.add(said)
            warned = record.levelno == logging.WARNING
            style = "yellow" if warned else "bold red" if record.levelno > logging.WARNING else ""
            self._say(f"warning: {said}" if warned else said, style)

    def _refresh(self) -> None:
        if self.bar is not None:
            self.bar.update()

    def _say(self, line: str, style: str = "") -> None:
        if self.bar is not None:
            self.bar.say(line, style)
        else:
            print(line, file=self.stream, flush=True)

    writes_to_stream = property(lambda self: True)
    writes_to_file = property(lambda self: False)
    has_filter = property(lambda self: True)
    has_formatter = property(lambda self: True)
    needs_rulegraph = property(lambda self: False)


__all__ = ["SHOWN_BY_PLUGIN", "LogHandler"]
