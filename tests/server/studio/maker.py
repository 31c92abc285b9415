"""Somebody at a browser, who works in the studio by its own pages and forms."""

import re
from html.parser import HTMLParser

import httpx

PASSWORD = "a horse in the rain"


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and the attributes that act."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.scripts: list[str | None] = []
        self.acting: list[str] = []
        self.feed(text)

    @property
    def foreign(self) -> list[str | None]:
        """Scripts that are no file of ours."""
        return [src for src in self.scripts if not re.fullmatch(r"/assets/web/\w+/studio/\w+\.js", src or "")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.scripts.append(dict(attrs).get("src"))
        self.acting += [name for name, _ in attrs if name.startswith("on") or name == "style"]


class Maker:
    """One browser: its cookies, and the token of the forms that it was shown."""

    def __init__(self, base_url: str) -> None:
        self.base_url = str(base_url).rstrip("/")
        self.client = httpx.Client(base_url=self.base_url, trust_env=False, timeout=60)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path, follow_redirects=True)

    def token(self) -> str:
        """Give the token that the forms of this browser carry."""
        found = re.search(r'name="form_token" value="([^"]*)"', self.get("/studio/login").text)
        assert found
        return found[1]

    def send(self, path: str, *, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        """Send a form as a page of the studio does; where a browser would go on is not followed."""
        data = {"form_token": self.token()} | fields
        return self.client.post(path, data=data, headers={"origin": self.base_url} | (headers or {}))

    def join(self, token: str, name: str) -> "Maker":
        """Make an account of a link's token."""
        answer = self.send("/studio/join", token=token, name=name, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return self

    def invite(self, role: str, name: str) -> "Maker":
        """Let somebody else in, at a browser of their own."""
        answer = self.send("/studio/people/invite", role=role)
        found = re.search(r"join\?token=([\w-]+)", answer.text)
        assert found, answer.text
        return Maker(self.base_url).join(found[1], name)
