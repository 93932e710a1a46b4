"""The published runs on the same tasks as a lab's own: found in the atlas's results, where x is on one scale."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from emergence.catalogue.places import Places
from emergence.io.errors import DataError
from emergence.io.storage import read_frame
from emergence.own.judged import Judged
from emergence.own.listing import first_few
from emergence.schema.x_kinds import x_kind

ATLAS = "atlas"
_TABLES = ("series", "points", "curves", "fit_stats", "verdicts")
_HOW = ("shots", "format", "split")


@dataclass(frozen=True)
class Published:
    """Published series beside own ones: their rows of the summary, and of the tables that figures are drawn from."""

    summary: pd.DataFrame
    tables: dict[str, pd.DataFrame]


def results_folder(given: str) -> Path:
    """The folder with the atlas's results: the one given, or for ``atlas`` the nearest ``results`` from here upwards.

    Raises
    ------
    DataError
        If it has no results of a whole run.
    """
    here = Path.cwd()
    places = [Path(given)] if given != ATLAS else [folder / Places().results for folder in (here, *here.parents)]
    for place in places:
        if Path(Places(str(place)).table("summary")).is_file() and Path(Places(str(place)).of_sources).is_dir():
            return place
    where = "here or in a folder above" if given == ATLAS else f"in {given}"
    expected = (
        f"the results of a whole run {where}, with summary.parquet and sources/: `make` in a clone of the atlas makes "
        "them, and --against names their folder from elsewhere"
    )
    raise DataError("fit", expected, column="--against", value=given)


def published(own: Judged, results: Path) -> tuple[Published | None, list[str]]:
    """Published series on the same task, metric and x as own ones, of each source the one most like it.

    Parameters
    ----------
    own : Judged
    results : pathlib.Path
        As :func:`results_folder` finds it.

    Returns
    -------
    Published or None, list of str
        None if there is none. The lines say which series have none and why: a task or metric that is not in the
        atlas, or a loss on another corpus, with another tokenizer, which is another scale.
    """
    known = read_frame(Places(str(results)).table("summary"))
    whole = known[known["subtask"].isna()]
    found, absent = [], []
    for row in own.series.to_dict("records"):
        same = whole[(whole["task"] == row["task"]) & (whole["metric"] == row["metric"])]
        on_x = same[same["x_kind"] == row["x_kind"]]
        if on_x.empty:
            absent.append((f"{row['task']} ({row['metric']})", row["x_kind"], sorted(set(same["x_kind"]))))
        else:
            found.append(_most_alike(row, on_x))
    notes = list(_absent(absent))
    if not found:
        return None, notes
    rows = pd.concat(found).drop_duplicates("series_id", ignore_index=True)
    return Published(rows, _tables(rows, results)), notes


def _absent(series: list[tuple[str, str, list[str]]]) -> Iterator[str]:
    """Why series, each a score, its x and the x that the atlas has it against, have no published ones beside them."""
    if unknown := list(dict.fromkeys(score for score, _, others in series if not others)):
        yield f"the atlas has no {', '.join(unknown)}"
    for x in dict.fromkeys(x for _, x, _ in series):
        kind, own = x_kind(x), [(score, others) for score, other_x, others in series if other_x == x and others]
        corpora = {x_kind(key).corpus for _, others in own for key in others if x_kind(key).metric == kind.metric}
        if not own:
            continue
        said = f"the atlas has no {', '.join(dict.fromkeys(score for score, _ in own))} against {kind.title}"
        if kind.metric and corpora:
            near = get_close_matches(str(kind.corpus), sorted(map(str, corpora)), len(corpora), 0)
            said += f", but on other corpora, which are other scales: {first_few(near)}; if yours is measured on "
            said += f"the same text with the same tokenizer, --map COLUMN={near[0]}_loss says so"
        yield said


def _most_alike(row, rows):
    """Of each source the series that is asked most like the own one, and among these the one of most runs."""
    alike = sum((rows[name] == row[name]).astype(int) for name in _HOW)
    order = rows.assign(alike=alike).sort_values(
        ["source", "alike", "n_runs", "n", "series_id"], ascending=[True, False, False, False, True]
    )
    return order.drop_duplicates("source").drop(columns="alike")


def _tables(rows, results):
    """The rows of some series in the tables of their sources."""
    frames: dict[str, list] = {name: [] for name in _TABLES}
    for source, own in rows.groupby("source"):
        for name, parts in frames.items():
            parts.append(read_frame(Places(str(results)).table(name, str(source)), own["series_id"]))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in frames.items()}
