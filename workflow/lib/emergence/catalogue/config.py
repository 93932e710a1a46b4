"""The configuration of a run: its values in their types, held against the schema, and where its results go."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from emergence.io import yaml_files

# What may differ between runs that write into one results folder: which part is built, where files are, how many jobs,
# and how long studies are, which are no part of the main job.
_NO_SETTINGS = ("exhibits", "mirror", "results", "shards", "studies")
_ABSENT = object()  # differs from null
_NULLS = ("null", "None", "~", "")


def typed(value: Any, schema: Mapping, root: Mapping | None = None) -> Any:
    """A value with words turned into the numbers, flags and nulls that a JSON schema asks for.

    Snakemake reads ``--config fits='{draws: 10}'`` with every nested value as text. A word that is none of what the
    schema asks for stays, so that the validation names it.
    """
    root = schema if root is None else root
    for kind in schema.get("oneOf", ()):
        if (kind.get("type") == "null") == (isinstance(value, str) and value in _NULLS):
            schema = kind
    if "$ref" in schema:
        schema = _at(root, schema["$ref"])
    if isinstance(value, dict):
        return {key: typed(own, _of_key(schema, str(key)), root) for key, own in value.items()}
    if isinstance(value, list):
        return [typed(own, schema.get("items", {}), root) for own in value]
    return _word(value, schema) if isinstance(value, str) else value


def require(config: Mapping, schema: Mapping) -> None:
    """Hold a configuration against its schema; a :class:`~emergence.io.errors.DataError` names the key."""
    yaml_files.require(config, schema, "config")


def completed(config: Mapping, standard: Mapping) -> dict[str, Any]:
    """A configuration with all that it does not name as in the standard one, inside sections too."""
    found = {**standard, **config}
    for key, own in standard.items():
        if isinstance(own, Mapping) and isinstance(found[key], Mapping):
            found[key] = completed(found[key], own)
    return found


def with_forms(config: Mapping, default: list[str]) -> dict[str, Any]:
    """A configuration that names the forms to fit, those by default where it names none."""
    return {**config, "fits": {**config["fits"], "forms": config["fits"]["forms"] or default}}


def changed(config: Mapping, standard: Mapping, inside: str = "") -> list[str]:
    """The settings in which a configuration differs from the standard one, as dotted keys, sorted."""
    found = []
    for key in sorted({*config, *standard}, key=str):
        own, other = config.get(key, _ABSENT), standard.get(key, _ABSENT)
        if own == other or (not inside and key in _NO_SETTINGS):
            continue
        name = f"{inside}{key}"
        if isinstance(own, Mapping) and isinstance(other, Mapping):
            found += changed(own, other, f"{name}.")
        else:
            found.append(name)
    return found


def results_folder(config: Mapping, standard: Mapping) -> tuple[str, list[str]]:
    """Where a run writes, and why it does not write into ``results``.

    Parameters
    ----------
    config : mapping
        The configuration of the run.
    standard : mapping
        The content of the project's own file.

    Returns
    -------
    folder : str
        What the key ``results`` names. Without it ``results`` for a run of all sources with the standard settings;
        else a folder of the run's own, so that the results of different settings are never mixed.
    reasons : list of str
        The keys that make the difference; empty if the folder is named or the run is a whole one.
    """
    if config.get("results"):
        return config["results"], []
    parts = [key for key in ("sources", "folders") if config.get(key)]
    reasons = sorted({*parts, *(key for key in changed(config, standard) if key.split(".")[0] not in parts)})
    if not reasons:
        return "results", []
    settings = {key: value for key, value in config.items() if key not in _NO_SETTINGS}
    name = sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:6]
    return f"results-partial-{name}", reasons


def _at(root, reference):
    found = root
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def _of_key(schema, key):
    if key in schema.get("properties", {}):
        return schema["properties"][key]
    for pattern, own in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            return own
    other = schema.get("additionalProperties", {})
    return other if isinstance(other, dict) else {}


def _word(word, schema):
    """The one value that a word spells among the types of a schema; the word itself if text is allowed."""
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if "null" in kinds and word in _NULLS:
        return None
    if "string" in kinds or not kinds:
        return word
    if "boolean" in kinds and word in ("true", "True", "false", "False"):
        return word.lower() == "true"
    for kind, number in (("integer", int), ("number", float)):
        if kind in kinds:
            try:
                return number(word)
            except ValueError:
                continue
    return word
