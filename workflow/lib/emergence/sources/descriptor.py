"""The descriptor of a source, ``source.yaml``, as frozen dataclasses. No pandas: descriptors are read when planning."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path

from emergence.io import yaml_files
from emergence.io.errors import DataError
from emergence.io.paths import within
from emergence.schema import of_yaml

SCHEMA = of_yaml("source")


@dataclass(frozen=True)
class Publication:
    """What to cite."""

    authors: str
    year: int
    title: str
    arxiv: str | None = None


@dataclass(frozen=True)
class UpstreamFile:
    """One file of an upstream.

    Attributes
    ----------
    path : str
        Its path there, which is also its key for the importer.
    sha256 : str
        Checksum of its bytes.
    mirror : str
        Its path under a mirror folder.
    url : str or None
        Where it can be downloaded; None where a mirror alone can have it.
    """

    path: str
    sha256: str
    mirror: str
    url: str | None


@dataclass(frozen=True)
class Pool:
    """A named set of runs: those that meet every condition of ``where`` (all, where it is empty).

    ``label`` is what readers see in place of the pool's key in legends and tables.
    """

    title: str
    where: Mapping = field(default_factory=dict)
    label: str | None = None


@dataclass(frozen=True)
class Descriptor:
    """A source: what it is, where its files are, and which series it offers.

    ``files`` are what its importer reads, ``figure_files`` those and what else its figures are read from.
    ``pattern`` stands instead of ``files`` where the files are whatever a folder of the user's holds. What is computed
    here has no citation and no files. ``x`` maps each kind of x to its label, limits and conditions, all optional.
    """

    name: str
    title: str
    label: str | None
    citation: Publication | None
    cite_also: tuple[Publication, ...]
    licence: str
    method: str
    notes: str
    loss: Mapping | None
    files: tuple[UpstreamFile, ...]
    figure_files: tuple[UpstreamFile, ...]
    pattern: str | None
    pools: Mapping[str, Pool]
    x: Mapping[str, Mapping]


def load(path: str | PathLike[str], schema: Path = SCHEMA) -> Descriptor:
    """The descriptor in ``data/<source>/source.yaml``; the source is named by its folder.

    Raises
    ------
    DataError
        If the file is missing or malformed, holds an unknown key, lists one upstream path twice, or names a file
        outside its folder.
    """
    content = yaml_files.load(path, schema)
    for place in content.get("upstream", ()):
        if "sums" in place:
            place["files"] = _listed(within(Path(path).parent, place["sums"]))
    return describe(Path(path).parent.name, content, path)


def describe(name: str, content: Mapping, file: str | PathLike[str] = "source.yaml") -> Descriptor:
    """The descriptor that a valid yaml's content makes.

    Parameters
    ----------
    name : str
        Name of the source.
    content : dict
        What ``source.schema.json`` allows, ``sums`` already replaced by ``files``.
    file : str
        What messages call the yaml.
    """
    upstream = content.get("upstream", [])
    return Descriptor(
        name=name,
        title=content["title"],
        label=content.get("label"),
        citation=Publication(**content["citation"]) if "citation" in content else None,
        cite_also=tuple(Publication(**publication) for publication in content.get("cite_also", ())),
        licence=content["licence"],
        method=content["method"],
        notes=content.get("notes", ""),
        loss=content.get("loss"),
        files=_files(upstream, file),
        figure_files=_files(upstream + content.get("figures", []), file),
        pattern=next((place["pattern"] for place in upstream if "pattern" in place), None),
        pools={pool: Pool(**entry) for pool, entry in content.get("pools", {}).items()},
        x=content.get("x", {}),
    )


def _listed(path):
    """The files that a list of checksums names, one a line: the digest, two blanks, the upstream path."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise DataError(path, "a list of the upstream files and their checksums") from None
    allowed, listed = json.loads(SCHEMA.read_bytes())["$defs"]["path"], []
    for number, line in enumerate(lines, start=1):
        if not (match := re.fullmatch(r"([0-9a-f]{64})  (\S.*)", line)):
            raise DataError(path, "a SHA-256 in 64 hexadecimal digits, two blanks and a path", row=number, value=line)
        if not re.search(allowed["pattern"], match[2]):
            raise DataError(path, allowed["description"], row=number, value=match[2])
        listed.append({"sha256": match[1], "path": match[2]})
    return listed


def _files(places, file):
    found = {}
    for place in places:
        for entry in place.get("files", ()):
            path = entry["path"]
            if path in found:
                raise DataError(file, "each upstream path once", column="upstream", value=path)
            url = f"{place['url']}/{path}" if "url" in place else None
            found[path] = UpstreamFile(path, entry["sha256"], f"{place['mirror']}/{entry.get('mirror', path)}", url)
    return tuple(found.values())
