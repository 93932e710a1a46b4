"""Two tiny projects, with few analyses and with all, each built once and copied for each test."""

import fcntl
from functools import cache

import pytest
from projects import Project, built_in, copied, with_few_analyses


@pytest.fixture(scope="session")
def build_once(tmp_path_factory, worker_id):
    """A function that builds a tiny project: one of the workers does, and each has a copy of its own."""

    @cache
    def once(every_analysis):
        name, change = ("complete", None) if every_analysis else ("tiny", with_few_analyses)
        own = tmp_path_factory.mktemp(name) / "project"
        if worker_id == "master":  # the only one
            return built_in(own, change)
        shared = tmp_path_factory.getbasetemp().parent / name
        with open(shared.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (done := shared.with_suffix(".done")).exists():
                built_in(shared, change)
                done.touch()
        return copied(Project(shared), own)

    return once


@pytest.fixture(scope="module")
def built(build_once, request):
    """The tiny project, built: with all analyses where the module says ``EVERY_ANALYSIS``. Tests must not change it.

    Analyses are half of the time of a run, and to most tests one is as good as many.
    """
    return build_once(getattr(request.module, "EVERY_ANALYSIS", False))


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project, to change at will."""
    return copied(built, tmp_path / "project")
