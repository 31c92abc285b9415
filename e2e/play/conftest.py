"""What tests of rooms share: phones, put away at the end."""

import pytest

from e2e.play.phones import open_phone


@pytest.fixture
def open_phones(oivis_browsers):
    """Open pages of a server, each on a phone of its own: `open_phones(url, path, camera=None)`."""
    opened = []

    def opener(url, path, camera=None, **options):
        opened.append(open_phone(oivis_browsers(camera), url + path, **options))
        return opened[-1]

    yield opener
    for page in opened:
        page.context.close()
