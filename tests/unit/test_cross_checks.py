"""Rows that say how far a figure agrees with what is printed, and where a paper disagrees with itself."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from emergence.io.checking import check
from emergence.schema.printed import SHARED
from emergence.sources.cross_checks import agreement, disagreement
from emergence.sources.palm import readings as palm
from emergence.sources.wei2022 import readings as wei2022

MODELS = pd.DataFrame(
    {
        "model": ["Gopher 417M", "Gopher 7.1B", "Chinchilla 70B"],
        "family": ["Gopher", "Gopher", "Chinchilla"],
        "params": [417e6, 7.1e9, 70e9],
        "flops": [7.51e20, 1.28e22, 5.63e23],
    }
)


def figure(name, points, ticks=(), x="FLOPs", y="Accuracy"):
    """A figure as digitised: one panel "all", markers at points (series, x, y)."""
    axis = {"FLOPs": ("Training FLOPs", "FLOPs"), "perplexity": ("Perplexity on WikiText103", "perplexity")}[x]
    panel = SimpleNamespace(
        name="all", x=SimpleNamespace(title=axis[0], unit=axis[1]), y=SimpleNamespace(title=y, unit="fraction")
    )
    rows = [
        {"panel": "all", "series": series, "kind": "markers", "order": n, "x": at, "y": to, "x_error": 0, "y_error": 0}
        for n, (series, at, to) in enumerate(points, start=1)
    ]
    ticks = pd.DataFrame(ticks, columns=["figure", "panel", "axis", "label", "value", "axis_says", "is_used"])
    reading = SimpleNamespace(points=pd.DataFrame(rows), ticks=ticks.astype({"is_used": bool}))
    return SimpleNamespace(spec=SimpleNamespace(name=name, panels=[panel]), reading=reading)


def observed(*figures):
    """The markers of the figures and the tables of what they agree with and contradict, where these have a row."""
    markers = pd.DataFrame([row for each in figures for row in wei2022._markers(each, MODELS)])
    tables = wei2022.checks(markers, {each.spec.name: each for each in figures})
    made = dict(zip(("agreements", "inconsistencies"), tables, strict=True))
    return {"markers": markers} | {name: check(rows, SHARED[name], name) for name, rows in made.items() if len(rows)}


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30), st.floats(0.1, 5))
def test_agreement_counts_what_is_within(differences, tolerance):
    row = agreement("x", differences, tolerance, "points", "Table 1")
    assert row["n"] == len(differences)
    assert row["within"] == sum(difference <= tolerance for difference in differences)
    assert row["largest"] == pytest.approx(max(differences), rel=5e-3)
    check(pd.DataFrame([row]), SHARED["agreements"], "agreements")


def test_a_marker_off_its_model_is_listed_once_a_figure_and_told_from_a_rounded_one():
    found = observed(
        figure("figure2", [("Gopher", 7.51e20, 0.2), ("Gopher", 1.3e22, 0.3), ("Gopher", 1.3e22, 0.4)]),
        figure("figure3", [("Chinchilla", 5.5e23, 0.5)]),
    )
    rows = found["inconsistencies"].set_index("drawn_at")
    assert rows.index.tolist() == [
        "Figure 2, panel all: Gopher 7.1B",
        "Figure 3, panel all: Chinchilla 70B",
    ]
    assert rows["remark"].iloc[0] == "rounded"
    assert pd.isna(rows["remark"].iloc[1])
    assert rows["difference"].tolist() == [0.0156, -0.0231]
    counts = found["agreements"].set_index("quantity")[["n", "within"]]
    assert counts.loc["x of markers: Training FLOPs"].tolist() == [4, 1]
    assert counts.loc["x of markers: Training FLOPs, rounded alike"].tolist() == [4, 3]


def test_a_marker_of_no_model_is_neither_counted_nor_listed():
    found = observed(figure("figure2", [("Gopher", 7.51e20, 0.2), ("Gopher", 3e21, 0.2), ("LaMDA", 1e20, 0.1)]))
    assert "inconsistencies" not in found
    assert found["agreements"]["n"].tolist() == [1, 1]
    assert found["markers"]["model"].notna().tolist() == [True, False, False]


PERPLEXITY = "Perplexity on WikiText103"
SHOWN = [("Gopher", 7.51e20, 19.5), ("Gopher", 1.28e22, 10.8), ("Chinchilla", 5.63e23, 7.2)]


def test_a_model_at_two_perplexities_is_listed():
    other = [("Gopher", 10.8, 0.3), ("Gopher", 19.0, 0.2), ("Chinchilla", 7.2, 0.6)]  # in whatever order
    found = observed(figure("figure4", SHOWN, y=PERPLEXITY), figure("figure10", other, x="perplexity"))
    (row,) = found["inconsistencies"].to_dict("records")
    assert row["drawn_at"] == "Figure 10, panel all: Gopher 417M at perplexity 19"
    assert (row["read"], row["printed"], row["difference"], row["unit"]) == (19.0, 19.5, -0.0256, "perplexity")
    counts = found["agreements"].set_index("quantity")[["n", "within"]]
    assert counts.loc["x of markers: perplexity"].tolist() == [3, 2]


def test_perplexities_of_a_panel_that_lacks_a_model_are_not_compared():
    """Which one is missing is not known."""
    found = observed(
        figure("figure4", SHOWN, y=PERPLEXITY), figure("figure10", [("Gopher", 15.0, 0.3)], x="perplexity")
    )
    assert "inconsistencies" not in found
    assert not found["agreements"]["quantity"].str.contains("perplexity").any()


def test_a_tick_label_that_the_others_contradict_is_listed():
    ticks = [("figure6", "all", "y", "3.2", 3.2, 3.0, False), ("figure6", "all", "y", "0.8", 0.8, 0.8, True)]
    found = observed(figure("figure6", [("Gopher", 7.51e20, 0.2)], ticks))
    (row,) = found["inconsistencies"].to_dict("records")
    assert row["drawn_at"] == "Figure 6, panel all: tick of the y axis labelled 3.2"
    assert (row["read"], row["printed"], row["difference"]) == (3.0, 3.2, -0.0625)


@pytest.mark.parametrize(
    ("off", "params", "places"),
    [
        (0.0, 540e9, []),
        (0.004, 540.2e9, []),  # the text prints whole percentages, and 0.1 % is near enough
        (0.004, 545e9, ["Figure 3, 58 tasks: PaLM 540B"]),
        (0.02, 540e9, [f"Figure 5, panel {task}: {model}" for task, model, _, _ in palm._TEXT]),
    ],
)
def test_palms_table_and_text_are_held_against_its_figures(off, params, places):
    said = [(f"bigbench_{task}", model, value + off) for task, model, value, _ in palm._TEXT]
    five = pd.DataFrame(said, columns=["task", "model", "value"])
    three = pd.DataFrame({"model": ["PaLM 540B"], "task": ["bigbench_58"], "x": [540e9]})
    models = pd.DataFrame({"model": ["PaLM 540B"], "family": ["PaLM"], "params": [params]})
    found = list(palm._inconsistencies({"figure3": three, "figure5": five}, models))
    assert [row["drawn_at"] for row in found] == places
    for row in found:
        assert row["difference"] == pytest.approx(row["read"] / row["printed"] - 1, abs=5e-4)


def test_a_disagreement_is_measured_before_it_is_rounded():
    row = disagreement("Figure 5", 0.89714, 0.87, "fraction", "page 17")
    assert (row["read"], row["printed"], row["difference"]) == (0.897, 0.87, 0.0312)
    assert disagreement("Figure 5", 12.3456, 10.0, "", "", digits=4)["read"] == 12.35
