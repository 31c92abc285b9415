"""A plug-in that is being written: built anew when it is saved, and whoever looks at the page hears of it."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import anyio
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from server.plugins import Plugins

LOOK_S = 0.4
# What tools leave beside sources changes without anybody saving anything.
LEFT = ("__pycache__", "dist", "build", "node_modules")


class Tried:
    """The sources of one plug-in, and what is built of them.

    Parameters
    ----------
    path : Path
        A folder with a `pyproject.toml`, or one `.frag`.
    plugins : Plugins
        Offers what was built last.

    Raises
    ------
    ValueError
        Where it cannot be built; the message holds what the build said.
    """

    def __init__(self, path: Path, plugins: Plugins) -> None:
        self.path = path
        self.plugins = plugins
        # Gone when the server ends.
        self.folder = TemporaryDirectory(prefix="oivis-plugin-")
        self.build()

    def stamp(self) -> int:
        """A number that changes when a source is saved, comes or goes."""
        if self.path.is_file():
            return self.path.stat().st_mtime_ns
        found = 0
        for folder, inside, names in os.walk(self.path):
            inside[:] = [name for name in inside if name not in LEFT and not name.startswith(".")]
            for name in names:
                found ^= hash((folder, name, (Path(folder) / name).stat().st_mtime_ns))
        return found

    def build(self) -> None:
        """Build it and offer it; the one before stays where that fails."""
        self.plugins.take([self.path if self.path.is_file() else self._wheel()])

    def _wheel(self) -> Path:
        import subprocess

        from pyproject_hooks import quiet_subprocess_runner

        from build import BuildBackendException, BuildException, ProjectBuilder

        # Another folder each time: the one before may be on its way to a page.
        place = mkdtemp(dir=self.folder.name)
        try:
            return Path(ProjectBuilder(self.path, runner=quiet_subprocess_runner).build("wheel", place))
        except (BuildException, BuildBackendException, subprocess.CalledProcessError) as error:
            said = getattr(error, "output", None) or getattr(error.__cause__, "output", None) or b""
            lines = said.decode(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else error
            raise ValueError(f"{self.path.name} cannot be built: {reason}") from error


async def saved(request: Request) -> Response:
    """Say when the plug-in was saved, as server-sent events: `saved`, or `broken` with a sentence."""
    tried: Tried | None = request.app.state.tried
    if tried is None:
        raise HTTPException(404)

    async def events() -> AsyncIterator[str]:
        before = tried.stamp()
        # Opens the stream in the browser.
        yield ": listening\n\n"
        while True:
            await anyio.sleep(LOOK_S)
            try:
                now = tried.stamp()
                if now == before:
                    continue
                before = now
                await anyio.to_thread.run_sync(tried.build)
            except (OSError, ValueError) as error:
                # An editor replaces files: one may be gone for a moment.
                yield f"event: broken\ndata: {json.dumps(str(error))}\n\n"
            else:
                yield "event: saved\ndata: {}\n\n"

    return StreamingResponse(events(), media_type="text/event-stream", headers={"cache-control": "no-store"})
