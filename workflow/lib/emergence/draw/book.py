"""All exhibits as one PDF with a table of contents, for people who would rather leaf through."""

import itertools
import json
import re
import tempfile
from collections.abc import Collection, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from emergence.draw.excerpt import excerpt
from emergence.draw.notation import notation

TITLE = "Emergence Atlas"
SUBTITLE = "Every figure and table of the debate on emergent abilities of language models that public data allow."
INK, MUTED = "#222222", "#6b6b6b"
_POINTS = 72.0
# An exhibit of more sources than these counts them and does not name them, nor do they name it.
MANY = 6
# Heights in inches: a table that is longer than the first is printed as its first rows, down to the second.
LONG, HEAD = 3.0, 2.7


def book(
    papers: Mapping[str, Mapping],
    exhibits: Mapping[str, Mapping],
    sources: Mapping[str, Mapping],
    pictures: Mapping[str, bytes],
    terms: Mapping[str, Collection[str]] | None = None,
    looks: Mapping[str, Mapping] | None = None,
) -> bytes:
    """Bind exhibits.

    Parameters
    ----------
    papers : dict of str to dict
        Folder of exhibits to its ``title``, and maybe its ``question`` and the ``answer`` to it: the chapters, in their
        order.
    exhibits : dict of str to dict
        Name to ``kind``, ``title``, ``caption``, and maybe the names of its ``sources``. Each bears its title
        itself, a table also its whole caption; of a long table the first rows are printed. In a chapter figures come
        first, and 2 before 10, but for one that fills a page which would be left open.
    sources : dict of str to dict
        Name to the content of ``source.yaml``.
    pictures : dict of str to bytes
        The PDF of each exhibit.
    terms : dict of str to collection of str, optional
        Title of an index to its terms; each is listed with the exhibits in whose picture it stands.
    looks : dict of str to dict, optional
        What :func:`look` says of each picture, where it is known already.

    Returns
    -------
    bytes
        The PDF: the same bytes for the same input.
    """
    looks = looks or {name: look(picture, exhibits[name]["kind"]) for name, picture in pictures.items()}
    chapters = [
        {**about, "exhibits": [_exhibit(name, exhibits[name], looks[name], sources) for name in names]}
        for paper, about in papers.items()
        if (names := sorted((name for name in exhibits if name.split("/")[0] == paper), key=_place))
    ]
    content = {
        "title": TITLE,
        "subtitle": SUBTITLE,
        "ink": INK,
        "muted": MUTED,
        "many": MANY,
        "chapters": chapters,
        "sources": [_source(name, source, exhibits) for name, source in sources.items()],
        "indices": _indices(terms or {}, looks),
    }
    inputs = {"book": json.dumps(content, ensure_ascii=False, sort_keys=True)}
    main = files("emergence.draw").joinpath("book.typ").read_bytes()
    with tempfile.TemporaryDirectory() as folder:  # typst takes text from memory, but pictures only from files
        for name, written in {"main.typ": main, **{_file(name): pdf for name, pdf in pictures.items()}}.items():
            Path(folder, name).write_bytes(written)
        return typst.compile(
            Path(folder, "main.typ"), format="pdf", ignore_system_fonts=True, sys_inputs=inputs, timestamp=0
        )


def look(picture: bytes, kind: str) -> dict[str, Any]:
    """What a book takes from the PDF of an exhibit, which is a figure or a table.

    Returns
    -------
    dict
        ``size``: width and height in inches; ``text``; of a long table ``head``: how many rows of how many are printed,
        and down to what height. JSON can hold it.
    """
    document = pypdfium2.PdfDocument(picture)
    width, height = (points / _POINTS for points in document.get_page_size(0))
    long = kind == "table" and (len(document) > 1 or height > LONG)
    head = excerpt(document, HEAD * _POINTS) if long else None
    text = " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())
    return {"size": [width, height], "text": text, "head": head and [head.shown, head.rows, head.height / _POINTS]}


def _place(name):
    """Key to sort names of exhibits by: figures first, then by name, digits as the number that they are."""
    stem = name.split("/")[-1]
    parts = re.split(r"(\d+)", stem)
    return not stem.startswith("fig"), [int(part) if part.isdigit() else part for part in parts]


def _file(name):
    return name.replace("/", ".") + ".pdf"


def _exhibit(name, spec, seen, sources):
    is_figure = spec["kind"] == "figure"
    caption = notation(" ".join(spec["caption"].split())) if is_figure else ""
    about = {"name": name, "title": notation(spec["title"]), "figure": is_figure, "caption": caption}
    behind = [{"name": source, "title": sources[source]["title"]} for source in spec.get("sources", ())]
    width, height = seen["size"]
    about |= {"sources": behind, "file": _file(name), "width": width, "height": height, "shown": height, "first": ""}
    if seen["head"]:
        shown, rows, height = seen["head"]
        about |= {"shown": height, "first": f"The first {shown} of {rows} rows; all: "}
    return about


def _indices(terms, looks):
    """Each index that is not empty: its title, and its terms with the exhibits that show them, by paper."""
    found = []
    for title, own in terms.items():
        seen = [{"term": term, "exhibits": _showing(term, looks)} for term in sorted(set(own), key=str.casefold)]
        found.append({"title": title, "entries": [entry for entry in seen if entry["exhibits"]]})
    return [index for index in found if index["entries"]]


def _showing(term, looks):
    pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)")
    return _by_paper(name for name, seen in looks.items() if term in seen["text"] and pattern.search(seen["text"]))


def _by_paper(names):
    ordered = itertools.groupby(sorted(names, key=_of_paper), lambda name: _of_paper(name)[0])
    return [{"paper": paper, "names": list(names)} for paper, names in ordered]


def _of_paper(name):
    return name.split("/")[0], _place(name)


def _source(name, source, exhibits):
    about = {
        "name": name,
        "title": source["title"],
        "method": source["method"],
        "licence": source["licence"].strip(". "),
    }
    publications = [source["citation"], *source.get("cite_also", ())] if "citation" in source else []
    cited = "; ".join(_cited(publication) for publication in publications)
    behind = {exhibit: spec.get("sources", ()) for exhibit, spec in exhibits.items()}
    used = [exhibit for exhibit, own in behind.items() if name in own and len(own) <= MANY]
    return {**about, "citation": cited, "exhibits": _by_paper(used)}


def _cited(publication):
    place = f", arXiv {publication['arxiv']}" if "arxiv" in publication else ""
    return f"{publication['authors']} {publication['year']}, {publication['title'].rstrip('.')}{place}"
