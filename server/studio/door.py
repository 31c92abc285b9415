"""Coming in and going out: the first owner's link, invitations, signing in and out."""

from starlette.requests import Request
from starlette.responses import Response

from server.accounts.accounts import RefusedError
from server.studio.visit import Visit, cookie_name, go, keep_session, page, read_form, studio_of, text_of


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
        return page(request, "login", 403, name=name, wrong=str(error))
    response = go("/studio")
    keep_session(request, response, token)
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
        return page(request, "join", 400, token=token, name=name, wrong=str(error))
    response = go("/studio")
    keep_session(request, response, await studio.sessions.sign_in(name, password))
    return response


async def me(visit: Visit) -> Response:
    """Show one's own account."""
    return visit.page("me")


async def change_password(visit: Visit) -> Response:
    """Take another password; whoever else is signed in by the one before is signed out."""
    before, password = (str(visit.form.get(name, "")) for name in ("before", "password"))
    try:
        token = await visit.studio.sessions.change_password(visit.account, before, password)
    except ValueError as error:
        return visit.page("me", 400, wrong=str(error))
    response = visit.page("me", is_changed=True)
    keep_session(visit.request, response, token)
    return response


async def sign_out(visit: Visit) -> Response:
    """End the session, or with `everywhere` all of this account's."""
    if visit.text("everywhere"):
        await visit.studio.sessions.sign_out_everywhere(visit.account)
    name = cookie_name(visit.request)
    await visit.studio.sessions.sign_out(visit.request.cookies[name])
    response = go("/studio/login")
    response.delete_cookie(name, secure=visit.request.url.scheme == "https", httponly=True, samesite="lax")
    return response
