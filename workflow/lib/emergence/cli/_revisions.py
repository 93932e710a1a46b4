"""The results that a word of the command line means: a folder, the manifest in it, or a revision of this checkout."""

import shutil
import subprocess
import sys
from pathlib import Path

from emergence.catalogue.places import Places
from emergence.io.errors import AtlasError, DataError

_KEPT = ".cache/revisions"


def results_of(word: str) -> Path:
    """The folder of results that is meant; those of a revision are built in a copy of it, once, and kept.

    Parameters
    ----------
    word : str
        A folder of results, its manifest, or what git takes for a commit.

    Raises
    ------
    DataError
        If it is none of them.
    AtlasError
        If the results of the revision cannot be built.
    """
    path = Path(word)
    if path.is_dir():
        return path
    if path.is_file() and path.name == Path(Places().manifest).name:
        return path.parent
    found = _git("rev-parse", "--show-toplevel", "--verify", "--end-of-options", f"{word}^{{commit}}")
    if found.returncode:
        expected = "a folder of results, the manifest in it, or a revision that this checkout has"
        raise DataError("diff", expected, value=word)
    top, commit = found.stdout.decode().splitlines()
    return _built(Path(top), commit)


def _built(top, commit):
    """The results of a commit, under the cache of the checkout."""
    copy = top / _KEPT / commit
    results = copy / Places().results
    if not (copy / Places().manifest).is_file():
        copy.mkdir(parents=True, exist_ok=True)
        files = _git("-C", str(top), "archive", commit).stdout
        subprocess.run(["tar", "--extract", "--directory", copy], input=files, check=True)
        if subprocess.run(["make", "-C", copy], stdout=sys.stderr).returncode:
            raise AtlasError(
                f"emergence diff: the results of {commit} could not be built in {copy}, for the reason above"
            )
    return results


def _git(*words):
    if not (git := shutil.which("git")):  # without it no word is a revision
        return subprocess.CompletedProcess(words, 1)
    return subprocess.run([git, *words], capture_output=True)
