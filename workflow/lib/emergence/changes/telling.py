"""Changes as text for a terminal, as Markdown for the summary of a job, and as a page with both pictures."""

import base64
from importlib.resources import files
from pathlib import Path

import jinja2
import pandas as pd

from emergence.changes.comparing import Changes
from emergence.draw.preview import png

_MOST = 20  # rows of a table in text and Markdown
_TITLES = {
    "inputs": "Inputs that differ",
    "checks": "Checks against what papers print",
    "exhibits": "Exhibits",
    "verdicts": "Verdicts",
    "numbers": "Numbers, by how many half-widths of their interval they moved",
    "observations": "Observations",
}


def headline(changes: Changes) -> str:
    """One line: nothing moved, or how much of what."""
    if changes.nothing:
        return "Nothing moved: same observations, verdicts, numbers, checks and exhibits."
    count = {name: len(getattr(changes, name)) for name in _TITLES if name != "inputs"}
    parts = [f"{number} {name}" for name, number in count.items() if number]
    failing = len(changes.newly_failing)
    return f"Moved: {', '.join(parts)}." + (f" {failing} of the checks passed before and fail now." if failing else "")


def text(changes: Changes, most: int = _MOST) -> str:
    """The changes for a terminal: the headline, and a table of each kind."""
    parts = [headline(changes)]
    for name, title in _TITLES.items():
        table = getattr(changes, name)
        if len(table):
            parts.append(
                f"{title} ({len(table)}{_shown(table, most)})\n{_cells(table.head(most)).to_string(index=False)}"
            )
    return "\n\n".join(parts) + "\n"


def markdown(changes: Changes, most: int = _MOST) -> str:
    """The changes as Markdown."""
    parts = [f"**{headline(changes)}**"]
    for name, title in _TITLES.items():
        table = getattr(changes, name)
        if len(table):
            cells = _cells(table.head(most))
            rows = [cells.columns.tolist(), ["---"] * len(cells.columns), *cells.to_numpy().tolist()]
            lines = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
            parts.append("\n".join([f"### {title} ({len(table)}{_shown(table, most)})", "", *lines]))
    return "\n\n".join(parts) + "\n"


def page(changes: Changes, before: Path, after: Path) -> str:
    """The changes as one HTML page with the pictures of changed exhibits side by side.

    Parameters
    ----------
    changes : Changes
    before, after : pathlib.Path
        The two results folders, whose pictures are embedded.
    """
    tables = [
        {"title": title, "count": len(own), "head": list(own.columns), "rows": _cells(own).to_numpy().tolist()}
        for name, title in _TITLES.items()
        if len(own := getattr(changes, name))
    ]
    pairs = [
        {"name": name, "differs": differs, "before": _picture(before, name), "after": _picture(after, name)}
        for name, differs in changes.exhibits[["exhibit", "differs"]].itertuples(index=False)
    ]
    source = files("emergence.changes").joinpath("page.html").read_text("utf-8")
    template = jinja2.Environment(autoescape=True).from_string(source)
    return template.render(headline=headline(changes), tables=tables, pairs=pairs) + "\n"


def _shown(table, most):
    return f", the first {most}" if len(table) > most else ""


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """A table as text: numbers to six digits, a dash for null, columns that are null throughout left out."""

    def cell(value):
        if pd.isna(value):
            return "–"
        return f"{value:.6g}" if isinstance(value, float) else str(value)

    kept = table.loc[:, table.notna().any()]
    return kept.map(cell)


def _picture(folder, name):
    path = folder / f"{name}.pdf"
    return "data:image/png;base64," + base64.b64encode(png(path.read_bytes())).decode() if path.is_file() else None
