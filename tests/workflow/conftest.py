"""The tiny project, built once and copied for each test."""

import pytest
from projects import built_in, copied


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The tiny project, built once. Tests must not change it."""
    return built_in(tmp_path_factory.mktemp("tiny") / "project")


@pytest.fixture
def project(built, tmp_path):
    """A copy of the built project, to change at will."""
    return copied(built, tmp_path / "project")
