"""Where the files of the checkout are found: here, or beside the package for who uses the workflow as a module."""

import os
import re
import subprocess
import sys

ASK = "from emergence.catalogue.project import CONFIG; from emergence.io.home import HOME; print(HOME, CONFIG)"
# Paths in messages are f-strings; tables of columns and targets that rewrite data/ are at home in the checkout.
SPELT = re.compile(r"""(?<!f)"(data|workflow|envs)/|(?<!f)"(data|Snakefile|CITATION\.cff)"(?!:)""")


def asked(folder):
    return subprocess.run([sys.executable, "-c", ASK], cwd=folder, capture_output=True, text=True, check=True).stdout


def test_a_checkout_is_its_own_home_and_another_folder_finds_that_of_the_package(root, tmp_path):
    assert asked(root).split() == ["workflow/config/config.yaml"]
    home, config = asked(tmp_path).split()
    assert home == os.path.relpath(root, tmp_path)
    assert config == f"{home}/workflow/config/config.yaml"


def test_what_is_planned_spells_no_path_of_the_checkout_without_saying_so(root):
    places = [*(root / "workflow/lib/emergence/catalogue").glob("*.py"), *(root / "workflow/rules").glob("*.smk")]
    lines = [(path.name, line) for path in places for line in path.read_text().splitlines()]
    assert [(name, line) for name, line in lines if SPELT.search(line) and "in_checkout" not in line] == []
