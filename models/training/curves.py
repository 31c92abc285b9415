"""The log of a run as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, GAP = 360, 220, 40
Panels = Sequence[tuple[str, Sequence[str]]]
# Readable on a dark page too.
GROUND = '<rect width="100%" height="100%" fill="#fff"/>'
COLOURS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7e22ce", "#525252", "#b45309", "#be185d")


def draw(log: Sequence[dict[str, float]], panels: Panels) -> str:
    """An SVG with a curve for each figure over the epochs.

    Parameters
    ----------
    log : sequence of dict
        Lines with `epoch` and the figures of the panels.
    panels : sequence of (str, sequence of str)
        A title, and up to seven figures that share an axis.
    """
    parts = [_panel(log, at, *panel) for at, panel in enumerate(panels)]
    size = f'width="{len(panels) * (WIDTH + GAP) + GAP}" height="{HEIGHT + 2 * GAP}"'
    style = 'font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n{GROUND}\n{"".join(parts)}</svg>\n'


def _panel(log: Sequence[dict[str, float]], at: int, title: str, names: Sequence[str]) -> str:
    left, top = GAP + at * (WIDTH + GAP), GAP
    values = [line[name] for line in log for name in names if line[name] == line[name]]
    most = max([*values, 1e-6])
    last = max([line["epoch"] for line in log] + [2])
    across = WIDTH / (last - 1)
    lines = [
        f'<text x="{left}" y="{top - 14}">{escape(title)}; highest {most:.3f}</text>\n',
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#999"/>\n',
        f'<text x="{left}" y="{top + HEIGHT + 16}">epoch 1 .. {last:.0f}</text>\n',
    ]
    for number, name in enumerate(names):
        points = " ".join(
            f"{left + across * (line['epoch'] - 1):.1f},{top + HEIGHT * (1 - line[name] / most):.1f}"
            for line in log
            if line[name] == line[name]
        )
        colour, x = COLOURS[number], left + WIDTH - 64 * (len(names) - number) + 8
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>\n')
        lines.append(f'<text x="{x}" y="{top + HEIGHT + 16}" fill="{colour}">{escape(name)}</text>\n')
    return "".join(lines)
