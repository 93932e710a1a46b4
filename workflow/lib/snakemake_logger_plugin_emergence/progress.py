"""How far a run is, in work and not in jobs: each job counts by the seconds that it, or its rule, took before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

# Seconds of a job of each rule, for a first run: medians of a run on two cores. Others count _USUAL seconds.
RULE_SECONDS = {
    "ingest": 2.0,
    "series": 3.0,
    "fit": 12.0,
    "join": 1.0,
    "analyse_source": 2.0,
    "analyse_atlas": 3.0,
    "draw": 8.0,
    "explorer": 12.0,
}
_USUAL = 1.5


@dataclass
class Job:
    """One job: its rule, its message, the seconds expected and, once it ran, those taken."""

    rule: str
    message: str | None
    expected: float
    started: float
    taken: float | None = None

    @property
    def key(self) -> str:
        """Name of the job among the durations of earlier runs."""
        return f"{self.rule}: {self.message}"


class Progress:
    """The jobs of a run.

    Parameters
    ----------
    durations : mapping of str to float
        Seconds of each job in earlier runs, by :attr:`Job.key`.
    """

    def __init__(self, durations: Mapping[str, float]) -> None:
        self.durations = dict(durations)
        self.taken: dict[str, float] = {}
        self.planned: dict[str, int] = {}
        self.jobs = 0
        self._known: dict[int, Job] = {}
        self._done = 0.0  # expected seconds of the jobs that ended

    def plan(self, stats: Mapping[str, int]) -> None:
        """Take note of how many jobs each rule has; ``total`` is their sum."""
        self.planned = {rule: count for rule, count in stats.items() if rule not in ("total", "all")}
        self.jobs = sum(self.planned.values())

    def start(self, number: int, rule: str, message: str | None, now: float) -> None:
        """Take note of a job that begins at ``now``, in seconds."""
        expected = self.durations.get(f"{rule}: {message}", self._of_rule(rule))
        self._known[number] = Job(rule, message, expected, now)

    def finish(self, number: int, now: float, failed: bool = False) -> Job | None:
        """Take note of a job that ended at ``now``; the job, or None if it is unknown."""
        job = self._known.get(number)
        if job is None:
            return None
        job.taken = max(now - job.started, 0.0)
        self._done += job.expected
        if not failed and job.message:
            self.taken[job.key] = round(job.taken, 2)
        return job

    @property
    def total(self) -> float:
        """Expected seconds of all jobs of the run; at least those of the jobs that are known by name."""
        per_rule: dict[str, float] = {}
        count: dict[str, int] = {}
        for job in self._known.values():
            per_rule[job.rule] = per_rule.get(job.rule, 0.0) + job.expected
            count[job.rule] = count.get(job.rule, 0) + 1
        waiting = {rule: max(planned - count.get(rule, 0), 0) for rule, planned in self.planned.items()}
        return sum(per_rule.values()) + sum(number * self._of_rule(rule) for rule, number in waiting.items())

    @property
    def share(self) -> float:
        """Work done, 0..1."""
        return min(self._done / self.total, 1.0) if self.total > 0 else 0.0

    def remaining(self, elapsed: float) -> float | None:
        """Seconds left after so many ``elapsed``, at the pace so far; None before there is a pace."""
        return elapsed * (1 - self.share) / self.share if self.share > 0.02 else None

    @property
    def running(self) -> list[str]:
        """Messages of the jobs that run now."""
        return [job.message for job in self._known.values() if job.taken is None and job.message]

    def _of_rule(self, rule: str) -> float:
        before = [seconds for key, seconds in self.durations.items() if key.startswith(f"{rule}: ")]
        return mean(before) if before else RULE_SECONDS.get(rule, _USUAL)


def load_durations(path: Path) -> dict[str, float]:
    """The durations that an earlier run left; none if there is no such file or it is damaged."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): float(seconds) for key, seconds in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def save_durations(path: Path, taken: Mapping[str, float]) -> None:
    """Add the durations of a run to those of earlier ones; a folder that cannot be written to is no reason to fail."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps({**load_durations(path), **taken}, indent=0, sort_keys=True), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        pass
