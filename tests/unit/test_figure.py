"""Figures as a reader meets them: words on the page that do not overlap, the right way round, the same bytes twice."""

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pdfplumber
import pytest
import yaml
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from emergence.draw import scales, text_metrics, ticks
from emergence.draw.exhibit import draw
from emergence.draw.figure import figure
from emergence.draw.plan import plan_figure
from emergence.draw.rows import from_frame
from emergence.draw.ticks import choose
from emergence.io.errors import AtlasError, DataError

ROOT = Path(__file__).parents[2]
COLOURS = (ROOT / "workflow/exhibits/palette.yaml").read_text(encoding="utf-8")
PALETTE = yaml.safe_load(COLOURS)
STYLE = (ROOT / "workflow/exhibits/style.mplstyle").read_text(encoding="utf-8")
MODELS = ["OLMo ladder 190M", "OLMo ladder 3B", "OLMo-2 7B", "$odd_name$ ^x"]


def frame(panels, points=12, title="Task {}"):
    """Made-up scores: points of four models, chance, a line with its band, and a threshold, in each panel."""
    rng = np.random.default_rng(7)
    rows = []
    for panel in range(panels):
        base = {"panel": panel, "panel_title": title.format(panel)}
        for k in range(points):
            x = float(rng.uniform(2.4, 4.6))
            rows.append(base | {"layer": 0, "x": x, "y": 0.25 + max(0.0, 3 - x), "group": MODELS[k % 4]})
        rows.append(base | {"layer": 1, "y": 0.25})
        for x, y in ((4.6, 0.25), (3.0, 0.25), (2.4, 0.85)):
            rows.append(base | {"layer": 2, "x": x, "y_lo": y - 0.1, "y_hi": y + 0.1})
            rows.append(base | {"layer": 3, "x": x, "y": y})
        rows.append(base | {"layer": 4, "x": 3.0, "x_lo": 2.9, "x_hi": 3.1, "text": "3.00"})
    names = ("panel", "panel_title", "layer", "x", "y", "x_lo", "x_hi", "y_lo", "y_hi", "group", "text")
    return {name: [row.get(name) for row in rows] for name in names}


def spec(**changes):
    """A figure's spec with all of the usual layers."""
    fit = [{"mark": "band", "legend": "hinge"}, {"mark": "line", "legend": "hinge"}]
    layers = [{"mark": "points"}, {"mark": "chance_line"}, *fit]
    axes = {"x": {"title": "Loss (nats per token)", "reverse": True}, "y": {"title": "Accuracy", "scale": "percent"}}
    return {
        "kind": "figure",
        "title": "T",
        "caption": "Made –\n up.",
        "layers": [*layers, {"mark": "threshold"}],
        "axes": axes,
    } | changes


def page(pdf):
    """The words and the size of a figure's page."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        (only,) = document.pages
        upright = only.filter(lambda thing: thing.get("upright", True))
        return upright.extract_words(keep_blank_chars=True, x_tolerance=2.5), float(only.width), float(only.height)


def overlaps(words):
    """Pairs of words whose letters touch; boxes are shrunk to the height of the letters."""
    found = []
    for k, one in enumerate(words):
        for other in words[:k]:
            wide = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
            if wide > 0.3 and high > 0.25 * min(one["bottom"] - one["top"], other["bottom"] - other["top"]):
                found.append((one["text"], other["text"]))
    return found


CASES = {
    "eight": (spec(size={"columns": 2, "height": 4.3}, panels={"columns": 4}), frame(8)),
    "one column": (spec(size={"columns": 1, "height": 2.6}), frame(1)),
    "free axes": (spec(size={"height": 5}, panels={"columns": 3, "share_y": False, "share_x": False}), frame(5)),
    "legend right": (spec(size={"height": 3}, legend={"place": "right", "title": "Model"}), frame(2)),
    "legend in spare": (spec(size={"height": 4}, panels={"columns": 3}, legend={"place": "spare"}), frame(5)),
    "eighty-five": (
        spec(size={"height": 9}, panels={"columns": 8, "letters": False}),
        frame(85, title="a_rather_long_name_of_task_{}"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_words_neither_overlap_nor_leave_the_page(case):
    words, width, height = page(figure(*CASES[case], PALETTE, STYLE))
    assert width == pytest.approx(72 * (3.25 if case == "one column" else 6.75))
    assert overlaps(words) == []
    assert min(word["x0"] for word in words) >= 0
    assert max(word["x1"] for word in words) <= width
    assert max(word["bottom"] for word in words) <= height + 0.5


def test_the_legend_lists_each_group_and_guide_once_and_sizes_of_a_family_as_one_strip():
    words = [word["text"] for word in page(figure(*CASES["eight"], PALETTE, STYLE))[0]]
    for entry in (
        "OLMo ladder 190M, 3B",
        "OLMo-2 7B",
        "$odd_name$ ^x",
        "hinge",
        PALETTE["chance"]["name"],
        PALETTE["threshold"]["name"],
    ):
        assert words.count(entry) == 1, entry
    none = page(figure(spec(legend={"place": "none"}), frame(1), PALETTE, STYLE))[0]
    assert "hinge" not in [word["text"] for word in none]


def test_the_legend_lists_only_what_the_panels_show():
    held = frame(1)
    held["x"] = [9.0 if held["group"][k] == "OLMo-2 7B" else x for k, x in enumerate(held["x"])]
    axes = spec()["axes"] | {"x": {"title": "Loss", "limits": [2.0, 5.0]}}
    words = [word["text"] for word in page(figure(spec(axes=axes), held, PALETTE, STYLE))[0]]
    assert "OLMo ladder 190M, 3B" in words
    assert "OLMo-2 7B" not in words


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_smaller_than_six_points(case):
    with pdfplumber.open(io.BytesIO(figure(*CASES[case], PALETTE, STYLE))) as document:
        upright = [char for char in document.pages[0].chars if char["upright"]]
    assert min(char["size"] for char in upright) > 5.99


def test_title_and_short_caption_stand_around_the_panels_and_make_the_page_higher():
    bare = figure(spec(title="", size={"height": 3}), frame(2), PALETTE, STYLE)
    said = figure(spec(title="A title", short="It rises. " * 30, size={"height": 3}), frame(2), PALETTE, STYLE)
    (_, _, low), (words, _, high) = page(bare), page(said)
    assert high > low + 20
    assert min(words, key=lambda word: word["top"])["text"] == "A title"
    assert max(words, key=lambda word: word["bottom"])["text"].endswith("It rises.")
    with pytest.raises(AtlasError, match="short: at most 2 lines"):
        figure(spec(short="It rises. " * 90), frame(2), PALETTE, STYLE)


def test_a_reversed_axis_has_its_low_end_at_the_right():
    words = {w["text"]: w["x0"] for w in page(figure(*CASES["one column"], PALETTE, STYLE))[0]}
    assert words["2.5"] > words["4.5"]


def test_a_linear_axis_may_count():
    ticks = choose((0.0, 1.5e12), "linear", 150.0, 7.0, across=True, labels="count")
    assert {"0", "500B", "1T"} <= set(ticks.labels)
    assert all("000" not in label for label in ticks.labels)


def test_an_exponent_axis_says_powers_of_ten_and_counts():
    rows = {"panel": [0, 0], "layer": [0, 0], "x": [18.0, 24.0], "y": [1.0, 2.0]}
    for labels, expected in (("power", {"10¹⁸", "10²⁴"}), ("count", {"1B", "1T"})):
        axes = {"x": {"scale": "exponent", "labels": labels}}
        rows["x"] = [18.0, 24.0] if labels == "power" else [9.0, 12.0]
        words = page(figure({"layers": [{"mark": "points"}], "axes": axes}, rows, PALETTE, STYLE))[0]
        assert expected <= {word["text"] for word in words}


def test_a_panel_with_an_axis_of_its_own_has_its_own_title_and_limits():
    listed = [{"title": "Law"}, {"axes": {"y": {"title": "Residual", "limits": [-0.4, 0.4]}}}]
    rows = {"panel": [0, 0, 1, 1], "layer": [0] * 4, "x": [1, 2, 1, 2], "y": [100, 300, -0.3, 0.3]}
    rows["value"] = [1e9, 1e10, 1e9, 1e10]
    made = spec(layers=[{"mark": "points", "colour": "value"}], axes={}, size={"height": 4})
    made |= {"panels": {"columns": 1, "heights": [3, 1], "list": listed}, "colourbar": {"title": "N", "scale": "log"}}
    words = {word["text"]: word["top"] for word in page(figure(made, rows, PALETTE, STYLE))[0]}
    assert words["300"] < words["100"] < words["0.2"] < words["−0.2"]
    assert words["10B"] < words["1B"]


def test_a_row_of_panels_may_have_limits_of_its_own():
    rows = {"panel": [0, 1, 2, 3], "layer": [0] * 4, "x": [1, 2, 3, 4], "y": [3, 4, 300, 400]}
    made = {"layers": [{"mark": "points"}], "axes": {}, "size": {"height": 4}}
    made["panels"] = {"columns": 2, "share_x": False, "share_y": "row"}
    words = page(figure(made, rows, PALETTE, STYLE))[0]
    ticks = [word for word in words if word["text"] in ("4.0", "400")]
    assert [word["text"] for word in ticks] == ["4.0", "400"]  # once a row, at its left
    assert {round(word["x1"]) for word in ticks} == {round(ticks[0]["x1"])}
    axes = scales.plan_axes(made, from_frame(rows), [0.0, 1.0, 2.0, 3.0], 2)
    assert [axes[panel, "y"].limits for panel in range(4)] == [(2.96, 4.04)] * 2 + [(296.0, 404.0)] * 2
    assert axes[0, "x"].limits != axes[1, "x"].limits


def test_columns_of_panels_repeat_the_labels_of_x_only_where_those_below_differ():
    rows = {"panel": [0, 1, 2], "layer": [0] * 3, "x": [100, 1, 1], "y": [1, 1, 1]} | {"x_lo": [500, 2, 2]}
    made = {"layers": [{"mark": "errorbars"}], "axes": {}, "size": {"height": 5}}
    made["panels"] = {"columns": 1, "share_x": "row"}
    words = [word["text"] for word in page(figure(made, rows, PALETTE, STYLE))[0]]
    assert (words.count("300"), words.count("1.5")) == (1, 1)


def test_rows_stand_apart_by_what_is_below_each_of_them():
    axes = [{"x": {"limits": [0.0, 1.0 + number // 4]}} for number in range(6)]
    listed = {"columns": 2, "list": [{"title": "", "axes": own} for own in axes]}
    boxes = [panel.box for panel in plan_figure(spec(panels=listed), from_frame(frame(6)), PALETTE).panels]
    first, second = (boxes[k].bottom - boxes[k + 2].top for k in (0, 2))
    assert second > first + 6


def test_a_title_stands_nearer_to_its_own_panel_than_to_the_one_above():
    plan = plan_figure(spec(size={"height": 4}, panels={"columns": 2}), from_frame(frame(4)), PALETTE)
    above, own = plan.panels[0].box, plan.panels[2].box
    assert above.bottom - (own.top + 4 + plan.heading_size) > 2 * 4


def test_a_row_has_room_for_its_own_titles_alone():
    long = frame(4)
    title = "A title so long that even in smaller type it needs two lines above its panel, and yet fits"
    long["panel_title"] = [title if panel == 2 else "Task" for panel in long["panel"]]
    plan = plan_figure(spec(size={"height": 4}, panels={"columns": 2}), from_frame(long), PALETTE)
    assert plan.panels[2].heading.count("\n") == 1
    top = plan.page.height - plan.panels[0].box.top
    assert top < 4 + 8.5 * 1.18 + 5 + 2 * plan.heading_size * 1.18


def test_titles_and_letters_of_a_row_stand_as_high_whatever_the_lines_of_their_titles():
    held = frame(4)
    title = "A title so long that even in smaller type it needs two lines above its panel, and yet fits"
    held["panel_title"] = [title if panel == 2 else "Task" for panel in held["panel"]]
    asked = spec(size={"height": 4}, panels={"columns": 2})
    words = {word["text"]: word["bottom"] for word in page(figure(asked, held, PALETTE, STYLE))[0]}
    assert words["c"] == pytest.approx(words["d"])
    panels = plan_figure(asked, from_frame(held), PALETTE).panels
    assert panels[0].rise < panels[2].rise == panels[3].rise
    assert panels[1].box.bottom - panels[3].box.top - panels[3].rise - 7.5 > panels[3].rise  # and seems to be its own
    bare = plan_figure(spec(panels={"columns": 2, "letters": False}), from_frame(held), PALETTE).panels
    assert panels[0].rise < bare[2].rise == bare[3].rise  # titles without letters too


def test_titles_are_smaller_rather_than_of_two_lines():
    room = text_metrics.width("A title of some length", 7.0)
    assert text_metrics.fit_all(["A title of some length", "B"], [room, room], 7.5, 6.0) == (
        7.0,
        ["A title of some length", "B"],
    )
    size, (broken, _) = text_metrics.fit_all(["A title of some length", "B"], [0.8 * room, room], 7.5, 6.0)
    assert (size, broken.count("\n")) == (7.5, 1)


def test_titles_of_y_stand_under_each_other_whatever_the_width_of_their_labels():
    own = [{"axes": {"y": {"title": "Accuracy", "scale": "percent"}}}, {"axes": {"y": {"title": "Tokens"}}}]
    panels = {"columns": 1, "list": own, "share_y": False}
    plan = plan_figure(spec(size={"height": 4}, panels=panels), from_frame(frame(2)), PALETTE)
    places = {text.text: text.x for text in plan.titles if text.text in ("Accuracy", "Tokens")}
    assert len(places) == 2
    assert len(set(places.values())) == 1


def test_a_legend_wider_than_its_spare_place_stays_on_the_page():
    held = frame(5)
    held["group"] = [group and f"{group}, with quite a long name" for group in held["group"]]
    asked = spec(size={"height": 4}, panels={"columns": 3}, legend={"place": "spare"})
    plan = plan_figure(asked, from_frame(held), PALETTE)
    left = plan.legend_corner[0]
    assert plan.panels[-1].box.right < left
    assert left + plan.legend.width <= plan.page.width


def test_a_number_and_its_per_cent_stay_on_one_line():
    room = text_metrics.width("from 43 to 65 ", 7.0)
    assert text_metrics.wrap("from 43 to 65 % of it", 7.0, room, 2) == "from 43 to\n65 % of it"


def test_names_on_an_axis():
    rows = {"panel": [0, 0], "layer": [0, 0], "x": [1.0, 2.0], "y": [0, 1], "text": ["first task", "second task"]}
    pdf = figure({"layers": [{"mark": "points"}], "axes": {"y": {"scale": "category"}}}, rows, PALETTE, STYLE)
    assert {"first task", "second task"} <= {word["text"] for word in page(pdf)[0]}


def test_fonts_are_embedded_as_outlines_and_points_stored_small():
    pdf = figure(spec(size={"height": 4}, panels={"columns": 3}), frame(6, points=5000), PALETTE, STYLE)
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert len(pdf) < 1_500_000


def test_fonts_are_embedded_without_their_tables_for_layout():
    document = pdfplumber.open(io.BytesIO(figure(spec(), frame(1), PALETTE, STYLE))).doc
    objects = [document.getobj(number) for ref in document.xrefs for number in ref.get_objids()]
    fonts = [TTFont(io.BytesIO(part.get_data())) for part in objects if "Length1" in getattr(part, "attrs", ())]
    assert fonts
    for font in fonts:
        assert "glyf" in font
        assert not {"GDEF", "GPOS", "GSUB"} & set(font.keys())


def test_what_cannot_be_drawn_is_told():
    with pytest.raises(AtlasError, match="no rows"):
        figure(spec(), {"panel": [], "layer": []}, PALETTE)
    with pytest.raises(AtlasError, match="layers"):
        figure(spec(), {"panel": [0], "layer": [9]}, PALETTE)


@pytest.mark.parametrize(
    ("changes", "rows", "told"),
    [
        ({"layers": [{"mark": "dots"}]}, {"panel": [0], "layer": [0]}, "unknown mark 'dots'"),
        ({}, {"panel": [], "layer": []}, "no rows"),
        ({"kind": "table", "columns": [{"field": "b"}]}, {"a": [1]}, "no field 'b'"),
    ],
)
def test_an_error_begins_with_the_exhibit(changes, rows, told):
    for named, name in (({"file": "exhibits/x.yaml"}, "exhibits/x.yaml"), ({}, "T")):
        with pytest.raises(AtlasError, match=f"^{name}: .*{told}"):
            draw(spec(**changes) | named, rows, COLOURS, STYLE)
    with pytest.raises(DataError, match=r"^palette.yaml: expected a key 'ink'"):
        draw(spec(**changes), rows, "colours: viridis", STYLE)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("font.sise: 7", "row 2: found 'font.sise': expected a setting of matplotlib"),
        ("font.size 7", "row 2: found 'font.size 7': expected a line 'setting: value'"),
        ("font.size:  # none", "row 2: found 'font.size:': expected a line 'setting: value'"),
        ("font.size: seven", "row 2, column 'font.size': found 'seven': expected a value that matplotlib takes"),
    ],
)
def test_a_malformed_line_of_the_style_is_told(line, told):
    with pytest.raises(DataError, match=f"^style.mplstyle, {told}"):
        draw(spec(file="exhibits/x.yaml"), frame(1), COLOURS, f"# The look.\n{line}\n")


def test_the_caption_travels_with_the_figure():
    made = spec(caption="Scores of\n  two models – made up.\n")
    with pdfplumber.open(io.BytesIO(figure(made, frame(1), PALETTE, STYLE))) as document:
        assert document.metadata["Subject"] == "Scores of two models – made up."
        assert not [key for key in document.metadata if "Date" in key]


def test_a_band_widens_an_axis_a_little_and_no_more():
    layers = {"layers": [{"mark": "points"}, {"mark": "band"}]}
    rows = {"panel": [0] * 4, "layer": [0, 0, 1, 1], "x": [1.0, 2.0] * 2, "y": [0.0, 1.0, None, None]}
    for low, high, limits in ((0.2, 0.8, (0, 1)), (-0.05, 1.1, (-0.05, 1.1)), (-9, 9, (-0.15, 1.15))):
        held = from_frame(rows | {"y_lo": [None, None, low, low], "y_hi": [None, None, high, high]})
        pad = scales.PAD * (limits[1] - limits[0])
        expected = (limits[0] - pad, limits[1] + pad)
        assert scales.plan_axes(layers, held, [0.0], 1)[0.0, "y"].limits == pytest.approx(expected)


def test_each_row_that_ends_the_grid_has_the_title_of_x_under_its_middle():
    def titles(count, columns, **changes):
        made = spec(size={"height": 4}, panels={"columns": columns}, **changes)
        words = page(figure(made, frame(count), PALETTE, STYLE))[0]
        marked = [w for w in words if w["text"] in ("2.5", "4.5")]
        return [w for w in words if w["text"] == "Loss (nats per token)"], marked

    for place in ("spare", "bottom"):
        found, marked = titles(5, 4, legend={"place": place})
        upper, lower = sorted(found, key=lambda w: w["top"])
        for title in (upper, lower):
            above = [w for w in marked if 0 < title["top"] - w["bottom"] < 8]
            middle = (min(w["x0"] for w in above) + max(w["x1"] for w in above)) / 2
            assert (title["x0"] + title["x1"]) / 2 == pytest.approx(middle, abs=4)
    assert len(titles(8, 4)[0]) == 1
    assert len(titles(1, 1)[0]) == 1


@pytest.mark.parametrize("letters", range(16, 26, 2))
def test_a_title_ends_farther_from_the_next_panels_letter_than_that_letters_title_begins(letters):
    made = spec(size={"height": 4}, panels={"columns": 5, "letters": True})
    words = page(figure(made, frame(10, title="M" + "i" * letters + " and more"), PALETTE, STYLE))[0]
    marks = [word for word in words if word["text"] in "bcde" and len(word["text"]) == 1]
    assert len(marks) == 4
    for mark in marks:
        line = [word for word in words if word is not mark and abs(word["bottom"] - mark["bottom"]) < 4]
        before = mark["x0"] - max((word["x1"] for word in line if word["x1"] < mark["x0"] + 1), default=0.0)
        assert before > min(word["x0"] for word in line if word["x0"] > mark["x1"] - 1) - mark["x1"]


def test_a_title_wider_than_what_it_stands_under_stays_on_the_page():
    title = "A title of the axis that is wider than a panel and a half"
    made = spec(size={"height": 4}, panels={"columns": 4}, axes={"x": {"title": title}})
    for count in (5, 7):
        words, width, _ = page(figure(made, frame(count), PALETTE, STYLE))
        found = [w for w in words if w["text"] == title]
        assert len(found) == (2 if count == 5 else 1)
        assert all(w["x0"] >= 0 and w["x1"] <= width for w in found)
        assert overlaps(words) == []


SCRIPT = """
import hashlib, json, sys
from emergence.draw.figure import figure
from emergence.draw.table import table
spec, frame, palette, style = json.load(sys.stdin)
made = table({"title": "T", "columns": [{"field": "x", "format": ".2f"}]}, {"x": frame["x"][:50]})
print(*(hashlib.sha256(pdf).hexdigest() for pdf in (figure(spec, frame, palette, style), made)))
"""


def test_the_same_bytes_in_another_time_zone_locale_and_hash_order():
    given_in = json.dumps([*CASES["eight"], PALETTE, STYLE])
    seen = []
    for zone, language, seed in (("Asia/Tokyo", "C", "1"), ("America/Lima", "de_DE.UTF-8", "2")):
        around = {"TZ": zone, "LC_ALL": language, "LANG": language, "PYTHONHASHSEED": seed}
        run, env = [sys.executable, "-c", SCRIPT], os.environ | around
        seen.append(subprocess.run(run, input=given_in, env=env, capture_output=True, text=True, check=True).stdout)
    assert seen[0] == seen[1]
    assert seen[0].split()[0] == hashlib.sha256(figure(*CASES["eight"], PALETTE, STYLE)).hexdigest()


@given(
    low=st.floats(-1e3, 1e3),
    span=st.floats(1e-3, 1e4),
    length=st.floats(30, 500),
    across=st.booleans(),
    scale=st.sampled_from(["linear", "percent"]),
)
def test_ticks_lie_on_the_axis_and_say_different_things(low, span, length, across, scale):
    found = ticks.choose((low, low + span), scale, length, 7.0, across)
    assert all(low - span * 1e-6 <= p <= low + span * (1 + 1e-6) for p in found.positions)
    assert len(set(found.labels)) == len(found.positions) == len(found.labels)


@given(low=st.floats(-3, 25), span=st.floats(0.05, 20), length=st.floats(30, 500))
def test_powers_are_marked_where_they_stand(low, span, length):
    found = ticks.choose((low, low + span), "exponent", length, 7.0, True)
    assert all(low <= p + 1e-6 and p <= low + span + 1e-6 for p in (*found.positions, *found.minor))
    assert len(set(found.labels)) == len(found.labels)


def test_a_short_logarithmic_axis_near_one_says_plain_numbers():
    assert ticks.choose((2.1, 5.2), "log", 150, 7.0, False).labels == ("3", "4", "5")


def test_a_logarithmic_axis_of_less_than_two_decades_says_one_two_and_five():
    assert ticks.choose((0.009, 0.15), "log", 150, 7.0, False).labels == ("0.01", "0.02", "0.05", "0.1")
    assert ticks.choose((21.0, 22.5), "exponent", 150, 7.0, True).labels == ("10²¹", "10²²")


def test_panels_whose_own_axes_say_the_same_share_their_limits_where_panels_do():
    points = {"panel": [0.0, 0.0, 1.0, 1.0, 2.0, 2.0], "layer": [0.0] * 6, "x": [0.0, 1.0] * 3}
    rows = from_frame(points | {"y": [0.0, 1.0, 0.0, 5.0, 0.0, 9.0]})
    own = [{"y": {"title": title}} for title in ("score", "score", "loss")]
    for share, tops in ((True, (5.2, 5.2, 9.36)), (False, (1.04, 5.2, 9.36))):
        listed = {"share_y": share, "list": [{"title": "", "axes": axes} for axes in own]}
        found = plan_figure({"layers": [{"mark": "points"}], "panels": listed}, rows, PALETTE).panels
        assert [panel.y.limits[1] for panel in found] == pytest.approx(tops)


def test_an_axis_has_one_notation_of_numbers():
    assert ticks.choose((0.001, 0.1), "log", 150, 7.0, False).labels == ("0.001", "0.01", "0.1")
    assert ticks.choose((0.0015, 0.05), "log", 150, 7.0, False).labels == ("0.002", "0.005", "0.01", "0.02", "0.05")
    assert ticks.choose((80, 4e7), "log", 150, 7.0, False).labels == ("10²", "10³", "10⁴", "10⁵", "10⁶", "10⁷")
    assert ticks.choose((9e-5, 3), "log", 150, 7.0, False).labels == ("10⁻⁴", "10⁻³", "10⁻²", "10⁻¹", "10⁰")


def test_a_short_axis_has_more_than_two_numbers_where_they_fit():
    assert ticks.choose((0.2, 1.0), "linear", 86, 7.0, True).labels == ("0.2", "0.4", "0.6", "0.8", "1.0")


def test_categories_without_names_are_values_evenly_spaced():
    rows = from_frame({"panel": [0.0] * 3, "layer": [0.0] * 3, "x": [3.0, 30.0, 33.0], "y": [0.1, 0.2, 0.3]})
    panel = plan_figure({"layers": [{"mark": "points"}], "axes": {"x": {"scale": "category"}}}, rows, PALETTE).panels[0]
    assert panel.x.ticks.labels == ("3", "30", "33")
    assert panel.layers[0].rows["x"].tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize("share", [True, False])
def test_a_row_of_numbers_begins_left_of_one_of_names_unless_columns_share_x(share):
    listed = [{"title": "", "axes": {"y": {"title": "share"}}}, {"title": "", "axes": {"y": {"scale": "category"}}}]
    points = {"panel": [0.0, 0.0, 1.0, 1.0], "layer": [0.0] * 4, "x": [0.0, 1.0] * 2, "y": [0.0, 1.0] * 2}
    rows = from_frame(points | {"text": ["", "", "a name of some length", "another"]})
    spec = {"layers": [{"mark": "points"}], "panels": {"columns": 1, "share_x": share, "list": listed}}
    found = plan_figure(spec, rows, PALETTE)
    numbers, names = found.panels
    assert (numbers.box.left == names.box.left) == share
    assert numbers.shows_x != share
    (title,) = (text for text in found.titles if text.text == "share")
    assert numbers.box.left - title.x < 24
