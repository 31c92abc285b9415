"""Pages of the studio: in which language, whole or the part that htmx asks for, and for no other script."""

from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.accounts.accounts import Account
from server.accounts.sessions import LONGEST
from server.accounts.tokens import form_token, is_form_token, make_token
from server.pages import TEMPLATES
from server.texts.say import NAMES, TAGS, name_of, preferred, say, tell


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


def language_of(request: Request, account: Account | None) -> str:
    """Give the language to speak: the account's choice, else the address' (`lang`), else the browser's."""
    chosen = (account and account.language) or request.query_params.get("lang", "")
    return preferred(request.headers.get("accept-language", ""), chosen)


def is_part(request: Request) -> bool:
    """Tell whether htmx asks: it swaps a part of the page that is open, and needs no more than that."""
    return request.headers.get("hx-request") == "true"


def refuse_scripts(request: Request) -> None:
    """Refuse a script that asks, but one of our own page: that one has the token of its forms.

    Plug-ins run at this origin too, and must not come by the token.

    Raises
    ------
    HTTPException
        403.
    """
    if request.headers.get("sec-fetch-dest") != "empty" and not is_part(request):
        return
    session, token = request.cookies.get(cookie_name(request), ""), request.headers.get("x-form-token", "")
    if not session or not is_form_token(session, token):
        raise HTTPException(403, say("The studio's pages are to be opened, not fetched."))


def page(
    request: Request, template: str, status: int = 200, *, session: str = "", **context: Any
) -> Response:
    """Answer with a page of the studio, its forms with their token.

    Who is not signed in gets a token of their own: nobody can be signed in by another site either. Where
    htmx asks, what is between the page's header and its end is the answer. `session` is that of a browser
    which is given another one with this page.
    """
    refuse_scripts(request)
    session = session or request.cookies.get(cookie_name(request)) or make_token()
    token = form_token(session)
    language = language_of(request, context.get("account"))
    whole = {
        "assets": request.app.state.site.prefixes,
        "base": "studio/part.html" if is_part(request) else "studio/base.html",
        "token": token,
        "token_field": Markup('<input type="hidden" name="form_token" value="{}">').format(token),
        "language": language,
        "tags": TAGS,
        "names": NAMES,
        "t": partial(_told, language),
        "name_of": partial(name_of, language=language),
    } | context
    headers = {"vary": "hx-request, accept-language, cookie"}
    if status >= 400 and is_part(request):
        # With what is wrong in it, and where it is begins to be seen; else the place that was swapped.
        headers |= {"hx-retarget": "#main", "hx-reswap": "outerHTML show:[role=alert].sheet:top"}
    response = TEMPLATES.TemplateResponse(request, f"studio/{template}.html", whole, status, headers)
    if cookie_name(request) not in request.cookies:
        keep_session(request, response, session)
    return response


def _told(language: str, text: str, **values: Any) -> str:
    """Say a text of a template in a language."""
    return tell(say(text, **values) if values else text, language)
