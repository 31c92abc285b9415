"""A campaign as files on a plain file host: `python -m http.server`, which sets no headers of ours."""

import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from oivis.testing.page import StagePage

OIVIS = Path(sys.executable).parent / "oivis"
# Not at the root: half of all file hosts give a folder.
FOLDER = "shop/spring"
LARGEST = 24_000_000


def oivis(*words):
    done = subprocess.run([OIVIS, *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def file_host(folder, port=0):
    """Run the plainest host that there is; give its address."""
    command = [sys.executable, "-u", "-m", "http.server", str(port), "--bind", "127.0.0.1", "-d", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        said = process.stdout.readline()
        found = re.search(r"port (\d+)", said)
        assert found, said
        yield process, f"http://127.0.0.1:{found[1]}/{FOLDER}"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def exported(toy_models, tmp_path_factory):
    """A folder with the campaign in it, written from its own folder."""
    folder = tmp_path_factory.mktemp("export")
    oivis("campaign", "new", "launch", folder / "launch")
    oivis("export", folder / "launch", "--out", folder / "host" / FOLDER, "--models", toy_models)
    return folder / "host"


@pytest.fixture
def opened(oivis_browsers, still_camera):
    context = oivis_browsers(still_camera).new_context(reduced_motion="reduce")

    def open(url, query="lang=en"):
        stage = StagePage(context.new_page(), url)
        stage.page.goto(f"{url}/?{query}")
        return stage

    yield open
    context.close()


def begin(stage):
    stage.page.get_by_role("button", name="Start camera").click()
    return stage.wait_ready(90)


def test_no_file_is_larger_than_hosts_take(exported):
    assert max(path.stat().st_size for path in exported.rglob("*") if path.is_file()) <= LARGEST


def test_the_stage_runs_from_files_isolated_and_then_without_a_network(exported, opened):
    with file_host(exported) as (host, url):
        stage = opened(url)
        # The host sets no header: the service worker does, after the page has loaded itself once more.
        stage.page.locator("html[data-config]").wait_for(state="attached")
        isolated = "() => self.crossOriginIsolated"
        for _ in range(50):
            try:
                if stage.page.evaluate(isolated):
                    break
            except Exception:
                # It is on its way to the second load.
                stage.page.wait_for_load_state()
            stage.page.wait_for_timeout(200)
        assert stage.page.evaluate(isolated)
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
        stage.page.goto(f"{url}/?lang=en")
        begin(stage)
        assert stage.stats()["isolated"] is True
        stage.page.keyboard.press("Enter")
        picture = stage.page.locator("[data-product=runner] img")
        assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
        assert logo.evaluate("logo => logo.decode().then(() => logo.naturalWidth)") > 0
