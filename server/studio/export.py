"""A campaign to take away: the newest version as a site of files."""

import os
from pathlib import Path
from tempfile import mkstemp

from anyio import CapacityLimiter, to_thread
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from server.campaigns.static import static_site, write_site
from server.campaigns.store import Version
from server.studio.visit import Visit

# A zip takes a core for seconds and some 40 MB of disk while it is fetched.
ONE_AT_A_TIME = CapacityLimiter(1)


async def download(visit: Visit) -> Response:
    """Make the zip, give it, and forget it."""
    version = await visit.studio.store.read(visit.slug)
    path = await to_thread.run_sync(_write, visit, version, limiter=ONE_AT_A_TIME)
    name = f"{visit.slug}.zip"
    return FileResponse(path, filename=name, background=BackgroundTask(path.unlink, missing_ok=True))


def _write(visit: Visit, version: Version) -> Path:
    state = visit.request.app.state
    files = static_site(visit.studio.store.bundle(version), state.site, state.settings, state.plugins.offers)
    handle, name = mkstemp(suffix=".zip", prefix="oivis-")
    os.close(handle)
    path = Path(name)
    try:
        write_site(files, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
