"""Reading a yaml file against its JSON schema, with errors that name the file, the key and what was expected.

No pandas here: the Snakefile reads yaml at parse time, when every import is paid for by each run.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from emergence.io.errors import DataError

# What anyone reads as a number and yaml 1.1 as text, for want of a point or of the exponent's sign.
_LIKE_A_NUMBER = re.compile(r"([-+]?)(?=\.?\d)(\d*)\.?(\d*)[eE]([-+]?)(\d+)")


_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the fast one, where PyYAML has it


class SafeLoader(_Loader):
    """A safe loader that refuses what plain yaml takes silently for something else than was meant.

    That is a key given twice, of which the last would stand, and a number such as 2.4e12, which would be text.
    """

    def construct_mapping(self, node, deep=False):
        """The mapping of a node, its keys all different."""
        seen = set()
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.MarkedYAMLError(problem=f"the key {key!r} stands twice", problem_mark=key_node.start_mark)
            seen.add(key)
            for number in _misspelt_numbers(value_node):
                raise _MisspeltNumberError(key, number)
        return super().construct_mapping(node, deep)


class _MisspeltNumberError(yaml.MarkedYAMLError):
    """Under a key stands a node that should be a number."""

    def __init__(self, key, node):
        super().__init__(
            problem=f"{node.value} is text, a number is {_meant(node.value)}", problem_mark=node.start_mark
        )
        self.key, self.word = key, node.value


def _meant(word):
    """The number that a word looks like, as yaml 1.1 knows it."""
    sign, whole, rest, direction, exponent = _LIKE_A_NUMBER.fullmatch(word).groups()
    return f"{sign}{whole or 0}.{rest or 0}e{direction or '+'}{exponent}"


def _misspelt_numbers(node):
    """The values among a node and the items of its lists that look like numbers, unquoted, and are text."""
    if isinstance(node, yaml.SequenceNode):
        return [found for item in node.value for found in _misspelt_numbers(item)]
    plain = isinstance(node, yaml.ScalarNode) and node.style not in ("'", '"', "|", ">")
    is_text = plain and node.tag == "tag:yaml.org,2002:str"
    return [node] if is_text and _LIKE_A_NUMBER.fullmatch(node.value) else []


@cache
def _validator(schema):
    from jsonschema import Draft202012Validator  # planning reads yaml that was validated before, and jobs read none

    return Draft202012Validator(json.loads(schema))


def load(path, schema):
    """The content of a yaml file that satisfies a schema.

    Parameters
    ----------
    path : path-like
        The yaml.
    schema : path-like or dict
        The JSON schema it must satisfy, or the file that holds it.

    Returns
    -------
    dict

    Raises
    ------
    DataError
        If the file is missing or malformed, or a key is unknown, missing, or of the wrong kind.
    """
    content = read(path)
    require(content, schema, path)
    return content


def read(path):
    """The content of a yaml file, whatever it holds; a :class:`DataError` as :func:`load` raises it."""
    try:
        return parse(Path(path).read_bytes(), path)
    except FileNotFoundError:
        raise DataError(path, "a file of this name") from None


def parse(text, name):
    """What a text holds as yaml.

    Parameters
    ----------
    text : str or bytes
    name : str or path-like
        What messages call it.

    Raises
    ------
    DataError
        If it is no yaml, holds a key twice, or a number that yaml takes for text.
    """
    try:
        return yaml.load(text, SafeLoader)
    except _MisspeltNumberError as error:
        expected = f"a number, written {_meant(error.word)}"
        raise DataError(name, expected, error.problem_mark.line + 1, error.key, error.word) from None
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else None
        raise DataError(name, f"well-formed yaml ({error.problem})", row=row) from None
    except (yaml.YAMLError, TypeError) as error:  # bytes that are no text, a list as a key
        raise DataError(name, f"well-formed yaml ({error})") from None


def require(content, schema, name):
    """Hold an already loaded yaml against its schema.

    Raises
    ------
    DataError
        Naming ``name``, the key and what was expected.
    """
    schema = schema if isinstance(schema, dict) else read(schema)
    errors = list(_validator(json.dumps(schema)).iter_errors(content))
    # A misspelt key is an unknown key and a missing one; the unknown one is what the user sees in the file.
    unknown = [error for error in errors if error.validator == "additionalProperties"]
    if errors:
        from jsonschema.exceptions import best_match

        error = best_match(unknown or errors)
        key = ".".join(str(part) for part in error.absolute_path) or None
        value = error.instance if isinstance(error.instance, (str, int, float, bool)) else None
        raise DataError(name, _expected(error), column=key, value=value)


def _expected(error):
    """What the schema asked for, in words."""
    if error.validator == "additionalProperties":
        known = ", ".join(error.schema.get("properties", {}))
        # A key need not be a word: plain yaml takes on, off, yes and no for true and false.
        unknown = ", ".join(sorted(str(key) for key in set(error.instance) - set(error.schema.get("properties", {}))))
        return f"no key {unknown!r}; the keys are: {known}"
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
