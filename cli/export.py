"""`oivis export`: a campaign as files for any file host."""

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
    source: Annotated[str, typer.Argument(help="Slug of a campaign, or a folder with campaign.toml.")],
    out: Annotated[Path, typer.Option(help="Folder to write, not there yet; or a zip.")],
    version: Annotated[int | None, typer.Option(help="The newest where none is given.")] = None,
    models: Annotated[
        Path | None, typer.Option(help="Folder with models.json, in place of build/models.")
    ] = None,
    plugin: Annotated[
        list[Path] | None, typer.Option(help="Filter (.frag) that the campaign names; again for more.")
    ] = None,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Write a campaign as a site of files that needs no server of ours."""
    settings = Settings(models=models and models.resolve())
    site, plugins = Site.from_settings(settings), Plugins(plugin or ())
    folder = Path(source)

    async def act(store: Store) -> Bundle:
        return store.bundle(await store.read(source, version))

    if (folder / "campaign.toml").is_file():
        bundle = read_folder(folder, Offer.from_site(site, plugins))
    else:
        bundle = with_store(data, database_url, act)
    files = static_site(bundle, site, settings, plugins.offers)
    write_site(files, out)
    print(
        f"{bundle.campaign.slug} is written to {out}: {len(files)} files; README.txt says how to host them."
    )
    schedule = bundle.campaign.schedule
    if schedule.opens or schedule.closes:
        print("A file host knows no schedule: it is open as long as the files are there.")
