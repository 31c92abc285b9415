"""`oivis export`: the stage, or a campaign, as files for any file host."""

from pathlib import Path
from typing import Annotated

import typer

from cli.campaign import with_store
from cli.serve import DATA, Data, DatabaseUrl
from server.campaigns.bundle import Bundle, read_folder
from server.campaigns.offer import Offer
from server.campaigns.static import static_site, write_site
from server.campaigns.store import Store
from server.plugins import Plugins
from server.settings import Settings
from server.site import Site


def export(
    out: Annotated[Path, typer.Option(help="Folder to write, not there yet; or a zip.")],
    source: Annotated[
        str | None,
        typer.Argument(
            help="Slug of a campaign, or a folder with campaign.toml; without one, the stage itself."
        ),
    ] = None,
    version: Annotated[int | None, typer.Option(help="The newest where none is given.")] = None,
    models: Annotated[
        Path | None, typer.Option(help="Folder with models.json, in place of build/models.")
    ] = None,
    plugin: Annotated[
        list[Path] | None, typer.Option(help="Wheel or .frag of a plug-in that goes with it; again for more.")
    ] = None,
    must_cover: Annotated[
        bool, typer.Option("--must-cover", help="Never show the room, not even before the first scene.")
    ] = Settings.must_cover,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a campaign, or the stage itself, as a site of files that needs no server of ours."""
    settings = Settings(models=models and models.resolve(), must_cover=must_cover)
    site, plugins = Site.from_settings(settings), Plugins(plugin or ())

    async def act(store: Store) -> Bundle:
        return store.bundle(await store.read(str(source), version))

    bundle = None
    if source is not None and (Path(source) / "campaign.toml").is_file():
        bundle = read_folder(Path(source), Offer.from_site(site, plugins))
    elif source is not None:
        bundle = with_store(data, database_url, act)
    files = static_site(bundle, site, settings, plugins.offers)
    write_site(files, out)
    name = bundle.campaign.slug if bundle else "The stage"
    print(f"{name} is written to {out}: {len(files)} files; README.txt says how to host them.")
    schedule = bundle and bundle.campaign.schedule
    if schedule and (schedule.opens or schedule.closes):
        print("Its schedule is kept by each viewer's own clock. Take the files away when it is over.")
