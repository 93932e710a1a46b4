"""What the descriptors of sources say of names for readers and of x. No numpy: a workflow is planned with it."""

from collections.abc import Iterator, Mapping

from emergence.io.errors import DataError
from emergence.schema.x_kinds import x_kind


def labels(sources: Mapping[str, Mapping]) -> dict[str, str]:
    """Display names by key.

    Parameters
    ----------
    sources : mapping of str to mapping
        Source to the content of its ``source.yaml``: ``label`` of the source, of each of its ``pools`` and of each of
        its ``x``, all optional.

    Returns
    -------
    dict of str to str
        A kind of x without a label is called by its title in :mod:`emergence.schema.x_kinds`; another key without one
        is absent, and readers see the key with blanks for underscores.

    Raises
    ------
    DataError
        If two descriptors give one key different labels.
    """
    found: dict[str, str] = {}
    homes: dict[str, str] = {}
    for source, key, label in _given(sources):
        if found.setdefault(key, label) != label:
            expected = f"the label that data/{homes[key]}/source.yaml gives {key!r}: {found[key]!r}"
            raise DataError(f"data/{source}/source.yaml", expected, column="label", value=label)
        homes.setdefault(key, source)
    kinds = {key for content in sources.values() for key in content.get("x", ())}
    return {key: x_kind(key).title for key in sorted(kinds)} | found


def _given(sources: Mapping[str, Mapping]) -> Iterator[tuple[str, str, str]]:
    """Source, key and label of everything that has one."""
    for source, content in sources.items():
        entries = [(source, content), *content.get("pools", {}).items(), *content.get("x", {}).items()]
        for key, entry in entries:
            if "label" in entry:
                yield source, key, entry["label"]


def x_of(source: Mapping, overrides: Mapping[str, Mapping | None]) -> dict[str, dict]:
    """The kinds of x that the series of a source are built against.

    Parameters
    ----------
    source : mapping
        Content of its ``source.yaml``.
    overrides : mapping
        ``x_kinds`` of the config: limits in place of the source's own; None leaves a kind of x out.

    Returns
    -------
    dict of str to dict
        Kind of x to ``min``, ``max`` and ``only``, each where given.
    """
    limits = {key: overrides.get(key, own) for key, own in source.get("x", {}).items()}
    kept = {key: entry for key, entry in limits.items() if entry is not None}
    return {key: {name: value for name, value in entry.items() if name != "label"} for key, entry in kept.items()}
