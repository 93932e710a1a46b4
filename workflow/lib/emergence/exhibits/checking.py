"""Compare an exhibit with what the paper prints."""

import pandas as pd

from emergence.io.errors import AtlasError, DataError
from emergence.io.selection import matching
from emergence.schema.fitted import CHECKS


def compare(published, frames):
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


def require(checks: pd.DataFrame) -> None:
    """Raise one :class:`AtlasError` that lists the checks that fail and are no known disagreement.

    Parameters
    ----------
    checks : pandas.DataFrame
        CHECKS.
    """
    failed = checks[~checks["ok"].astype(bool) & checks["known_disagreement"].isna()]
    if failed.empty:
        return
    lines = [
        f"  {row.exhibit}: {row.quantity}: ours {row.ours:g}, published {row.published:g} within {row.tolerance:g}"
        f" ({row.locator})"
        for row in failed.itertuples()
    ]
    fails = "1 check fails" if len(failed) == 1 else f"{len(failed)} checks fail"
    advice = "  A real disagreement is recorded beside the published value in the exhibit's yaml: `known: <reason>`"
    raise AtlasError("\n".join([f"{fails}:", *lines, advice]))
