"""One request of somebody who is signed in; nobody else gets further than this file."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from server.accounts.accounts import Account, Accounts, RefusedError, Role
from server.accounts.sessions import Sessions
from server.accounts.tokens import is_form_token
from server.campaigns.media import Media
from server.campaigns.offer import Offer
from server.campaigns.store import MissingError, Store, TakenError
from server.campaigns.wrong import WrongError
from server.plugins import Plugins
from server.site import Site
from server.studio.page import cookie_name, is_part, language_of, page
from server.texts.say import said_by, say, tell

MOST_FIELDS = 2000

Endpoint = Callable[[Request], Awaitable[Response]]


class Studio:
    """What the studio works on, made once for a server that keeps campaigns."""

    def __init__(self, store: Store, site: Site, plugins: Plugins) -> None:
        self.store = store
        self.accounts = Accounts(store.database)
        self.sessions = Sessions(store.database)
        self.media = Media()
        self._site, self._plugins = site, plugins

    @property
    def offer(self) -> Offer:
        """What campaigns may name, as of now."""
        return Offer.from_site(self._site, self._plugins)


@dataclass(frozen=True)
class Visit:
    """A request, who asks, and the form that they sent."""

    request: Request
    account: Account
    form: FormData = field(default_factory=FormData)

    @property
    def studio(self) -> Studio:
        """What the studio works on."""
        return studio_of(self.request)

    @property
    def language(self) -> str:
        """The language to speak."""
        return language_of(self.request, self.account)

    @property
    def slug(self) -> str:
        """The campaign that the address names."""
        return self.request.path_params["slug"]

    def text(self, name: str) -> str:
        """Give a field of the form as text; empty where there is none, or a file."""
        return text_of(self.form, name)

    def back(self, path: str) -> str:
        """Give where a form leads: to the list, where it says that it comes from there, else to `path`."""
        return "/studio" if self.text("from") == "list" else path

    def page(self, template: str, status: int = 200, **context: Any) -> Response:
        """Answer with a page of the studio."""
        return page(self.request, template, status, account=self.account, **context)


def text_of(form: FormData, name: str) -> str:
    """Give a field of a form as text; empty where there is none, or a file."""
    value = form.get(name, "")
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def studio_of(request: Request) -> Studio:
    """Give what the studio works on; 404 where this server keeps no campaigns."""
    if request.app.state.studio is None:
        raise HTTPException(
            404, say("This server keeps no campaigns. Start it with: oivis serve --store FOLDER")
        )
    return request.app.state.studio


def go(path: str) -> Response:
    """Send a browser on after a form, by GET."""
    return RedirectResponse(path, 303)


async def read_form(request: Request) -> FormData:
    """Read a form and its token.

    Raises
    ------
    HTTPException
        403 where the token is missing or another's, 400 where it is no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(400, say("This is no form."))
    # Says 400 by itself where it cannot be read.
    form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=64_000)
    session = request.cookies.get(cookie_name(request), "")
    if not session or not is_form_token(session, text_of(form, "form_token")):
        raise HTTPException(
            403, say("This form is too old, or is not ours. Load the page again, then send it.")
        )
    return form


async def _signed_in(request: Request) -> Account | None:
    sessions, token = studio_of(request).sessions, request.cookies.get(cookie_name(request), "")
    account = await sessions.find(token) if token else None
    # For `server/errors.py`, which knows no accounts.
    request.state.language = language_of(request, account)
    return account


def looks(role: Role, answer: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Make an address that shows something to who may see it; others are sent to sign in."""

    async def endpoint(request: Request) -> Response:
        account = await _signed_in(request)
        if account is None and is_part(request):
            raise _signed_out()
        if account is None:
            return go("/studio/login")
        return await _answer(role, answer, Visit(request, account))

    return endpoint


def acts(role: Role, answer: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Make an address that takes a form of who may do what it asks."""

    async def endpoint(request: Request) -> Response:
        account = await _signed_in(request)
        if account is None:
            raise _signed_out()
        # Before the body is read: what is not allowed needs no reading.
        if not account.may(role):
            raise HTTPException(403, say("Only one who is {role} may do this.", role=say(role)))
        form = await read_form(request)
        try:
            return await _answer(role, answer, Visit(request, account, form))
        finally:
            await form.close()

    return endpoint


def _signed_out() -> HTTPException:
    sentence = say("You are not signed in any more. Sign in at /studio/login.")
    return HTTPException(401, sentence, {"hx-redirect": "/studio/login"})


async def _answer(role: Role, answer: Callable[[Visit], Awaitable[Response]], visit: Visit) -> Response:
    if not visit.account.may(role):
        raise HTTPException(403, say("Only one who is {role} may see this.", role=say(role)))
    try:
        return await answer(visit)
    except MissingError as error:
        raise HTTPException(404, said_by(error)) from error
    except RefusedError as error:
        return _refused(visit, 403, said_by(error))
    except TakenError as error:
        return _refused(visit, 409, said_by(error))
    except WrongError as error:
        return _refused(visit, 400, *error.sentences)


def _refused(visit: Visit, status: int, *sentences: str) -> Response:
    """Say what was not done, and why: on a page, or where htmx asks above the page that is open."""
    if not is_part(visit.request):
        return visit.page("refused", status, sentences=sentences)
    told = Markup("").join(
        Markup('<p class="wrong">{}</p>').format(tell(sentence, visit.language)) for sentence in sentences
    )
    return HTMLResponse(told, status)
