"""Every locked package has a licence that a permissive project may depend on, by its metadata or its licence file."""

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest

PERMISSIVE = re.compile(
    r"(MIT|MIT-0|MIT-CMU|0?BSD|BSD-[23]-Clause|Apache|Apache-2\.0|Apache 2\.0|Apache License 2\.0|PSF-2\.0"
    r"|Python Software Foundation|Zlib|CC0-1\.0|ISC|HPND|OFL-1\.1|Unlicense|Public Domain|MPL-2\.0"
    r"|Mozilla Public License 2\.0 \(MPL 2\.0\))"
    r"( Software)?( License)?( WITH LLVM-exception)?",
    re.IGNORECASE,
)


def locked(path):
    return re.findall(r"^([\w.-]+)==", path.read_text(encoding="utf-8"), re.MULTILINE)


def licence(name):
    """The licence of an installed package; of several that one may choose from, separated by a stroke.

    The title of its own licence file stands for metadata that name none.
    """
    package = distribution(name)
    about = package.metadata
    classes = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    short = (about.get("License") or "").split("\n")[0]
    return about.get("License-Expression") or " / ".join(classes) or short or title_of_file(package)


def title_of_file(package):
    files = [file for file in package.files or [] if re.match(r"LICEN[CS]E", file.name) and ".dist-info" in str(file)]
    return files[0].read_text(encoding="utf-8").strip().split("\n")[0] if files else ""


def is_permissive(said):
    """All parts of what is joined by AND, one of what is joined by OR or a stroke."""
    plain = said.replace("dependency licenses", "MIT").replace(", Version", "")
    parts = [re.split(r" OR | / ", part) for part in re.split(r" AND |, ", plain)]
    return all(any(PERMISSIVE.fullmatch(own) for own in part) for part in parts)


@pytest.mark.parametrize("lock", ["requirements", "slurm", "networks", "docs"])
def test_licences_of_what_is_locked(root, lock):
    found = {}
    for name in locked(root / "envs" / f"{lock}.txt"):
        try:
            found[name] = licence(name)
        except PackageNotFoundError:  # of another system, or of a set that is not installed
            continue
    assert len(found) > 50
    assert {name: said for name, said in found.items() if not is_permissive(said)} == {}


def test_apaches_licence_by_its_title():
    assert is_permissive("Apache License, Version 2.0")


@pytest.mark.parametrize(
    "said", ["", "GPL-3.0-only", "MIT AND GPL-2.0-only", "Proprietary", "Other/Proprietary License"]
)
def test_what_is_refused(said):
    assert not is_permissive(said)


def test_a_licence_file_stands_for_metadata_that_name_none():
    assert title_of_file(distribution("snakemake-interface-common")) == "MIT License"
    assert distribution("snakemake-interface-common").metadata.get("License-Expression") is None
