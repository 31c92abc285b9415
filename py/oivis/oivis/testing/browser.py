"""Chromium with a camera that plays a file."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

    from oivis.testing.camera import Camera

Permission = Literal["accept", "deny"]


def chromium() -> str | None:
    """Path of the Chromium to drive: ``OIVIS_CHROMIUM``, else the system's; None means Playwright's own.

    Raises
    ------
    RuntimeError
        If ``OIVIS_CHROMIUM`` names a file that is not there.
    """
    named = os.environ.get("OIVIS_CHROMIUM")
    if named:
        path = shutil.which(named)
        if path is None:
            raise RuntimeError(f"OIVIS_CHROMIUM is {named!r}, which is no program; unset it or correct it")
        return path
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def launch(
    playwright: Playwright, camera: Camera | None, permission: Permission = "accept", *flags: str
) -> Browser:
    """Start Chromium.

    Parameters
    ----------
    playwright : Playwright
    camera : Camera, optional
        What the camera plays; None is a machine without a camera.
    permission : "accept" or "deny"
        What the viewer answers when the page asks for the camera.
    *flags : str
        Further command line flags of Chromium.

    Returns
    -------
    Browser
        The caller closes it. The camera belongs to the whole browser: one launch per camera.
    """
    devices = "--use-fake-device-for-media-stream"
    arguments = [
        "--use-fake-ui-for-media-stream" + ("=deny" if permission == "deny" else ""),
        f"{devices}=device-count=0" if camera is None else devices,
        *([] if camera is None else [f"--use-file-for-fake-video-capture={camera.path}"]),
        *flags,
    ]
    # Playwright leaves Chromium's sandbox out, so this runs as root and in containers; the only page is ours.
    return playwright.chromium.launch(executable_path=chromium(), args=arguments)
