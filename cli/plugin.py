"""`oivis plugin`: begin a plug-in, and see it live while it is written."""

import keyword
import re
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True)

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@app.callback()
def plugin() -> None:
    """Begin a plug-in, and see it live while it is written."""


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Small letters, digits and -, such as good-bye.")],
    folder: Annotated[Path, typer.Option(help="Where its folder is made.")] = Path(),
) -> None:
    """Make a package with a plug-in that works, and its test."""
    from cli.skeleton import files

    if not NAME.fullmatch(name) or len(name) > 60 or keyword.iskeyword(name):
        raise ValueError(
            f"{name!r} is no name of a plug-in; right would be small letters, digits and -: good-bye."
        )
    target = folder / name
    if target.exists():
        raise ValueError(f"{target} is there already. Choose another name, or remove it.")
    for path, text in files(name).items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    print(f"{target} is a plug-in. Its test: cd {target} && python -m pytest")
    print(f"Live in the page: oivis plugin run {target}")


@app.command()
def run(
    path: Annotated[Path, typer.Argument(help="Its folder, with a pyproject.toml; or one .frag.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    models: Annotated[
        Path | None, typer.Option(help="Folder with models.json, served in place of build/models.")
    ] = None,
) -> None:
    """Serve a page with the plug-in in it, which loads itself anew whenever a file is saved."""
    from cli.serve import answer
    from server.settings import Settings

    answer(
        Settings(tried=path.resolve(), models=models and models.resolve()),
        "127.0.0.1",
        port,
        "{url}/?autostart=demo shows " + path.resolve().name + "  (Ctrl+C ends it)",
    )
