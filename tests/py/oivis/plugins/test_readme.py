"""What the README shows is run here."""

import re
from pathlib import Path

import oivis.plugins
from oivis.plugins import Plugin

README = Path(oivis.plugins.__file__).with_name("README.md")


def test_the_smallest_plugin_is_short_and_its_test_passes():
    plugin, test = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len(plugin.strip().splitlines()) < 30
    names = {}
    exec(plugin + test, names)
    assert issubclass(names["Bye"], Plugin) and names["stage"].texts == ["Ciao"]
