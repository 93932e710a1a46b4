"""Formulas in words and names: powers are raised and minus signs true, whatever else has a caret or a hyphen."""

import io

import pdfplumber
import pytest

from emergence.draw.exhibit import draw
from emergence.draw.notation import in_print, name, notation


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("p^T of a target", "pᵀ of a target"),
        ("logistic^10", "logistic¹⁰"),
        ("(1 - p)^2", "(1 − p)²"),
        ("chance is 10^-K", "chance is 10⁻ᴷ"),
        ("E + A / N^alpha + B / D^beta", "E + A / Nᵅ + B / Dᵝ"),
        ("alpha = -0.5", "α = −0.5"),
        ("eta - L_inf", "η − L∞"),
        ("c = 2e9, or 2e+09", "c = 2×10⁹, or 2×10⁹"),
        ("the Huber loss (delta 1e-3)", "the Huber loss (δ 10⁻³)"),
    ],
)
def test_formulas_are_printed_as_formulas(typed, printed):
    assert notation(typed) == printed


@pytest.mark.parametrize(
    "text",
    ["$odd$ ^x", "a^b", "GPT-3", "2023-24", "0-shot – five-shot", "A^(1/2)", "x^Task", "delta_aicc", "alphabet", "2e"],
)
def test_other_signs_stay(text):
    assert notation(text) == text


def test_names_without_a_formula_stay_as_they_are():
    assert name("-2 - 1") == "-2 - 1"
    assert name("c = 2e+09 - 1") == "c = 2×10⁹ − 1"


def test_all_words_of_an_exhibit_are_printed_so_and_its_keys_are_not():
    spec = {"title": "p^T", "layers": [{"legend": "p^2", "group": "p^2", "where": {"truth": "p^2"}}]}
    spec |= {"axes": {"x": {"title": "x^2"}}, "columns": [{"field": "p^2", "unit": "10^-3", "title": "p^2"}]}
    found = in_print(spec)
    assert (found["title"], found["axes"]["x"]["title"]) == ("pᵀ", "x²")
    assert found["layers"] == [{"legend": "p²", "group": "p^2", "where": {"truth": "p^2"}}]
    assert found["columns"] == [{"field": "p^2", "unit": "10⁻³", "title": "p²"}]


@pytest.mark.parametrize("kind", ["figure", "table"])
def test_names_out_of_tables_of_results_are_printed_so_too(root, kind):
    rows = {"panel": [0, 0], "layer": [0, 0], "x": [1, 2], "y": [0, 1], "text": ["logistic^10", "probit"]}
    spec = {"kind": "figure", "layers": [{"mark": "points"}], "axes": {"y": {"scale": "category"}}}
    if kind == "table":
        rows, spec = {"truth": ["logistic^10", "probit"]}, {"kind": "table", "columns": [{"field": "truth"}]}
    look = [(root / f"workflow/exhibits/{name}").read_text("utf-8") for name in ("palette.yaml", "style.mplstyle")]
    with pdfplumber.open(io.BytesIO(draw(spec, rows, *look))) as document:
        assert "logistic¹⁰" in document.pages[0].extract_text()
