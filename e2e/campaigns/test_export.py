# ruff: noqa: RUF001
"""A campaign as files on a plain file host: `python -m http.server`, which sets no headers of ours."""

import pytest
from oivis.testing.page import StagePage

from e2e.exported import FOLDER, file_host, oivis

LARGEST = 24_000_000
SWIFTSHADER = ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")


@pytest.fixture(scope="module")
def exported(toy_models, tmp_path_factory):
    """A folder with the campaign in it, written from its own folder."""
    folder = tmp_path_factory.mktemp("export")
    oivis("campaign", "new", "launch", folder / "launch")
    oivis("export", folder / "launch", "--out", folder / "host" / FOLDER, "--models", toy_models)
    return folder / "host"


@pytest.fixture
def opened(oivis_browsers, still_camera):
    contexts = []

    def open(url, query="lang=en", flags=(), **context):
        browser = oivis_browsers(still_camera, "accept", *flags)
        contexts.append(browser.new_context(reduced_motion="reduce", **context))
        return StagePage(contexts[-1].new_page(), url).visit(f"{url}/?{query}")

    yield open
    for context in contexts:
        context.close()


def begin(stage):
    stage.page.get_by_role("button", name="Start camera").click()
    return stage.wait_ready(90)


def test_no_file_is_larger_than_hosts_take(exported):
    assert max(path.stat().st_size for path in exported.rglob("*") if path.is_file()) <= LARGEST


def test_the_stage_runs_from_files_isolated_and_then_without_a_network(exported, opened):
    with file_host(exported) as (host, url):
        # The host sets no header: the service worker does, after the page has loaded itself once more.
        stage = opened(url)
        assert stage.page.evaluate("() => self.crossOriginIsolated")
        assert stage.page.title() == "The spring collection"
        begin(stage)
        assert stage.stats()["isolated"] is True
        stage.page.keyboard.press("ArrowRight")
        stage.page.locator(".scene[data-scene=beach][aria-pressed=true]").wait_for(timeout=60_000)
        logo = stage.page.locator(".brand-logo")
        assert logo.evaluate("logo => logo.decode().then(() => logo.naturalWidth)") > 0
        assert not [line for line in stage.console if "Content Security Policy" in line or "uncaught" in line]
        stage.page.locator("html[data-kept]").wait_for(state="attached", timeout=90_000)
        host.kill()
        host.wait()
        stage.page.goto("about:blank")
        stage.visit(f"{url}/?lang=en")
        begin(stage)
        assert stage.stats()["isolated"] is True
        stage.page.keyboard.press("Enter")
        picture = stage.page.locator("[data-product=runner] img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
        assert logo.evaluate("logo => logo.decode().then(() => logo.naturalWidth)") > 0


def test_it_says_in_both_languages_that_nothing_is_counted_and_sends_nothing(exported, opened):
    with file_host(exported) as (_, url):
        stage = opened(url)
        said = stage.page.locator("#uncounted")
        assert said.inner_text() == "Nothing is counted here, and nothing leaves this device."
        asked = []
        stage.page.context.on("request", lambda request: asked.append(request))
        stage.visit(f"{url}/?lang=zh")
        assert said.inner_text() == "这里什么都不统计，也没有任何内容离开这台设备。"
        assert stage.page.locator("#counted").count() == 0
        stage.page.locator("[data-start=camera]").first.click()
        stage.wait_ready(90)
        stage.page.keyboard.press("ArrowRight")
        stage.page.locator(".scene[data-scene=beach][aria-pressed=true]").wait_for(timeout=60_000)
        stage.page.goto("about:blank")
        sent = [it.url for it in asked if it.method != "GET" or it.post_data or not it.url.startswith(url)]
        assert asked and [place for place in sent if not place.startswith(("blob:", "data:", "about:"))] == []


def test_where_no_service_worker_may_be_it_runs_on_one_thread(exported, opened):
    with file_host(exported) as (_, url):
        stage = opened(url, service_workers="block")
        assert stage.page.locator("html").get_attribute("data-isolated") == "false"
        begin(stage)
        assert stage.stats()["threads"] == 1


def test_outside_its_time_by_the_viewers_clock_a_campaign_says_that_there_is_none(
    opened, tmp_path, toy_models
):
    oivis("campaign", "new", "launch", tmp_path / "launch")
    document = tmp_path / "launch" / "campaign.toml"
    times = "[schedule]\nopens = 2090-03-01T08:00:00Z\ncloses = 2090-04-01T08:00:00Z"
    document.write_text(document.read_text().replace("[schedule]", times))
    oivis("export", tmp_path / "launch", "--out", tmp_path / "host" / FOLDER, "--models", toy_models)
    with file_host(tmp_path / "host") as (_, url):
        stage = opened(url)
        start = stage.page.get_by_role("button", name="Start camera")
        closed = stage.page.get_by_role("heading", name="There is no campaign here now.")
        for day, is_open in ((None, False), ("2090-03-15", True), ("2090-04-02", False)):
            if day:
                stage.page.clock.set_fixed_time(day)
            stage.visit(f"{url}/?lang=en&autostart=camera")
            (start if is_open else closed).wait_for()
            assert (closed if is_open else start).count() == 0
            assert stage.page.evaluate("() => document.documentElement.dataset.oivis") == "idle"


def test_webgpu_is_unpacked_and_right(opened, tmp_path):
    # The models that ship: the toys have none for it.
    oivis("export", "--out", tmp_path / FOLDER)
    with file_host(tmp_path) as (_, url):
        stage = opened(url, "lang=en&providers=webgpu&autostart=demo", SWIFTSHADER)
        stage.wait_ready(180)
        stats = stage.stats()
        assert stats["provider"] == "webgpu", stats["trials"]
        assert (stage.matte().alpha > 127).mean() > 0.1
