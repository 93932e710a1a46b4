"""The explorer without a mouse, without sight of it, without motion and on paper; rules by axe-core."""

import pytest

pytestmark = pytest.mark.slow
FOCUSED = "document.activeElement.id || document.activeElement.name || document.activeElement.tagName"


def settled(page):
    page.wait_for_function("drawn.then(() => true)")
    return page


@pytest.fixture
def broken():
    """A function that lists the rules of axe-core that a page breaks, and where."""
    from axe_playwright_python.sync_playwright import Axe

    def rules(page):
        found = Axe().run(page).response
        assert len(found["passes"]) > 30
        return {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in found["violations"]}

    return rules


@pytest.mark.parametrize("width", [1280, 360])
def test_no_rule_of_axe_is_broken_whatever_is_open(opened, broken, width):
    page = opened(viewport={"width": width, "height": 800})
    assert broken(page) == {}
    page.locator("#compare").click()
    settled(page).locator("#panel-a [data-part=data] summary").click()
    page.locator("#margin").fill("0.5")
    own = {"name": "mine.csv", "mimeType": "text/csv", "buffer": b"model,loss,accuracy\na,2.5,0.4\nb,2.2,0.6\n"}
    page.locator("#own-file").set_input_files(own)
    page.wait_for_function("document.getElementById('own-said').textContent !== ''")
    assert broken(settled(page)) == {}
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert set(broken(page)) == {"button-name"}


def test_the_first_stop_of_the_keyboard_skips_to_the_figure(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == "one"
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "source"


def test_the_keyboard_keeps_its_place_when_what_was_pressed_goes(opened):
    page = opened()
    for pressed, then in [
        ("#compare", "source"),
        ("#alone", "compare"),
        ("#onsets tbody button.link", "one"),
        ("#onsets tbody .of-compare button", "one"),
    ]:
        page.locator(pressed).first.focus()
        page.keyboard.press("Enter")
        assert settled(page).evaluate(FOCUSED) == then, pressed
    page.locator("#margin").fill("0.5")
    page.locator("#margin-reset").focus()
    page.keyboard.press("Enter")
    assert settled(page).evaluate(FOCUSED) == "margin"
    page.evaluate("show({ rows: '2' })")
    page.locator("#more").focus()
    page.keyboard.press("Enter")
    row = "document.activeElement.closest('tr').rowIndex"
    assert page.evaluate(row) == 3  # the first of the rows that came


def test_nothing_moves_for_those_who_ask_for_that(opened):
    moving = """[...document.querySelectorAll('*')].map(e => getComputedStyle(e)).filter(
        s => s.animationName !== 'none' || parseFloat(s.transitionDuration) > 0).length"""
    assert opened().evaluate(moving) > 0
    assert opened(reduced_motion="reduce").evaluate(moving) == 0


def test_paper_has_figures_tables_and_the_link_and_no_controls(opened):
    page = opened()
    page.emulate_media(media="print")
    for place in ("#overview svg.marks >> nth=0", "#panel-a svg.marks", "#panel-a dl", "#onsets", "#link"):
        assert page.locator(place).is_visible(), place
    for place in ("form.choice >> nth=0", "#margin", "#own", "#compare", "#copy", "#more"):
        assert not page.locator(place).is_visible(), place


def test_no_column_of_the_table_is_cut_off_on_paper(opened):
    page = opened(viewport={"width": 688, "height": 900})  # A4 within the margins of the page's style
    page.emulate_media(media="print")
    fits = "(e => e.scrollWidth <= e.parentElement.clientWidth)(document.getElementById('onsets'))"
    page.evaluate("document.querySelectorAll('#onsets .of-source').forEach(e => e.append(' and its long name'))")
    assert page.evaluate(fits)
