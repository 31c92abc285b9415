"""Coming in and going out: the first owner's link, invitations, signing in and out."""

import re

from starlette.requests import Request
from starlette.responses import Response

from server.accounts.accounts import RefusedError
from server.studio.page import cookie_name, keep_session, page
from server.studio.visit import Visit, go, read_form, studio_of, text_of
from server.texts.say import LANGUAGES, said_by

# Where one may be sent back to: a page of the studio, and nothing that could be another site's.
PAGE = re.compile(r"/studio(/[\w./-]*)?(\?[\w.=&%-]*)?", re.ASCII)


async def login(request: Request) -> Response:
    """Show the form to sign in."""
    studio_of(request)
    return page(request, "login")


async def sign_in(request: Request) -> Response:
    """Begin a session, under a token that nobody knew before."""
    studio = studio_of(request)
    form = await read_form(request)
    name, password = text_of(form, "name"), str(form.get("password", ""))
    try:
        token = await studio.sessions.sign_in(name, password)
    except RefusedError as error:
        return page(request, "login", 403, name=name, wrong=said_by(error))
    return await _enter(request, token)


async def _enter(request: Request, session: str) -> Response:
    """Give the browser its session; who chose a language at the door keeps it."""
    studio, language = studio_of(request), request.query_params.get("lang", "")
    account = await studio.sessions.find(session)
    if account and account.language is None and language in LANGUAGES:
        await studio.accounts.speak(account, language)
    response = go("/studio")
    keep_session(request, response, session)
    return response


async def invited(request: Request) -> Response:
    """Show the form by which an account is made; the link's token is in the address."""
    studio_of(request)
    return page(request, "join", token=request.query_params.get("token", ""))


async def join(request: Request) -> Response:
    """Make an account of a link, and sign in."""
    studio = studio_of(request)
    form = await read_form(request)
    token, name, password = text_of(form, "token"), text_of(form, "name"), str(form.get("password", ""))
    try:
        await studio.accounts.join(token, name, password)
    except ValueError as error:
        return page(request, "join", 400, token=token, name=name, wrong=said_by(error))
    return await _enter(request, await studio.sessions.sign_in(name, password))


async def me(visit: Visit) -> Response:
    """Show one's own account."""
    return visit.page("me")


async def change_password(visit: Visit) -> Response:
    """Take another password; whoever else is signed in by the one before is signed out."""
    before, password = (str(visit.form.get(name, "")) for name in ("before", "password"))
    try:
        token = await visit.studio.sessions.change_password(visit.account, before, password)
    except ValueError as error:
        return visit.page("me", 400, wrong=said_by(error))
    response = visit.page("me", session=token, is_changed=True)
    keep_session(visit.request, response, token)
    return response


async def speak(visit: Visit) -> Response:
    """Speak another language from now on, and go back to the page that asked for it."""
    await visit.studio.accounts.speak(visit.account, visit.text("language"))
    back = visit.text("back")
    return go(back if PAGE.fullmatch(back) else "/studio")


async def sign_out(visit: Visit) -> Response:
    """End the session, or with `everywhere` all of this account's."""
    if visit.text("everywhere"):
        await visit.studio.sessions.sign_out_everywhere(visit.account)
    name = cookie_name(visit.request)
    await visit.studio.sessions.sign_out(visit.request.cookies[name])
    response = go("/studio/login")
    response.delete_cookie(name, secure=visit.request.url.scheme == "https", httponly=True, samesite="lax")
    return response
