"""All exhibits as one PDF with a table of contents, for people who would rather leaf through."""

import json
import re
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pypdfium2
import typst

TITLE = "Emergence Atlas"
SUBTITLE = "Every figure and table of the debate on emergent abilities of language models that public data allow."
INK, MUTED = "#222222", "#6b6b6b"


def book(
    papers: Mapping[str, Mapping],
    exhibits: Mapping[str, Mapping],
    sources: Mapping[str, Mapping],
    pictures: Mapping[str, bytes],
) -> bytes:
    """Bind exhibits.

    Parameters
    ----------
    papers : dict of str to dict
        Folder of exhibits to its ``title``: the chapters, in their order.
    exhibits : dict of str to dict
        Name to validated yaml. Each bears its title itself, a table also its caption. In a chapter figures
        come first, and 2 before 10.
    sources : dict of str to dict
        Name to the content of ``source.yaml``.
    pictures : dict of str to bytes
        The PDF of each exhibit.

    Returns
    -------
    bytes
        The PDF: the same bytes for the same input.
    """
    chapters = [
        {"title": about["title"], "exhibits": [_exhibit(name, exhibits[name], pictures[name]) for name in names]}
        for paper, about in papers.items()
        if (names := sorted((name for name in exhibits if name.split("/")[0] == paper), key=_place))
    ]
    content = {
        "title": TITLE,
        "subtitle": SUBTITLE,
        "ink": INK,
        "muted": MUTED,
        "chapters": chapters,
        "sources": [_source(name, source) for name, source in sources.items()],
    }
    inputs = {"book": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    main = files("emergence.draw").joinpath("book.typ").read_bytes()
    with tempfile.TemporaryDirectory() as folder:  # typst takes text from memory, but pictures only from files
        for name, written in {"main.typ": main, **{_file(name): pdf for name, pdf in pictures.items()}}.items():
            Path(folder, name).write_bytes(written)
        return typst.compile(
            Path(folder, "main.typ"), format="pdf", ignore_system_fonts=True, sys_inputs=inputs, timestamp=0
        )


def _place(name):
    """Key to sort names of exhibits by: figures first, then by name, digits as the number that they are."""
    stem = name.split("/")[-1]
    parts = re.split(r"(\d+)", stem)
    return not stem.startswith("fig"), [int(part) if part.isdigit() else part for part in parts]


def _file(name):
    return name.replace("/", ".") + ".pdf"


def _exhibit(name, spec, picture):
    caption = "" if spec["kind"] == "table" else " ".join(spec["caption"].split())
    about = {"name": name, "title": spec["title"], "titled": True, "caption": caption}
    return {**about, "file": _file(name), "pages": len(pypdfium2.PdfDocument(picture))}


def _source(name, source):
    about = {
        "name": name,
        "title": source["title"],
        "method": source["method"],
        "licence": source["licence"].strip(". "),
    }
    publications = [source["citation"], *source.get("cite_also", ())] if "citation" in source else []
    cited = "; ".join(_cited(publication) for publication in publications)
    return {**about, "citation": cited, "notes": " ".join(source.get("notes", "").split())}


def _cited(publication):
    place = f", arXiv {publication['arxiv']}" if "arxiv" in publication else ""
    return f"{publication['authors']} {publication['year']}, {publication['title'].rstrip('.')}{place}"
