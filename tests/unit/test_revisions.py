"""Results that are named by a folder, by their manifest or by a revision."""

import subprocess

import pytest

from emergence.cli._revisions import results_of
from emergence.io.errors import AtlasError, DataError

MAKEFILE = "all:\n\t@mkdir -p results && cp value results/manifest.json && echo built\n"


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout, in a folder with a space, of two commits whose results differ; a third that cannot be built."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git("init", "--quiet", "--initial-branch=main")
    for value in ("one", "two", None):
        (folder / "value").write_text(value or "")
        (folder / "Makefile").write_text(MAKEFILE if value else "all:\n\t@false\n")
        git("add", ".")
        git("-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "--quiet", "--message=of")
    return folder


def git(*words):
    subprocess.run(["git", *words], check=True)


def test_a_folder_and_the_manifest_in_it_are_taken_as_they_are(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    assert results_of(str(tmp_path)) == results_of(str(tmp_path / "manifest.json")) == tmp_path


def test_a_revision_is_built_once_and_kept(checkout, capfd):
    first, second = results_of("main~2"), results_of("main~1")
    assert [(results / "manifest.json").read_text() for results in (first, second)] == ["one", "two"]
    out, said = capfd.readouterr()
    assert (out, said.splitlines().count("built")) == ("", 2)
    assert results_of("main~2") == first
    assert capfd.readouterr().err == ""


def test_a_revision_that_cannot_be_built_is_named(checkout):
    with pytest.raises(AtlasError, match=r"emergence diff: the results of [0-9a-f]{40} could not be built"):
        results_of("main")


@pytest.mark.parametrize("word", ["nowhere", "value", "--all"])
def test_another_word_is_told_what_was_expected(checkout, word):
    with pytest.raises(DataError, match="expected a folder of results, the manifest in it, or a revision"):
        results_of(word)


def test_a_misspelt_folder_is_named_where_there_is_no_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DataError, match="resluts.*a folder of results"):
        results_of("resluts")
