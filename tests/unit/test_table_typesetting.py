"""Tables: numbers as they should print, text as it stands, pages, and the same bytes twice."""

import io

import pdfplumber
import pytest

from emergence.draw.table import LONGEST, contents, table
from emergence.io.errors import AtlasError


def words(pdf, page=0):
    """The words of a page with their places."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return document.pages[page].extract_words(use_text_flow=False)


def text(pdf):
    """The text of all pages."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "\n".join(page.extract_text() for page in document.pages)


def cells(column, values):
    """What a column's cells say."""
    return [row["cells"][0] for row in contents({"columns": [{"field": "v"} | column]}, {"v": values})["rows"]]


def printed(rows):
    """What the first cell of each row says, its interval behind its number."""
    return [" ".join(filter(None, (row["cells"][0]["text"], row["cells"][0]["interval"]))) for row in rows]


def test_scale_format_minus_and_null():
    found = cells({"format": ".1f", "scale": 100}, [0.763, -0.05, None, float("nan"), -0.0001])
    assert [cell["text"] for cell in found] == ["76.3", "−5.0", "–", "–", "0.0"]


def test_powers_counts_integers_and_flags():
    powers = cells({"format": ".2e"}, [5.76e23, 1e-4])
    assert [(cell["text"], cell["power"]) for cell in powers] == [("5.76", "23"), ("1.00", "−4")]
    assert [c["text"] for c in cells({"format": "count"}, [1.3e9, 1.75e11, 7.6e8])] == ["1.3B", "175B", "760M"]
    assert [c["text"] for c in cells({"format": ",d"}, [14042.0])] == ["14,042"]
    assert [c["text"] for c in cells({}, [True, False])] == ["yes", "no"]


def test_an_interval_is_printed_after_its_estimate():
    spec = {"columns": [{"field": "v", "format": ".2f", "interval": ["lo", "hi"]}]}
    rows = contents(spec, {"v": [1.5, 2.0, None], "lo": [1.0, None, None], "hi": [2.25, None, None]})["rows"]
    assert printed(rows) == ["1.50 [1.00, 2.25]", "2.00", "–"]


def test_an_interval_may_lack_an_end():
    spec = {"columns": [{"field": "v", "format": ".2f", "interval": ["lo", "hi"], "absent": "none"}]}
    rows = contents(spec, {"v": [2.82] * 3, "lo": [None, 2.8, None], "hi": [2.84, float("nan"), None]})["rows"]
    assert printed(rows) == ["2.82 [–, 2.84]", "2.82 [2.80, –]", "2.82"]


def test_numbers_stand_under_each_other_whatever_their_intervals():
    spec = {"columns": [{"field": "t"}, {"field": "v", "format": ".2f", "interval": ["lo", "hi"]}, {"field": "n"}]}
    values = {"t": list("abcd"), "v": [2.82, 3.82, 4.82, 5.82], "n": [1, 1, 1, 1]}
    pdf = table(spec, values | {"lo": [2.71, None, -2.25, None], "hi": [2.85, 2.91, None, None]})
    ends = [word["x1"] for word in words(pdf) if word["text"] in ("2.82", "3.82", "4.82", "5.82")]
    assert len(ends) == 4
    assert max(ends) - min(ends) < 0.05


def test_intervals_stand_below_their_numbers_in_all_rows_of_a_table_too_wide_or_in_none():
    columns = [{"field": f"v{k}", "title": "V", "format": ".2f", "interval": ["lo", "hi"]} for k in range(9)]
    frame = {f"v{k}": [2.74, -12.74, 2.7] for k in range(9)} | {"lo": [2.71, -22.7, None], "hi": [2.8, 15.0, 3.0]}
    found = words(table({"columns": columns}, frame))
    lows = {round(word["top"]) for word in found if word["text"].startswith("[")}
    numbers = {round(word["top"]) for word in found if word["text"] in ("2.74", "−12.74", "2.70")}
    assert (len(lows), len(numbers)) == (3, 3)
    assert not lows & numbers


def test_a_column_without_a_title_is_not_on_the_page_and_a_group_is_a_formula_too():
    columns = [{"field": "a", "title": "A", "group": "log10 N"}, {"field": "b", "title": ""}]
    found = contents({"columns": columns}, {"a": [1], "b": [2]})
    assert [column["title"] for column in found["columns"]] == ["A"]
    assert found["groups"] == [{"title": "log₁₀ N", "start": 0, "span": 1}]


def test_best_is_bold_and_repeats_are_left_out_within_a_section():
    assert [c["bold"] for c in cells({"bold": "max"}, [1, 3, None, 3])] == [False, True, False, True]
    below = contents({"columns": [{"field": "v", "bold": {"below": "n"}}]}, {"v": [1, 3, None, 4], "n": [1, 4, 2, 3]})
    assert [row["cells"][0]["bold"] for row in below["rows"]] == [False, True, False, False]
    assert [c["text"] for c in cells({"repeat": False}, ["a", "a", "b"])] == ["a", "", "b"]
    # what a column before it says anew, it says anew too
    nested = {"columns": [{"field": "a", "repeat": False}, {"field": "b", "repeat": False}]}
    rows = contents(nested, {"a": ["x", "x", "y"], "b": ["p", "p", "p"]})["rows"]
    assert [[cell["text"] for cell in row["cells"]] for row in rows] == [["x", "p"], ["", ""], ["y", "p"]]
    spec = {"sections": "s", "columns": [{"field": "v", "repeat": False}]}
    rows = contents(spec, {"v": ["a", "a"], "s": ["x", "y"]})["rows"]
    assert [(row["rule"], row["cells"][0]["text"]) for row in rows] == [(False, "a"), (True, "a")]


def test_decimal_points_stand_under_each_other():
    pdf = table({"columns": [{"field": "a", "title": "A"}]}, {"a": [482.01, 2085.4, 0.34781, 7, -1.5]})
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        points = [char["x0"] for char in document.pages[0].chars if char["text"] == "."]
        units = [char for char in document.pages[0].chars if char["text"] == "7"]
    assert len(points) == 4
    assert max(points) - min(points) < 0.05
    assert abs(units[-1]["x1"] - points[0]) < 0.6


def test_text_prints_as_it_stands():
    odd = "#x[1]_* $a$ \\b `c` <d> @e //f ~g"
    printed = text(table({"title": odd, "columns": [{"field": "m", "title": odd}]}, {"m": [odd]}))
    assert printed.count(odd) == 3


def test_words_have_blanks_for_underscores():
    spec = {"title": "t", "caption": "c", "columns": [{"field": "a", "title": "A", "format": "words"}]}
    assert "exact match" in str(contents(spec, {"a": ["exact_match"]}))


def test_words_may_have_labels():
    spec = {"columns": [{"field": "a", "format": "words"}, {"field": "b"}]}
    rows = contents(spec, {"a": ["exact_match", "loss_c4_en"], "b": ["loss_c4_en"] * 2}, {"loss_c4_en": "loss on C4"})[
        "rows"
    ]
    found = [[cell["text"] for cell in row["cells"]] for row in rows]
    assert found == [["exact match", "loss_c4_en"], ["loss on C4", "loss_c4_en"]]


def test_a_short_table_is_cut_to_its_height_and_a_long_one_repeats_its_head():
    spec = {"title": "T", "caption": "C", "size": {"columns": 1}, "columns": [{"field": "n", "title": "Number"}]}
    with pdfplumber.open(io.BytesIO(table(spec, {"n": [1, 2]}))) as document:
        assert len(document.pages) == 1
        assert float(document.pages[0].width) == pytest.approx(3.25 * 72)
        assert float(document.pages[0].height) < 90
    with pdfplumber.open(io.BytesIO(table(spec, {"n": list(range(150))}))) as document:
        assert len(document.pages) == 3
        assert [float(page.height) for page in document.pages] == pytest.approx([72 * LONGEST] * 3)
        assert all("Number" in page.extract_text() for page in document.pages)
        assert "2 / 3" in document.pages[1].extract_text()


def test_the_top_of_a_page_says_again_what_rows_have_in_common_with_those_above():
    columns = [{"field": "s", "title": "Section", "repeat": False}, {"field": "v", "repeat": False}, {"field": "n"}]
    spec = {"size": {"columns": 1}, "columns": columns, "sections": "s"}
    values = {"s": ["first"] * 85 + ["second"] * 15, "v": ["x"] * 100, "n": [f"r{k}" for k in range(100)]}
    pdf = table(spec, values)
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        pages = [page.extract_text().splitlines() for page in document.pages]
    rows = [[line for line in page if line.split()[-1].startswith("r")] for page in pages]
    assert len(rows) == 2
    assert rows[0][0] == "first x r0"
    assert rows[1][0] == f"first (continued) x r{len(rows[0])}"
    assert text(pdf).count("continued") == 1
    assert "second x r85" in rows[1]
    # a page that begins with a section of its own
    values["s"] = ["first"] * len(rows[0]) + ["second"] * (100 - len(rows[0]))
    assert "continued" not in text(table(spec, values))


def test_a_wide_table_stays_on_its_page():
    columns = [{"field": f"c{k}", "title": f"Column {k}", "unit": "%", "group": f"Half {k // 8}"} for k in range(16)]
    pdf = table({"columns": columns}, {f"c{k}": [12.3, 45.6] for k in range(16)})
    assert max(word["x1"] for word in words(pdf)) <= 6.75 * 72
    assert text(pdf).count("Half") == 2


def test_what_cannot_be_set_is_told():
    with pytest.raises(AtlasError, match="no field 'b': expected one of a"):
        table({"columns": [{"field": "b"}]}, {"a": [1]})
    with pytest.raises(AtlasError, match="format '.1q'"):
        table({"columns": [{"field": "a", "format": ".1q"}]}, {"a": [1.0]})


def test_an_empty_table_has_its_head():
    assert "Model" in text(table({"columns": [{"field": "m", "title": "Model"}]}, {"m": []}))


def test_what_is_absent_may_print_as_the_column_says():
    assert [cell["text"] for cell in cells({"absent": "all"}, ["stem", None])] == ["stem", "all"]


def test_a_logarithm_prints_as_its_power_of_ten():
    spec = {"columns": [{"field": "v", "format": "exponent", "interval": ["lo", "hi"]}]}
    values = {"v": [21.2283, 22.9985, None], "lo": [20.8084, None, None], "hi": [21.5680, 23.2, None]}
    rows = contents(spec, values)["rows"]
    # 9.97e22 has two digits as 1.0e23
    assert printed(rows) == ["1.7 [0.6, 3.7]", "1.0 [–, 1.6]", "–"]
    assert [row["cells"][0]["power"] for row in rows] == ["21", "23", ""]


def test_a_p_value_at_its_floor_prints_as_less():
    found = cells({"format": ".3f", "floor": 0.001}, [0.0004, 0.001, 0.0011, None])
    assert [cell["text"] for cell in found] == ["<0.001", "<0.001", "0.001", "–"]
    (least,) = cells({"format": ".1g", "floor": 1e-11}, [0.0])
    assert (least["text"], least["power"]) == ("<1", "−11")


def test_an_interval_without_extent_prints_as_a_dash():
    spec = {"columns": [{"field": "kappa", "format": ".2f", "interval": ["lo", "hi"]}]}
    rows = contents(spec, {"kappa": [0.0, 0.5], "lo": [0.0, 0.4], "hi": [0.0, 0.6]})["rows"]
    assert printed(rows) == ["–", "0.50 [0.40, 0.60]"]


def test_of_a_table_too_wide_for_its_page_no_words_overlap_and_no_interval_is_broken():
    names = ["CommonsenseQA", "MMLU social sciences", "ARC-Challenge"]
    columns = [{"field": f"t{k}", "align": "left"} for k in range(5)]
    columns += [{"field": f"v{k}", "format": ".2f", "interval": ["lo", "hi"]} for k in range(4)]
    frame = {f"t{k}": names for k in range(5)} | {f"v{k}": [2.74, 12.74, 2.7] for k in range(4)}
    pdf = table({"columns": columns}, frame | {"lo": [2.71, 2.7, None], "hi": [2.8, 15.0, None]})
    found = words(pdf)
    assert text(pdf).replace("\u00a0", " ").count("[2.71, 2.80]") == 4
    for one in found:
        beside = [o for o in found if o is not one and abs(o["top"] - one["top"]) < 1]
        assert all(o["x0"] >= one["x1"] - 0.1 or o["x1"] <= one["x0"] + 0.1 for o in beside), one["text"]
