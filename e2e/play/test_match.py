"""Two phones, one room: a whole match by taps, in two browser contexts on the real server."""

from functools import partial

import pytest

from e2e.access import check_access
from e2e.play.phones import enter, phase, until
from e2e.toy.clips import as_camera, hand, room


@pytest.fixture
def phones(open_phones, toy_url):
    """Open pages of rooms on the server with the toy models."""
    return partial(open_phones, toy_url)


def play(pages, moves):
    for page, move in zip(pages, moves, strict=True):
        phase(page, "countdown", "commit")
        page.locator(f"[data-move={move}]").tap()
        assert page.locator(f"[data-move={move}]").get_attribute("aria-pressed") == "true"
        assert page.locator("[data-move]:enabled").count() == 0
    for page in pages:
        phase(page, "result", "over")


def test_a_whole_match_by_taps(phones):
    anchor = phones("/play", locale="en-GB")
    enter(anchor, "Ann")
    address = anchor.locator("#link").get_attribute("href")
    assert anchor.locator("#qr").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert anchor.url == address
    fan = phones(address.removeprefix(anchor.evaluate("location.origin")), locale="en-GB")
    enter(fan, "Bob")
    assert fan.locator("#rule").is_hidden()
    until(anchor, lambda: anchor.locator("#fans").inner_text() == "1 player here", "nobody came")

    anchor.locator("#start").tap()
    phase(fan, "countdown")
    until(fan, lambda: fan.locator("#count").inner_text() in ("3", "2", "1"), "no countdown")
    play([anchor, fan], ["rock", "paper"])
    assert fan.locator("#status").inner_text() == "You won!"
    assert anchor.locator("#status").inner_text() == "1 player beat you."
    assert "Paper\n1 (100 %)" in fan.locator("#result").inner_text()
    assert "Longest streak: Bob, 1 in a row." in fan.locator("#result").inner_text()

    anchor.locator("#next").tap()
    phase(fan, "countdown")
    fan.locator("[data-move=rock]").tap()
    until(fan, lambda: fan.locator("#status").inner_text().startswith("Your move is made"), "no move")
    # Loaded again in the midst of the round, the page has its place and its move still.
    fan.reload()
    phase(fan, "countdown", "commit", "reveal")
    play([anchor], ["paper"])
    phase(fan, "result")
    assert fan.locator("#status").inner_text() == "You lost."

    anchor.locator("#elimination").check()
    anchor.locator("#start").tap()
    play([anchor, fan], ["scissors", "rock"])
    assert fan.locator("#status").inner_text() == "Bob is the last one left and wins!"
    anchor.locator("#close").tap()
    until(fan, lambda: fan.locator("#alert").inner_text() != "", "not told")
    assert fan.locator("#alert").inner_text() == "The room is closed. Thank you for playing."
    for page in (anchor, fan):
        assert page.wrong == []
        assert [request.url for request in page.requests if request.post_data] == []


def test_of_two_by_link_the_second_may_begin_and_the_first_go_on(phones):
    first = phones("/play", locale="en-GB")
    first.locator("#name").fill("Ann")
    first.get_by_role("button", name="Play with one friend").tap()
    first.locator("#room").wait_for()
    second = phones(f"/play/{first.locator('#code').inner_text()}", locale="en-GB")
    enter(second, "Bob")
    ready = "Both are here. Either of you may start."
    for page in (first, second):
        until(page, lambda page=page: page.locator("#status").inner_text() == ready, "not ready")
    assert second.locator("#close").is_hidden() and second.locator("#elimination").is_hidden()
    second.locator("#start").tap()
    play([first, second], ["rock", "paper"])
    assert second.locator("#status").inner_text() == "You won!"
    first.locator("#next").tap()
    play([first, second], ["paper", "paper"])
    assert second.locator("#status").inner_text() == "A draw."


def test_the_anchors_loss_pauses_the_game_and_the_anchors_reload_goes_on(phones):
    anchor = phones("/play", locale="en-GB")
    enter(anchor, "Ann")
    fan = phones(f"/play/{anchor.locator('#code').inner_text()}", locale="en-GB")
    enter(fan, "Bob")
    anchor.locator("#start").tap()
    phase(fan, "countdown")
    address = anchor.url
    anchor.goto("about:blank")
    phase(fan, "paused")
    anchor.goto(address)
    play([anchor, fan], ["rock", "rock"])
    assert fan.locator("#status").inner_text() == "A draw."


@pytest.mark.alone("a move is made in a few seconds, before two cameras")
def test_a_match_by_hand_with_two_cameras(phones, oivis_camera):
    pages, seen = [], []
    for is_fist in (True, False):
        clip = oivis_camera.from_frames(as_camera(showing(is_fist)))
        path = f"/play/{pages[0].locator('#code').inner_text()}" if pages else "/play"
        pages.append(phones(path, clip, locale="en-GB"))
        enter(pages[-1], "Fist" if is_fist else "Palm")
        pages[-1].locator("#camera").tap()
    for page in pages:
        until(page, lambda page=page: page.locator("#camera").is_hidden(), "no picture", limit_s=120)
    anchor, fan = pages
    anchor.locator("#start").tap()
    for page in pages:
        phase(page, "result")
        seen.append(page.locator("#status").inner_text())
    assert seen == ["1 player beat you.", "You won!"]
    assert "The host showed: Rock." in fan.locator("#result").inner_text()


def showing(is_fist):
    """Somebody who holds up a fist, or an open hand."""
    frame = room()
    hand(frame, 480, 300, fist=is_fist)
    return iter([frame] * 30)


def test_what_is_refused_is_said_in_the_players_language(phones):
    anchor = phones("/play", locale="zh-CN")
    enter(anchor, "小明")
    fan = phones(f"/play/{anchor.locator('#code').inner_text()}", locale="zh-CN")
    fan.locator("#name").fill("傻逼")
    fan.locator("#door button").first.tap()
    until(fan, lambda: "这个名字不合适" in fan.locator("#alert").inner_text(), "not refused")
    fan.locator("#name").fill("小红")
    fan.locator("#door button").first.tap()
    until(fan, lambda: "等 小明 开始" in fan.locator("#status").inner_text(), "not greeted")
    lost = phones("/play/AAAAAA", locale="en-GB")
    lost.locator("#name").fill("Cy")
    lost.locator("#door button").first.tap()
    until(lost, lambda: "no such room" in lost.locator("#alert").inner_text(), "not missing")


def test_a_place_that_is_lost_is_forgotten_and_asked_for_again(phones):
    anchor = phones("/play", locale="en-GB")
    enter(anchor, "Ann")
    fan = phones(f"/play/{anchor.locator('#code').inner_text()}", locale="en-GB")
    enter(fan, "Bob")
    fan.evaluate(
        """() => {
          const name = Object.keys(sessionStorage).find((name) => name.startsWith("oivis.room."));
          const kept = JSON.parse(sessionStorage[name]);
          sessionStorage[name] = JSON.stringify({ ...kept, token: "x".repeat(60) });
        }"""
    )
    fan.reload()
    until(fan, lambda: fan.locator("#alert").inner_text() != "", "not refused")
    enter(fan, "Bob")
    until(fan, lambda: fan.locator("#alert").inner_text() == "", "still refused")


def test_who_lets_no_page_keep_anything_plays_all_the_same(phones):
    anchor = phones("/play", locale="en-GB")
    enter(anchor, "Ann")
    address = f"/play/{anchor.locator('#code').inner_text()}"
    fan = phones("/play", locale="en-GB")
    fan.add_init_script(
        """for (const name of ["localStorage", "sessionStorage"]) {
          const get = () => { throw new DOMException("denied", "SecurityError"); };
          Object.defineProperty(window, name, { get });
        }"""
    )
    fan.goto(anchor.evaluate("location.origin") + address)
    enter(fan, "Bob")
    anchor.locator("#start").tap()
    play([anchor, fan], ["rock", "paper"])
    assert fan.locator("#status").inner_text() == "You won!"
    assert fan.wrong == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_state_can_be_read_and_worked_by_everyone(phones, language):
    anchor = phones(f"/play?lang={language}")
    check_access(anchor, "door")
    # By the keyboard alone.
    anchor.locator("#name").focus()
    anchor.keyboard.type("Ann")
    anchor.keyboard.press("Enter")
    anchor.locator("#room").wait_for()
    check_access(anchor, "lobby")
    anchor.locator("#start").focus()
    anchor.keyboard.press("Enter")
    phase(anchor, "countdown", "commit")
    anchor.locator("[data-move=rock]").focus()
    anchor.keyboard.press("Enter")
    phase(anchor, "result")
    check_access(anchor, "result")
    width = anchor.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "the page is wider than the phone"
