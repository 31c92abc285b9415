"""Who may work here: accounts, invitations, and what was done."""

from typing import cast

from starlette.responses import Response

from server.accounts import audit
from server.accounts.accounts import ROLES, RefusedError, Role
from server.studio.visit import Visit, go
from server.texts.say import say


async def people(visit: Visit) -> Response:
    """List the accounts and what was done last."""
    return await _page(visit)


async def _page(visit: Visit, link: str = "") -> Response:
    accounts = await visit.studio.accounts.all()
    entries = await audit.entries(visit.studio.store.database)
    return visit.page("people", accounts=accounts, roles=ROLES, entries=entries, link=link)


async def invite(visit: Visit) -> Response:
    """Make a link for somebody else, shown this once."""
    token = await visit.studio.accounts.invite(cast(Role, visit.text("role")), visit.account)
    return await _page(visit, f"{str(visit.request.base_url).rstrip('/')}/studio/join?token={token}")


async def change(visit: Visit) -> Response:
    """Give an account another role, or close it."""
    number, role = visit.text("id"), visit.text("role")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        raise RefusedError(say("There is no such account."))
    is_closed = bool(visit.text("close"))
    await visit.studio.accounts.change(int(number), visit.account, cast(Role, role) or None, is_closed)
    return go("/studio/people")
