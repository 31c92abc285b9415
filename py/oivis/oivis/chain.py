"""The filter chain: the scene's and what is laid over it, checked; the host hears only of what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .errors import OivisError
from .filters import HIDDEN, Filter
from .host import Host
from .pictures import Pictures

Link = dict[str, Any]
Names = Mapping[str, Collection[str]]

# What a link that is laid over a scene changes: the person alone; or, as where it says nothing, the picture.
PERSON, PICTURE = "person", "picture"


def check_links(
    links: Any, filters: Mapping[str, Filter], names: Names | None = None
) -> list[dict[str, Any]]:
    """A chain with every parameter spelled out.

    Parameters
    ----------
    links : list of dict
        `[{"filter": name, "params": {name: value}}, ...]`; `params`, and any of them, may be left out.
    filters : mapping of str to Filter
        What there is.
    names : mapping of str to collection of str, optional
        The tables and the pictures that there are; see `Param.check`.

    Returns
    -------
    list of dict
        New; of the same form, with the defaults filled in.

    Raises
    ------
    OivisError
        `unsupported`; names the link, the key and the value, and says what is allowed.
    """
    if not isinstance(links, (list, tuple)):
        raise _refusal(f"The chain is {links!r}, not a list of links.")
    return [_check_link(place, link, filters, names) for place, link in enumerate(links)]


def _check_link(place: int, link: Any, filters: Mapping[str, Filter], names: Names | None) -> dict[str, Any]:
    if not isinstance(link, Mapping) or "filter" not in link or set(link) - {"filter", "params", "on"}:
        raise _refusal(f"Link {place} of the chain is {link!r}: it takes filter and params, and on.")
    if link.get("on", PICTURE) not in (PERSON, PICTURE):
        raise _refusal(f"Link {place} is on {link['on']!r}; it must be {PERSON!r} or {PICTURE!r}.")
    name, given = link["filter"], link.get("params", {})
    allowed = sorted(name for name, made in filters.items() if made.kind not in HIDDEN)
    if name not in allowed:
        raise _refusal(f"Link {place} names the filter {name!r}; there are {', '.join(allowed)}.")
    if not isinstance(given, Mapping):
        raise _refusal(f"Link {place} ({name}): params is {given!r}, not a record.")
    known = filters[name].params
    params = {key: param.default for key, param in known.items()}
    for key, value in given.items():
        if key not in known:
            raise _refusal(f"{name} has no parameter {key!r}; it has {', '.join(known) or 'none'}.")
        try:
            params[key] = known[key].check(value, names)
        except ValueError as error:
            raise _refusal(f"The parameter {key} of {name} {error}.") from error
    return {**link, "params": params}


def joined(scene: Sequence[Link], over: Sequence[Link]) -> list[Link]:
    """The chain of a scene with another laid over it.

    Links that are on the person come first: they see the person's own colours, and the scene's `composite`
    puts what they made of them into it. The others come last, over the whole picture.
    """
    person = [link for link in over if link.get("on") == PERSON]
    picture = [link for link in over if link.get("on") != PERSON]
    links = [*person, *scene, *picture]
    return [{"filter": link["filter"], "params": link["params"]} for link in links]


def _refusal(message: str) -> OivisError:
    return OivisError("unsupported", f"{message} The chain before it goes on.")


class Chain:
    """The chain in use: a scene's, and what the viewer and the plug-ins lay over it.

    Attributes
    ----------
    pictures : Pictures
        What its links may name.
    """

    def __init__(self, host: Host) -> None:
        self.pictures = Pictures(host)
        self._host = host
        self._is_still = False
        self._scene: list[Link] = []
        self._over: list[Link] = []
        self._played: list[Link] = []
        self._links: list[Link] = []

    def set(self, links: Any) -> None:
        """Use these links for the scene from the next picture on; see `check_links`."""
        scene = check_links(links, self._host.filters, self.pictures.names)
        self._use(scene, self._over)
        self._scene = scene

    def over(self, links: Any) -> None:
        """Lay these over every scene; see `check_links` and `joined`. None of them takes all away."""
        over = check_links(links, self._host.filters, self.pictures.names)
        self._use(self._scene, over)
        self._over = over

    def played(self, links: Any) -> None:
        """Lay these over all of it, for the plug-ins; returns and raises as `over`."""
        played = check_links(links, self._host.filters, self.pictures.names)
        before, self._played = self._played, played
        try:
            self._use(self._scene, self._over)
        except BaseException:
            self._played = before
            raise

    def still(self, is_still: bool) -> None:
        """Whether the viewer wants less motion: what moves has a `speed`, and that becomes 0."""
        self._is_still = is_still
        self._use(self._scene, self._over)

    def again(self) -> None:
        """Show a picture that was given anew."""
        self._links = []
        self._use(self._scene, self._over)

    def _use(self, scene: list[Link], over: list[Link]) -> None:
        links = joined(scene, [*over, *self._played])
        if self._is_still:
            links = [_stilled(link) for link in links]
        self.pictures.need(links)
        if [link["filter"] for link in links] != [link["filter"] for link in self._links]:
            self._host.chain(links)
        else:
            for index, (link, before) in enumerate(zip(links, self._links, strict=True)):
                for name, value in link["params"].items():
                    if value != before["params"][name]:
                        self._host.params(index, name, value)
        self._links = links


def _stilled(link: Link) -> Link:
    return {**link, "params": {**link["params"], "speed": 0.0}} if "speed" in link["params"] else link
