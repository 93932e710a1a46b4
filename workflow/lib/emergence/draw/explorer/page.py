"""The explorer's page: the index, a block for each source, the charting library and the page's own code."""

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files

import jinja2
import pandas as pd
import vl_convert

from emergence.draw.explorer.block import block, look
from emergence.draw.explorer.index import index
from emergence.draw.explorer.packing import packed
from emergence.draw.palette import Style, known
from emergence.io.tables import Tables
from emergence.schema.analysed import WHOLE_TASKS
from emergence.schema.verdicts import VERDICT_WORDS
from emergence.schema.x_kinds import x_kind

# The page's code, in the order in which its files build on each other.
SCRIPTS = (
    "numbers",
    "unpack",
    "series",
    "margin",
    "state",
    "figure",
    "elements",
    "overview",
    "panel",
    "onsets",
    "own",
    "main",
)
_LIBRARY = "window.vegaEmbed = vegaEmbed;"


def page(
    tables: Mapping[str, Tables],
    sources: Mapping[str, Mapping],
    metrics: Mapping[str, Mapping],
    palette: Mapping,
    labels: Mapping[str, str],
    headings: Mapping[str, Sequence[str]],
    level: float,
) -> str:
    """The page, which needs nothing but itself.

    Parameters
    ----------
    tables : dict of str to Tables
        By source: ``verdicts``, ``series``, ``points`` and ``curves``.
    sources : dict of str to dict
        Source to the content of its ``source.yaml``.
    metrics : dict of str to dict
        Metric to its row of the table ``METRICS``.
    palette : dict
        The parsed palette.yaml.
    labels : dict of str to str
        What readers see in place of keys.
    headings : dict of str to list of str
        Meaning to the usual headings of the columns of a user's own table.
    level : float
        Confidence level of the verdicts.

    Returns
    -------
    str
        HTML, the same for the same input.
    """
    with_verdicts = {name: own for name, own in sorted(tables.items()) if len(own["verdicts"])}
    verdicts, series = (
        pd.concat([own[name] for own in with_verdicts.values()], ignore_index=True) for name in ("verdicts", "series")
    )
    about = {
        "sources": {name: _source(name, sources[name], labels) for name in with_verdicts},
        "metrics": {name: _metric(metrics[name]) for name in sorted(verdicts["metric"].unique())},
        "kinds": {name: _kind(name, labels) for name in sorted(verdicts["x_kind"].unique())},
        "looks": _looks(palette),
        "headings": headings,
        "level": f"{level:.0%}".replace("%", " %"),
    }
    parts = files("emergence.draw.explorer")
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(parts.joinpath("page.html").read_text("utf-8")).render(
        about=_in_script(json.dumps(about, ensure_ascii=False, sort_keys=True)),
        index=packed(index(verdicts, series, labels, level)),
        blocks={name: packed(block(own, palette)) for name, own in with_verdicts.items()},
        library=_in_script(vl_convert.javascript_bundle(_LIBRARY)),
        style=_colours(palette) + parts.joinpath("page.css").read_text("utf-8"),
        scripts=[parts.joinpath(f"{name}.js").read_text("utf-8") for name in SCRIPTS],
        n_series=int((verdicts["pool"] != WHOLE_TASKS).sum()),
        n_wholes=int((verdicts["pool"] == WHOLE_TASKS).sum()),
        n_sources=len(with_verdicts),
        level=about["level"],
    )


def _in_script(text: str) -> str:
    """Text that may stand within a script element."""
    return text.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _source(name, source, labels):
    cited = source.get("citation", {})
    papers = [paper for paper in (cited, *source.get("cite_also", ())) if "arxiv" in paper]
    links = [f"https://arxiv.org/abs/{paper['arxiv']}" for paper in papers]
    links += [upstream["url"] for upstream in source.get("upstream", ()) if "url" in upstream]
    words = f"{cited['authors']} {cited['year']}, {cited['title']}" if cited else source["title"]
    return {"label": labels.get(name, name.replace("_", " ")), "cited": words, "link": links[0] if links else None}


def _metric(row):
    return {"title": row["title"], "share": row["unit"] == "fraction"}


def _kind(name, labels):
    kind = x_kind(name)
    return {"title": labels.get(name, kind.title), "unit": kind.unit, "lower": kind.lower_is_better}


def _colours(palette):
    """The colours of the page's legends, those of its marks, for its style sheet."""
    own = {"ink": palette["ink"], "onset": palette["threshold"]["colour"], "chance": palette["chance"]["colour"]}
    return f":root {{ {'; '.join(f'--{name}: {colour}' for name, colour in own.items())} }}\n"


def _looks(palette):
    """The looks that stand for no family: verdicts, chance, the onset, the user's own runs."""
    verdicts = {word: look(known(word, palette) or Style(palette["muted"])) for word in VERDICT_WORDS}
    own = look(known("own runs", palette) or Style(palette["ink"]))
    lines = {name: {"colour": palette[name]["colour"]} for name in ("chance", "threshold")}
    return {"verdicts": verdicts, "own": own, **lines, "ink": palette["ink"], "muted": palette["muted"]}
