"""The peers: the legacy MediaPipe solutions doing the whole job, and LiteRT.js on the original networks."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from models.manifest import read as read_manifest
from models.recipes import exact

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROUND = 10


class Solutions:
    """``@mediapipe/selfie_segmentation`` and ``@mediapipe/hands`` on the same camera.

    Parameters
    ----------
    browser : Browser
        With the clip as its camera.
    url : str
        Of the server of the peers' pages.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._page = browser.new_context().new_page()
        self._page.goto(f"{url}/peers/solutions.html")
        self._page.evaluate("() => bench.open()")
        self.fps: list[float] = []

    def slice(self, seconds: float) -> None:
        """Run for a while and keep the rate."""
        self._page.evaluate("() => bench.start()")
        self._page.evaluate("ms => new Promise((resolve) => setTimeout(resolve, ms))", seconds * 1000)
        self.fps.append(self._page.evaluate("() => bench.stop()")["frames"] / seconds)

    def close(self) -> None:
        """Close the page."""
        self._page.context.close()


@dataclass
class Pair:
    """One network in both runtimes.

    Attributes
    ----------
    name : str
    ours, original : dict
        ``{"name", "url", "shape"}`` of our file and of the file that it was made from.
    times : dict
        (runtime, threads) -> ms of each run.
    """

    name: str
    ours: dict[str, object]
    original: dict[str, object]
    times: dict[tuple[str, int], list[float]] = field(default_factory=dict)

    def median(self, runtime: str, threads: int) -> float:
        """Milliseconds."""
        return median(self.times[runtime, threads])


def inference(browser: Browser, url: str, pairs: list[Pair], rounds: int) -> None:
    """Time every network in both runtimes on one and two threads, a few runs of each in turn.

    Parameters
    ----------
    browser : Browser
    url : str
        Of the server of the peers' pages.
    pairs : list of Pair
        Their `times` are filled.
    rounds : int
        Times that each is run `ROUND` times.
    """
    context = browser.new_context()
    pages: dict[tuple[str, int], Page] = {}
    try:
        for runtime in ("ort", "litert"):
            for threads in (1, 2):
                page = pages[runtime, threads] = context.new_page()
                page.goto(f"{url}/peers/inference.html?runtime={runtime}&threads={threads}")
                for pair in pairs:
                    network = pair.ours if runtime == "ort" else pair.original
                    page.evaluate("network => bench.prepare(network)", network)
        for _ in range(rounds):
            for pair in pairs:
                for key, page in pages.items():
                    times = page.evaluate("([name, count]) => bench.round(name, count)", [pair.name, ROUND])
                    pair.times.setdefault(key, []).extend(times)
    finally:
        context.close()


def pairs(models: Path, originals: Path) -> list[Pair]:
    """Our networks and those that they were made from.

    Parameters
    ----------
    models : Path
        Folder with ``models.json``.
    originals : Path
        Folder of what these were made from.

    Returns
    -------
    list of Pair
        With addresses on the peers' server: ``/models/`` and ``/originals/``, where the cache of
        `oivis models build` is.
    """
    found = []
    for name, entry in json.loads((models / "models.json").read_text())["models"].items():
        shape = entry["input"]["shape"]
        model = read_manifest().borrowed[name]
        file = originals / model.source.file
        # What has learnt here takes fewer pixels than its original.
        whole = exact(model, file.read_bytes()).shapes()[model.input.name]
        found.append(
            Pair(
                name,
                ours={"name": name, "url": f"/models/{entry['files']['wasm']['file']}", "shape": shape},
                original={"name": name, "url": f"/originals/{file.name}", "shape": [*whole[:3], 3]},
            )
        )
    return found
