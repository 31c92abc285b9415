"""Any page with Pyodide: `micropip.install("onnxruntime")`, then code that knows nothing of browsers."""

import inspect
import json
import shutil
import textwrap

import pytest

from e2e.ortweb import toys
from e2e.ortweb.conftest import ISOLATED, serve
from setup.wheels import build


@pytest.fixture(scope="module", autouse=True)
def files(models):
    (models / "arithmetic.onnx").write_bytes(toys.arithmetic())


@pytest.fixture(scope="module")
def index(site):
    """The wheels, as an index of HTML pages."""
    for package in ("ortweb", "onnxruntime"):
        folder = site / "simple" / package
        folder.mkdir(parents=True)
        wheel, sha256 = build(package, folder)
        (folder / "index.html").write_text(f'<a href="{wheel.name}#sha256={sha256}">{wheel.name}</a>')
    damaged = site / "damaged"
    shutil.copytree(
        site / "ort", damaged, ignore=lambda _, names: [name for name in names if "wasm" not in name]
    )
    with (damaged / "ort-wasm-simd-threaded.wasm").open("ab") as file:
        file.write(b"\0")


@pytest.fixture(scope="module")
def free_server(site):
    """Isolated, and without a policy: as notebooks are served."""
    yield from serve(site, ISOLATED)


INSTALL = """
import micropip, js
await micropip.install("onnxruntime", index_urls=js.origin_of_page + "/simple/{package_name}/")
"""


def python(page, server, function, *arguments):
    source = textwrap.dedent(inspect.getsource(function))
    install = INSTALL.replace("js.origin_of_page", repr(server.url))
    code = f"{install}\n{source}\nimport json; json.dumps(await {function.__name__}(*{arguments!r}))"
    return json.loads(page.evaluate("code => window.python(code)", code))


async def unchanged():
    import pathlib

    import numpy as np
    import onnxruntime as ort
    from js import self
    from onnxruntime.capi.onnxruntime_pybind11_state import InvalidArgument
    from pyodide.http import pyfetch

    model = await pyfetch(f"{self.origin}/models/arithmetic.onnx")
    pathlib.Path("model.onnx").write_bytes(await model.bytes())
    session = ort.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
    a = np.float32([1, 2])
    raised = None
    try:
        session.run(None, {"a": a, "b": a.astype(int)})
    except InvalidArgument as error:
        raised = type(error).__module__
    return [session.run(["sum"], {"a": a, "b": a})[0].tolist(), raised, ort.__version__]


@pytest.mark.parametrize("where", ["", "?worker=module"])
def test_unchanged_code_runs_after_micropip(chromium, free_server, index, where):
    page = chromium.new_page()
    page.goto(f"{free_server.url}/host.html{where}")
    result, raised, version = python(page, free_server, unchanged)
    page.close()
    assert result == [2, 4]
    assert raised == "ortweb.errors"
    assert version == "1.30.0"
    # Nothing came from anywhere else.
    assert {path.split("/")[1].split("?")[0] for path in free_server.asked} <= {
        "host.html", "host.js", "favicon.ico", "pyodide", "simple", "models", "ort"
    }  # fmt: skip


@pytest.mark.parametrize("headers", [{}, ISOLATED], ids=["plain", "isolated"])
def test_a_page_of_another_site_installs_from_our_server_and_runs_a_model(
    chromium, site, oivis_server, headers
):
    async def in_page(ours):
        import js
        import numpy as np
        import onnxruntime as ort
        import ortweb
        from pyodide.http import pyfetch

        ortweb.configure(base=f"{ours}/ort/", threads=2)
        content = await (await pyfetch("/models/arithmetic.onnx")).bytes()
        session = ort.InferenceSession(content)
        a = np.float32([1, 2])
        (total,) = session.run(["sum"], {"a": a, "b": a})
        engine = ortweb.engine.current()
        return [total.tolist(), js.location.origin, engine.place.base, session._runtime.threads]

    for server in serve(site, headers):
        here = server.url.replace("127.0.0.1", "localhost")
        page = chromium.new_page()
        page.goto(f"{here}/host.html")
        total, origin, base, threads = python(page, oivis_server, in_page, oivis_server.url)
        page.close()
        assert not {path.split("/")[1] for path in server.asked} & {"simple", "ort", "assets"}
    assert total == [2, 4]
    assert origin == here
    assert base == f"{oivis_server.url}/ort/"
    assert threads == (2 if headers else 1)


def test_runtime_files_that_are_not_the_pinned_ones_are_refused(chromium, free_server, index):
    async def in_page():
        import numpy as np
        import onnxruntime as ort
        import ortweb
        from pyodide.http import pyfetch

        content = await (await pyfetch("/models/arithmetic.onnx")).bytes()
        said = []
        for base in ("/damaged/", "/nowhere/"):
            ortweb.configure(base=base, threads=1)
            try:
                await ort.InferenceSession.create(content)
            except ort.OrtError as error:
                said.append(str(error))
            ortweb.engine._own = None
        ortweb.configure(base="/ort/")
        session = await ort.InferenceSession.create(content)
        try:
            ortweb.configure(base="/ort/")
        except RuntimeError as error:
            said.append(str(error))
        return [said, session.run(["sum"], {"a": np.ones(2, "f4"), "b": np.ones(2, "f4")})[0].tolist()]

    page = chromium.new_page()
    page.goto(f"{free_server.url}/host.html")
    (damaged, nowhere, late), result = python(page, free_server, in_page)
    page.close()
    assert (
        "ort-wasm-simd-threaded.wasm cannot be fetched, or is not the one that was pinned (sha256-" in damaged
    )
    assert "/nowhere/" in nowhere
    assert "before the first session" in late
    assert result == [2, 2]


def test_the_bridge_alone_runs_in_a_classic_worker(chromium, free_server, index):
    page = chromium.new_page()
    page.goto(f"{free_server.url}/host.html")
    assert page.evaluate("window.classic('/models/arithmetic.onnx')") == [2, 4]
    page.close()
