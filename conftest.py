"""What all tests share: on a machine that must have the real pictures, none of their tests may be skipped."""

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

# How long an example takes says how busy the machine is, and nothing of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

REQUIRED = os.environ.get("OIVIS_REQUIRE_PICTURES") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    """What only the root's may add."""
    parser.addoption(
        "--on-export",
        action="store_true",
        help="run e2e on what `oivis export` writes, on a plain file host; what needs our server is skipped",
    )
    parser.addoption(
        "--liftoff", action="store_true", help="pages start sooner and run slower: V8's first compiler alone"
    )
    parser.addoption("--gallery", action="store_true", help="make the README's gallery (e2e/test_screens.py)")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and run it last.

    Playwright's event loop stays, and beside it none can be started.
    """
    for item in items:
        if "playwright" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip for want of pictures into a failure where OIVIS_REQUIRE_PICTURES is 1."""
    report = yield
    if REQUIRED and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if item.get_closest_marker("pictures") or "OIVIS_DATA" in reason:
            report.outcome = "failed"
            report.longrepr = f"OIVIS_REQUIRE_PICTURES is 1 and this test was skipped: {reason}"
    return report
