import httpx
import pytest

from tests.server.small import WHEEL

JSON = "application/vnd.pypi.simple.v1+json"


def test_the_index_lists_its_packages(client: httpx.Client) -> None:
    response = client.get("/simple/")
    assert response.headers["content-type"] == JSON
    assert response.json() == {"meta": {"api-version": "1.1"}, "projects": [{"name": "oivis"}]}


def test_a_package_names_its_wheel_with_its_sha256_and_a_whole_address(client: httpx.Client) -> None:
    response = client.get("/simple/oivis/", headers={"accept": f"{JSON}, */*;q=0.01"})
    (file,) = response.json()["files"]
    assert file["hashes"] == {"sha256": "00"}
    assert file["url"].startswith(str(client.base_url))
    assert client.get(file["url"]).content == WHEEL


def test_a_package_that_is_not_there_is_answered_with_those_that_are(client: httpx.Client) -> None:
    response = client.get("/simple/numpy/")
    assert response.status_code == 404
    assert "oivis" in response.text


@pytest.mark.parametrize(
    ("accept", "status"),
    [("*/*", 200), ("application/*", 200), (JSON, 200), ("text/html", 406), ("image/png", 406)],
)
def test_only_who_takes_json_is_answered(client: httpx.Client, accept: str, status: int) -> None:
    assert client.get("/simple/oivis/", headers={"accept": accept}).status_code == status
