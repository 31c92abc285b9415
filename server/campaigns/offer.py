"""What this server's build offers to campaigns: scenes, filters, tables of colours, pictures."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from server.plugins import Plugins
from server.site import Site
from server.texts.say import Sentence, say

HEADER = re.compile(r"\A\s*/\*(\{.*?\})\s*\*/", re.DOTALL)

# No chain names these: the first draw the matte itself, the second are called by other filters.
HIDDEN = ("matte", "functions")


@dataclass(frozen=True)
class Offer:
    """What campaigns may name.

    Parameters
    ----------
    scenes : mapping of str to str
        Id to title, in the stage's own order.
    filters : mapping of str to dict
        Name to its params, as its header has them: `docs/house.md`, section 4.
    tables, pictures : tuple of str
        What the params of these types may name, beside the campaign's own assets.
    plugins : mapping of str to (str or None, str or None)
        Name to version and sha256; our own, which come with the stage, have neither.
    settings : mapping of str to dict
        Of each of our own plug-ins what may be set: JSON Schema by name, `oivis/plugins/param.py`.
    titles : mapping of str to str
        What our own plug-ins are called in English.
    """

    scenes: Mapping[str, str] = field(default_factory=dict)
    filters: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    plugins: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, dict[str, Any]]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_site(cls, site: Site, plugins: Plugins) -> Self:
        """Read `stage.json` and `filters.json` of the group `web`; nothing where the site has none."""
        stage, sources = site.asset("web", "stage.json"), site.asset("web", "filters.json")
        if stage is None or sources is None:
            return cls()
        about = json.loads(stage.path.read_text())
        headers = [read_header(source) for source in json.loads(sources.path.read_text()).values()]
        filters = {
            header["name"]: header.get("params", {}) for header in headers if header["kind"] not in HIDDEN
        }
        scenes = {scene["id"]: scene["title"] for scene in about["scenes"]}
        offered: dict[str, tuple[str | None, str | None]] = dict.fromkeys(about["plugins"], (None, None))
        for name, plugin in plugins.offers.items():
            offered[name] = (plugin.version or None, plugin.asset.sha256)
        tables, pictures = tuple(about["tables"]), tuple(about["pictures"])
        settings = {name: plugin["params"] for name, plugin in about["plugins"].items()}
        titles = {name: plugin["title"] for name, plugin in about["plugins"].items()}
        return cls(scenes, filters, tables, pictures, offered, settings, titles)

    def title_of(self, plugin: str) -> Sentence:
        """Give what a plug-in is called: one of others, or one that there is no more, by its name."""
        return say(self.titles[plugin]) if plugin in self.titles else say("{name}", name=plugin)


def read_header(source: str) -> dict[str, Any]:
    """Read the JSON at the top of a shader.

    Raises
    ------
    ValueError
        If there is none.
    """
    found = HEADER.match(source)
    if not found:
        raise ValueError("A filter of the site has no /*{ JSON header }*/ at its top: make site")
    return json.loads(found[1])
