"""Pages of rooms on phones, and how a test waits for what they show."""

import time

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def open_phone(browser, url, **options):
    """A page on a phone of its own; `wrong` and `requests` are what it complained of and asked for."""
    page = browser.new_context(**PHONE, **options).new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
    page.requests = []
    page.on("request", lambda request: page.requests.append(request))
    page.goto(url)
    return page


def until(page, is_true, what, limit_s=20):
    """Wait for something to be true of a page."""
    deadline = time.monotonic() + limit_s
    while not is_true():
        assert time.monotonic() < deadline, f"{what}: {page.locator('main').inner_text()} {page.wrong}"
        page.wait_for_timeout(50)


def phase(page, *names, limit_s=20):
    """Wait for a phase of the match."""
    until(
        page,
        lambda: page.evaluate("document.documentElement.dataset.phase") in names,
        f"never {names}",
        limit_s,
    )


def enter(page, name):
    """Go in at the door by its first button."""
    page.locator("#name").fill(name)
    page.locator("#door button").first.tap()
    page.locator("#room").wait_for()
