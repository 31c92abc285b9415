"""`oivis campaign`: campaigns as folders and zips, in and out of the store."""

import asyncio
import getpass
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cli.serve import DATA, Data, DatabaseUrl
from server.campaigns.archive import read_zip, write_zip
from server.campaigns.bundle import Bundle, read_folder, write_folder
from server.campaigns.document import Campaign
from server.campaigns.media import Media
from server.campaigns.offer import Offer
from server.campaigns.store import MissingError, Store
from server.campaigns.templates import NAMES, read_template
from server.plugins import Plugins
from server.settings import Settings
from server.site import Site
from server.store.migrate import migrate

app = typer.Typer(no_args_is_help=True, help="Import, export, publish and list campaigns.")

T = TypeVar("T")
Slug = Annotated[str, typer.Argument(help="Of the campaign: its address is /c/SLUG.")]


def with_store(
    data: Path, url: str | None, act: Callable[[Store], Awaitable[T]], is_migrated: bool = True
) -> T:
    """Do something with the store, brought up to date before unless it is to be as it is."""

    async def run() -> T:
        bucket = os.environ.get("OIVIS_ASSETS", Settings.bucket)
        store = Store.from_settings(Settings(data=data.resolve(), database_url=url, bucket=bucket))
        assert store is not None
        try:
            if is_migrated:
                await migrate(store.database)
            return await act(store)
        finally:
            await store.database.close()

    return asyncio.run(run())


def who() -> str:
    """Say who works here, for the versions and the audit log: nobody's account, for it has a space."""
    return f"{getpass.getuser()} (oivis campaign)"


def _offer(plugins: Sequence[Path] = ()) -> Offer:
    return Offer.from_site(Site.from_settings(Settings()), Plugins(plugins))


@app.command("import")
def import_campaign(
    source: Annotated[Path, typer.Argument(exists=True, help="Folder with campaign.toml, or a zip of one.")],
    publish: Annotated[bool, typer.Option("--publish", help="Show it to viewers at once.")] = False,
    plugin: Annotated[
        list[Path] | None, typer.Option(help="Wheel or .frag that the server has too; again for more.")
    ] = None,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Take a campaign in: a new one, or another version of one that is there."""
    offer = _offer(plugin or ())
    given = read_folder(source, offer) if source.is_dir() else read_zip(source.read_bytes(), offer)

    async def act(store: Store) -> tuple[str, int]:
        bundle = Bundle(given.campaign, await Media().clean_all(given.assets))
        slug, by = given.campaign.slug, who()
        try:
            newest = (await store.read(slug)).number
        except MissingError:
            made = await store.create(bundle, by)
        else:
            made = await store.save(bundle, by, after=newest)
        if publish:
            await store.publish(slug, made.number, by)
        return slug, made.number

    slug, number = with_store(data, database_url, act)
    print(f"{slug} is kept as version {number}{', and open at /c/' + slug if publish else ''}.")


@app.command("export")
def export_campaign(
    slug: Slug,
    out: Annotated[Path, typer.Option(help="Zip to write, or a folder that is not there yet.")],
    version: Annotated[int | None, typer.Option(help="The newest where none is given.")] = None,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a campaign as a folder or a zip, as import reads it."""

    async def act(store: Store) -> Bundle:
        return store.bundle(await store.read(slug, version))

    bundle = with_store(data, database_url, act)
    if out.suffix == ".zip":
        out.write_bytes(write_zip(bundle))
    else:
        write_folder(bundle, out)
    print(f"{slug} is written to {out}.")


@app.command("new")
def new_campaign(
    template: Annotated[str, typer.Argument(help=f"One of: {', '.join(NAMES)}.")],
    folder: Annotated[Path, typer.Argument(help="Folder to write; it must not be there yet.")],
) -> None:
    """Write a template as a folder to begin with."""
    write_folder(read_template(template, _offer()), folder)
    print(f"{folder}/campaign.toml is yours to change; then: oivis campaign import {folder} --publish")


@app.command("list")
def list_campaigns(
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each.")] = False,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """List the campaigns, and the version of each that viewers see."""
    for entry in with_store(data, database_url, lambda store: store.entries()):
        seen = "put away" if entry.is_archived else f"version {entry.published} is published"
        if not entry.is_archived and entry.published is None:
            seen = "not published"
        print(json.dumps(asdict(entry)) if as_json else f"{entry.slug:40} newest {entry.newest}, {seen}")


@app.command("publish")
def publish_campaign(
    slug: Slug,
    version: Annotated[int | None, typer.Option(help="The newest where none is given.")] = None,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Show a version to viewers."""

    async def act(store: Store) -> int:
        number = (await store.read(slug, version)).number
        await store.publish(slug, number, who())
        return number

    number = with_store(data, database_url, act)
    print(f"Version {number} of {slug} is published at /c/{slug}.")


@app.command("unpublish")
def unpublish_campaign(slug: Slug, data: Data = DATA, database_url: DatabaseUrl = None) -> None:
    """Show it to nobody; every version is kept."""
    with_store(data, database_url, lambda store: store.publish(slug, None, who()))
    print(f"{slug} is not published any more.")


@app.command("archive")
def archive_campaign(
    slug: Slug,
    back: Annotated[bool, typer.Option("--back", help="Take it back instead.")] = False,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Put a campaign away: it is shown to nobody, and every version is kept."""
    with_store(data, database_url, lambda store: store.archive(slug, who(), not back))
    print(f"{slug} is {'back' if back else 'put away'}.")


@app.command("duplicate")
def duplicate_campaign(
    slug: Slug,
    copy: Annotated[str, typer.Argument(help="Slug of the copy; it must be new.")],
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Begin another campaign with the newest version of this one."""
    with_store(data, database_url, lambda store: store.duplicate(slug, copy, who()))
    print(f"{copy} is kept as version 1.")


@app.command("history")
def history(slug: Slug, data: Data = DATA, database_url: DatabaseUrl = None) -> None:
    """List the versions of a campaign, the newest first."""
    for version in with_store(data, database_url, lambda store: store.history(slug)):
        print(f"{version.number:5}  {version.made_at:%Y-%m-%d %H:%M} UTC  {version.by}")


@app.command("undo")
def undo(
    slug: Slug,
    version: Annotated[int, typer.Option(help="The one to go back to.")],
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Make an older version the newest again; none is lost."""

    async def act(store: Store) -> int:
        newest = (await store.read(slug)).number
        return (await store.restore(slug, version, who(), after=newest)).number

    number = with_store(data, database_url, act)
    print(f"Version {number} of {slug} is as version {version} was.")


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of campaign.toml."""
    print(json.dumps(Campaign.model_json_schema(), indent=1))
