"""Rows of the bench's tables: a budget, what was measured, by how much it is missed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One figure, measured a few times.

    Attributes
    ----------
    what : str
    unit : str
    values : list of float
        One for each time it was measured.
    budget : float, optional
        None where there is none.
    is_floor : bool
        Whether the budget is the least that is wanted; else it is the most.
    """

    what: str
    unit: str
    values: list[float] = field(default_factory=list)
    budget: float | None = None
    is_floor: bool = False

    @property
    def median(self) -> float:
        """The middle of the values."""
        return median(self.values)

    @property
    def verdict(self) -> str:
        """``"pass"``, ``"missed by 12 %"``, or nothing where there is no budget."""
        if self.budget is None:
            return ""
        over = self.budget - self.median if self.is_floor else self.median - self.budget
        if over <= 0:
            return "pass"
        return f"missed by {over / self.budget * 100:.0f} %" if self.budget else f"missed by {over:g}"

    def to_json(self) -> dict[str, Any]:
        """The row with its median and verdict, as plain data."""
        return {**asdict(self), "median": self.median, "verdict": self.verdict}


def budgets(title: str, rows: list[Row]) -> Table:
    """A table of rows to print."""
    table = Table(title=title, title_justify="left")
    table.add_column("what")
    for name in ("budget", "median", "least .. most", "runs"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for row in rows:
        sign = ">=" if row.is_floor else "<="
        table.add_row(
            f"{row.what}, {row.unit}" if row.unit else row.what,
            "" if row.budget is None else f"{sign} {row.budget:g}",
            f"{row.median:.4g}",
            f"{min(row.values):.4g} .. {max(row.values):.4g}",
            str(len(row.values)),
            row.verdict,
            style="red" if row.verdict.startswith("missed") else None,
        )
    return table
