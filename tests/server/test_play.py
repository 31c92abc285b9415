import re
import xml.etree.ElementTree as ElementTree

import pytest
import segno


def dark(svg):
    """The modules of a QR code that are dark, read from the path that draws them."""
    drawing = ElementTree.fromstring(svg)
    path = next(one for one in drawing.iter() if one.get("stroke") == "#14171f")
    found, x, y = set(), 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmhz]*)", path.get("d")):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            found |= {(int(x + step), int(y)) for step in range(int(values[0]))}
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    return found


def test_the_code_of_a_room_is_the_address_of_its_page(client):
    answer = client.get("/rooms/ABCDEF/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    wanted = segno.make_qr(f"{str(client.base_url).rstrip('/')}/play/ABCDEF", error="m")
    drawn = {(x - 3, y - 3) for x, y in dark(answer.text)}
    assert drawn == {(x, y) for y, row in enumerate(wanted.matrix) for x, bit in enumerate(row) if bit}


def test_a_server_asked_by_an_endless_name_draws_nothing(client):
    answer = client.get("/rooms/ABCDEF/qr.svg", headers={"host": "x" * 5000})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "path", ["/play/abcdef", "/play/ABCDEFG", "/play/ABC%22EF", "/play/ABCDE0", "/play/"]
)
def test_what_is_no_code_has_no_page(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert '"EF' not in answer.text


def test_the_page_says_which_room_it_is_for_and_loads_nothing_inline(client):
    page = client.get("/play/ABCDEF").text
    assert 'data-code="ABCDEF"' in page
    assert not re.search(r"<script(?![^>]*src=)|<style|style=|onclick=", page)
    assert 'value="one"' in client.get("/play").text
    assert 'value="one"' not in page


def test_a_page_that_has_not_changed_is_not_sent_again(client):
    etag = client.get("/play").headers["etag"]
    assert client.get("/play", headers={"if-none-match": etag}).status_code == 304
    assert client.get("/play/ABCDEF", headers={"if-none-match": etag}).status_code == 200
