"""WCAG AA in every state, both languages and both themes, and a way through by the keyboard alone."""

import pytest

from e2e.access import check_access

LANGUAGES = {"en": "en", "zh": "zh-Hans"}


@pytest.fixture
def check():
    """What axe-core has against a stage's page as it stands now, light and dark."""
    return lambda stage, state: check_access(stage.page, state)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_can_be_read_and_worked_by_everyone(open_toy, check, language):
    stage = open_toy(None, lang=language)
    assert stage.page.evaluate("document.documentElement.lang") == LANGUAGES[language]
    check(stage, "start")
    stage.page.evaluate("() => void window.oivis.start('demo')")
    stage.wait_ready()
    stage.page.locator("#coach").wait_for()
    check(stage, "running, with the gestures shown")
    stage.page.locator("button[data-scene=own]").click()
    check(stage, "a scene of one's own")
    stage.page.keyboard.press("Escape")
    stage.page.locator("#help-open").click()
    check(stage, "help")
    stage.page.keyboard.press("Escape")
    stage.page.locator("#help").wait_for(state="hidden")
    stage.page.locator("#play > button").click()
    stage.page.locator("#play input[value=booth]").check(force=True)
    stage.page.locator("#play-bar button").wait_for()
    check(stage, "play")
    stage.page.keyboard.press("Escape")
    stage.page.locator("#screen").focus()
    stage.page.keyboard.press("Enter")
    stage.page.locator("#save").wait_for()
    check(stage, "photo")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failure_can_be_read_by_everyone(open_toy, check, language):
    stage = open_toy(None, lang=language)
    stage.page.locator("button[data-start=camera]").click()
    stage.wait_state("failed")
    check(stage, "no camera")


def test_the_tab_key_reaches_every_control_and_shows_where_it_is(open_toy):
    stage = open_toy(None, autostart="demo").wait_ready()
    unseen = stage.page.evaluate(WALKABLE)
    reached = set()
    for _ in range(60):
        stage.page.keyboard.press("Tab")
        name, ring = stage.page.evaluate(FOCUSED)
        if name in reached:
            break
        if name:
            assert ring, f"nothing shows that {name} has the focus"
            reached.add(name)
    assert set(unseen) <= reached, f"not reached by Tab: {set(unseen) - reached}"


SHOWN = "(one) => one.checkVisibility({checkOpacity: false, checkVisibilityCSS: true}) && !one.disabled"
NAME = "(one) => one.id || one.dataset.scene || one.dataset.do || one.ariaLabel || one.textContent"
# A group of radio buttons is one stop of the Tab key.
WALKABLE = f"""() => [...document.querySelectorAll("button, a[href], select, input:not([type=radio])")]
    .filter({SHOWN}).filter((one) => one.tabIndex >= 0).map({NAME})"""
FOCUSED = f"""() => {{
    const one = document.activeElement;
    if (!one || one === document.body || one.tabIndex < 0) return ["", true];
    const look = getComputedStyle(one);
    const hasOutline = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
    return [({NAME})(one), hasOutline || look.boxShadow !== "none"];
}}"""
