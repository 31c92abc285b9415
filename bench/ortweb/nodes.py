"""Run ONNX's node tests twice in one page: by JavaScript on onnxruntime-web, by Python on the bridge."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.ortweb.cases import Case, cases
from bench.static import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
# A page is closed after so many cases: WebAssembly's memory grows and never shrinks.
PAGE = 400
BATCH = 40

# How the runtime says that it lacks an operator, a type or an opset; 9 is its number for "not implemented".
LACKS = re.compile(
    r"ERROR_CODE: 9,|: 9 : NOT_IMPLEMENTED|not a registered function/op|No Op registered for|"
    r"Unrecognized attribute|Unsupported model IR version|support for domain .* is till opset|"
    r"unsupported type: u?int4"
)
NO_TYPE = "JavaScript has no tensor of an input's type."


# onnxruntime-web's word for each provider, which is in its file's name too, by the word of the command line.
WORDS = {"cpu": "wasm", "webgpu": "webgpu"}
# onnxruntime's name of it.
NAMES = {"cpu": "CPUExecutionProvider", "webgpu": "WebGpuExecutionProvider"}
# Chromium has no adapter on machines without a GPU; its SwiftShader plays one.
FLAGS = {"cpu": (), "webgpu": ("--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader")}


@dataclass(frozen=True)
class Outcome:
    """How one side did in a case.

    Attributes
    ----------
    verdict : str
        ``pass``, ``fail``, or ``unsupported`` where the runtime lacks the operator, the type or the opset.
    reason : str
        Empty where it passed.
    """

    verdict: str
    reason: str = ""


@dataclass(frozen=True)
class Result:
    """A case and how both sides did in it."""

    case: Case
    javascript: Outcome
    python: Outcome

    @property
    def is_lost(self) -> bool:
        """Whether JavaScript passes where Python does not: what must never be."""
        return self.javascript.verdict == "pass" != self.python.verdict


def run(
    browser: Browser | BrowserContext,
    names: Sequence[str] | None = None,
    provider: str = "cpu",
    advance: Callable[[int], None] = lambda count: None,
) -> list[Result]:
    """Run node tests on both sides.

    Parameters
    ----------
    browser : Browser or BrowserContext
    names : sequence of str, optional
        All where left out.
    provider : str
        `cpu` or `webgpu`; the browser was launched with its `FLAGS`. A node that a GPU has no kernel for is
        run by the CPU.
    advance : callable
        Told how many cases more are done.

    Returns
    -------
    list of Result
        In the order of the names.
    """
    wanted = [cases()[name] for name in (cases() if names is None else names)]
    results = []
    with served() as url:
        for start in range(0, len(wanted), PAGE):
            page = browser.new_page()
            page.goto(f"{url}/bench/index.html?provider={WORDS[provider]}")
            for first in range(start, min(start + PAGE, len(wanted)), BATCH):
                batch = wanted[first : min(first + BATCH, start + PAGE)]
                results += _batch(page, batch, provider)
                advance(len(batch))
            page.close()
    return results


@contextmanager
def served() -> Iterator[str]:
    """Serve the pages of this folder, the bridge as it is in the tree, and both runtimes."""
    bridge = ROOT / "py" / "ortweb"
    with tempfile.TemporaryDirectory() as made:
        shutil.make_archive(f"{made}/python", "zip", bridge, "ortweb")
        folders = {
            "bench": Path(__file__).parent,
            "bridge": bridge,
            "made": Path(made),
            "ort": ROOT / "node_modules" / "onnxruntime-web" / "dist",
            "pyodide": ROOT / "build" / "pyodide",
        }
        with serve(folders) as url:
            yield url


def version() -> str:
    """Give the version of the onnxruntime-web that is installed."""
    about = ROOT / "node_modules" / "onnxruntime-web" / "package.json"
    return json.loads(about.read_text())["version"]


def _batch(page: Page, batch: list[Case], provider: str) -> list[Result]:
    jobs = {case.name: {**job, "provider": NAMES[provider]} for case in batch if (job := case.to_page())}
    answers = dict(zip(jobs, page.evaluate("jobs => both(jobs)", list(jobs.values())), strict=True))
    missing = {side: {"error": NO_TYPE} for side in ("javascript", "python")}
    return [
        Result(case, *(_outcome(case, answers.get(case.name, missing)[side]) for side in missing))
        for case in batch
    ]


def _outcome(case: Case, answer: dict[str, Any]) -> Outcome:
    reason = answer["error"] if "error" in answer else case.difference(answer["outputs"])
    if not reason:
        return Outcome("pass")
    is_lack = reason == NO_TYPE or case.is_stamped_back or LACKS.search(reason)
    return Outcome("unsupported" if is_lack else "fail", reason)
