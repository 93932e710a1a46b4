"""The words of an exhibit: its placeholders for numbers and shared phrases. No pandas: it runs at parse time.

A title or caption, long or short, may hold ``{name}``. The name stands under ``numbers`` in the same yaml, or under
``numbers`` or ``phrases`` in ``workflow/exhibits/wording.yaml``, which all exhibits share. A number comes from a table
of results or from the config; nothing is evaluated.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from emergence.io.errors import DataError

CONFIG = "config"
WORDED = ("title", "caption", "short")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def placeholders(text: str, file: str, column: str) -> list[str]:
    """The names in braces in a text, in their order.

    Raises
    ------
    DataError
        If a brace stands alone or holds anything but a plain name.
    """
    names = []
    for brace in _BRACES.finditer(text):
        if not _NAME.fullmatch(brace[1] or ""):
            raise DataError(file, "a name of small letters, digits and _ in braces", column=column, value=brace[0])
        names.append(brace[1])
    return names


def worded(spec: Mapping, shared: Mapping, keys: Iterable[str] = WORDED) -> dict:
    """An exhibit with its shared phrases written out, and with the shared numbers that it names.

    Parameters
    ----------
    spec : dict
        The yaml of an exhibit, with its ``file``.
    shared : dict
        The content of wording.yaml: ``numbers`` and ``phrases``.
    keys : iterable of str
        The keys of the yaml whose values are such texts.

    Returns
    -------
    dict
        The yaml whose title and caption hold names of numbers only, and whose ``numbers`` are those that they name.

    Raises
    ------
    DataError
        If a name is unknown, or a number of the yaml is named nowhere.
    """
    file, own = spec["file"], spec.get("numbers", {})
    phrases = shared.get("phrases", {})
    texts = {key: _with_phrases(spec[key], phrases, file, key) for key in keys if key in spec}
    used = [(name, key) for key in texts for name in placeholders(texts[key], file, key)]
    known = {**shared.get("numbers", {}), **own}
    for name, key in used:
        if name not in known:
            near = get_close_matches(name, [*known, *phrases], n=5, cutoff=0)
            raise DataError(file, f"a name under numbers: {', '.join(near) or 'there is none'}", None, key, name)
    for name in sorted(set(own) - {name for name, _ in used}):
        raise DataError(file, f"{{{name}}} in the text", column=f"numbers.{name}")
    return {**spec, **texts, **({"numbers": {name: known[name] for name, _ in used}} if used else {})}


def settled(spec: dict, config: Mapping) -> dict:
    """An exhibit whose numbers from the config have their values.

    Parameters
    ----------
    spec : dict
        As :func:`worded` leaves it.
    config : dict
        The settings of this run.

    Returns
    -------
    dict

    Raises
    ------
    DataError
        If a setting does not exist.
    """
    if "numbers" not in spec:
        return spec
    numbers = spec["numbers"].items()
    return {**spec, "numbers": {name: _settled(entry, config, spec["file"], name) for name, entry in numbers}}


def _with_phrases(text, phrases, file, key):
    """A text with its phrases written out; a phrase may hold numbers and no other phrase."""
    for name in placeholders(text, file, key):
        if name in phrases:
            text = text.replace(f"{{{name}}}", " ".join(phrases[name].split()))
    return text


def _settled(entry, config, file, name):
    """A number that comes from the config with its value; any other as it is."""
    if entry["from"] != CONFIG or "value" in entry:
        return entry
    value = config
    for key in entry["field"].split("."):
        if not isinstance(value, dict) or key not in value:
            raise DataError(file, f"a setting of the config: no {key!r}", None, f"numbers.{name}", entry["field"])
        value = value[key]
    return {**entry, "value": value}


def parts_of(spec: Mapping) -> list[dict]:
    """The numbers of an exhibit that come from tables, each a part that selects from one."""
    return [entry for entry in spec.get("numbers", {}).values() if entry["from"] != CONFIG]
