"""Reading yaml files and validating them against JSON schemas; errors name file, row, key, value and what was expected.

No pandas: yaml is read when the workflow is planned, where every import delays each run.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from os import PathLike
from pathlib import Path
from typing import Any

import yaml

from emergence.io.errors import DataError

# What a person reads as a number and yaml 1.1 as text, because it has no point or its exponent no sign.
_LIKE_A_NUMBER = re.compile(r"([-+]?)(?=\.?\d)(\d*)\.?(\d*)[eE]([-+]?)(\d+)")


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one, where PyYAML has it

_DEEPEST = 50  # levels; the fast loader overflows the stack of the process at some thousands
_MOST_REPEATED = 10_000  # values that aliases repeat: nine lines of ten aliases each stand for a thousand million


class SafeLoader(_Loader):
    """A safe loader that refuses what yaml would silently misread, and what would exhaust the machine.

    The former is a key given twice, of which the last would count, and a number such as 2.4e12, which would be text;
    the latter a text that lies too deep, or whose aliases repeat too much.
    """

    def __init__(self, text: str | bytes) -> None:
        _require_modest(text)
        super().__init__(text)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node, all keys of which differ."""
        seen = set()
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} is given twice", problem_mark=key_node.start_mark)
            seen.add(key)
            for number in _misspelt_numbers(value_node):
                raise _MisspeltNumberError(key, number)
        return super().construct_mapping(node, deep)


def _require_modest(text: str | bytes) -> None:
    """Go through the text once, without making anything of it; raise an error where it is too deep or repeats too much.

    Of the value behind each anchor it counts the values within, those repeated by aliases too.
    """
    sizes: dict[str | None, int] = {}
    around: list[tuple[str | None, int]] = [(None, 0)]  # the open lists and mappings: anchor, and values so far
    repeated = 0
    events: Iterable[Any] = yaml.parse(text, _Loader)
    for event in events:
        mark: Any = event.start_mark
        if isinstance(event, yaml.CollectionStartEvent):
            around.append((event.anchor, 1))
            if len(around) - 1 > _DEEPEST:
                raise yaml.MarkedYAMLError(problem=f"more than {_DEEPEST} levels", problem_mark=mark)
            continue
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, size = around.pop()
        elif isinstance(event, yaml.ScalarEvent):
            anchor, size = event.anchor, 1
        elif isinstance(event, yaml.AliasEvent):
            anchor, size = None, sizes.get(event.anchor, 0)
            repeated += size
            if repeated > _MOST_REPEATED or event.anchor in [opened for opened, _ in around]:
                problem = f"the alias {event.anchor!r} is one of those that repeat too much, or repeats itself"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=mark)
        else:
            continue
        around[-1] = around[-1][0], around[-1][1] + size
        if anchor is not None:
            sizes[anchor] = size


class _MisspeltNumberError(yaml.MarkedYAMLError):
    """The value of a key is text that should be a number."""

    def __init__(self, key: Any, node: yaml.ScalarNode) -> None:
        super().__init__(
            problem=f"{node.value} is text, a number is {_meant(node.value)}", problem_mark=node.start_mark
        )
        self.key, self.word = key, node.value


def _meant(word: str) -> str:
    """The number that a word looks like, as yaml 1.1 writes it."""
    sign, whole, rest, direction, exponent = _LIKE_A_NUMBER.fullmatch(word).groups()  # type: ignore[union-attr]
    return f"{sign}{whole or 0}.{rest or 0}e{direction or '+'}{exponent}"


def _misspelt_numbers(node: yaml.Node) -> list[yaml.ScalarNode]:
    """The values among a node and the items of its lists that look like numbers, unquoted, and are text."""
    if isinstance(node, yaml.SequenceNode):
        return [found for item in node.value for found in _misspelt_numbers(item)]
    if not isinstance(node, yaml.ScalarNode):
        return []
    plain = node.style not in ("'", '"', "|", ">")
    is_text = plain and node.tag == "tag:yaml.org,2002:str"
    return [node] if is_text and _LIKE_A_NUMBER.fullmatch(node.value) else []


@cache
def _validator(schema: str) -> Any:
    from jsonschema import Draft202012Validator  # not needed where yaml that has been validated is read again

    return Draft202012Validator(json.loads(schema))


def load(path: str | PathLike[str], schema: str | PathLike[str] | Mapping) -> Any:
    """The content of a yaml file that satisfies a schema.

    Parameters
    ----------
    path : path-like
        The yaml file.
    schema : path-like or dict
        The JSON schema it must satisfy, or the file that holds it.

    Returns
    -------
    dict or list
        What the schema allows.

    Raises
    ------
    DataError
        If the file is missing or malformed, or a key is unknown, missing, or of the wrong kind.
    """
    text = _text(path)
    content = parse(text, path)
    require(content, schema, path, text)
    return content


def read(path: str | PathLike[str]) -> Any:
    """The content of a yaml file, whatever it holds; a :class:`DataError` as :func:`load` raises it."""
    return parse(_text(path), path)


def _text(path: str | PathLike[str]) -> bytes:
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise DataError(path, "a file of this name") from None


def parse(text: str | bytes, name: object) -> Any:
    """The content of a yaml text.

    Parameters
    ----------
    text : str or bytes
    name : str or path-like
        What messages call it.

    Raises
    ------
    DataError
        If it is not yaml, holds a key twice, or a number that yaml takes for text; if it lies more than 50 levels
        deep, or its aliases repeat more than 10,000 values.
    """
    try:
        return yaml.load(text, SafeLoader)
    except _MisspeltNumberError as error:
        raise DataError(name, f"a number, written {_meant(error.word)}", _row(error), error.key, error.word) from None
    except yaml.MarkedYAMLError as error:
        raise DataError(name, f"well-formed yaml ({error.problem})", row=_row(error)) from None
    except (yaml.YAMLError, TypeError) as error:  # bytes that are not text, a list as a key
        raise DataError(name, f"well-formed yaml ({error})") from None


def require(content: Any, schema: str | PathLike[str] | Mapping, name: object, text: str | bytes | None = None) -> None:
    """Validate the content of a yaml file against a schema.

    Parameters
    ----------
    content : object
    schema : path-like or dict
        The JSON schema, or the file that holds it.
    name : str or path-like
        What messages call the file.
    text : str or bytes, optional
        The text that the content was read from; with it, messages name the row.

    Raises
    ------
    DataError
        Naming file, row, key, value and what was expected.
    """
    schema = schema if isinstance(schema, Mapping) else read(schema)
    errors = list(_validator(json.dumps(schema)).iter_errors(content))
    if not errors:
        return
    from jsonschema.exceptions import best_match

    # A misspelt key is an unknown key and a missing one; the user sees the unknown one in the file.
    unknown = [error for error in errors if error.validator == "additionalProperties"]
    error: Any = best_match(unknown or errors)
    path = list(error.absolute_path)
    value = error.instance if isinstance(error.instance, (str, int, float, bool)) else None
    row = None if text is None else _row_of(text, [*path, *_unknown_keys(error)[:1]])
    raise DataError(name, _expected(error), row, ".".join(map(str, path)) or None, value)


def _row(error: yaml.MarkedYAMLError) -> int | None:
    return error.problem_mark.line + 1 if error.problem_mark else None


def _row_of(text: str | bytes, path: Iterable[Any]) -> int | None:
    """The row of the key, or of the item of a list, at a path of keys and positions."""
    node, row = yaml.compose(text, SafeLoader), None
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pairs = ((key, value) for key, value in node.value if key.value == str(part))
            key, node = next(pairs, (None, None))
        elif isinstance(node, yaml.SequenceNode):
            key = node = node.value[part]
        else:
            break
        row = key.start_mark.line + 1 if key is not None else row
    return row


def _unknown_keys(error: Any) -> list[str]:
    """The keys that a schema does not know, as text: yaml reads on, off, yes and no as true and false."""
    if error.validator != "additionalProperties":
        return []
    return sorted(str(key) for key in set(error.instance) - set(error.schema.get("properties", {})))


def _expected(error: Any) -> str:
    """What the schema expected, in words."""
    if error.validator == "additionalProperties":
        known = ", ".join(error.schema.get("properties", {}))
        return f"no key {', '.join(_unknown_keys(error))!r}; the keys are: {known}"
    if error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        return f"a key {missing[0]!r}"
    if error.validator == "enum":
        return "one of " + ", ".join(str(value) for value in error.validator_value)
    if error.validator == "type":
        return f"a value of type {error.validator_value}"
    if error.validator in _LIMITS:
        return f"a number {_LIMITS[error.validator]} {error.validator_value}"
    return error.schema.get("description", error.message)


_LIMITS = {"minimum": "of at least", "maximum": "of at most", "exclusiveMinimum": "above", "exclusiveMaximum": "below"}
