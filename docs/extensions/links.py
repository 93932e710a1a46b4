"""After the build: every link between the pages leads somewhere, and nothing is loaded from another place."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.errors import ExtensionError


class Page(HTMLParser):
    """The links, the loaded files and the anchors of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loaded, self.anchors = [], [], {""}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        """Note what a tag refers to."""
        given = dict(attrs)
        self.anchors |= {given.get("id"), given.get("name")}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag in ("link", "script", "img", "source", "iframe"):
            self.loaded += [given[name] for name in ("src", "href") if given.get(name)]


@cache
def read(path):
    """A page, read once."""
    return Page(path.read_text(encoding="utf-8"))


def faults(folder):
    """What is wrong with the pages in a folder, a line each."""
    for path in sorted(folder.rglob("*.html")):
        page, name = read(path), path.relative_to(folder)
        for address in page.loaded:
            if urlsplit(address).netloc:
                yield f"{name}: loads {address}, which is not part of the site"
        for address in page.links + page.loaded:
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{name}: {address} leads to no file"
            elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in read(target).anchors:
                yield f"{name}: {address} leads to no place in {target.name}"


def check(app, exception):
    """Fail with a line for each fault."""
    if exception is None and app.builder.name == "html" and (found := list(faults(Path(app.outdir)))):
        raise ExtensionError("\n".join(found))


def setup(app):
    """Check when all is written."""
    app.connect("build-finished", check)
    return {"parallel_read_safe": True}
