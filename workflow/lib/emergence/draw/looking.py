"""What a book takes from the picture of each exhibit, remembered for pictures that are as they were.

By content: all exhibits of a paper are written anew when one of them changes, and to read those of Du et al. again
takes twice as long as to bind the book.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emergence.draw import cache
from emergence.draw.book import look
from emergence.io.files import write_bytes

_MOST = 1000  # pictures that are remembered, the last ones: those of several runs, and of some changes


def looks(pictures: Mapping[str, bytes], kinds: Mapping[str, str], code: str, kept: str | Path) -> dict[str, Any]:
    """:func:`emergence.draw.book.look` at each picture.

    Parameters
    ----------
    pictures : dict of str to bytes
        Name of the exhibit to its PDF.
    kinds : dict of str to str
        Name to ``figure`` or ``table``.
    code : str
        A digest of the code: another one remembers nothing.
    kept : path-like
        Where what was seen is kept for the next time. A missing or damaged file is an empty memory.
    """
    keys = {name: cache.key(code, kinds[name], picture) for name, picture in pictures.items()}
    known = _read(kept)
    seen = {key: known[key] if key in known else look(pictures[name], kinds[name]) for name, key in keys.items()}
    if not set(seen) <= set(known):
        before = {key: value for key, value in known.items() if key not in seen}
        write_bytes(kept, json.dumps(dict([*before.items(), *seen.items()][-_MOST:])).encode())
    return {name: seen[key] for name, key in keys.items()}


def _read(kept):
    try:
        known = json.loads(Path(kept).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
