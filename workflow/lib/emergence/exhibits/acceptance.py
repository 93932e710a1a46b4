"""Checks that fail make a run fail. No pandas: the job runs again and again while one fails."""

from typing import Any

from emergence.io.errors import AtlasError


def require(outcome: dict[str, Any]) -> None:
    """Raise one error that lists the checks that fail and are no known disagreement.

    Parameters
    ----------
    outcome : dict
        How the checks came out; ``failed`` has a line for each.

    Raises
    ------
    AtlasError
        If any failed.
    """
    if not outcome["failed"]:
        return
    count = len(outcome["failed"])
    fails = "1 check fails" if count == 1 else f"{count} checks fail"
    advice = "  A real disagreement is recorded beside the published value in the exhibit's yaml: `known: <reason>`"
    raise AtlasError("\n".join([f"{fails}:", *(f"  {line}" for line in outcome["failed"]), advice]))
