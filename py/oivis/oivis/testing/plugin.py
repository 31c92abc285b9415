"""The fixtures; see `oivis.testing`."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from oivis.testing.browser import Permission, launch
from oivis.testing.camera import Camera, Cameras
from oivis.testing.page import StagePage
from oivis.testing.server import Server, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

Browsers = Callable[..., "Browser"]
# Browsers without a page that wait for the next test with their camera; each holds some 250 MB.
IDLE = 3


class Opener:
    """Opens the stage in new pages, and closes them.

    Parameters
    ----------
    browsers : callable
        The fixture `oivis_browsers`.
    url : callable
        Gives the address of the server where a call names none.
    """

    def __init__(self, browsers: Browsers, url: Callable[[], str]) -> None:
        self._browsers, self._url = browsers, url
        self.opened: list[StagePage] = []

    def __call__(
        self,
        camera: Camera | None = None,
        *,
        url: str | None = None,
        permission: Permission = "accept",
        flags: tuple[str, ...] = (),
        context: dict[str, Any] | None = None,
        prepare: Callable[[Page], object] | None = None,
        **query: str | int,
    ) -> StagePage:
        """Open the stage in a page of its own.

        Parameters
        ----------
        camera : Camera, optional
            What the camera plays; None is a machine without a camera.
        url : str, optional
            Address of another server than that of the run.
        permission : "accept" or "deny"
            What the viewer answers when the page asks for the camera.
        flags : tuple of str
            Further flags of Chromium.
        context : dict, optional
            Options of Playwright's ``new_context``, such as ``viewport`` and ``color_scheme``.
        prepare : callable, optional
            Called with the page before anything is loaded: to route requests, to add scripts.
        **query : str or int
            The page's query; ``autostart="camera"`` where it is empty.

        Returns
        -------
        StagePage
            Loading: say ``.wait_ready()`` to wait for the first frame.
        """
        page = self._browsers(camera, permission, *flags).new_context(**(context or {})).new_page()
        if prepare:
            prepare(page)
        stage = StagePage(page, url or self._url())
        self.opened.append(stage)
        return stage.open(**(query or {"autostart": "camera"}))

    def close(self) -> None:
        """Close every page with its context."""
        for stage in self.opened:
            stage.page.context.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--oivis-url``."""
    parser.getgroup("oivis").addoption(
        "--oivis-url", help="address of a stage that runs already; default: start `oivis serve`"
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Add what the stage has to say to the report of a failed test."""
    report = yield
    if report.failed and call.when == "call":
        values = getattr(item, "funcargs", {}).values()
        pages = [
            page for value in values for page in (value.opened if isinstance(value, Opener) else [value])
        ]
        for stage in dict.fromkeys(page for page in pages if isinstance(page, StagePage)):
            report.sections.append(("stage", stage.report()))
    return report


@pytest.fixture(scope="session")
def oivis_server(pytestconfig: pytest.Config) -> Iterator[Server]:
    """The server of the whole run: the one of ``--oivis-url``, else ``oivis serve``."""
    url = pytestconfig.getoption("--oivis-url")
    if url:
        yield Server(url.rstrip("/"))
        return
    with serve() as server:
        yield server


@pytest.fixture(scope="session")
def oivis_camera(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Cameras:
    """Makes cameras; their files are kept in pytest's cache, or for the run where it is switched off."""
    if not pytestconfig.pluginmanager.hasplugin("cacheprovider"):
        return Cameras(tmp_path_factory.mktemp("oivis-cameras"))
    return Cameras(pytestconfig.cache.mkdir("oivis-cameras"))


@pytest.fixture(scope="session")
def oivis_flags() -> tuple[str, ...]:
    """Flags of Chromium for every browser of the run: none; a ``conftest.py`` may name its own."""
    return ()


@pytest.fixture(scope="session")
def oivis_browsers(playwright: Playwright, oivis_flags: tuple[str, ...]) -> Iterator[Browsers]:
    """``oivis_browsers(camera, permission="accept", *flags)``: one Chromium per camera, used again."""
    running: dict[tuple[Any, ...], Browser] = {}

    def browser(camera: Camera | None, permission: Permission = "accept", *flags: str) -> Browser:
        key = (camera, permission, flags)
        found = running.pop(key, None)
        if found is None or not found.is_connected():
            for idle in [it for it in running if not running[it].contexts][:-IDLE]:
                running.pop(idle).close()
            found = launch(playwright, camera, permission, *oivis_flags, *flags)
        running[key] = found
        return found

    yield browser
    for it in running.values():
        it.close()


@pytest.fixture
def oivis_open(request: pytest.FixtureRequest, oivis_browsers: Browsers) -> Iterator[Opener]:
    """Open the stage; see `Opener`. The server of the run starts when a call needs it."""
    opener = Opener(oivis_browsers, lambda: request.getfixturevalue("oivis_server").url)
    yield opener
    opener.close()
