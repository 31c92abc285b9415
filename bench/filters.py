"""What each filter costs: one frame at 640x480, above the same frame without it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.table import Table

from bench.static import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parent.parent
FILTERS = ROOT / "web" / "filters"
FRAMES = 8

# Values at which a filter does its work, where its defaults leave the picture as it is.
AT_WORK: dict[str, dict[str, Any]] = {
    "lut": {"table": "film"},
    "sticker": {"picture": "star"},
    "adjust": {"exposure": 0.2},
}


@dataclass
class Cost:
    """One filter's frames.

    Attributes
    ----------
    name, kind : str
    with_it, without : list of float
        Milliseconds a frame, measured in turns.
    """

    name: str
    kind: str
    with_it: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)

    @property
    def own(self) -> list[float]:
        """What the filter adds to a frame, ms."""
        return [much - little for much, little in zip(self.with_it, self.without, strict=True)]


def measure(browser: Browser, rounds: int = 7, say: Callable[[str], None] = lambda text: None) -> list[Cost]:
    """Time every filter that a chain may name, beside the same chain without it.

    Parameters
    ----------
    browser : Browser
    rounds : int
        How often each is timed; the two chains take turns.
    say : callable
        Told which is being timed, and by what clock.

    Returns
    -------
    list of Cost
        The dearest first.
    """
    from oivis.filters import HIDDEN, read_filters, shader_files
    from oivis.looks import look_table
    from oivis.stickers import sticker_picture

    sources = {path.stem: path.read_text() for path in shader_files(FILTERS)}
    named = {"film": _packed(look_table("film")), "star": _packed(sticker_picture("star"))}
    costs = [Cost(made.name, made.kind) for made in read_filters(FILTERS).values() if made.kind not in HIDDEN]
    with serve({"bench": ROOT / "bench", "web": ROOT / "web"}) as url:
        page = browser.new_page()
        page.goto(f"{url}/bench/filters.html")
        clock = page.evaluate("given => bench.open(...given)", [sources, named])
        for cost in costs:
            say(f"filters: {cost.name}, by {clock}")
            # A background is seen where the person is put before it; what they share is in both chains.
            base = [{"filter": "composite"}] if cost.kind == "background" else []
            link = {"filter": cost.name, "params": AT_WORK.get(cost.name, {})}
            for _ in range(rounds):
                for links, times in ((base, cost.without), ([link, *base], cost.with_it)):
                    times.append(page.evaluate("given => bench.time(...given)", [links, FRAMES]))
        page.close()
    return sorted(costs, key=lambda cost: -median(cost.own))


def alone(rounds: int = 7, say: Callable[[str], None] = lambda text: None) -> list[Cost]:
    """`measure` in a browser of its own."""
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright, None)
        try:
            return measure(browser, rounds, say)
        finally:
            browser.close()


def table(costs: list[Cost]) -> Table:
    """The costs, to print."""
    shown = Table(title="Filters at 640x480, ms a frame above the same frame without", title_justify="left")
    for name in ("filter", "kind"):
        shown.add_column(name)
    for name in ("median", "least .. most"):
        shown.add_column(name, justify="right")
    for cost in costs:
        spread = f"{min(cost.own):.1f} .. {max(cost.own):.1f}"
        shown.add_row(cost.name, cost.kind, f"{median(cost.own):.1f}", spread)
    return shown


def _packed(rgba: Any) -> dict[str, Any]:
    height, width = rgba.shape[:2]
    return {"width": width, "height": height, "data": base64.b64encode(rgba.tobytes()).decode()}
