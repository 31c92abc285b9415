"""The stage as a test sees it."""

from __future__ import annotations

import base64
import io
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    from playwright.sync_api import Page

WATCH = Path(__file__).with_name("watch.js")
# So long a slow machine may take that others keep busy; only a test that fails waits for it.
PATIENCE_S = 60.0
# `oivis export` says so on the root element; pages of our server never load themselves again.
SETTLED = "html[data-isolated], html:not([data-config*=isStatic]), main.closed"


@dataclass(frozen=True)
class Matte:
    """A refined matte and the frame that it belongs to.

    Attributes
    ----------
    alpha : ndarray of uint8, shape (H, W)
        0 background, 255 person, at frame resolution, in view orientation.
    timestamp : float
        Milliseconds, the frame's own.
    """

    alpha: np.ndarray
    timestamp: float


class StagePage:
    """A page with the stage in it, with waits that say why not.

    Parameters
    ----------
    page : Page
        A Playwright page that nothing was loaded into.
    url : str
        Address of the server, without a slash at the end.

    Attributes
    ----------
    page : Page
        For whatever this class has no word for.
    console : list of str
        What the page and its workers printed, and errors that nobody caught.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.console: list[str] = []
        self._seen = 0
        page.set_default_timeout(PATIENCE_S * 1000)
        page.add_init_script(path=WATCH)
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"uncaught: {error}"))
        page.on("crash", lambda _: self.console.append("the page crashed"))

    def open(self, **query: str | int) -> StagePage:
        """Load the page, with a query such as ``autostart="camera"``; returns itself."""
        words = "&".join(f"{key}={value}" for key, value in query.items())
        return self.visit(f"{self.url}/?{words}")

    def visit(self, address: str) -> StagePage:
        """Load a page with the stage by its whole address, such as a campaign's; returns itself."""
        self._seen = 0
        self.page.goto(address)
        # A page of files may load itself once more, to be isolated.
        self.page.locator(SETTLED).wait_for(state="attached")
        return self

    def wait_ready(self, timeout_s: float = PATIENCE_S) -> StagePage:
        """Wait until the first composited frame is shown; returns itself.

        Raises
        ------
        AssertionError
            If the page says that it failed or says nothing in time; with `report`.
        """
        end = self._evaluate("ms => oivisWatch.ready(ms)", timeout_s * 1000)
        if end is None:
            raise AssertionError(f"the stage was not ready after {timeout_s:g} s\n{self.report()}")
        if not end["ok"]:
            raise AssertionError(f"the stage failed: {end['code']}: {end['message']}\n{self.report()}")
        return self

    def wait_state(self, *states: str, timeout_s: float = PATIENCE_S) -> str:
        """Wait until ``data-oivis`` is one of `states`; returns which.

        Raises
        ------
        AssertionError
            If it is not in time; with `report`.
        """
        script = """([states, ms]) => new Promise((resolve) => {
          const state = () => document.documentElement.dataset.oivis;
          const end = () => { observer.disconnect(); clearTimeout(timer); resolve(state()); };
          const observer = new MutationObserver(() => states.includes(state()) && end());
          const timer = setTimeout(end, ms);
          observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-oivis"] });
          if (states.includes(state())) end();
        })"""
        state = self._evaluate(script, [list(states), timeout_s * 1000])
        if state not in states:
            want = " or ".join(states)
            raise AssertionError(
                f"data-oivis is {state!r}, not {want}, after {timeout_s:g} s\n{self.report()}"
            )
        return cast(str, state)

    def expect(self, kind: str, timeout_s: float = PATIENCE_S, **fields: Any) -> dict[str, Any]:
        """The next event of a kind since the last one expected; its detail.

        Parameters
        ----------
        kind : "gesture", "command", "scene", "plugin" or "error"
        timeout_s : float
        **fields : Any
            What the detail has to hold. The very next event of the kind has to match: one that
            should not have come is not passed over.

        Raises
        ------
        AssertionError
            If none comes in time, or another one comes; with `report`.
        """
        event = self._evaluate(
            "([kind, from, ms]) => oivisWatch.next(kind, from, ms)", [kind, self._seen, timeout_s * 1000]
        )
        want = f"{kind} {fields}" if fields else kind
        if event is None:
            raise AssertionError(f"no {want} within {timeout_s:g} s\n{self.report()}")
        self._seen = event["index"] + 1
        detail = cast(dict[str, Any], event["detail"])
        if any(detail.get(key) != value for key, value in fields.items()):
            raise AssertionError(f"expected {want}, saw {json.dumps(detail)}\n{self.report()}")
        return detail

    def expect_command(self, command: str, timeout_s: float = PATIENCE_S, **fields: Any) -> dict[str, Any]:
        """The next command; it has to be this one. See `expect`."""
        return self.expect("command", timeout_s, command=command, **fields)

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """All events since the page was opened: ``{"kind", "detail"}``, of one kind or of all."""
        found = self._evaluate("() => oivisWatch.events")
        return [event for event in found if kind in (None, event["kind"])]

    def start(self, source: str | Path | bytes, name: str = "source") -> None:
        """Call ``window.oivis.start``.

        Parameters
        ----------
        source : "camera", "demo", path or bytes
            A path or bytes become a ``File``, as if the viewer had picked it.
        name : str
            Name of the file where bytes are given; its ending tells the type.
        """
        if source in ("camera", "demo"):
            self._evaluate("source => void window.oivis.start(source)", source)
            return
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
        name = name if isinstance(source, bytes) else Path(source).name
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._evaluate(
            """async ([data, name, type]) => {
              const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
              void window.oivis.start(new File([bytes], name, { type }));
            }""",
            [base64.b64encode(data).decode(), name, kind],
        )

    def wait_frames(self, frames: int, timeout_s: float = PATIENCE_S) -> None:
        """Wait until the stage has shown so many frames since it was opened.

        Raises
        ------
        AssertionError
            If it has not in time; with `report`.
        """
        script = """async ([frames, ms]) => {
          const end = performance.now() + ms;
          while ((await window.oivis.stats()).frames < frames) {
            if (performance.now() > end) return false;
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return true;
        }"""
        if not self._evaluate(script, [frames, timeout_s * 1000]):
            raise AssertionError(f"fewer than {frames} frames after {timeout_s:g} s\n{self.report()}")

    def watch(self, seconds: float) -> None:
        """Let the stage run for a while, to see what it does.

        Raises
        ------
        AssertionError
            If it shows no frame meanwhile, nor soon after; with `report`.
        """
        before = self.stats()["frames"]
        self._evaluate("ms => new Promise((resolve) => setTimeout(resolve, ms))", seconds * 1000)
        self.wait_frames(before + 1)

    def stats(self) -> dict[str, Any]:
        """``window.oivis.stats()``."""
        return cast(dict[str, Any], self._evaluate("() => window.oivis.stats()"))

    def composite(self) -> np.ndarray:
        """The picture that the viewer sees, uint8 (H, W, 3) RGB, from ``window.oivis.snapshot()``."""
        import numpy as np
        from PIL import Image

        png = base64.b64decode(self._evaluate("() => oivisWatch.snapshot()"))
        with Image.open(io.BytesIO(png)) as picture:
            return np.asarray(picture.convert("RGB"))

    def matte(self) -> Matte:
        """The refined matte of the frame shown, from ``window.oivis.matte()``."""
        import numpy as np

        record = self._evaluate("() => oivisWatch.matte()")
        alpha = np.frombuffer(base64.b64decode(record["data"]), np.uint8)
        return Matte(alpha.reshape(record["height"], record["width"]), record["timestamp"])

    def report(self) -> str:
        """Why not: state, text, figures, last events and console, as lines to read."""
        if self.page.is_closed():
            return "\n".join(["the page is closed", *self.console[-20:]])
        script = """async () => {
          const figures = Promise.resolve(window.oivis?.stats()).catch(String);
          const late = new Promise((resolve) => setTimeout(resolve, 2000, "no answer"));
          return {
            state: document.documentElement.dataset.oivis,
            isolated: window.crossOriginIsolated,
            text: document.body.innerText.replace(/\\s+/g, " ").slice(0, 600),
            stats: JSON.stringify(await Promise.race([figures, late])),
            events: window.oivisWatch?.events.slice(-8).map((event) => JSON.stringify(event)),
          };
        }"""
        try:
            facts = self._evaluate(script)
        except Exception as error:
            facts = {"page": f"does not answer: {error}"}
        lines = [f"  {name}: {value}" for name, value in facts.items()]
        return "\n".join(
            [f"{self.page.url}", *lines, "  console:", *(f"    {it}" for it in self.console[-20:])]
        )

    def _evaluate(self, script: str, argument: Any = None) -> Any:
        # Playwright's `wait_for_function` builds code from strings, which the page's CSP forbids: every
        # wait here is a promise inside the page instead.
        return self.page.evaluate(script, argument)
