"""What Python adds to a run: JavaScript and the bridge in turns, on one model with one input, in one page."""

from __future__ import annotations

import base64
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING

from onnx import parser

from bench.ortweb.nodes import served
from bench.table import Row

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BUDGET_MS = 0.15
# What Python does in each kind of run, and the most that it may take; `runs.py` has them.
KINDS: dict[str, tuple[str, float | None]] = {
    "settled": ("the await of a settled promise, Pyodide's own share", None),
    "awaited": ("values stay in JavaScript, awaited", BUDGET_MS),
    "blocked": ("values stay in JavaScript, waited for", BUDGET_MS),
    "copied": ("NumPy arrays in and out", None),
}
MODEL = parser.parse_model(
    '<ir_version: 8, opset_import: ["" : 18]> g (float[1000] x) => (float[1000] y) { y = Abs (x) }'
).SerializeToString()


def measure(
    browser: Browser, rounds: int = 15, count: int = 40, say: Callable[[str], None] = lambda text: None
) -> list[Row]:
    """Time runs of a model of one operator by both sides.

    Parameters
    ----------
    browser : Browser
    rounds : int
        Turns; each gives one figure, a difference of two medians.
    count : int
        Runs of each kind in a turn, one of each after the other.
    say : callable
        Told what is being done.

    Returns
    -------
    list of Row
        Milliseconds.

    Raises
    ------
    RuntimeError
        If one side fails; with what it says.
    """
    model = {"model": base64.b64encode(MODEL).decode(), "type": "float32", "dims": [1000]}
    turn = {"kinds": list(KINDS), "count": count}
    with served() as url:
        page = browser.new_page()
        page.goto(f"{url}/bench/index.html")
        turns = []
        for number, job in enumerate((model, turn, *[turn] * rounds)):
            say(f"ortweb: turn {max(0, number - 1)} of {rounds}")
            answer = page.evaluate("job => speed(job)", job)
            if "error" in answer:
                raise RuntimeError(f"The bench of ortweb stopped: {answer['error']}")
            turns.append(answer)
        page.close()
    # The first gives no times, the second warms up.
    return _rows([answer["times"] for answer in turns[2:]])


def _rows(turns: list[dict[str, list[float]]]) -> list[Row]:
    own = [median(times["javascript"]) for times in turns]
    rows = [Row("JavaScript's own run of one operator", "ms", own)]
    for kind, (about, budget) in KINDS.items():
        # Nothing is run for a settled promise.
        runs = [0.0] * len(own) if kind == "settled" else own
        added = [median(times[kind]) - mine for times, mine in zip(turns, runs, strict=True)]
        rows.append(Row(f"Python adds: {about}", "ms", added, budget))
    return rows
