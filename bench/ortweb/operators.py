"""`py/ortweb/OPERATORS.md`: how every operator of ONNX did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.ortweb.cases import IR_VERSION, OPSET
from bench.ortweb.nodes import ROOT, Result

FILE = ROOT / "py" / "ortweb" / "OPERATORS.md"
VERDICTS = ("pass", "fail", "unsupported")

HEAD = """# Operators

How the backend node tests of ONNX {onnx} do on the CPU provider of onnxruntime-web {web}, in Chromium,
through `ortweb` in Pyodide. Written by `oivis ortweb nodes`, which runs every case twice in one page: Python
calling `ortweb`, and JavaScript calling onnxruntime-web. Both are judged by ONNX's own comparison with the
case's own tolerance.

| of {count} cases | pass | fail | unsupported |
|---|---|---|---|
{sums}

Passed by JavaScript and not by `ortweb`: {lost}.

*Unsupported* is what the runtime says it lacks: an operator, a type, an attribute, or values that are no
tensors. {back} cases are of an opset that is newer than the runtime; they run as models of opset {opset}
(IR {ir}), where most operators are the same, and count as unsupported where that fails. A case named
`..._expanded` is the operator's definition by other operators; it counts for the operator.

| operator | pass | fail | unsupported | JavaScript passes |
|---|---|---|---|---|
"""

TAIL = """
## What fails

On both sides alike: the runtime's answer is not within the tolerance, or it refuses the model.

"""


def text(results: Iterable[Result], web: str) -> str:
    """Give the table of all cases.

    Parameters
    ----------
    results : iterable of Result
    web : str
        Version of onnxruntime-web.
    """
    import onnx

    listed = list(results)
    lost = [result.case.name for result in listed if result.is_lost]
    sides = {
        "`ortweb`": Counter(result.python.verdict for result in listed),
        "JavaScript": Counter(result.javascript.verdict for result in listed),
    }
    head = HEAD.format(
        onnx=onnx.__version__,
        web=web,
        count=len(listed),
        sums="\n".join(_line(name, *(count[word] for word in VERDICTS)) for name, count in sides.items()),
        lost=", ".join(lost) or "none",
        back=sum(result.case.is_stamped_back for result in listed),
        opset=OPSET,
        ir=IR_VERSION,
    )
    operators: dict[str, list[Result]] = {}
    for result in listed:
        operators.setdefault(result.case.operator, []).append(result)
    lines = []
    for name, group in sorted(operators.items(), key=lambda pair: (pair[0].count("."), pair[0])):
        ours = Counter(result.python.verdict for result in group)
        theirs = sum(result.javascript.verdict == "pass" for result in group)
        lines.append(_line(name, *(ours[word] or "" for word in VERDICTS), theirs or ""))
    failed = sorted(result.case.name for result in listed if result.python.verdict == "fail")
    return head + "\n".join(lines) + "\n" + TAIL + "\n".join(f"- `{name}`" for name in failed) + "\n"


def write(results: Iterable[Result], web: str, path: Path = FILE) -> None:
    """Write the table."""
    path.write_text(text(results, web))


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
