"""One request of somebody who is signed in; nobody else gets further than this file."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.accounts.accounts import Account, Accounts, RefusedError, Role
from server.accounts.sessions import LONGEST, Sessions
from server.accounts.tokens import form_token, is_form_token, make_token
from server.campaigns.media import Media
from server.campaigns.offer import Offer
from server.campaigns.store import MissingError, Store, TakenError
from server.campaigns.wrong import WrongError
from server.pages import TEMPLATES
from server.plugins import Plugins
from server.site import Site

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
    def slug(self) -> str:
        """The campaign that the address names."""
        return self.request.path_params["slug"]

    def text(self, name: str) -> str:
        """Give a field of the form as text; empty where there is none, or a file."""
        return text_of(self.form, name)

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
        raise HTTPException(404, "This server keeps no campaigns. Start it with: oivis serve --store FOLDER")
    return request.app.state.studio


def cookie_name(request: Request) -> str:
    """Give the name of the session's cookie: with TLS one that no other site of the domain can set."""
    return "__Host-oivis" if request.url.scheme == "https" else "oivis"


def keep_session(request: Request, response: Response, token: str) -> None:
    """Give the browser a session to keep."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=round(LONGEST.total_seconds()),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def refuse_scripts(request: Request) -> None:
    """Refuse a script that asks: plug-ins run at this origin too, and must not come by the token.

    Raises
    ------
    HTTPException
        403.
    """
    if request.headers.get("sec-fetch-dest") == "empty":
        raise HTTPException(403, "The studio's pages are to be opened, not fetched.")


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """Answer with a page of the studio, its forms with their token.

    Who is not signed in gets a token of their own: nobody can be signed in by another site either.
    """
    refuse_scripts(request)
    token = request.cookies.get(cookie_name(request)) or make_token()
    field = Markup('<input type="hidden" name="form_token" value="{}">').format(form_token(token))
    whole = {"assets": request.app.state.site.prefixes, "token_field": field} | context
    response = TEMPLATES.TemplateResponse(request, f"studio/{template}.html", whole, status)
    if cookie_name(request) not in request.cookies:
        keep_session(request, response, token)
    return response


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
        raise HTTPException(400, "This is no form.")
    # Says 400 by itself where it cannot be read.
    form = await request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=64_000)
    session = request.cookies.get(cookie_name(request), "")
    if not session or not is_form_token(session, text_of(form, "form_token")):
        raise HTTPException(403, "This form is too old, or is not ours. Load the page again, then send it.")
    return form


async def _signed_in(request: Request) -> Account | None:
    sessions, token = studio_of(request).sessions, request.cookies.get(cookie_name(request), "")
    return await sessions.find(token) if token else None


def looks(role: Role, answer: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Make an address that shows something to who may see it; others are sent to sign in."""

    async def endpoint(request: Request) -> Response:
        account = await _signed_in(request)
        if account is None:
            return go("/studio/login")
        return await _answer(role, answer, Visit(request, account))

    return endpoint


def acts(role: Role, answer: Callable[[Visit], Awaitable[Response]]) -> Endpoint:
    """Make an address that takes a form of who may do what it asks."""

    async def endpoint(request: Request) -> Response:
        account = await _signed_in(request)
        if account is None:
            raise HTTPException(401, "You are not signed in any more. Sign in at /studio/login.")
        # Before the body is read: what is not allowed needs no reading.
        if not account.may(role):
            raise HTTPException(403, f"Only one who is {role} may do this.")
        form = await read_form(request)
        try:
            return await _answer(role, answer, Visit(request, account, form))
        finally:
            await form.close()

    return endpoint


async def _answer(role: Role, answer: Callable[[Visit], Awaitable[Response]], visit: Visit) -> Response:
    if not visit.account.may(role):
        raise HTTPException(403, f"Only one who is {role} may see this.")
    try:
        return await answer(visit)
    except MissingError as error:
        raise HTTPException(404, str(error)) from error
    except RefusedError as error:
        return visit.page("refused", 403, sentences=[str(error)])
    except TakenError as error:
        return visit.page("refused", 409, sentences=[str(error)])
    except WrongError as error:
        return visit.page("refused", 400, sentences=error.sentences)
