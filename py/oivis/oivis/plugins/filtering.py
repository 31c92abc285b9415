"""A filter as a plug-in: one `.frag`, its parameters from its own header."""

from __future__ import annotations

from typing import ClassVar

from ..filters import Filter
from ..filters import Param as FilterParam
from .canvas import Canvas
from .param import Param
from .plugin import Plugin


class Filtering(Plugin):
    """Lays one filter over the scene."""

    filter: ClassVar[str]

    def draw(self, canvas: Canvas) -> None:
        """The filter, as it is set."""
        canvas.filter(self.filter, **self.params)


def plugin_of(made: Filter) -> type[Plugin]:
    """The plug-in of a filter; vectors and tables, which no form sets, keep their defaults."""
    known = {name: _param(name, param) for name, param in made.params.items()}
    parameters = {name: param for name, param in known.items() if param}
    return type(
        made.name,
        (Filtering,),
        {"title": made.name, "about": made.about, "filter": made.name, "parameters": parameters},
    )


def _param(name: str, param: FilterParam) -> Param | None:
    title = f"{name}: {param.about}"
    if param.type == "number":
        return Param(float(param.default), title, min=param.min, max=param.max)
    if param.type == "colour":
        return Param(param.default, title, is_colour=True)
    if param.type == "picture":
        return Param(param.default, title)
    return None
