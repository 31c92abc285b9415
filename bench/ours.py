"""The stage's own figures: start-up, bytes, frames, Python's share, long tasks, memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oivis.testing import StagePage

from bench.table import Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from bench.wire import Wire

LONG_TASKS = """(() => {
  window.longTasksOfBench = [];
  const note = (list) => {
    for (const { startTime, duration } of list.getEntries())
      window.longTasksOfBench.push({ startTime, duration });
  };
  new PerformanceObserver(note).observe({ type: "longtask", buffered: true });
})();"""
READY = "async () => { await window.oivis.ready; return performance.now(); }"
CACHED = "() => navigator.serviceWorker.ready.then(() => undefined)"
MEMORY = "async () => (await performance.measureUserAgentSpecificMemory()).bytes"


@dataclass
class Visits:
    """What first and second visits cost."""

    cold_s: list[float] = field(default_factory=list)
    again_s: list[float] = field(default_factory=list)
    first_bytes: list[float] = field(default_factory=list)
    again_bytes: list[float] = field(default_factory=list)

    def rows(self) -> list[Row]:
        """The rows of the budgets."""
        megabytes = [count / 1e6 for count in self.first_bytes]
        kilobytes = [count / 1e3 for count in self.again_bytes]
        return [
            Row("first composited frame, first visit", "s", self.cold_s, 6),
            Row("first composited frame, second visit", "s", self.again_s, 2.5),
            Row("bytes on the wire, first visit", "MB", megabytes, 12.5),
            Row("bytes on the wire, second visit", "kB", kilobytes, 50),
        ]


def visit(browser: Browser, wire: Wire, visits: Visits) -> None:
    """One first visit with empty caches and one second visit, each until the first composited frame."""
    context = browser.new_context()
    try:
        for seconds, received in (
            (visits.cold_s, visits.first_bytes),
            (visits.again_s, visits.again_bytes),
        ):
            page = context.new_page()
            wire.take()
            page.goto(f"{wire.url}/?autostart=camera")
            seconds.append(page.evaluate(READY) / 1000)
            # The service worker fills its cache after the start; that belongs to the visit's bytes.
            page.evaluate(CACHED)
            _settle(page, wire, received)
            page.close()
    finally:
        context.close()


def _settle(page: Page, wire: Wire, received: list[float]) -> None:
    total = wire.take()
    quiet = 0
    while quiet < 4:
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 250))")
        more = wire.take()
        total += more
        quiet = 0 if more else quiet + 1
    received.append(total)


class Running:
    """The stage on the clip, measured in slices between which it rests.

    Parameters
    ----------
    browser : Browser
        With the clip as its camera.
    url : str
        Of the server.
    prepare : callable
        Is given the context before anything is loaded.
    """

    def __init__(
        self, browser: Browser, url: str, prepare: Callable[[BrowserContext], None] = lambda context: None
    ) -> None:
        # What is routed would pass the service worker by.
        context = browser.new_context(service_workers="block")
        prepare(context)
        page = context.new_page()
        page.add_init_script(LONG_TASKS)
        self.stage = StagePage(page, url).open(autostart="camera", debug=1).wait_ready()
        self._ready_ms = page.evaluate("() => performance.now()")
        self.stage.page.evaluate("() => window.oivis.stop()")
        self.fps: list[float] = []
        self.dropped: list[float] = []
        self.python_p50: list[float] = []
        self.python_p95: list[float] = []
        self.parts: dict[str, list[float]] = {}
        self.memory: list[float] = []

    def slice(self, seconds: float) -> None:
        """Run for a while and keep the figures."""
        stage = self.stage
        stage.start("camera")
        stage.wait_state("running")
        stage.wait_frames(stage.stats()["frames"] + 10)
        before, began = self._now()
        stage.watch(seconds)
        after, ended = self._now()
        took = (ended - began) / 1000
        self.fps.append((after["frames"] - before["frames"]) / took)
        self.dropped.append((after["dropped"] - before["dropped"]) / took)
        self.python_p50.append(after["ms"]["python"]["p50"])
        self.python_p95.append(after["ms"]["python"]["p95"])
        for name, times in after["ms"].items():
            self.parts.setdefault(name, []).append(times["p50"])
        stage.page.evaluate("() => window.oivis.stop()")
        stage.wait_state("idle")

    def run_on(self, minutes: float) -> None:
        """Run for minutes, and keep what memory was used at the start and at the end."""
        self.stage.start("camera")
        self.stage.wait_state("running")
        self.stage.watch(10)
        self.memory = [self.stage.page.evaluate(MEMORY)]
        self.stage.watch(minutes * 60)
        self.memory.append(self.stage.page.evaluate(MEMORY))
        self.stage.page.evaluate("() => window.oivis.stop()")

    def rows(self) -> list[Row]:
        """The rows of the budgets."""
        tasks = self.stage.page.evaluate("() => window.longTasksOfBench")
        after = [task for task in tasks if task["startTime"] > self._ready_ms]
        rows = [
            Row("frames a second, segmentation + hands + composite", "1/s", self.fps, 20, is_floor=True),
            Row("Python's share of a frame, median", "ms", self.python_p50, 1),
            Row("Python's share of a frame, p95", "ms", self.python_p95, 2),
            Row("main-thread tasks over 50 ms after ready", "", [float(len(after))], 0),
        ]
        if self.memory:
            growth = (self.memory[-1] / self.memory[0] - 1) * 100
            rows.append(Row("memory growth", "%", [growth], 3))
        return rows

    def close(self) -> None:
        """Close the page."""
        self.stage.page.context.close()

    def _now(self) -> tuple[dict[str, Any], float]:
        return self.stage.stats(), self.stage.page.evaluate("() => performance.now()")
