"""The form of a campaign, as a browser reads and sends it."""

import html
import json
import re
from html.parser import HTMLParser

import httpx

from tests.server.studio.maker import Maker


class Fields(HTMLParser):
    """What a browser would send of the form `edit` if nobody touched it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.is_inside = False
        self.select: str | None = None
        self.option: str | None = None
        self.area: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = found.get("class") == "edit"
        if not self.is_inside:
            return
        if tag == "input" and "name" in found and (found.get("type") != "checkbox" or "checked" in found):
            self.values[found["name"]] = found.get("value", "")
        elif tag == "select":
            self.select = found["name"]
            self.values[self.select] = ""
        elif tag == "option" and self.select:
            is_chosen = "selected" in found
            self.option = self.select if is_chosen and "value" not in found else None
            if is_chosen and "value" in found:
                self.values[self.select] = found["value"]
        elif tag == "textarea":
            self.area = found["name"]
            self.values[self.area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        self.option, self.area = None, None
        if tag == "select":
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.option:
            self.values[self.option] += data
        elif self.area:
            # A browser drops the line break that follows the tag.
            self.values[self.area] += data.removeprefix("\n")


def fields(maker: Maker, slug: str = "spring") -> dict[str, str]:
    found = Fields(maker.get(f"/studio/c/{slug}").text).values
    assert found["after"]
    return found


def save(maker: Maker, slug: str = "spring", **changes: str) -> httpx.Response:
    return maker.send(f"/studio/c/{slug}", **(fields(maker, slug) | changes))


def seen(maker: Maker) -> dict:
    """What the stage of the newest version is told."""
    found = re.search(r'data-config="([^"]*)"', maker.get("/studio/c/spring/preview").text)
    assert found

    return json.loads(html.unescape(found[1]))["campaign"]
