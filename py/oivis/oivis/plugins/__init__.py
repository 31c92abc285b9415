"""Plug-ins: Python of others that joins the stage. `plugin.HOOKS` is the catalogue of what one may do."""

from .canvas import Canvas
from .desk import Desk
from .moment import Moment
from .param import Param
from .person import Person
from .plugin import HOOKS, Button, Plugin

__all__ = ["HOOKS", "Button", "Canvas", "Desk", "Moment", "Param", "Person", "Plugin"]
