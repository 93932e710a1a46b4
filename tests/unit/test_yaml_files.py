"""A yaml against its schema: errors name the file, the key and what was expected."""

import json
import subprocess
import sys
import time

import pytest

from emergence.catalogue import marks
from emergence.io import yaml_files
from emergence.io.errors import DataError
from emergence.schema import of_yaml

SCHEMAS = of_yaml("exhibit").parent
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title"],
    "properties": {
        "title": {"type": "string"},
        "height": {"type": "number", "maximum": 9.5},
        "size": {"type": "object", "additionalProperties": False, "properties": {"columns": {"enum": [1, 2]}}},
    },
}


@pytest.fixture
def load(tmp_path):
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA))

    def load_text(content):
        (tmp_path / "fig.yaml").write_text(content)
        return yaml_files.load(tmp_path / "fig.yaml", tmp_path / "schema.json")

    return load_text


def test_a_good_file_is_read(load):
    assert load("title: Scores\nsize: {columns: 2}\n") == {"title": "Scores", "size": {"columns": 2}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title: a\ncolour: red\n", "fig.yaml, row 2: expected no key 'colour'; the keys are: title, height, size"),
        (
            "title: a\nsize: {rows: 2}\n",
            "fig.yaml, row 2, column 'size': expected no key 'rows'; the keys are: columns",
        ),
        ("size: {columns: 2}\n", "fig.yaml: expected a key 'title'"),
        ("title: a\non: b\n", "fig.yaml: expected no key 'True'; the keys are: title, height, size"),
        ("title: 3\n", "fig.yaml, row 1, column 'title': found 3: expected a value of type string"),
        ("title: a\nsize: {columns: 3}\n", "fig.yaml, row 2, column 'size.columns': found 3: expected one of 1, 2"),
        ("title: a\ntitle: b\n", "fig.yaml, row 2: expected well-formed yaml (the key 'title' is given twice)"),
        ("title: [a\n", "fig.yaml, row 2: expected well-formed yaml"),
        ("", "fig.yaml: expected a value of type object"),
        ("title: a\nheight: 95\n", "fig.yaml, row 2, column 'height': found 95: expected a number of at most 9.5"),
        ("title: a\nsize:\n  # wide\n  columns: 3\n", "fig.yaml, row 4, column 'size.columns': found 3"),
        ("title: \x07\n", "fig.yaml: expected well-formed yaml"),
        ("? [a]\n: b\n", "fig.yaml: expected well-formed yaml"),
        (
            "title: a\nsize: {columns: 2.4e12}\n",
            "fig.yaml, row 2, column 'columns': found '2.4e12': expected a number, written 2.4e+12",
        ),
        ("title: a\nwhere:\n  x: [1, 1e-3]\n", "row 3, column 'x': found '1e-3': expected a number, written 1.0e-3"),
        ("title: a\nheight: -.5E5\n", "column 'height': found '-.5E5': expected a number, written -0.5e+5"),
    ],
)
def test_one_message(load, content, message):
    with pytest.raises(DataError) as error:
        load(content)
    assert message in str(error.value)


@pytest.mark.parametrize("title", ['"2.4e12"', "'1e5'", "e5", ".e5", "1e5 tokens", "190M-1e5"])
def test_words_that_are_meant_as_words_stay_words(load, title):
    assert load(f"title: {title}\n") == {"title": title.strip("\"'")}


def test_numbers_as_yaml_knows_them_stay_numbers(load):
    assert load("title: a\nheight: 2.4e+0\n")["height"] == 2.4


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match=r"none.yaml: expected a file of this name"):
        yaml_files.load(tmp_path / "none.yaml", tmp_path / "schema.json")


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("colour", "mauve", "found 'mauve': expected group, value, ink, muted or a colour as #rrggbb"),
        ("colour", "chance", "found 'chance': expected group, value, ink, muted or a colour as #rrggbb"),
        ("colour", "#12345", "found '#12345': expected group, value, ink, muted or a colour as #rrggbb"),
        ("marker", "heart", "found 'heart': expected one of o, s, ^"),
    ],
)
def test_a_layers_colour_and_marker_are_known(root, key, value, message):
    schema = marks.exhibit_schema(json.loads((SCHEMAS / "exhibit.schema.json").read_text()), marks.discover())
    exhibit = yaml_files.load(root / "workflow" / "exhibits" / "wei2022" / "fig2.yaml", schema)
    number = [layer["mark"] for layer in exhibit["layers"]].index("points")
    exhibit["layers"][number][key] = value
    with pytest.raises(DataError) as error:
        yaml_files.require(exhibit, schema, "fig2.yaml")
    assert f"fig2.yaml, column 'layers.{number}.{key}': {message}" in str(error.value)


def test_layers_and_palette_know_the_same_markers():
    palette = json.loads((SCHEMAS / "palette.schema.json").read_text())
    assert marks.discover()["points"].options["marker"] == palette["$defs"]["marker"]


def laughs(levels, first="[1, 1]", many="[*a{0}, *a{0}]"):
    """A text of few lines whose aliases stand for twice as many values at each level."""
    lines = [f"a{level}: &a{level} {many.format(level - 1)}" for level in range(1, levels + 1)]
    return "\n".join([f"a0: &a0 {first}", *lines]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        laughs(9, many="[" + ", ".join(["*a{0}"] * 10) + "]"),
        laughs(60),
        laughs(60, "{b: 1}", "{{b: *a{0}, c: *a{0}}}"),
        "a: &a [" + "1, " * 999 + "]\nb: [" + "*a, " * 11 + "]\n",
        "a: &a [*a]\n",
        "a: &a {b: [*a]}\n",
    ],
)
def test_aliases_that_repeat_too_much_are_refused_at_once(load, text):
    start = time.perf_counter()
    with pytest.raises(DataError, match=r"fig.yaml, row \d+: expected well-formed yaml \(the alias 'a\d*' is one of"):
        load(text)
    assert time.perf_counter() - start < 1


def test_aliases_that_repeat_a_little_are_read():
    shared = yaml_files.parse("a: &a [1, 2]\nb: [*a, *a]\n", "fig.yaml")
    assert shared == {"a": [1, 2], "b": [[1, 2], [1, 2]]}


def test_fifty_levels_are_read_and_no_more():
    assert yaml_files.parse("[" * 50 + "]" * 50, "fig.yaml")
    with pytest.raises(DataError, match="more than 50 levels"):
        yaml_files.parse("[" * 51 + "]" * 51, "fig.yaml")


@pytest.mark.parametrize("text", ["[" * 200_000, "a: " + "{b: " * 200_000, "- " * 200_000])
def test_a_text_that_lies_too_deep_does_not_end_the_process(text, tmp_path):
    (tmp_path / "deep.yaml").write_text(text)
    code = f"from emergence.io import yaml_files\nyaml_files.read({str(tmp_path / 'deep.yaml')!r})"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode == 1  # and not a signal
    assert "deep.yaml, row 1: expected well-formed yaml (more than 50 levels)" in ended.stderr
