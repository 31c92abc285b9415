"""The stage in Python: the person cut out of the frame, hands and what they show, commands, scenes."""

from .errors import OivisError
from .hands import Hands
from .portrait import Portrait
from .stage import Stage
from .types import Command, Hand, Region

__all__ = ["Command", "Hand", "Hands", "OivisError", "Portrait", "Region", "Stage"]
