"""Every snippet of the bridge's README does what it says, on a page as the README wants it."""

import json
import re

import pytest
from onnx import parser

from e2e.ortweb import toys
from e2e.ortweb.conftest import CSP, ISOLATED, ROOT, serve

README = (ROOT / "py" / "ortweb" / "README.md").read_text()
DIGITS = """<ir_version: 8, opset_import: ["" : 18]>
digits (float[1,28,28] pixels) => (float[1,784] scores) { scores = Flatten(pixels) }"""
# Runs Python with the bridge in it, as a page of one's own has it.
PAGE = """
import {{ loadPyodide }} from "/pyodide/pyodide.mjs";
const pyodide = await loadPyodide({{ indexURL: "/pyodide/", packages: ["numpy"] }});
const archive = await fetch("/python.zip");
pyodide.unpackArchive(await archive.arrayBuffer(), "zip", {{ extractDir: "/lib/python" }});
pyodide.runPython("import sys; sys.path.insert(0, '/lib/python')");
const models = {models};
{snippet}
window.engine = typeof engine === "undefined" ? null : engine;
window.python = (code) => pyodide.runPythonAsync(code);
"""
UP = "() => new Promise((done) => (function look() { window.python ? done() : setTimeout(look, 50); })())"


def snippets(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_every_snippet_is_tried_here():
    assert len(snippets("python")) == 3
    assert len(snippets("js")) == 2
    assert README.count("```") == 2 * 5


@pytest.fixture(scope="module")
def digits(site):
    (site / "models" / "digits.onnx").write_bytes(parser.parse_model(DIGITS).SerializeToString())


def test_the_snippets_of_python_run_one_after_the_other(chromium, site, oivis_server, digits):
    start, awaited, configure = snippets("python")
    # What is configured is configured before the first session.
    program = f"""
import pathlib
from pyodide.http import pyfetch
pathlib.Path("digits.onnx").write_bytes(await (await pyfetch("/models/digits.onnx")).bytes())
{start.partition("import numpy")[0]}
{configure}
{start}
blocked = [session.get_providers(), scores.shape]
{awaited}
str([blocked, scores.shape])
""".replace("https://example.org", oivis_server.url)
    for server in serve(site, ISOLATED):
        page = chromium.new_page()
        page.goto(f"{server.url}/host.html")
        said = page.evaluate("code => window.python(code)", program)
        page.close()
    assert said == "[[['CPUExecutionProvider'], (1, 784)], (1, 784)]"


@pytest.fixture
def page_with(chromium, site):
    """Give the function that opens a page under the README's policy with a snippet in its script."""
    pages = []

    def go(server, snippet, models="[]"):
        (site / "readme.js").write_text(PAGE.format(snippet=snippet, models=models))
        (site / "readme.html").write_text('<script type="module" src="readme.js"></script>')
        pages.append(chromium.new_page())
        pages[-1].goto(f"{server.url}/readme.html")
        pages[-1].evaluate(UP)
        return pages[-1]

    yield go
    for page in pages:
        page.close()


def test_a_page_with_a_strict_policy_lets_the_bridge_in(page_with, server, digits):
    assert "script-src 'self' 'wasm-unsafe-eval'" in CSP and "connect-src 'self'" in CSP
    register, _ = snippets("js")
    page = page_with(server, register)
    code = """
import numpy as np, ortweb as ort
session = await ort.InferenceSession.create("/models/digits.onnx")
"""
    code = code.replace('"/models', f'"{server.url}/models')
    code += "float(session.run(None, {'pixels': np.ones((1, 28, 28), np.float32)})[0].sum())"
    assert page.evaluate("code => window.python(code)", code) == 784


def test_models_that_must_be_right_are_opened_and_every_provider_is_told_of(page_with, server, models):
    files = toys.write(models)
    model = {
        "name": "portrait",
        "files": {name: files[name] for name in ("wasm", "webgpu")},
        "input": {"name": "pixels", "dtype": "uint8", "shape": [1, toys.SIZE, toys.SIZE, 4]},
        "outputs": [{"name": "matte", "dtype": "uint8", "shape": [1, toys.SIZE, toys.SIZE]}],
        "reference": toys.reference(toys.matte()),
    }
    _, opened = snippets("js")
    page = page_with(server, opened, json.dumps([model]))
    webgpu, wasm = page.evaluate("() => engine.trials")
    assert webgpu["reason"] == "This browser has no WebGPU adapter."
    assert f'reason: "{webgpu["reason"]}"' in opened
    assert wasm["provider"] == "wasm" and wasm["ok"]
