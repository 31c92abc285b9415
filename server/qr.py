"""An address as a QR code."""

import io

import segno
from starlette.exceptions import HTTPException
from starlette.responses import Response

LETTERS = 200


def picture(address: str) -> Response:
    """Draw an address as SVG.

    It is often the address at which this server was asked, so it is never kept by a cache.

    Raises
    ------
    HTTPException
        400 where it is longer than 200 letters, which no phone reads well.
    """
    if len(address) > LETTERS:
        raise HTTPException(400, "The address of this server is too long for a QR code.")
    drawing = io.BytesIO()
    segno.make_qr(address, error="m").save(
        drawing,
        kind="svg",
        border=3,
        dark="#14171f",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return Response(drawing.getvalue(), headers={"cache-control": "no-store"}, media_type="image/svg+xml")
