"""What the matte costs: the page as it ships beside the same page whose matte is merely enlarged."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench.ours import Running
from bench.table import Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

MATTE = Path(__file__).with_name("raw.js")
BUDGET = 1.3
SCENES = ("snow", "studio", "beach", "paper")
# In place of the functions of web/filters/alpha.frag and composite.frag.
ALPHA = "vec4 alpha(sampler2D image, vec2 uv) {\n  return vec4(texture(u_matte, uv).r);\n}\n"
COMPOSITE = (
    "vec4 composite(vec4 color, vec2 uv) {\n  return vec4(mix(scene(uv), color.rgb, color.a), color.a);\n}\n"
)


def measure(
    clip: Path, seconds: float, turns: int, say: Callable[[str], None] = lambda text: None
) -> list[Row]:
    """Run both pages by turns in one Chromium, scene by scene.

    Parameters
    ----------
    clip : Path
        Any video; it plays as a 640x480 camera.
    seconds : float
        Length of one turn.
    turns : int
        How often each page runs a scene.
    say : callable
        Told what is being done.

    Returns
    -------
    list of Row
        Two for each scene, each a ratio of ours to raw: of the time between frames, and of the worker's own
        time for a frame.
    """
    from oivis.testing import Cameras, serve
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        camera = Cameras(folder).from_clip(clip, seconds=30)
        url = stack.enter_context(serve()).url
        browser: Browser = launch(stack.enter_context(sync_playwright()), camera)
        stack.callback(browser.close)
        ours, raw = Running(browser, url), Running(browser, url, make_raw)
        rows = []
        for scene in SCENES:
            say(scene)
            between, within = [], []
            for _ in range(turns):
                for page in (ours, raw):
                    page.stage.page.evaluate("id => window.oivis.scene(id)", scene)
                    page.slice(seconds)
                between.append(raw.fps[-1] / ours.fps[-1])
                within.append(ours.parts["total"][-1] / raw.parts["total"][-1])
            rows.append(
                Row(f"{scene}: time between frames, to that of the raw composite", "", between, BUDGET)
            )
            rows.append(Row(f"{scene}: the worker's own time, to that of the raw composite", "", within))
        return rows


def make_raw(context: BrowserContext) -> None:
    """Let every page of a context have the raw matte."""

    def mix(route: Route) -> None:
        sources = route.fetch().json()
        for name, plain in (("alpha", ALPHA), ("composite", COMPOSITE)):
            header = re.match(r"/\*\{.*?\}\*/\n", sources[name], re.DOTALL)
            assert header, name
            sources[name] = header[0] + plain
        route.fulfill(body=json.dumps(sources), content_type="application/json")

    context.route(
        "**/web/matte/matte.js", lambda route: route.fulfill(path=MATTE, content_type="text/javascript")
    )
    context.route("**/filters.json", mix)
