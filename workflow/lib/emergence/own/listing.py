"""Long lists of names in messages: the first few, and how many more there are."""

from collections.abc import Iterable

SHOWN = 5


def first_few(names: Iterable[str], more: str = "more") -> str:
    """The first :data:`SHOWN` names, and the number of the others, called ``more``."""
    every = list(names)
    rest = f" and {len(every) - SHOWN} {more}" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + rest
