"""`oivis backup` and `oivis restore`: the whole store as one zip."""

from pathlib import Path
from typing import Annotated

import typer

from cli.campaign import with_store
from cli.serve import DATA, Data, DatabaseUrl
from server.store import backup as zips


def backup(
    out: Annotated[Path, typer.Argument(help="Zip to write; a server may go on meanwhile.")],
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Write every version of every campaign, with all assets, into one zip."""
    rows, assets = with_store(data, database_url, lambda store: zips.backup(store.database, store.files, out))
    print(f"{out} holds {rows} rows and {assets} assets.")


def restore(
    source: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What backup has written.")],
    data: Data = DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Bring a backup back, into a folder or a database that has nothing yet."""
    rows, assets = with_store(
        data,
        database_url,
        lambda store: zips.restore(store.database, store.files, source),
        is_migrated=False,
    )
    print(f"{rows} rows and {assets} assets are back.")
