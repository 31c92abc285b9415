from urllib.error import URLError
from urllib.request import urlopen

import pytest
from oivis.testing import serve

pytestmark = pytest.mark.browser


def test_the_server_answers_and_is_gone_afterwards():
    with serve() as server, urlopen(f"{server.url}/healthz") as answer:
        assert answer.status == 200
    with pytest.raises(URLError):
        urlopen(f"{server.url}/healthz")


def test_a_server_that_ends_shows_what_it_printed(tmp_path):
    with pytest.raises(RuntimeError, match=r"models\.json"), serve("--models", str(tmp_path / "nowhere")):
        pass


def test_an_option_that_does_not_exist_is_shown():
    with pytest.raises(RuntimeError, match="--colour"), serve("--colour", "red"):
        pass
