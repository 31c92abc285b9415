"""Wheels of plug-ins, made as small as they can be."""

import zipfile
from pathlib import Path


def wheel(
    folder: Path, name: str, source: str, *, point: str | None = None, version: str = "1.0", needs: str = ""
) -> Path:
    """A wheel of one module whose class `It` is the plug-in."""
    module = name.replace("-", "_")
    path = folder / f"{module}-{version}-py3-none-any.whl"
    about = f"{module}-{version}.dist-info"
    more = f"Requires-Dist: {needs}\n" if needs else ""
    files = {
        f"{module}.py": source,
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}/entry_points.txt": point or f"[oivis.plugins]\n{name} = {module}:It\n",
    }
    files[f"{about}/RECORD"] = "".join(f"{each},,\n" for each in [*files, f"{about}/RECORD"])
    with zipfile.ZipFile(path, "w") as made:
        for each, text in files.items():
            made.writestr(each, text)
    return path
