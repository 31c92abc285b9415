"""The files of a new plug-in."""

PYPROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "{name}"
version = "0.1.0"
description = "A plug-in of oivis"
requires-python = ">=3.11"
dependencies = ["oivis"]

# The entry point has the name of the package.
[project.entry-points."oivis.plugins"]
{name} = "{module}:{class_}"

[tool.hatch.build.targets.wheel]
only-include = ["{module}.py"]
"""

MODULE = '''\
"""{class_}: says something when a hand shows its palm."""

from oivis.plugins import Button, Param, Plugin


class {class_}(Plugin):
    title = "{class_}"
    about = "Show your palm."
    parameters = {{"words": Param("Hello!", "What it says")}}
    buttons = (Button("say", "Say it", "s"),)

    def start(self):
        self.until_s = 0.0

    def press(self, button):
        self.until_s = self.desk.time_s + 2
        self.desk.sound("chime")

    def gesture(self, hand, gesture):
        if gesture == "palm":
            self.press("say")

    def draw(self, canvas):
        if self.desk.time_s < self.until_s:
            canvas.text(self.params["words"], (0.5, 0.4), 0.15)
'''

TEST = """\
from oivis.plugins.rehearsal import Rehearsal, hand

from {module} import {class_}


def test_it_says_its_words_to_a_palm_and_falls_silent():
    stage = Rehearsal({class_}, words="Good morning")
    stage.frames(0.5)
    assert stage.texts == []
    stage.frames(0.5, [hand(0.5, 0.5, "palm")])
    assert stage.texts == ["Good morning"]
    stage.frames(3.0)
    assert stage.texts == []
"""

README = """\
# {name}

```
python -m pytest          # its test, in CPython
oivis plugin run .        # in the page, loaded anew whenever a file is saved
python -m build --wheel   # the wheel; then: oivis serve --plugin dist/...whl
```
"""


def files(name: str) -> dict[str, str]:
    """Path inside the new folder to text.

    Parameters
    ----------
    name : str
        Small letters, digits and -; a letter first.
    """
    module = name.replace("-", "_")
    words = {"name": name, "module": module, "class_": "".join(part.title() for part in name.split("-"))}
    return {
        "pyproject.toml": PYPROJECT.format(**words),
        f"{module}.py": MODULE.format(**words),
        f"tests/test_{module}.py": TEST.format(**words),
        "README.md": README.format(**words),
    }
