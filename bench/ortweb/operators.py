"""`py/ortweb/OPERATORS.md`: how every operator of ONNX did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from bench.ortweb.cases import IR_VERSION, OPSET
from bench.ortweb.nodes import ROOT, Result

FOLDER = ROOT / "py" / "ortweb"
FILES = {"cpu": FOLDER / "OPERATORS.md", "webgpu": FOLDER / "OPERATORS-WEBGPU.md"}
VERDICTS = ("pass", "fail", "unsupported")

# Of each provider: its name, and what a reader has to know of it.
ABOUT = {
    "cpu": ("CPU", ""),
    "webgpu": (
        "WebGPU",
        "\nThe GPU is Chromium's SwiftShader. A node that the provider has no kernel for is run by the\n"
        "runtime's CPU provider, as in any session.",
    ),
}

HEAD = """# Operators on {provider}

How the backend node tests of ONNX {onnx} do on the {provider} provider of onnxruntime-web {web}, in Chromium,
through `ortweb` in Pyodide. Written by `oivis ortweb nodes --provider {word}`, which runs every case twice in
one page: Python calling `ortweb`, and JavaScript calling onnxruntime-web. Both are judged by ONNX's own
comparison with the case's own tolerance.{more}

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


def text(results: Iterable[Result], web: str, provider: str) -> str:
    """Give the table of all cases.

    Parameters
    ----------
    results : iterable of Result
    web : str
        Version of onnxruntime-web.
    provider : str
        `cpu` or `webgpu`.
    """
    import onnx

    listed = list(results)
    lost = [result.case.name for result in listed if result.is_lost]
    sides = {
        "`ortweb`": Counter(result.python.verdict for result in listed),
        "JavaScript": Counter(result.javascript.verdict for result in listed),
    }
    name, more = ABOUT[provider]
    head = HEAD.format(
        provider=name,
        more=more,
        word=provider,
        onnx=onnx.__version__,
        web=web,
        count=len(listed),
        sums="\n".join(_line(side, *(count[word] for word in VERDICTS)) for side, count in sides.items()),
        lost=", ".join(lost) or "none",
        back=sum(result.case.is_stamped_back for result in listed),
        opset=OPSET,
        ir=IR_VERSION,
    )
    operators: dict[str, list[Result]] = {}
    for result in listed:
        operators.setdefault(result.case.operator, []).append(result)
    lines = []
    for operator, group in sorted(operators.items(), key=lambda pair: (pair[0].count("."), pair[0])):
        ours = Counter(result.python.verdict for result in group)
        theirs = sum(result.javascript.verdict == "pass" for result in group)
        lines.append(_line(operator, *(ours[word] or "" for word in VERDICTS), theirs or ""))
    failed = sorted(result.case.name for result in listed if result.python.verdict == "fail")
    return head + "\n".join(lines) + "\n" + TAIL + "\n".join(f"- `{name}`" for name in failed) + "\n"


def write(results: Iterable[Result], web: str, provider: str) -> Path:
    """Write the table; give its file."""
    FILES[provider].write_text(text(results, web, provider))
    return FILES[provider]


def _line(*cells: object) -> str:
    return f"| {' | '.join(str(cell) for cell in cells)} |"
