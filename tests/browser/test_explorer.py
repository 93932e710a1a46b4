"""The explorer in a real browser: every control changes the marks, nothing is fetched, every state has a link."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.slow


def marks(page, letter="a"):
    """The shapes and places of everything that the figure draws, as its SVG says them."""
    page.wait_for_function("drawn.then(() => true)")
    paths = page.locator(f"#panel-{letter} svg.marks [transform], #panel-{letter} svg.marks path[d]")
    return paths.evaluate_all("found => found.map(e => [e.getAttribute('d'), e.getAttribute('transform')].join())")


def state(page):
    return {name: value[0] for name, value in parse_qs(urlsplit(page.url).fragment).items()}


def choose(page, name, letter="a"):
    """Choose the first option of a select that is not chosen yet."""
    select = page.locator(f"#panel-{letter} select[name={name}]")
    value = select.evaluate("element => [...element.options].find(option => !option.selected).value")
    select.select_option(value)
    page.wait_for_function("drawn.then(() => true)")


def test_it_draws_points_form_band_onset_and_chance(opened):
    page = opened()
    groups = page.locator("#panel-a svg.marks g[class*=role-mark]").evaluate_all(
        "all => all.map(e => e.classList.value)"
    )
    assert {
        kind for kind in ("symbol", "line", "area", "rect", "rule") if any(f"mark-{kind}" in own for own in groups)
    } == {*("symbol", "line", "area", "rect", "rule")}
    data = page.evaluate("({n: panels.a.data.points.length, one: panels.a.data.one})")
    assert data["n"] == data["one"]["n"] == 24
    assert page.locator("#panel-a .mark-symbol path").count() >= 24
    shown = page.locator("#panel-a dl").inner_text()
    assert data["one"]["verdict"] in shown
    assert page.locator("#overview svg.marks").count() == page.evaluate("Overview.units().length") > 1


def test_the_guide_has_the_colours_of_the_marks(opened):
    page = opened()
    drawn = page.locator("#panel-a svg.marks .mark-rule line").evaluate_all(
        "all => all.map(e => e.getAttribute('stroke'))"
    )
    shown = "name => getComputedStyle(document.documentElement).getPropertyValue(name)"
    assert {page.evaluate(shown, name) for name in ("--onset", "--chance")} <= set(drawn)


@pytest.mark.parametrize("name", ["source", "task", "metric", "x_kind"])
def test_every_choice_of_a_series_changes_the_marks_and_the_link(opened, name):
    page = opened()
    if name == "metric":  # of the tasks one has two metrics
        page.locator("#panel-a select[name=task]").select_option("quiz")
    before, link = marks(page), page.url
    choose(page, name)
    assert marks(page) != before
    assert page.url != link
    assert state(page)["a"] in page.evaluate("allSeries.map(one => one.id)")


def test_the_margin_recolours_the_verdicts_and_comes_back(opened):
    page = opened()
    counts, table, chip = (page.locator(place) for place in ("#counts", "#onsets tbody", "#panel-a dl .chip"))
    before = counts.inner_text(), table.inner_text()
    verdicts = {chip.inner_text()}
    for value in ("-1", "1"):
        page.locator("#margin").fill(value)
        assert page.locator("#margin-note").is_visible()
        verdicts.add(chip.inner_text())
        assert (counts.inner_text(), table.inner_text()) != before
    assert len(verdicts) > 1
    page.locator("#margin-reset").click()
    assert (counts.inner_text(), table.inner_text()) == before
    assert "margin" not in state(page)


def test_verdicts_at_another_margin_follow_from_the_interval_of_the_width(opened):
    page = opened()
    series = {"open": 1, "margin": 0.2, "width_lo": 0.3, "width_hi": 0.4, "verdict": "unresolved", "n_above_chance": 3}
    for change, expected in [
        ({}, "abrupt"),  # the interval lies below 0.5
        ({"n_above_chance": 0}, "unresolved"),
        ({"width_lo": 0.6, "width_hi": None}, "gradual"),
        ({"width_hi": None}, "unresolved"),
        ({"width_lo": 0.6, "width_hi": 0.9, "verdict": "no onset in range"}, "no onset in range"),
        ({"open": 0, "verdict": "flat"}, "flat"),
    ]:
        assert page.evaluate("one => verdictAt(one, 2.5)", series | change) == expected, change


def test_two_metrics_side_by_side_have_the_same_x(opened):
    page = opened()
    page.locator("#compare").click()
    page.wait_for_function("drawn.then(() => true)")
    assert page.locator("#panel-b").is_visible()
    one, other = (page.evaluate(f"panels.{letter}.data.one") for letter in "ab")
    assert one["x_kind"] == other["x_kind"]
    domains = [page.evaluate(f"panels.{letter}.view.scale('x').domain()") for letter in "ab"]
    assert domains[0] == domains[1]
    choose(page, "source", "b")
    assert page.evaluate("panels.b.data.one.source") != one["source"]
    assert state(page)["b"]
    page.locator("#alone").click()
    assert not page.locator("#panel-b").is_visible()


def test_the_table_sorts_filters_and_opens(opened):
    page = opened()
    rows = page.locator("#onsets tbody tr")
    for name in ("source", "task", "metric", "against", "onset", "width", "verdict"):
        head = page.locator(f"#onsets th[data-name={name}]")
        if head.get_attribute("aria-sort") is None:
            head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        up = rows.all_inner_texts()
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert rows.all_inner_texts() != up, name
    page.locator("#find").fill("essay beta")
    assert 0 < rows.count() < 18
    assert all("beta" in text for text in rows.all_inner_texts())
    page.locator("#unit").select_option(index=1)
    verdict = page.locator("#verdict").evaluate("e => verdictAt(filtered()[0], 1)")
    page.locator("#verdict").select_option(verdict)
    assert page.locator("#onsets tbody .chip").all_inner_texts() == [verdict] * rows.count()
    rows.nth(0).locator("button.link").click()
    page.wait_for_function("drawn.then(() => true)")
    assert page.evaluate("panels.a.data.one.source") == "beta"


def test_a_link_brings_the_whole_state_back(opened):
    page = opened()
    page.locator("#compare").click()
    choose(page, "task", "b")
    page.locator("#margin").fill("0.5")
    page.locator("#find").fill("quiz")
    page.locator("#onsets th button").nth(6).click()
    page.locator("#panel-a [data-part=figure]").focus()
    page.keyboard.press("End")
    again = opened("#" + urlsplit(page.url).fragment)
    places = "#counts, #counted, #onsets tbody, #panels dl, #panels .read, #margin-said"
    seen = f"[...document.querySelectorAll('{places}')].map(e => e.innerText)"
    assert again.evaluate(seen) == page.evaluate(seen)
    for letter in "ab":
        assert marks(again, letter) == marks(page, letter)
    assert again.evaluate("state") == page.evaluate("state")


def test_a_link_to_what_is_not_there_says_so(opened):
    page = opened("#a=nowhere&margin=-3&rows=x")
    assert "nowhere" in page.locator("#missing").inner_text()
    assert page.locator("#panel-a .mark-symbol path").count() >= 24


def test_keys_read_out_points_with_a_link_to_the_paper(opened):
    page = opened()
    page.locator("#panel-a [data-part=figure]").focus()
    read = page.locator("#read-a")
    hint = read.inner_text()
    page.keyboard.press("ArrowRight")
    first = read.inner_text()
    assert first != hint
    assert "tokens" in first
    assert read.locator("a").get_attribute("href") == "https://arxiv.org/abs/0000.00000"
    page.keyboard.press("ArrowRight")
    assert read.inner_text() != first
    assert state(page)["pointA"] == "1"
    page.keyboard.press("Escape")
    assert read.inner_text() == hint


def test_pointing_at_a_mark_shows_its_model_tokens_value_and_locator(opened):
    page = opened()
    page.locator("#panel-a .mark-symbol path").nth(3).hover(force=True)
    tip = page.locator("#vg-tooltip-element")
    assert tip.is_visible()
    for name in ("Model", "Tokens", "Value", "From"):
        assert name in tip.inner_text()


def drop(page, name, content):
    """Drop a file on the page."""
    transfer = page.evaluate_handle(
        """([name, content]) => {
            const given = new DataTransfer();
            given.items.add(new File([content], name));
            return given;
        }""",
        [name, content],
    )
    page.dispatch_event("body", "drop", {"dataTransfer": transfer})
    page.wait_for_function("document.getElementById('own-said').textContent !== ''")
    page.wait_for_function("drawn.then(() => true)")


def test_a_dropped_csv_is_drawn_and_stays_out_of_the_link(opened):
    page = opened()
    page.locator("#panel-a select[name=x_kind]").select_option("loss_c4")
    before, link = page.locator("#panel-a .mark-symbol path").count(), page.url
    drop(page, "mine.csv", 'model,tokens,loss,accuracy\n"big, new",1e9,2.5,0.4\nother,2e9,2.2,0.6\n')
    assert page.locator("#panel-a .mark-symbol path").count() == before + 2
    assert page.url == link
    assert "your own" in page.locator("#panel-a .legend").first.inner_text()
    page.locator("#own-clear").click()
    page.wait_for_function("drawn.then(() => true)")
    assert page.locator("#panel-a .mark-symbol path").count() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("loss,accuracy\n2.5,0.4\n2.2,many\n", 'mine.csv, line 3, column accuracy: "many"; expected a number'),
        ("loss,accuracy\n2.5,53\n", "expected a share from 0 to 1"),
        ("loss,accuracy\n2.5\n", "mine.csv, line 2: 1 fields; expected 2"),
        ("loss\n2.5\n", "expected a line of headings"),
    ],
)
def test_a_csv_that_cannot_be_read_is_refused_in_words(opened, content, words):
    page = opened()
    before = marks(page)
    drop(page, "mine.csv", content)
    assert words in page.locator("#own-said").inner_text()
    assert marks(page) == before


def test_the_page_fits_a_phone(opened):
    page = opened(viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#compare").click()
    page.wait_for_function("drawn.then(() => true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("width", [390, 1280])
def test_no_number_of_an_axis_is_cut(opened, width):
    page = opened(viewport={"width": width, "height": 900})
    cut = """all => all.filter(label => {
        const [own, all] = [label, label.closest("svg")].map(element => element.getBoundingClientRect());
        return own.width && (own.left < all.left - 0.5 || own.right > all.right + 0.5);
    }).map(label => label.textContent)"""
    assert page.locator("svg.marks .role-axis-label text").evaluate_all(cut) == []


def test_ticks_of_logarithms_are_at_round_numbers(opened):
    page = opened()
    labels = "all => all.map(label => label.textContent).filter(Boolean)"
    shown = page.locator("[data-unit='log10 parameters'] .role-axis-label text").evaluate_all(labels)
    assert {label for label in shown if label[-1] in "MB"} <= {
        f"{n}{unit}" for n in (1, 2, 5, 10, 20, 50, 100, 200, 500) for unit in "MB"
    }
    assert len({label for label in shown if label[-1] in "MB"}) > 2
    short = page.evaluate("ticksOf('log10 parameters', [8.2, 9.5], 5).values.map(value => count(10 ** value))")
    assert short[:4] == ["200M", "500M", "1B", "2B"]
    assert page.evaluate("ticksOf('nats per token', [2, 3], 5)") == {"tickCount": 5}


def test_controls_have_names_and_figures_descriptions(opened):
    page = opened()
    named = "e.labels?.length || e.getAttribute('aria-label') || e.innerText"
    controls = "[...document.querySelectorAll('button, select, input')]"
    nameless = f"{controls}.filter(e => !({named})).map(e => e.outerHTML)"
    assert page.evaluate(nameless) == []
    assert re.match(
        r"Figure: .* 24 points .* Verdict: ", page.locator("#panel-a [data-part=figure]").get_attribute("aria-label")
    )
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def processor_time(browser, file, ready="true"):
    """Seconds of the processor that a page's own thread takes until it is ready: they do not depend on other jobs."""
    page = browser.new_page()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(file.as_uri())
    page.wait_for_function(ready)
    measured = {entry["name"]: entry["value"] for entry in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return measured["TaskDuration"]


@pytest.mark.parametrize("place", ["tiny", "whole"])
def test_the_first_view_of_all_series_is_there_within_two_seconds(chromium, request, tmp_path, ready, place):
    file = request.getfixturevalue(place)
    (tmp_path / "empty.html").write_text("<!doctype html><title>empty</title>")
    empty, full = processor_time(chromium, tmp_path / "empty.html"), processor_time(chromium, file, ready)
    print(f"first view of the {place} page: {full:.2f} s, {full / empty:.0f} times an empty page")
    assert full < 2
