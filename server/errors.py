"""What a client reads when something is not there or went wrong: a sentence, never a stack trace."""

from http import HTTPStatus

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.pages import TEMPLATES
from server.texts.say import TAGS, preferred, say, tell

SENTENCES = {
    404: say("There is nothing at this address. The stage is at /."),
    405: say("This address only answers GET and HEAD."),
    500: say("The server failed at this. Its log says why; asking again may help."),
}


def failed(request: Request, error: Exception) -> Response:
    """Answer with the error's sentence: a page where a person asked, else plain text."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    phrase = HTTPStatus(status).phrase
    # Starlette gives an error that nobody explained the status' own phrase.
    explained = isinstance(error, HTTPException) and error.detail != phrase
    sentence = error.detail if explained else SENTENCES.get(status, phrase)  # type: ignore[attr-defined]
    headers = {"cache-control": "no-store"} | dict(getattr(error, "headers", None) or {})
    # Who is signed in may have chosen one: `server/studio/visit.py`.
    language = getattr(request.state, "language", "") or preferred(request.headers.get("accept-language", ""))
    sentence = tell(sentence, language)
    if request.headers.get("hx-request") == "true":
        # htmx puts it into the page as HTML.
        return HTMLResponse(Markup('<p class="wrong">{}</p>').format(sentence), status, headers)
    if "text/html" in request.headers.get("accept", ""):
        context = {"status": status, "phrase": phrase, "sentence": sentence, "lang": TAGS[language]}
        context["home"] = tell(say("To the stage"), language)
        return TEMPLATES.TemplateResponse(request, "error.html", context, status, headers)
    return Response(f"{sentence}\n", status, headers, "text/plain")
