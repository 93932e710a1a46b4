"""Compare an exhibit with what the paper prints."""

from collections.abc import Mapping

import pandas as pd

from emergence.io.errors import DataError
from emergence.io.selection import matching
from emergence.schema.fitted import CHECKS


def compare(published: Mapping[str, list[dict]], frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Our numbers beside the published ones.

    Parameters
    ----------
    published : dict of str to list of dict
        ``<paper>/<id>`` to the exhibit's ``published`` entries; those that have a ``tolerance`` are compared.
    frames : dict of str to pandas.DataFrame
        The exhibits' built frames.

    Returns
    -------
    pandas.DataFrame
        CHECKS. An entry without a ``field`` counts the rows that meet its condition.

    Raises
    ------
    DataError
        If an entry with a field matches no row or several.
    """
    pairs = [(exhibit, entry) for exhibit, entries in published.items() for entry in entries if "tolerance" in entry]
    return pd.DataFrame([_compared(exhibit, entry, frames[exhibit]) for exhibit, entry in pairs], columns=CHECKS.names)


def _compared(exhibit, entry, frame):
    found = frame[matching(frame, entry.get("where", {}))]
    if "field" not in entry:
        ours = float(len(found))
    elif len(found) == 1:
        ours = float(found[entry["field"]].iloc[0])
    else:
        raise DataError(
            exhibit, f"one row that matches {entry['where']}", column="published", value=f"{len(found)} rows"
        )
    return {
        "exhibit": exhibit,
        "quantity": entry["quantity"],
        "published": float(entry["value"]),
        "ours": ours,
        "tolerance": float(entry["tolerance"]),
        "ok": abs(ours - entry["value"]) <= entry["tolerance"],
        "known_disagreement": entry.get("known"),
        "locator": entry["locator"],
    }


def outcome(checks: pd.DataFrame) -> dict:
    """How the checks came out: ``all`` and ``ok`` (counts), ``known`` disagreements and those that ``failed`` (lines).

    Parameters
    ----------
    checks : pandas.DataFrame
        CHECKS.
    """
    differing = checks[~checks["ok"].astype(bool)]
    known = differing["known_disagreement"].notna()
    return {
        "all": len(checks),
        "ok": len(checks) - len(differing),
        "known": [f"{row.exhibit}: {row.quantity}" for row in differing[known].itertuples()],
        "failed": [
            f"{row.exhibit}: {row.quantity}: ours {row.ours:g}, published {row.published:g} within {row.tolerance:g}"
            f" ({row.locator})"
            for row in differing[~known].itertuples()
        ],
    }
