"""Colours and markers: constant for a family, distinct in colour-deficient vision too, never shared by groups."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from emergence.draw.palette import order, parse, styles
from emergence.io import yaml_files
from emergence.io.errors import AtlasError, DataError
from emergence.schema import of_yaml
from emergence.schema.verdicts import VERDICT_WORDS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "workflow/exhibits/palette.yaml").read_text(encoding="utf-8")
PALETTE = yaml.safe_load(TEXT)
SCHEMA = of_yaml("palette")

# Full dichromacy in linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
SIGHT = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, sight="normal"):
    """CIELAB of a colour as an eye sees it."""
    channels = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(SIGHT[sight]) @ linear, 0, 1)
    share = TO_XYZ @ seen / (TO_XYZ @ np.ones(3))
    f = np.where(share > (6 / 29) ** 3, np.cbrt(share), share / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, sight):
    """Distance of two colours in CIELAB; about 2 can just be seen side by side."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def test_the_palette_satisfies_its_schema_and_is_what_drawing_reads():
    assert yaml_files.load(ROOT / "workflow/exhibits/palette.yaml", SCHEMA) == parse(TEXT) == PALETTE


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('ink: "#222222"', "ink: black", "'ink': found 'black': expected a colour as #rrggbb"),
        ('ink: "#222222"', 'ink: "#2222"', "'ink': found '#2222': expected a colour as #rrggbb"),
        ('ink: "#222222"', 'inc: "#222222"', "no key 'inc'"),
        ("name: chance}", "name: chance, style: dashed}", "'chance': expected no key 'style'"),
        ('dark: "#08306b", ', "", "families.OLMo ladder': expected a key 'dark'"),
        ("marker: o, sizes: [190M", "marker: o, sizes: [190", "families.OLMo ladder.sizes.0"),
        ("marker: o, sizes", "marker: circle, sizes", "families.OLMo ladder.marker': found 'circle'"),
        ("  markers: [o,", "  marks: [o,", "'spare': expected no key 'marks'"),
        ("colours: viridis", "colours: jet", "'colours': found 'jet': expected one of viridis"),
    ],
)
def test_the_schema_tells_the_key_that_is_wrong(old, new, told):
    assert old in TEXT
    with pytest.raises(DataError) as error:
        yaml_files.require(yaml.safe_load(TEXT.replace(old, new, 1)), SCHEMA, "palette.yaml")
    assert str(error.value).startswith("palette.yaml")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('ink: "#222222"', "ink: [", "palette.yaml, row .*: expected well-formed yaml"),
        ('muted: "#8a8a8a"', 'ink: "#8a8a8a"', "palette.yaml, row .*the key 'ink' is given twice"),
        ('muted: "#8a8a8a"', "", "^palette.yaml: expected a key 'muted'"),
        ("name: chance}", "}", "^palette.yaml, column 'chance': expected a key 'name'"),
        ("  markers: [o,", "  marks: [o,", "^palette.yaml, column 'spare': expected a key 'markers'"),
        ('light: "#569ac9", ', "", "^palette.yaml, column 'families.OLMo ladder': expected a key 'light'"),
        (TEXT, "red", "^palette.yaml: found 'red': expected keys and values"),
        (TEXT, "a: \x07", "^palette.yaml: expected well-formed yaml"),
    ],
)
def test_drawing_tells_what_is_wrong_with_a_palette(old, new, told):
    assert old in TEXT
    with pytest.raises(DataError, match=told):
        parse(TEXT.replace(old, new, 1))


def test_no_two_groups_of_the_palette_look_the_same_by_mistake():
    """Words for the same thing in different exhibits may; models may not."""
    models = [name for name in PALETTE["groups"] if name.startswith(tuple(PALETTE["families"]))]
    assert len({(PALETTE["groups"][m]["colour"], PALETTE["groups"][m].get("marker")) for m in models}) == len(models)


@pytest.mark.parametrize("sight", SIGHT)
def test_families_are_told_apart_by_colour_and_always_by_marker(sight):
    names = list(PALETTE["families"])
    found = styles(names, PALETTE)
    for one, other in combinations(names, 2):
        assert found[one].marker != found[other].marker
    main = ["OLMo ladder", "OLMo-2", "LLaMA", "LaMDA", "GPT-3", "PaLM"]
    close = {(a, b): difference(found[a].colour, found[b].colour, sight) for a, b in combinations(main, 2)}
    assert min(close.values()) > 11, min(close, key=close.get)


def contrast(colour):
    """Contrast with white paper, 1 to 21, as WCAG 2 defines it."""
    channels = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05)


def test_even_the_lightest_colours_are_seen_on_paper():
    families = [entry[end] for entry in PALETTE["families"].values() for end in ("light", "dark")]
    groups = [entry["colour"] for entry in PALETTE["groups"].values()]
    assert [c for c in (*families, *groups, *PALETTE["spare"]["colours"]) if contrast(c) < 3] == []


def test_no_family_has_the_colour_of_thresholds():
    sizes = [f"{name} {size}" for name, entry in PALETTE["families"].items() for size in entry.get("sizes", [""])]
    for name, style in styles(sizes, PALETTE).items():
        assert difference(style.colour, PALETTE["threshold"]["colour"], "normal") > 30, name


@pytest.mark.parametrize("sight", SIGHT)
def test_sizes_of_the_ladder_are_told_apart_and_get_darker(sight):
    sizes = [f"OLMo ladder {size}" for size in ("190M", "370M", "760M", "1B", "3B")]
    found = styles([*sizes, "OLMo-2 7B", "OLMo-2 13B", "OLMo-2 7B medlr"], PALETTE)
    light = [lab(found[size].colour, sight)[0] for size in sizes]
    assert light == sorted(light, reverse=True)
    for one, other in combinations(found, 2):
        assert difference(found[one].colour, found[other].colour, sight) > 8, (one, other)


@pytest.mark.parametrize("sight", SIGHT)
def test_verdicts_and_guides_are_told_apart(sight):
    words = [PALETTE["groups"][w]["colour"] for w in VERDICT_WORDS]
    for one, other in combinations(words, 2):
        assert difference(one, other, sight) > 20, (one, other)
    for style in styles(list(PALETTE["families"]), PALETTE).values():
        assert difference(style.colour, PALETTE["threshold"]["colour"], "normal") > 20


def test_a_member_looks_the_same_in_any_company():
    alone = styles(["OLMo-2 13B"], PALETTE)["OLMo-2 13B"]
    assert styles(["OLMo-2 13B", "LLaMA-7B", "xyz", "OLMo-2 7B"], PALETTE)["OLMo-2 13B"] == alone


def test_longest_family_wins_and_names_are_whole_words():
    found = styles(["LLaMA-65B", "LLaMA-I 65B", "PaLMyra"], PALETTE)
    assert found["LLaMA-65B"].marker == PALETTE["families"]["LLaMA"]["marker"]
    assert found["LLaMA-I 65B"].marker == PALETTE["families"]["LLaMA-I"]["marker"]
    assert found["PaLMyra"].colour in PALETTE["spare"]["colours"]


@given(st.sets(st.text(min_size=1, max_size=8), max_size=50))
def test_no_two_groups_share_colour_and_marker(groups):
    found = styles(groups, PALETTE)
    assert set(found) == groups
    assert len(set(found.values())) == len(groups)
    assert found == styles(sorted(groups, reverse=True), PALETTE)


def test_more_groups_than_signs_is_an_error():
    with pytest.raises(AtlasError, match="spare"):
        styles([f"group {k}" for k in range(100)], PALETTE)


def test_a_legend_lists_families_as_the_palette_and_sizes_ascending():
    listed = ["OLMo ladder 760M", "OLMo ladder 1B", "OLMo-2 7B", "LLaMA-7B", "LLaMA-65B", "zebra"]
    assert order(listed[::-1], PALETTE) == listed


def test_metrics_keep_their_proper_names_where_readers_see_them():
    named = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9])\w+(?:-\w+)*")  # F1, BLEU, ROUGE-L-Sum, BERTScore
    metrics = pd.read_csv(ROOT / "data/metrics.csv")
    wrong = {}
    for metric, title in zip(metrics["metric"], metrics["title"], strict=True):
        shown = PALETTE["labels"].get(metric, metric.replace("_", " "))
        if missing := set(named.findall(title)) - set(named.findall(shown)):
            wrong[metric] = missing
    assert wrong == {}
