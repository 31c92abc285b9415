"""`oivis serve`: the stage at an address of this machine."""

import asyncio
import errno
import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from server.plugins import Plugins
from server.settings import ROOT, Settings
from server.site import Site

UNANSWERED_MS = 30_000
PARTING_S = 5
DATA = ROOT / "store"
Data = Annotated[
    Path, typer.Option("--store", help="Folder in which campaigns are kept.", envvar="OIVIS_STORE")
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="PostgreSQL in place of the folder's own database.", envvar="OIVIS_DATABASE_URL"),
]


def serve(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="Processes that answer.")] = 1,
    models: Annotated[
        Path | None, typer.Option(help="Folder with models.json, served in place of build/models.")
    ] = None,
    frame_ancestors: Annotated[
        str, typer.Option(help="Who may show the page in a frame, as CSP writes it.")
    ] = Settings.frame_ancestors,
    must_cover: Annotated[
        bool, typer.Option("--must-cover", help="Never show the room, not even before the first scene.")
    ] = Settings.must_cover,
    whip: Annotated[
        list[str] | None,
        typer.Option(
            help="Streaming server that viewers may publish to (WHIP), as https://host; again for more.",
            envvar="OIVIS_WHIP",
        ),
    ] = None,
    plugin: Annotated[
        list[Path] | None, typer.Option(help="Wheel or .frag of a plug-in, switched on; again for more.")
    ] = None,
    redis: Annotated[
        str, typer.Option(help="Redis that several workers keep rooms in.", envvar="OIVIS_REDIS_URL")
    ] = Settings.redis,
    data: Data = DATA,
    database_url: DatabaseUrl = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Say where it listens as one line of JSON.")
    ] = False,
) -> None:
    """Serve the stage until Ctrl+C."""
    settings = Settings(
        models=models and models.resolve(),
        frame_ancestors=frame_ancestors,
        must_cover=must_cover,
        whip=tuple(whip or ()),
        plugins=tuple(path.resolve() for path in plugin or ()),
        redis=redis,
        workers=workers,
        rude=Path(os.environ.get("OIVIS_RUDE", Settings.rude)),
        data=data.resolve(),
        database_url=database_url,
        bucket=os.environ.get("OIVIS_ASSETS", Settings.bucket),
    )
    said = json.dumps({"url": "{url}"}) if as_json else "oivis is at {url}  (Ctrl+C ends it)"
    first = "The studio has no owner yet. Make your account, once, at {url}"
    answer(settings, host, port, said, json.dumps({"first": "{url}"}) if as_json else first)


def answer(settings: Settings, host: str, port: int, said: str, first: str = "{url}") -> None:
    """Serve until Ctrl+C.

    Once it listens `said` is printed, `{url}` in it the address; then `first` with the link of the
    studio's first owner, where there is nobody yet.
    """
    Plugins(settings.plugins)
    Site.from_settings(settings)  # a worker that finds a file missing would only die again and again
    listener = listen(host, port)
    token = asyncio.run(_prepare(settings))

    import uvicorn
    from uvicorn.supervisors import Multiprocess

    from server.rooms.messages import MESSAGE_BYTES

    url = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
    print(said.replace("{url}", url), flush=True)
    if token:
        print(first.replace("{url}", f"{url}/studio/join?token={token}"), flush=True)
    os.environ |= settings.to_environment()
    config = uvicorn.Config(
        "server.app:from_environment",
        factory=True,
        workers=settings.workers,
        lifespan="on",
        log_level="warning",
        server_header=False,
        # Who is in the midst of a file may end it; a page that waits to hear of what is saved never ends.
        timeout_graceful_shutdown=1 if settings.tried else PARTING_S,
        # What a room says is short: compressing it would cost each player 60 kB of memory.
        ws_max_size=MESSAGE_BYTES * 4,
        ws_per_message_deflate=False,
    )
    with suppress(KeyboardInterrupt):
        if settings.workers > 1:
            Multiprocess(config, sockets=[listener]).run()
        else:
            uvicorn.Server(config).run(sockets=[listener])


async def _prepare(settings: Settings) -> str | None:
    """Bring the database up to date once, before any process answers; give the first owner's token."""
    from server.accounts.accounts import Accounts
    from server.campaigns.store import Store
    from server.store.migrate import migrate

    store = Store.from_settings(settings)
    if store is None:
        return None
    try:
        await migrate(store.database)
        return await Accounts(store.database).first()
    finally:
        await store.database.close()


def listen(host: str, port: int) -> socket.socket:
    """Open the socket before anything slow is imported, so that a taken port is said at once.

    Raises
    ------
    OSError
        If the port is taken or the address is not this machine's; the message says what to do.
    """
    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as error:
        advice = {
            errno.EADDRINUSE: "Something listens there already: choose another port with --port.",
            errno.EACCES: "Ports below 1024 belong to root: choose another with --port.",
        }.get(error.errno or 0, "Is the address one of this machine's?")
        raise OSError(f"Cannot listen at {host} port {port}. {advice}") from error
    # Connections inherit it. asyncio would set it, but overlooks sockets whose protocol nobody named: there
    # the end of each answer waits until its beginning is acknowledged, 40 ms on a connection that is kept.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # So is this: the kernel gives up one that takes nothing for so long, and frees its buffers.
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNANSWERED_MS)
    return listener
