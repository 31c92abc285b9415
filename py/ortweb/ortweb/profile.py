"""How long a session took for what, in the file that onnxruntime writes."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any


class Profile:
    """Events of a session. onnxruntime-web tells nothing of nodes, so there is loading and there are runs.

    Parameters
    ----------
    prefix : str, optional
        How the file's name begins; None: nothing is kept.
    """

    def __init__(self, prefix: str | None = None) -> None:
        self._prefix = prefix
        self._events: list[dict[str, Any]] = []
        self.start_ns = 0 if prefix is None else time.monotonic_ns()

    def add(self, name: str, begin_ns: int) -> None:
        """Keep what began at `begin_ns`, on the clock of `time.monotonic_ns`, and ends now."""
        if self._prefix is None:
            return
        times = {"dur": (time.monotonic_ns() - begin_ns) // 1000, "ts": (begin_ns - self.start_ns) // 1000}
        self._events.append({"cat": "Session", "pid": 1, "tid": 1, **times, "ph": "X", "name": name})

    def write(self) -> str:
        """Write the events in Chrome's trace format; give the file's name, empty where nothing was kept."""
        if self._prefix is None:
            return ""
        name = f"{self._prefix}_{datetime.now():%Y-%m-%d_%H-%M-%S}.json"
        Path(name).write_text(json.dumps([{**event, "args": {}} for event in self._events], indent=0))
        self._prefix, self._events = None, []
        return name
