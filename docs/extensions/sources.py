"""The directive ``sources``: what each source is, from its descriptor."""

from docutils import nodes
from docutils.statemachine import StringList
from plain import plain
from sphinx.util.docutils import SphinxDirective

from emergence.catalogue.project import Project


def cited(citation):
    """A publication in one sentence, with its address where it has one."""
    words = plain(f"{citation['authors']} ({citation['year']}). {citation['title']}")
    if "arxiv" in citation:
        words += f", arXiv [{citation['arxiv']}](https://arxiv.org/abs/{citation['arxiv']})"
    elif "url" in citation:
        words += f", [{citation['url']}]({citation['url']})"
    return words + "."


def lines_of(name, source):
    """A source in Markdown."""
    licence = plain(source["licence"]).rstrip(".")
    about = f"**{plain(source['title'])}.** Method: {source['method']}. Licence: {licence}."
    yield from [f"## {name}", "", about, ""]
    works = [source["citation"]] if "citation" in source else []
    yield from [f"- {cited(work)}" for work in [*works, *source.get("cite_also", [])]]
    yield from ["", plain(source.get("notes", "")), ""]


class Sources(SphinxDirective):
    """A section for each source, by name."""

    def run(self):
        """The sections."""
        lines = [line for name, source in Project().sources.items() for line in lines_of(name, source)]
        section = nodes.section()
        self.state.nested_parse(StringList(lines, self.env.docname), 0, section, match_titles=True)
        return section.children


def setup(app):
    """Register the directive."""
    app.add_directive("sources", Sources)
    return {"parallel_read_safe": True}
