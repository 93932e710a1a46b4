"""The directive ``gallery``: the exhibits in results/, with their titles, captions and pictures."""

import shutil
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from plain import plain
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from emergence.catalogue.places import Places
from emergence.catalogue.project import Project
from emergence.io.storage import read_about

ROOT = Path(__file__).resolve().parents[2]
PICTURES = "results-figures"  # where `make docs` has `emergence figures` write them


def lines_of(name, root):
    """An exhibit in Markdown: its title and caption as built, and its picture."""
    frame = root / Places().exhibit(name, "parquet")
    picture = root / PICTURES / f"{name}.png"
    if not frame.is_file() or not picture.is_file():
        raise ExtensionError(f"{name}: expected its Parquet and its picture; `make docs` makes them")
    about = read_about(frame)
    yield from [f"### {name}: {plain(about['title'])}", ""]
    yield from [f"```{{image}} /../{picture.relative_to(root)}", f":alt: {about['title']}", ":loading: lazy", "```", ""]
    if about["kind"] == "figure":  # the picture of a table has its caption
        yield from [plain(about["caption"]), ""]


class Gallery(SphinxDirective):
    """A section for each paper, in it one for each exhibit."""

    def run(self):
        """The sections."""
        project, papers = Project(), {}
        for name in project.exhibits:
            papers.setdefault(name.partition("/")[0], []).append(name)
        lines = []
        for paper, names in papers.items():
            lines += [f"## {project.papers[paper]['title']}", ""]
            lines += [line for name in names for line in lines_of(name, ROOT)]
        section = nodes.section()
        self.state.nested_parse(StringList(lines, self.env.docname), 0, section, match_titles=True)
        return section.children


def bring_explorer(app, exception):
    """Put the page of all series beside the others, in the folder ``explorer``."""
    page = ROOT / Places().explorer
    if exception is None and app.builder.name == "html":
        (app.outdir / "explorer").mkdir(exist_ok=True)
        shutil.copy(page, app.outdir / "explorer" / page.name)


def setup(app):
    """Register the directive; the explorer comes before links are checked."""
    app.add_directive("gallery", Gallery)
    app.connect("build-finished", bring_explorer, priority=400)
    return {"parallel_read_safe": True}
