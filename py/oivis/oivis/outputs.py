"""What a page for streaming software shows in place of scenes: the person, to be laid over something else."""

from __future__ import annotations

from .scenes import Scene

OUTPUTS = {
    "transparent": Scene("transparent", "Person alone", ({"filter": "cutout"},)),
    "green": Scene("green", "Person on green", ({"filter": "cutout", "params": {"green": 1.0}},)),
}
