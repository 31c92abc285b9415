"""`oivis plugin new` and `oivis plugin run`: a plug-in is seen live while it is written."""

import re
import subprocess
import sys

import pytest

from cli.plugin import new
from e2e.toy.test_play import expect_plugin

OIVIS = [sys.executable, "-c", "from cli import main; main()"]


@pytest.mark.server("oivis plugin run")
def test_a_new_plugin_runs_in_the_page_and_comes_anew_when_it_is_saved(
    open_toy, toy_models, still_camera, tmp_path
):
    new("good-bye", tmp_path)
    module = tmp_path / "good-bye" / "good_bye.py"
    command = [*OIVIS, "plugin", "run", str(module.parent), "--port", "0", "--models", str(toy_models)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = re.match(r"(http://[^/]*)/", server.stdout.readline())[1]
            stage = open_toy(still_camera, url=url).wait_ready()
            assert expect_plugin(stage, "good-bye", "on")["title"] == "GoodBye"
            with stage.page.expect_navigation(timeout=30_000):
                module.write_text(module.read_text().replace('title = "GoodBye"', 'title = "Ciao"'))
            stage._seen = 0
            stage.wait_ready()
            assert expect_plugin(stage, "good-bye", "on")["title"] == "Ciao"
            # One that cannot be built is told of, and the page stays.
            (module.parent / "pyproject.toml").write_text("nonsense")
            stage.page.locator("#toast", has_text="cannot be built").wait_for()
        finally:
            server.terminate()
