import html
import json
import re

import httpx
import pytest


def test_the_page_carries_the_addresses_of_its_build(client: httpx.Client, prefixes: dict[str, str]) -> None:
    page = client.get("/").text
    found = re.search(r"<html[^>]*\sdata-config=\"([^\"]*)\"", page)
    assert found
    assert json.loads(html.unescape(found[1])) == {
        "assets": prefixes,
        "index": "/simple/",
        "worker": "/sw.js",
        "mustCover": False,
        "isTried": False,
        "plugins": [],
        "whip": [],
    }


@pytest.mark.parametrize("address", ["/", "/ortweb"])
def test_a_page_has_no_script_or_style_of_its_own(client: httpx.Client, address: str) -> None:
    page = client.get(address).text
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_page_of_the_bridge_loads_from_its_build_and_is_asked_for_each_time(
    client: httpx.Client, prefixes: dict[str, str]
) -> None:
    page = client.get("/ortweb")
    assert f'src="{prefixes["web"]}try/page.js"' in page.text
    assert page.headers["cache-control"] == "no-cache"
    again = client.get("/ortweb", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("output", ["transparent", "green"])
def test_a_page_for_streaming_software_has_no_controls(
    client: httpx.Client, prefixes: dict[str, str], output: str
) -> None:
    page = client.get("/", params={"output": output}).text
    assert f'data-output="{output}"' in page
    assert f"{prefixes['web']}output/page.js" in page
    assert not re.search(r"<button|<script(?![^>]*\ssrc=)|<style|\sstyle=", page)


@pytest.mark.parametrize("output", ["", "blue", '"><script>alert(1)</script>', "Green", "a" * 3000])
def test_another_output_is_refused_with_those_that_are_there(client: httpx.Client, output: str) -> None:
    answer = client.get("/", params={"output": output}, headers={"accept": "text/html"})
    assert answer.status_code == 400
    assert "transparent, green" in answer.text
    assert "alert" not in answer.text


def test_a_second_visit_to_the_page_hears_304(client: httpx.Client) -> None:
    first = client.get("/")
    assert first.headers["cache-control"] == "no-cache"
    second = client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert second.status_code == 304
    assert second.content == b""


def test_the_service_worker_may_govern_the_whole_site_and_is_asked_for_each_time(
    client: httpx.Client,
) -> None:
    response = client.get("/sw.js")
    assert response.text == "// worker"
    assert response.headers["service-worker-allowed"] == "/"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["content-type"].startswith("text/javascript")


def test_health_names_the_build(client: httpx.Client) -> None:
    answer = client.get("/healthz").json()
    assert answer["status"] == "ok"
    assert set(answer["build"]) == {"web", "models", "ort", "wheels", "media"}


def test_a_person_reads_a_page_and_a_program_a_line_where_nothing_is(client: httpx.Client) -> None:
    page = client.get("/nothing", headers={"accept": "text/html,*/*;q=0.8"})
    line = client.get("/nothing")
    assert (page.status_code, line.status_code) == (404, 404)
    assert page.headers["content-type"].startswith("text/html")
    assert "There is nothing at this address." in page.text
    assert line.text == "There is nothing at this address. The stage is at /.\n"


def test_an_error_page_repeats_nothing_that_was_asked(client: httpx.Client) -> None:
    page = client.get("/<script>alert(1)</script>", headers={"accept": "text/html"})
    assert "alert" not in page.text
