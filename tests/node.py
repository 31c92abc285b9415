"""JavaScript of ours in Node: what needs no browser."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from setup.step import PYTHON

WEB = Path(__file__).parents[1] / "web"


def node():
    """Path of the Node that set-up brings, or of the machine's own."""
    found = shutil.which("node", path=f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}")
    assert found, "there is no Node: run `make check`"
    return found


def run(program, *given, stdin=b""):
    """What a module that runs in `web/` prints, read as JSON; RuntimeError has its words where it fails.

    It finds what it is given as JSON in `process.argv`, from 1 on.
    """
    command = [node(), "--input-type=module", "--eval", program, *map(json.dumps, given)]
    done = subprocess.run(command, cwd=WEB, input=stdin, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    return json.loads(done.stdout)
