"""Fixtures that several folders of tests share."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def find_mirror():
    """The folder of raw upstream files: $EMERGENCE_MIRROR, else one that stands beside the checkout, else None."""
    named = os.environ.get("EMERGENCE_MIRROR")
    if named:
        return Path(named).resolve()
    found = sorted(ROOT.parent.glob("*/sources/SHA256SUMS"))
    return found[0].parent if found else None


@pytest.fixture(scope="session")
def mirror():
    """The mirror of upstream files; tests that read them are skipped where there is none."""
    found = find_mirror()
    if found is None:
        pytest.skip("no mirror of upstream files: set EMERGENCE_MIRROR")
    return found


@pytest.fixture(scope="session")
def root():
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def chromium():
    """A headless browser; tests are skipped where there is no Chromium."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium: install Debian's package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def pytest_collection_modifyitems(items):
    """Tests that read the mirror parse PDFs and large files: they are slow."""
    for item in items:
        if "mirror" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
