"""Things that go wrong on a viewer's machine, done to a real Chromium."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Error

CAPTURE = b"--utility-sub-type=video_capture.mojom.VideoCaptureService"


@contextmanager
def unplugged(stage, camera) -> Iterator[None]:
    """Take the camera out, and put it back at the end of the block.

    Chromium's file-backed camera is gone from the list of devices while its file is; a track that
    runs ends when the process that captures does, as it does for a real camera.
    """
    aside = camera.path.with_suffix(".aside")
    camera.path.rename(aside)
    try:
        session = stage.page.context.browser.new_browser_cdp_session()
        for process in session.send("SystemInfo.getProcessInfo")["processInfo"]:
            if CAPTURE in Path(f"/proc/{process['id']}/cmdline").read_bytes():
                os.kill(process["id"], signal.SIGKILL)
        session.detach()
        yield
    finally:
        aside.rename(camera.path)


def lose_context(stage, *, comes_back: bool = True) -> None:
    """Take the graphics context from the worker at its next drawing, for half a second or for good.

    A crash of the whole GPU process is no test: two times in three Chromium 156, drawing in software,
    ends the page with it soon afterwards.
    """
    stage_worker(stage).evaluate(
        """comesBack => {
          const { prototype } = WebGL2RenderingContext;
          const draw = prototype.drawArrays;
          prototype.drawArrays = function (...values) {
            prototype.drawArrays = draw;
            const context = this.getExtension("WEBGL_lose_context");
            context.loseContext();
            if (comesBack) setTimeout(() => context.restoreContext(), 500);
            draw.apply(this, values);
          };
        }""",
        comes_back,
    )


def crash_worker(stage) -> None:
    """Throw where nothing catches it in the worker that runs the stage."""
    # The page may end the worker before it has answered.
    with suppress(Error):
        stage_worker(stage).evaluate("() => void setTimeout(() => { throw new Error('crashed by a test'); })")


def end_worker(stage) -> None:
    """End the worker without a word, as an operating system short of memory does."""
    stage_worker(stage).evaluate("() => void self.close()")


def stage_worker(stage):
    """The worker of the stage, the newest one; onnxruntime's threads are workers of their own."""
    # One that has just ended may still be listed before it.
    return [worker for worker in stage.page.workers if "/worker.js?" in worker.url][-1]


def set_hidden(stage, is_hidden: bool) -> None:
    """Hide the tab, or bring it back.

    Playwright keeps every page visible to itself, even minimised, so the page is told by the same
    event and properties that a browser tells it by.
    """
    stage.page.evaluate(
        """hidden => {
          const state = { hidden, visibilityState: hidden ? "hidden" : "visible" };
          for (const [name, value] of Object.entries(state))
            Object.defineProperty(document, name, { configurable: true, get: () => value });
          document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
        }""",
        is_hidden,
    )
