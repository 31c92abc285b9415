"""WCAG AA: what axe-core has against a page."""

from pathlib import Path

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# In another theme only colours differ, and axe-core takes seconds on a slow machine.
COLOURS = {"type": "rule", "values": ["color-contrast"]}


def check_access(page, state, themes=("light", "dark")):
    """Fails where a page, as it stands now, cannot be read and worked by everyone."""
    if not page.evaluate("() => Boolean(self.axe)"):
        page.evaluate(AXE.read_text())
    for theme in themes:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        rules = RULES if theme == themes[0] else COLOURS
        found = page.evaluate("rules => axe.run({runOnly: rules})", rules)
        wrong = [
            f"{one['id']}: {node['target']} {node['failureSummary']}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
        assert not wrong, f"{state}, {theme}:\n" + "\n".join(wrong)
        assert found["passes"], "axe-core looked at nothing"
