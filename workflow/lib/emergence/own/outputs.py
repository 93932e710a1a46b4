"""What is written of a lab's own runs: tables, figures, a page and numbers for a manuscript. Bytes, no files."""

import base64
import io
from collections.abc import Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import jinja2
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from emergence.draw.preview import png
from emergence.exhibits.macros import as_tex
from emergence.models.base import Settings
from emergence.own.figure import pictures
from emergence.own.fitting import FittedRuns
from emergence.own.processes import side_by_side
from emergence.schema.x_kinds import x_kind as kind_of

SUMMARY = (
    *("task", "subtask", "metric", "shots", "format", "split", "x_kind", "unit", "verdict"),
    *("onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi", "margin"),
    *("p_abrupt", "p_gradual", "p_no_onset", "best_form", "parameters", "n_runs", "basis", "reason"),
)
_QUOTED = ("onset", "onset_lo", "onset_hi", "width", "width_lo", "width_hi")
ABSENT = "–"


def summary(fitted: FittedRuns) -> pd.DataFrame:
    """A row a series for people: :data:`SUMMARY`; ``parameters`` are those of the best form, in words."""
    verdicts, fits = fitted.judged.verdicts, fitted.judged.fits
    best = fits.merge(
        verdicts[["series_id", "best_form"]], left_on=["series_id", "form"], right_on=["series_id", "best_form"]
    )
    words = [
        f"{name} {between(value, low, high)}"
        for name, value, low, high in best[["parameter", "estimate", "lo", "hi"]].itertuples(index=False)
    ]
    joined = pd.Series(words, best.index, dtype="str").groupby(best["series_id"]).agg(", ".join)
    rows = verdicts.assign(parameters=verdicts["series_id"].map(joined))
    rank = {name: number for number, name in enumerate(fitted.x_kinds)}
    return rows[list(SUMMARY)].sort_values(
        ["x_kind", "task", "metric"], key=lambda own: own.map(rank) if own.name == "x_kind" else own, ignore_index=True
    )


def between(value: float, low: float, high: float) -> str:
    """A number with its interval, a dash for an open end; a dash alone where there is none."""
    if pd.isna(value):
        return ABSENT
    ends = [ABSENT if pd.isna(end) else f"{end:.3g}" if abs(end) < 10 else f"{end:.4g}" for end in (low, high)]
    own = f"{value:.3g}" if abs(value) < 10 else f"{value:.4g}"
    return own if ends == [ABSENT, ABSENT] else f"{own} [{ends[0]}, {ends[1]}]"


def outputs(fitted: FittedRuns, settings: Settings, title: str, processes: int = 1) -> dict[str, bytes]:
    """Every file by name.

    Parameters
    ----------
    fitted : FittedRuns
    settings : emergence.models.base.Settings
        Those that the fits were made with.
    title : str
        Of the page.
    processes : int
        Figures that are drawn at a time.

    Returns
    -------
    dict of str to bytes
        ``summary``, ``verdicts`` and ``fits`` as CSV and Parquet, ``<kind of x>.pdf``, ``.svg`` and ``.png``,
        ``report.html`` and ``numbers.tex``, and ``published.csv`` where published series are beside the own ones; the
        same for the same numbers.
    """
    short = summary(fitted)
    made: dict[str, bytes] = {}
    for name, frame in (("summary", short), ("verdicts", fitted.judged.verdicts), ("fits", fitted.judged.fits)):
        made[f"{name}.csv"] = frame.to_csv(index=False, lineterminator="\n").encode()
        stream = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), stream)
        made[f"{name}.parquet"] = stream.getvalue()
    kinds = list(dict.fromkeys(short["x_kind"]))
    parts = [(fitted.judged.shown(x_kind), x_kind, fitted.published) for x_kind in kinds]
    for x_kind, drawn in zip(kinds, side_by_side(_pictures, parts, processes), strict=True):
        made |= {f"{x_kind}.{ending}": content for ending, content in drawn.items()}
    if fitted.published is not None:
        made["published.csv"] = fitted.published.summary.to_csv(index=False, lineterminator="\n").encode()
    made["report.html"] = _page(short, fitted, settings, title, made).encode()
    made["numbers.tex"] = as_tex(quoted(short))
    return made


def _pictures(*of: Any) -> dict[str, bytes]:
    """The figure against one kind of x in all formats."""
    drawn = pictures(*of)
    return {**drawn, "png": png(drawn["pdf"])}


def quoted(short: pd.DataFrame) -> dict[str, str]:
    """Numbers for a manuscript by name, such as ``mmlu/loss_c4/onset``.

    The name has what tells the scores of a task against one x apart, too, where there are several.
    """
    found: dict[str, str] = {}
    for (task, x_kind), rows in short.groupby(["task", "x_kind"], sort=False):
        apart = [key for key in ("subtask", "metric", "shots", "format", "split") if len(rows[key].unique()) > 1]
        for row in rows.to_dict("records"):
            name = "/".join(map(str, [task, *(row[key] for key in apart if pd.notna(row[key])), x_kind]))
            values = {key: f"{row[key]:.4g}".replace("-", "−") for key in _QUOTED if pd.notna(row[key])}
            found |= {f"{name}/{key}": value for key, value in {**values, "verdict": row["verdict"]}.items()}
    return found


def _page(short, fitted, settings, title, made):
    """The page, with its pictures inside it."""
    kinds = []
    for x_kind, own in short.groupby("x_kind", sort=False):
        kind = kind_of(str(x_kind))
        address = "data:image/svg+xml;base64," + base64.b64encode(made[f"{x_kind}.svg"]).decode()
        kinds.append(
            {
                "title": kind.title,
                "unit": kind.unit,
                "picture": address,
                "rows": list(map(_row, own.to_dict("records"))),
                "published": list(map(_published_row, _beside(fitted, x_kind))),
            }
        )
    margins = own_margins(short)
    template = jinja2.Environment(autoescape=True).from_string(
        files("emergence.own").joinpath("report.html").read_text("utf-8")
    )
    about = {"level": f"{settings.confidence:.0%}", "draws": settings.draws, "seed": settings.seed}
    return (
        template.render(
            title=title, notes=fitted.notes, kinds=kinds, margins=margins, version=version("emergence-atlas"), **about
        )
        + "\n"
    )


def _beside(fitted, x_kind):
    """The published series against an x."""
    rows = fitted.published.summary if fitted.published else pd.DataFrame(columns=["x_kind"])
    return rows[rows["x_kind"] == x_kind].to_dict("records")


def _published_row(row):
    """A published series in words."""
    return {"source": row["source"].replace("_", " "), "how": how_asked(row), **_measured(row)}


def how_asked(row: Mapping) -> str:
    """Shots, format and split of a score, as far as they are known."""
    shots = [] if pd.isna(row["shots"]) else [f"{row['shots']:.0f}-shot"]
    return ", ".join([*shots, *(row[key] for key in ("format", "split") if not pd.isna(row[key]))])


def own_margins(short: pd.DataFrame) -> str:
    """The margins of the kinds of x, in words."""
    found = short.drop_duplicates("x_kind").dropna(subset=["margin"])
    return ", ".join(f"{margin:g} {unit}" for margin, unit in zip(found["margin"], found["unit"], strict=True))


def _row(row):
    form = ABSENT if pd.isna(row["best_form"]) else f"{row['best_form']}: {row['parameters']}"
    return {"form": form, **_measured(row)}


def _measured(row):
    onset, width = (between(*(row[name + end] for end in ("", "_lo", "_hi"))) for name in ("onset", "width"))
    words = {name: row[name] for name in ("task", "verdict", "reason")}
    return {"runs": f"{row['n_runs']:.0f}", "onset": onset, "width": width, **words}
