"""Every block of code in README and documentation runs, in the order of its page, and says what the page says.

A comment before a block may say ``dry run`` (make and snakemake only plan it), ``not run: reason`` (its syntax is
checked) or ``output`` (it is what the block before it prints).
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from projects import copied

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md"))]
# What these pages show needs no checkout: they run in a folder that holds runs.csv alone.
ALONE = (
    "docs/tutorial.md",
    "docs/reference/python.md",
    "docs/how-to/read-evaluations.md",
)
# Commands that only say what they would do.
DRY = 'make() { command make --dry-run "$@"; }; snakemake() { command snakemake --dry-run "$@"; }\n'


def blocks(text):
    """The (line, language, mark, content) of the blocks of a page."""
    mark, found = "", []
    for token in MarkdownIt().parse(text):
        if token.type == "html_block":
            mark = " ".join(re.findall(r"<!--\s*(.*?)\s*-->", token.content, re.DOTALL))
        elif token.type in ("fence", "code_block"):
            found.append((token.map[0] + 1, token.info.strip(), mark, token.content))
            mark = ""
        elif not token.hidden:
            mark = ""
    return found


def run_shell(content, folder, environment):
    """Run a block of bash; what it prints."""
    words = ["bash", "-euo", "pipefail", "-c", content]
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_python(content, names):
    """Run a block of Python among the names of the page; what it prints."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(content, names)
    return said.getvalue()


def check_syntax(language, content, folder, environment):
    """Check a block that is not run."""
    if language == "bash":
        run_shell(f"bash -n <<'END_OF_BLOCK'\n{content}\nEND_OF_BLOCK", folder, environment)
    elif language == "yaml":
        assert yaml.safe_load(content)
    elif language == "json":
        assert json.loads(content)


def rewrite(page, old, new):
    """Put what a block says now into its page."""
    page.write_text(page.read_text().replace(f"```text\n{old}```", f"```text\n{new}```", 1))


def checkout(built, folder):
    """A tiny project with what a checkout has besides: the Makefile, commands, and an up-to-date environment."""
    project = copied(built, folder)
    for name in ("Makefile", "pyproject.toml", "envs/install", "envs/docs.txt", "envs/slurm.txt", "envs/dev.txt"):
        shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / "docs", folder / "docs")
    bin = folder / ".venv" / "bin"
    for name, module in (("emergence", "emergence.cli.main"), ("snakemake", "snakemake")):
        (bin / name).write_text(f'#!/bin/sh\nexec "{bin}/python" -m {module} "$@"\n')
        (bin / name).chmod(0o755)
    for name in ("main", "docs", "slurm", "dev"):
        shutil.copy(folder / "envs" / "requirements.txt", folder / ".venv" / f"{name}.txt")
    return project.folder


@pytest.mark.parametrize("page", PAGES)
def test_the_blocks_of_a_page(page, request, tmp_path, monkeypatch):
    found = [block for block in blocks((ROOT / page).read_text()) if not block[1].startswith("{")]
    if not found:
        return
    folder = tmp_path / "alone"
    if page in ALONE:
        folder.mkdir()
    else:
        folder = checkout(request.getfixturevalue("built"), tmp_path / "project")
    shutil.copy(ROOT / "docs" / "runs.csv", folder)
    monkeypatch.chdir(folder)
    path = os.pathsep.join([str(folder / ".venv" / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "COLUMNS": "100"}
    if page not in ALONE:
        environment["NUMBA_CACHE_DIR"] = ""  # a tiny project has its compiled functions beside the modules
    names, said = {}, ""
    for line, language, mark, content in found:
        print(f"{page}, line {line}")  # pytest shows it if the block fails
        if mark == "output":
            shown = "".join(f"{row.rstrip()}\n" for row in said.splitlines())
            if os.environ.get("REWRITE_OUTPUTS"):
                rewrite(ROOT / page, content, shown)
            else:
                assert content == shown, f"{page}, line {line}: REWRITE_OUTPUTS=1 writes what it says now"
        elif mark.startswith("not run: "):
            check_syntax(language, content, folder, environment)
        elif language == "bash":
            said = run_shell((DRY if mark == "dry run" else "") + content, folder, environment)
        elif language == "python":
            said = run_python(content, names)
        elif language == "yaml":
            assert yaml.safe_load(content)
        else:
            assert language == "text", f"{page}, line {line}: {language}: expected a language that is run, or a mark"
