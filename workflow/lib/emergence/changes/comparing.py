"""Compare two results folders, table by table and picture by picture."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path, PurePath

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from emergence.catalogue.places import Places
from emergence.io.errors import DataError
from emergence.io.storage import read_frame
from emergence.schema.published import OBSERVATIONS

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# Tables of series whose numbers have intervals: the columns that identify their rows, and the numbers.
_FITTED: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, str]]]] = {
    "fits": (("series_id", "form", "parameter"), {"estimate": ("lo", "hi")}),
    "verdicts": (("series_id",), {"onset": ("onset_lo", "onset_hi"), "width": ("width_lo", "width_hi")}),
}


@dataclass(frozen=True)
class Changes:
    """What differs between two results, before and after; each a table without rows where nothing does.

    Attributes
    ----------
    inputs : pandas.DataFrame
        ``file`` and ``change`` (added, removed, changed) of data, code, config and versions.
    observations : pandas.DataFrame
        Keys of an observation, ``change``, ``before`` and ``after``.
    verdicts : pandas.DataFrame
        ``series_id``, ``before``, ``after``: verdicts that flipped, and series that came or went.
    numbers : pandas.DataFrame
        ``series_id``, ``number``, ``before``, ``after`` and ``moved``: by how many half-widths of the interval before,
        largest first; NaN where it had no interval.
    checks : pandas.DataFrame
        ``exhibit``, ``quantity``, ``published``, ``before``, ``after``, ``passed_before``, ``passes_now``.
    exhibits : pandas.DataFrame
        ``exhibit``, ``change``, and ``differs``: numbers, picture only, or caption only.
    """

    inputs: pd.DataFrame
    observations: pd.DataFrame
    verdicts: pd.DataFrame
    numbers: pd.DataFrame
    checks: pd.DataFrame
    exhibits: pd.DataFrame

    @property
    def nothing(self) -> bool:
        """Whether nothing that a reader sees differs."""
        return all(getattr(self, field.name).empty for field in fields(self) if field.name != "inputs")

    @property
    def newly_failing(self) -> pd.DataFrame:
        """The checks that passed before and fail now."""
        return self.checks[self.checks["passed_before"].eq(True) & self.checks["passes_now"].eq(False)]


def compare(before: Path, after: Path) -> Changes:
    """What differs between the results of two runs.

    Parameters
    ----------
    before, after : pathlib.Path
        Results folders of whole runs.

    Returns
    -------
    Changes

    Raises
    ------
    DataError
        If a folder has no manifest.
    """
    manifests = [_manifest(folder) for folder in (before, after)]
    return Changes(
        _inputs(*manifests),
        _observations(*_both(before, after, "observations")),
        _verdicts(*_both(before, after, "verdicts")),
        _largest_first(pd.concat([_numbers(_both(before, after, name), *_FITTED[name]) for name in _FITTED])),
        _checks(*_both(before, after, "checks")),
        _exhibits(before, after, *manifests),
    )


def _manifest(folder):
    path = Path(Places(str(folder)).manifest)
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        raise DataError(path, "the results of a whole run, which have this file") from None


def _both(before, after, name):
    return [read_frame(Places(str(folder)).table(name)) for folder in (before, after)]


def _differences(one: dict, other: dict) -> Iterable[tuple[str, str]]:
    """The keys in which two mappings differ, and how."""
    for key in sorted({*one, *other}):
        if one.get(key) != other.get(key):
            yield key, ADDED if key not in one else REMOVED if key not in other else CHANGED


def _inputs(one, other):
    files = list(_differences(one["inputs"], other["inputs"]))
    versions = [(f"version of {name}", change) for name, change in _differences(one["versions"], other["versions"])]
    return pd.DataFrame([*files, *versions], columns=["file", "change"])


def _paired(one, other, key, values):
    """Rows of two tables side by side by their key: columns of ``values`` end in ``_before`` and ``_after``."""
    sides = [frame[[*key, *values]].assign(there=True) for frame in (one, other)]
    paired = sides[0].merge(sides[1], on=list(key), how="outer", suffixes=("_before", "_after"))
    states = [~paired["there_before"].eq(True), ~paired["there_after"].eq(True)]
    return paired.assign(change=np.select(states, [ADDED, REMOVED], CHANGED))


def _unequal(paired, name):
    one, other = paired[f"{name}_before"], paired[f"{name}_after"]
    return (one != other) & ~(one.isna() & other.isna())


def _observations(one, other):
    key = list(OBSERVATIONS.key)
    paired = _paired(one, other, key, ["value"])
    found = paired[(paired["change"] != CHANGED) | _unequal(paired, "value")]
    return _named(found[[*key, "change", "value_before", "value_after"]], "value")


def _verdicts(one, other):
    paired = _paired(one, other, ["series_id"], ["verdict"])
    found = paired[(paired["change"] != CHANGED) | _unequal(paired, "verdict")]
    return _named(found[["series_id", "verdict_before", "verdict_after"]], "verdict")


def _named(frame, name):
    return frame.rename(columns={f"{name}_before": "before", f"{name}_after": "after"}).reset_index(drop=True)


def _numbers(sides, key, numbers):
    """The numbers of series in both that moved, in half-widths of their interval before."""
    ends = [end for pair in numbers.values() for end in pair]
    paired = _paired(*sides, key, [*numbers, *ends])
    parts = []
    for name, (low, high) in numbers.items():
        rows = paired[(paired["change"] == CHANGED) & _unequal(paired, name)]
        half = (rows[f"{high}_before"] - rows[f"{low}_before"]) / 2
        moved = (rows[f"{name}_after"] - rows[f"{name}_before"]).abs() / half.where(half > 0)
        label = rows[key[1]].str.cat([rows[own] for own in key[2:]], sep=" ") if len(key) > 1 else name
        part = {"series_id": rows["series_id"], "number": label}
        part |= {side: rows[f"{name}_{side}"] for side in ("before", "after")}
        parts.append(pd.DataFrame({**part, "moved": moved}))
    return pd.concat(parts)


def _largest_first(numbers):
    return numbers.sort_values(["moved", "series_id", "number"], ascending=[False, True, True], ignore_index=True)


def _checks(one, other):
    paired = _paired(one, other, ["exhibit", "quantity"], ["published", "ours", "ok"])
    found = paired[(paired["change"] != CHANGED) | _unequal(paired, "ok") | _unequal(paired, "ours")]
    published = found["published_after"].fillna(found["published_before"])
    renamed = _named(found, "ours").rename(columns={"ok_before": "passed_before", "ok_after": "passes_now"})
    names = ["exhibit", "quantity", "published", "before", "after", "passed_before", "passes_now"]
    return renamed.assign(published=published.to_numpy())[names]


def _exhibits(before, after, one, other):
    """The exhibits whose files differ: in numbers, in the picture only, or in words only."""
    one, other = _outputs(one), _outputs(other)
    names = {name.removesuffix(".pdf") for name in {*one, *other} if name.endswith(".pdf") and "/" in name}
    rows = []
    for name in sorted(names):
        sums = [own.get(f"{name}.{end}") for own in (one, other) for end in ("pdf", "parquet")]
        if sums[:2] == sums[2:]:
            continue
        if None in sums:
            rows.append((name, ADDED if sums[0] is None else REMOVED, "everything"))
        else:
            frames = [Places(str(folder)).exhibit(name, "parquet") for folder in (before, after)]
            rows.append((name, CHANGED, _how(*frames)))
    return pd.DataFrame(rows, columns=["exhibit", "change", "differs"])


def _outputs(manifest):
    """The checksums of outputs by their paths inside the results folder, whatever that was called."""
    sums = manifest["outputs"]
    home = min((PurePath(path).parent for path in sums), key=lambda path: len(path.parts))
    return {PurePath(path).relative_to(home).as_posix(): checksum for path, checksum in sums.items()}


def _how(one, other):
    tables = [pq.read_table(path) for path in (one, other)]
    if not tables[0].replace_schema_metadata().equals(tables[1].replace_schema_metadata()):
        return "numbers"
    return "picture" if tables[0].schema.metadata == tables[1].schema.metadata else "words"
