"""The marks that a layer may name and what their files say of themselves, read without importing what draws."""

import ast
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "draw" / "marks"


@dataclass(frozen=True)
class MarkSpec:
    """What planning and building know of a mark.

    ``options`` are JSON-schema properties of the keys that it takes besides those of all layers; ``needs_one_of`` are
    columns of which a row must have one, where the layer names any of them.
    """

    options: dict[str, Any] = field(default_factory=dict)
    needs_one_of: tuple[str, ...] = ()


@cache
def discover(folder: Path = FOLDER) -> dict[str, MarkSpec]:
    """The marks by name, from the literals OPTIONS and NEEDS_ONE_OF in their files."""
    files = sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
    return {path.stem: _spec(ast.parse(path.read_bytes())) for path in files}


def exhibit_schema(schema: dict[str, Any], marks: dict[str, MarkSpec]) -> dict[str, Any]:
    """The JSON schema of exhibits in which a layer takes the keys of its mark, and of no other; any of unknown marks.

    Parameters
    ----------
    schema : dict
        Its definition ``layer`` holds the keys of all layers.
    marks : dict of str to MarkSpec

    Returns
    -------
    dict
    """
    schema = deepcopy(schema)
    layer = schema["$defs"]["layer"]
    for name, mark in marks.items():
        own = {**layer, "properties": {**layer["properties"], **mark.options}}
        schema["$defs"][f"layer_{name}"] = own
    named = {"mark": layer["properties"]["mark"]}
    chosen = {
        "type": "object",
        "required": layer["required"],
        "properties": named,
        "allOf": [_if(mark) for mark in marks],
    }
    schema["$defs"]["layer"] = chosen
    return schema


def _if(name):
    given = {"properties": {"mark": {"const": name}}, "required": ["mark"]}
    return {"if": given, "then": {"$ref": f"#/$defs/layer_{name}"}}


def _spec(module):
    named = [node for node in module.body if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)]
    known = {node.targets[0].id: node.value for node in named if node.targets[0].id in ("OPTIONS", "NEEDS_ONE_OF")}
    return MarkSpec(**{name.lower(): ast.literal_eval(value) for name, value in known.items()})
