"""What a client can decode: the Accept-Encoding header."""

import re

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def qualities(header: str) -> dict[str, float]:
    """Read the codings of an Accept-Encoding header.

    Parameters
    ----------
    header : str
        The header's value. Entries that do not follow the grammar are left out.

    Returns
    -------
    dict of str to float
        Coding in lower case, or ``*``, to its quality, 0 (never) to 1.

    References
    ----------
    RFC 9110, section 12.5.3.
    """
    found = {}
    for entry in header.split(","):
        coding, _, parameter = (part.strip().lower() for part in entry.partition(";"))
        name, _, value = (part.strip() for part in (parameter or "q=1").partition("="))
        if coding and name == "q" and _QUALITY.fullmatch(value):
            found[coding] = float(value)
    return found


def prefers_brotli(header: str) -> bool:
    """Tell whether Brotli may be sent and nothing is wanted more."""
    wanted = qualities(header)
    rest = wanted.get("*", 0.0)
    brotli = wanted.get("br", rest)
    # Plain bytes need no mention to be welcome, but whoever mentions them says how much.
    plain = wanted.get("identity", rest)
    return brotli > 0 and brotli >= plain
