"""A campaign that uses all that there is, and what the real build offers."""

import copy
import json
from typing import Any

from server.campaigns.offer import HIDDEN, Offer, read_header
from setup.site import web

PLUGINS = {"catch": (None, None), "badge": ("1.0", "0" * 64)}


def offer() -> Offer:
    files = web()
    stage = json.loads(files["stage.json"])
    headers = [read_header(source) for source in json.loads(files["filters.json"]).values()]
    filters = {each["name"]: each.get("params", {}) for each in headers if each["kind"] not in HIDDEN}
    scenes = {scene["id"]: scene["title"] for scene in stage["scenes"]}
    settings = {name: plugin["params"] for name, plugin in stage["plugins"].items()}
    titles = {name: plugin["title"] for name, plugin in stage["plugins"].items()}
    tables, pictures = tuple(stage["tables"]), tuple(stage["pictures"])
    return Offer(scenes, filters, tables, pictures, PLUGINS, settings, titles)


OFFER = offer()

TEXTS = {
    "title": "Spring shoes",
    "tagline": "Walk into spring.",
    "about": "Try the new runner on a blossom path.",
    "consent": "Your camera is used to cut you out of your room.\nNothing of it is sent.",
    "retention": "Nothing is kept.",
    "failure": "The blossom path is closed for a moment.",
    "call": "Shop the collection",
    "products": {"runner": {"name": "Runner", "price": "79 EUR", "about": "Light."}},
    "lines": {"hello": "Hello, spring!"},
}

CAMPAIGN: dict[str, Any] = {
    "version": 1,
    "slug": "spring-shoes",
    "languages": ["en", "zh"],
    "brand": {
        "name": "Alma",
        "logo": "logo.png",
        "backdrop": "street.webm",
        "colours": {"ground": "#fff7f2", "ink": "#2a1420", "action": "#a3164f", "on_action": "#ffffff"},
        "font": "rounded",
    },
    "texts": {"en": TEXTS, "zh": TEXTS | {"title": "春天的鞋"}},
    "scenes": ["blossom", "beach"],
    "chain": [
        {"filter": "lut", "params": {"table": "warm.cube", "strength": 0.5}},
        {"filter": "beauty", "on": "person"},
    ],
    "bindings": {
        "confirm": {"do": "product", "product": "runner"},
        "next": {"do": "scene", "to": "next"},
        "return": {"do": "say", "line": "hello"},
    },
    "products": [{"id": "runner", "picture": "runner.webp", "link": "https://shop.example/runner"}],
    "call": {"link": "https://shop.example/"},
    "photo_frame": "frame.png",
    "privacy_contact": "privacy@shop.example",
    "must_cover": True,
}

ASSETS = {"logo.png", "street.webm", "warm.cube", "runner.webp", "frame.png"}


def campaign(**changes: Any) -> dict[str, Any]:
    """The campaign with other values at dotted places such as `brand.font`; None removes one."""
    changed = copy.deepcopy(CAMPAIGN)
    for place, value in changes.items():
        *steps, last = place.split(".")
        here: Any = changed
        for step in steps:
            here = here[int(step) if isinstance(here, list) else step]
        if value is None:
            del here[last]
        else:
            here[int(last) if isinstance(here, list) else last] = value
    return changed
