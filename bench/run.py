"""The whole bench: the page, its peers and inference alone, in turns in one Chromium."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.filters import Cost, measure
from bench.ortweb.speed import measure as measure_ortweb
from bench.ours import Running, Visits, visit
from bench.peers import Pair, Solutions, inference, pairs
from bench.static import serve as serve_peers
from bench.table import Row
from bench.wire import count

ROOT = Path(__file__).parent.parent
MODELS = ROOT / "build" / "models"
ORIGINALS = ROOT / "build" / "cache" / "tflite"
CLIP = Path("dev/videos/asl_signerA.mp4")
DEMO = ROOT / "build" / "media" / "demo.webm"

Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to measure, and for how long.

    Attributes
    ----------
    clip : Path
        Any video; it plays as a 640x480 camera.
    seconds : float
        Length of one slice of running.
    slices : int
        How often the page and its peer take turns.
    visits : int
        First visits, each followed by a second one.
    minutes : float
        How long to watch the memory; 0 leaves it out.
    """

    clip: Path
    seconds: float = 8
    slices: int = 3
    visits: int = 3
    minutes: float = 1


@dataclass
class Result:
    """What was measured."""

    rows: list[Row]
    fps: dict[str, list[float]]
    parts: dict[str, list[float]]
    pairs: list[Pair]
    filters: list[Cost]
    ortweb: list[Row]
    facts: dict[str, Any]

    def to_json(self) -> str:
        """All of it, for a machine."""
        alone = {
            pair.name: {f"{runtime} {threads}": times for (runtime, threads), times in pair.times.items()}
            for pair in self.pairs
        }
        rows = [row.to_json() for row in self.rows]
        record = {"facts": self.facts, "rows": rows, "fps": self.fps, "parts": self.parts, "inference": alone}
        record["ortweb"] = [row.to_json() for row in self.ortweb]
        record["filters"] = {cost.name: cost.own for cost in self.filters}
        return json.dumps(record, indent=1)


def default_clip() -> Path:
    """A person who signs, out of the pictures of OIVIS_DATA; the demo clip where they are missing."""
    pictures = Path(os.environ.get("OIVIS_DATA", ROOT.parent / "shared" / "data"))
    return pictures / CLIP if (pictures / CLIP).is_file() else DEMO


def run(plan: Plan, say: Say) -> Result:
    """Measure everything.

    Parameters
    ----------
    plan : Plan
    say : callable
        Told what is being done.

    Returns
    -------
    Result

    Raises
    ------
    AssertionError
        If the stage does not start; with what the page says.
    """
    from oivis.testing import Cameras, serve
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        say(f"camera: {plan.clip.name}")
        camera = Cameras(folder).from_clip(plan.clip, seconds=30)
        networks = pairs(MODELS, ORIGINALS)
        folders = {
            "peers": ROOT / "bench" / "peers",
            "modules": ROOT / "node_modules",
            "models": MODELS,
            "originals": ORIGINALS,
        }
        peers_url = stack.enter_context(serve_peers(folders))
        url = stack.enter_context(serve()).url
        browser = launch(stack.enter_context(sync_playwright()), camera)
        stack.callback(browser.close)

        visits = Visits()
        with count(url) as wire:
            for turn in range(plan.visits):
                say(f"visits: {turn + 1} of {plan.visits}")
                visit(browser, wire, visits)

        say("starting the page and its peer")
        ours, peer = Running(browser, url), Solutions(browser, peers_url)
        for turn in range(plan.slices):
            say(f"frames: turn {turn + 1} of {plan.slices}")
            ours.slice(plan.seconds)
            peer.slice(plan.seconds)
        peer.close()
        if plan.minutes:
            say(f"memory: {plan.minutes:g} min")
            ours.run_on(plan.minutes)
        stats = ours.stage.stats()
        rows = [*ours.rows(), *visits.rows()]
        ours.close()

        say("inference alone")
        inference(browser, peers_url, networks, rounds=5)
        costs = measure(browser, say=say)
        bridge = measure_ortweb(browser, say=say)
        facts = {
            "chromium": browser.version,
            "clip": plan.clip.name,
            "provider": stats["provider"],
            "threads": stats["threads"],
            "cores": os.cpu_count(),
        }
        fps = {"oivis": ours.fps, "MediaPipe solutions": peer.fps}
        return Result(rows, fps, ours.parts, networks, costs, bridge, facts)
