"""What networks and single layers cost in Chromium, in turns, in one page for each number of threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from bench.static import serve

ROOT = Path(__file__).resolve().parents[1]
RUNS = 10
Networks = Mapping[str, tuple[Path, tuple[int, ...]]]


def measure(
    networks: Networks,
    rounds: int = 5,
    threads: tuple[int, ...] = (1, 2),
    say: Callable[[str], None] = lambda text: None,
) -> dict[str, dict[int, list[float]]]:
    """Time networks with one input of bytes, a few runs of each in turn.

    Parameters
    ----------
    networks : mapping of str to (Path, shape)
        A file and the shape of its input, by a name of one's own. All files in one folder.
    rounds : int
        Times that each is run `RUNS` times.
    threads : tuple of int
        Of WebAssembly.
    say : callable
        Told what is being done.

    Returns
    -------
    dict of str to dict of int to list of float
        Milliseconds of each run, by name and threads.
    """
    from oivis.testing.browser import launch
    from playwright.sync_api import sync_playwright

    times: dict[str, dict[int, list[float]]] = {name: {count: [] for count in threads} for name in networks}
    models = {f"models{at}": path.parent for at, (path, _) in enumerate(networks.values())}
    folders = {"peers": ROOT / "bench" / "peers", "modules": ROOT / "node_modules", **models}
    with serve(folders) as url, sync_playwright() as playwright:
        browser = launch(playwright, None)
        try:
            context = browser.new_context()
            pages = {}
            for count in threads:
                page = pages[count] = context.new_page()
                page.goto(f"{url}/peers/inference.html?runtime=ort&threads={count}")
                for at, (name, (path, shape)) in enumerate(networks.items()):
                    say(f"loading {name}")
                    network = {"name": name, "url": f"/models{at}/{path.name}", "shape": list(shape)}
                    page.evaluate("network => bench.prepare(network)", network)
            for number in range(rounds):
                say(f"round {number + 1} of {rounds}")
                for name in networks:
                    for count, page in pages.items():
                        times[name][count] += page.evaluate(
                            "([name, count]) => bench.round(name, count)", [name, RUNS]
                        )
        finally:
            browser.close()
    return times
