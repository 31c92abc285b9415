"""The server, readable from top to bottom."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp

from server import assets, errors, index, pages, play, plugins, tried
from server.campaigns import pages as campaigns
from server.campaigns.store import Store
from server.figures import pages as figures
from server.figures.figures import Figures
from server.headers import NoBodies, SecureHeaders
from server.rooms import socket
from server.rooms.rooms import Rooms
from server.settings import Settings
from server.site import Site
from server.studio.routes import ROUTES as STUDIO
from server.studio.visit import Studio

ROUTES: list[BaseRoute] = [
    Route("/", pages.stage),
    Route("/ortweb", pages.ortweb),
    Route("/healthz", pages.health),
    Route("/sw.js", pages.root_file),
    Route("/embed.js", pages.root_file),
    Route("/favicon.ico", pages.root_file),
    Route("/simple/", index.simple),
    Route("/simple/{name}/", index.project),
    Route("/ort/{name}", pages.runtime),
    Route("/assets/{path:path}", assets.asset),
    Route("/plugins/{sha256}/{name}", plugins.file),
    Route("/plugin/saved", tried.saved),
    Route("/campaign.schema.json", campaigns.schema),
    Route("/play", play.page),
    Route("/play/{code}", play.page),
    Route("/rooms/{code}/qr.svg", play.qr),
    WebSocketRoute("/rooms/{code}", socket.play),
    Route("/c/{slug}", campaigns.stage),
    Route("/c/{slug}/figures", figures.take, methods=["POST"]),
    Route("/figures", figures.about),
    Route("/c/{slug}/{sha256}/{name}", campaigns.asset),
    *STUDIO,
]


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    yield
    if app.state.store:
        await app.state.figures.close()
        # While its loop runs: what a connection says afterwards has nobody to be told.
        await app.state.store.database.close()


def create_app(settings: Settings) -> ASGIApp:
    """Make the app that serves one site.

    Parameters
    ----------
    settings : Settings
        What to serve; read here and never again.

    Raises
    ------
    ValueError
        If the site lacks a file that its list names.
    """
    # No OpenAPI pages: they load scripts from elsewhere. No redirects: they would repeat the Host header.
    app = FastAPI(routes=ROUTES, openapi_url=None, redirect_slashes=False, lifespan=_life)
    app.state.settings = settings
    app.state.site = Site.from_settings(settings)
    app.state.plugins = plugins.Plugins(settings.plugins)
    app.state.tried = settings.tried and tried.Tried(settings.tried, app.state.plugins)
    store = app.state.store = Store.from_settings(settings)
    app.state.figures = store and Figures(store, lambda: app.state.studio.offer.plugins)
    app.state.rooms = Rooms(settings, partial(play.rude_words, store))
    app.state.studio = store and Studio(store, app.state.site, app.state.plugins)
    app.add_exception_handler(HTTPException, errors.failed)
    app.add_exception_handler(Exception, errors.failed)
    # Outside of everything, Starlette's own error handling included.
    inner = NoBodies(app, app.state.figures.hears) if app.state.figures else NoBodies(app)
    return SecureHeaders(inner, settings.frame_ancestors, settings.whip)


def from_environment() -> ASGIApp:
    """Make the app in a worker process."""
    return create_app(Settings.from_environment(os.environ))
