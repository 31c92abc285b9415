"""What was counted on a campaign's page: charts, tables, CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from starlette.responses import Response

from server.campaigns.offer import Offer
from server.campaigns.store import MissingError
from server.campaigns.wrong import WrongError
from server.figures import sheet
from server.figures.charts import Chart, chart, shares
from server.figures.fields import FIELDS, Field
from server.figures.figures import Figures
from server.figures.sheet import Sheet
from server.studio.page import refuse_scripts
from server.studio.visit import Visit, go
from server.texts.say import ENGLISH, Sentence, say, tell

DEFAULT_DAYS = 30
RANGES = (7, 30, 90)
LONGEST_DAYS = 366

# Those of the big chart and the tiles, which have no panel of their own.
TILES = ("visits", "starts", "first-scene", "photos", "clips", "calls", "products")
BROAD = ("visits", "starts")


@dataclass(frozen=True)
class Bar:
    """A label, how often, and the length of its bar, 0 to 100."""

    title: str
    count: int
    length: float


@dataclass(frozen=True)
class Panel:
    """One field: its sum, its days as a chart, its labels as bars."""

    field: Field
    sum: int
    chart: Chart
    bars: list[Bar]


def days(visit: Visit) -> tuple[date, date]:
    """Read the range of days from the address: both included, the last 30 by default.

    Raises
    ------
    WrongError
        If one is no day, they are the wrong way round, or too many.
    """
    today = datetime.now(UTC).date()
    last = _day(visit, "to") or today
    first = _day(visit, "from") or last - timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        raise WrongError(
            say(
                "From {first} to {last} is no range of days; right would be the earlier one first.",
                first=first,
                last=last,
            )
        )
    if (last - first).days >= LONGEST_DAYS:
        raise WrongError(
            say(
                "From {first} to {last} is too long; {most} days are the most.",
                first=first,
                last=last,
                most=LONGEST_DAYS,
            )
        )
    return first, last


def _day(visit: Visit, name: str) -> date | None:
    text = visit.request.query_params.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise WrongError(
            say("{name} is {found!r}; right would be a day such as 2027-03-01.", name=name, found=text[:60])
        ) from error
    if not 2000 < found.year < 2100:
        raise WrongError(
            say("{name} is {found}; right would be a day after 2000 and before 2100.", name=name, found=found)
        )
    return found


async def choose(visit: Visit) -> Response:
    """Go to the figures of the campaign that was chosen, of the first one where none was."""
    query = visit.request.query_params
    slugs = await _slugs(visit)
    slug = query.get("slug", slugs[0] if slugs else "")
    if slug not in slugs:
        raise MissingError(say("There is no campaign {slug!r}.", slug=slug[:60]))
    return go(f"/studio/c/{slug}/figures?{urlencode({name: query.get(name, '') for name in ('from', 'to')})}")


async def _slugs(visit: Visit) -> list[str]:
    return [entry.slug for entry in await visit.studio.store.entries()]


async def show(visit: Visit) -> Response:
    """Show the figures of a campaign."""
    first, last = days(visit)
    await visit.studio.store.read(visit.slug)
    found = Sheet(await _figures(visit).read(visit.slug, first, last), first, last)
    names = [day.isoformat() for day in found.days]
    fields = {field.name: field for field in FIELDS}
    language = visit.language
    words = [tell(say(name), language) for name in BROAD]
    return visit.page(
        "figures",
        slug=visit.slug,
        slugs=await _slugs(visit),
        first=first,
        last=last,
        today=datetime.now(UTC).date(),
        ranges=[(number, datetime.now(UTC).date() - timedelta(days=number - 1)) for number in RANGES],
        sheet=found,
        fields=FIELDS,
        tiles=[(fields[name], found.sum(name), tell(_share(found, name), language)) for name in TILES],
        broad=chart(names, *(found.daily(name) for name in BROAD), words=words),
        broad_words=words,
        panels=list(_panels(found, names, visit.studio.offer, language)),
    )


def _share(found: Sheet, name: str) -> Sentence | None:
    """Say what a number is of the one before it, where that says something."""
    of = {"starts": "visits", "first-scene": "starts"}.get(name)
    if of is None or not found.sum(of):
        return None
    part = found.sum(name) / found.sum(of)
    return say("{part:.0%} of {whole}", part=part, whole=say(of))


def _panels(found: Sheet, names: list[str], offer: Offer, language: str) -> Iterator[Panel]:
    for field in FIELDS:
        if field.name in BROAD and not field.labels:
            continue
        counts = found.labels(field.name)
        # Steps and classes have an order of their own; what nobody did is left out of long lists.
        order = [*(field.labels or {}), *sorted(counts.keys() - (field.labels or {}).keys())]
        is_long = len(order) > 8 or field.labels is None
        if is_long:
            order = sorted(filter(counts.__getitem__, order), key=lambda label: -counts[label])
        lengths = shares({label: counts[label] for label in order})
        bars = [
            Bar(_title(field, label, offer, language), counts[label], lengths[label])
            for label in order
            if label
        ]
        yield Panel(field, found.sum(field.name), chart(names, found.daily(field.name)), bars)


def _title(field: Field, label: str, offer: Offer, language: str) -> str:
    if field.source == "plugins":
        return tell(offer.title_of(label), language)
    return field.title_of(label, language)


async def export(visit: Visit) -> Response:
    """Give the figures of a campaign as CSV."""
    refuse_scripts(visit.request)
    first, last = days(visit)
    await visit.studio.store.read(visit.slug)
    text = sheet.to_csv(await _figures(visit).read(visit.slug, first, last), _headings(visit.language))
    name = f"{visit.slug}-{first}-{last}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/csv", headers=headers)


def _headings(language: str) -> list[str]:
    heads = [tell(say(name), language) for name in sheet.HEADS]
    # Without this mark, spreadsheets of those who read Chinese take it for another encoding.
    return [f"\ufeff{heads[0]}" if language != ENGLISH else heads[0], *heads[1:]]


async def totals(visit: Visit) -> dict[str, Sentence]:
    """Say in a line what was counted of each campaign in the last 30 days."""
    last = datetime.now(UTC).date()
    names = ("visits", "starts", "photos")
    found = await _figures(visit).totals(names, last - timedelta(days=DEFAULT_DAYS - 1), last)
    slugs = {slug for slug, _ in found}
    return {
        slug: say(
            "{visits:,} visits, {starts:,} starts, {photos:,} photos in 30 days",
            **{name: found[slug, name] for name in names},
        )
        for slug in slugs
    }


def _figures(visit: Visit) -> Figures:
    return visit.request.app.state.figures
