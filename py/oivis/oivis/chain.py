"""The filter chain: checked against the filters' headers; the host hears only of what changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import OivisError
from .filters import MATTE, Filter
from .host import Host


def check_links(links: Any, filters: Mapping[str, Filter]) -> list[dict[str, Any]]:
    """A chain with every parameter spelled out.

    Parameters
    ----------
    links : list of dict
        `[{"filter": name, "params": {name: value}}, ...]`; `params`, and any of them, may be left out.
    filters : mapping of str to Filter
        What there is.

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
    return [_check_link(place, link, filters) for place, link in enumerate(links)]


def _check_link(place: int, link: Any, filters: Mapping[str, Filter]) -> dict[str, Any]:
    if not isinstance(link, Mapping) or "filter" not in link or set(link) - {"filter", "params"}:
        raise _refusal(f"Link {place} of the chain is {link!r}: it takes filter and params.")
    name, given = link["filter"], link.get("params", {})
    allowed = sorted(name for name, made in filters.items() if made.kind != MATTE)
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
            params[key] = known[key].check(value)
        except ValueError as error:
            raise _refusal(f"The parameter {key} of {name} {error}.") from error
    return {"filter": name, "params": params}


def _refusal(message: str) -> OivisError:
    return OivisError("unsupported", f"{message} The chain before it goes on.")


class Chain:
    """The chain in use."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._links: list[dict[str, Any]] = []

    def set(self, links: Any) -> None:
        """Use these links from the next picture on; see `check_links`."""
        checked = check_links(links, self._host.filters)
        if [link["filter"] for link in checked] != [link["filter"] for link in self._links]:
            self._host.chain(checked)
        else:
            for index, (link, before) in enumerate(zip(checked, self._links, strict=True)):
                for name, value in link["params"].items():
                    if value != before["params"][name]:
                        self._host.params(index, name, value)
        self._links = checked
