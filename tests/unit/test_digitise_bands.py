"""Reading what few figures draw: bands, horizontal bars, dash patterns, minus signs drawn as rectangles."""

import pytest

from emergence.digitise.categories import lines_beside
from emergence.digitise.drawing import Drawing, Path, Word
from emergence.digitise.labels import labels
from emergence.digitise.series import read_series
from emergence.digitise.shapes import shapes
from emergence.digitise.spec import SeriesSpec
from emergence.io.errors import DataError

FRAME = (0.0, 0.0, 100.0, 100.0)


def path(order, points, stroke=None, fill=None, dash=(), closed=False):
    return Path(order, tuple(points), 0, closed, stroke, fill, 1.0, dash, None)


def drawing(paths=(), words=()):
    return Drawing(100.0, 100.0, tuple(paths), tuple(words))


def word(text, left, bottom, size=4.0):
    return Word(text, left, bottom - 0.7 * size, left + 0.6 * size * len(text), bottom, size, 0.0, 1)


def read(paths, *wanted):
    return read_series(shapes(drawing(paths)), FRAME, wanted, [], "figure", "panel")


def test_a_band_gives_all_its_vertices():
    edge = [(10, 50), (10, 40), (90, 20), (90, 30), (10, 50)]
    points = read([path(1, edge, "#aa0000", "#aa0000", closed=True)], SeriesSpec("band", "band", fill="#aa0000"))
    assert [(point.x, point.y) for point in points] == edge


def test_a_horizontal_bar_begins_at_its_left():
    box = [(20, 40), (70, 40), (70, 44), (20, 44)]
    (point,) = read([path(1, box, fill="#00aa00", closed=True)], SeriesSpec("box", "bars", fill="#00aa00", along="x"))
    assert (point.x, point.y, point.base) == (70, 42, 20)


def test_dashes_tell_series_apart():
    line = [(10, 10), (50, 50), (90, 10)]
    drawn = [path(1, line, "#000000", dash=(3.2, 1.2)), path(2, line, "#000000", dash=(0.8, 0.8))]
    wanted = [SeriesSpec("long", "line", stroke="#000000", dash=(3.2, 1.2))]
    wanted.append(SeriesSpec("short", "line", stroke="#000000", dash=(0.8, 0.8)))
    assert [point.series for point in read(drawn, *wanted)] == ["long"] * 3 + ["short"] * 3


def test_a_drawn_minus_is_part_of_its_number():
    sign = path(1, [(10.2, 48.5), (12.4, 48.5), (12.4, 48.8), (10.2, 48.8)], fill="#262626", closed=True)
    found = labels(drawing([sign], [word("4", 13.0, 50.0)]))
    assert [(label.text, label.value) for label in found] == [("\N{MINUS SIGN}4", -4.0)]


def test_a_drawn_minus_in_an_exponent():
    sign = path(1, [(15.0, 46.4), (16.6, 46.4), (16.6, 46.6), (15.0, 46.6)], fill="#262626", closed=True)
    words = [word("10", 10.0, 50.0), word("2", 17.0, 47.6, size=2.8)]
    assert [label.value for label in labels(drawing([sign], words))] == [0.01]


def test_a_bar_beside_a_number_is_no_minus():
    bar = path(1, [(2, 30), (12.4, 30), (12.4, 50), (2, 50)], fill="#262626", closed=True)
    assert [label.value for label in labels(drawing([bar], [word("4", 13.0, 50.0)]))] == [4.0]


def test_lines_of_words_beside_a_frame():
    frame = (50.0, 0.0, 100.0, 40.0)
    words = [word("bleu", 38, 11.4), word("gender", 20, 21.4), word("bias", 38, 21.4), word("f1", 42, 31.4)]
    found = lines_beside(words, frame, "figure", "axis y")
    assert [text for _, text in found] == ["bleu", "gender bias", "f1"]
    assert [round(middle, 2) for middle, _ in found] == [9.96, 19.96, 29.96]
    with pytest.raises(DataError, match="evenly spaced lines"):
        lines_beside([*words, word("late", 38, 38.0)], frame, "figure", "axis y")
