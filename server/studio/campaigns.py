"""The list of campaigns: begin one, copy one, put one away."""

from starlette.responses import Response

from server.campaigns.bundle import Bundle
from server.campaigns.document import read
from server.campaigns.store import Entry
from server.campaigns.templates import NAMES, read_template
from server.campaigns.wrong import WrongError
from server.studio.figures import totals
from server.studio.visit import Visit, go
from server.texts.say import Sentence, say

TITLES = {
    "launch": say("Product launch"),
    "holiday": say("Holiday greeting"),
    "stream": say("Live-stream backdrop"),
    "booth": say("Game booth"),
}


async def list_all(visit: Visit) -> Response:
    """List the campaigns, those that are put away last."""
    entries = sorted(await visit.studio.store.entries(), key=lambda entry: (entry.is_archived, entry.slug))
    counted = await totals(visit)
    shown = [(entry, _state(entry), counted.get(entry.slug)) for entry in entries]
    return visit.page("list", entries=shown, templates=TITLES)


def _state(entry: Entry) -> Sentence:
    if entry.is_archived:
        return say("put away")
    if entry.published is None:
        return say("not published")
    if entry.published == entry.newest:
        return say("published")
    return say("version {published} of {newest} is published", published=entry.published, newest=entry.newest)


async def create(visit: Visit) -> Response:
    """Begin a campaign with a template, under an address of its own."""
    template, slug = visit.text("template"), visit.text("slug")
    if template not in NAMES:
        raise WrongError(
            say(
                "There is no template {name!r}; there are {names}.",
                name=template[:60],
                names=", ".join(NAMES),
            )
        )
    offer = visit.studio.offer
    begun = read_template(template, offer)
    campaign = read(begun.campaign.model_dump(exclude_none=True) | {"slug": slug}, offer)
    await visit.studio.store.create(Bundle(campaign, begun.assets), visit.account.name)
    return go(f"/studio/c/{slug}")


async def duplicate(visit: Visit) -> Response:
    """Begin a campaign with the newest version of another."""
    copy = visit.text("slug")
    await visit.studio.store.duplicate(visit.slug, copy, visit.account.name)
    return go(visit.back(f"/studio/c/{copy}"))


async def archive(visit: Visit) -> Response:
    """Put a campaign away, or with `back` take it back."""
    await visit.studio.store.archive(visit.slug, visit.account.name, not visit.text("back"))
    return go("/studio")
