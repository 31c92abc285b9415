"""The site as it was built, in a real Chromium."""

import pytest
from oivis.testing.plugin import Browsers
from oivis.testing.server import Server

BOOT = """async () => {
  const { assets, index } = JSON.parse(document.documentElement.dataset.config);
  const { loadPyodide } = await import(assets.pyodide + "pyodide.mjs");
  const pyodide = await loadPyodide({ indexURL: assets.pyodide });
  await pyodide.loadPackage(["numpy", "micropip"]);
  pyodide.globals.set("index", `${location.origin}${index}{package_name}/`);
  await pyodide.runPythonAsync("import micropip; await micropip.install('oivis', index_urls=[index])");
  return pyodide.runPython(`
import importlib, importlib.metadata
import numpy, oivis, ortweb
for name in "ma fft linalg random polynomial testing typing char rec lib.recfunctions".split():
    importlib.import_module(f"numpy.{name}")
importlib.metadata.version("oivis")`);
}"""


@pytest.mark.browser
def test_pyodide_takes_what_we_repacked_and_installs_the_stage_from_the_index(
    oivis_server: Server, oivis_browsers: Browsers
) -> None:
    page = oivis_browsers(None).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    try:
        page.goto(oivis_server.url)
        assert page.evaluate("self.crossOriginIsolated")
        assert page.evaluate(BOOT) == "0.1.0"
    finally:
        page.close()
    assert not complaints
