"""The `oivis` command: each subcommand is a file that is imported only when it is called."""

import importlib
import sys
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True)
class Subcommand:
    """Where a subcommand lives (a function or a `typer.Typer`) and its line in ``oivis --help``."""

    module: str
    name: str
    about: str


SUBCOMMANDS = {
    "serve": Subcommand("cli.serve", "serve", "Serve the stage at http://127.0.0.1:8000."),
    "process": Subcommand("cli.process", "process", "Put the person of a video file into a scene."),
    "campaign": Subcommand("cli.campaign", "app", "Import, export, publish and list campaigns."),
    "export": Subcommand("cli.export", "export", "Write a campaign as files for any file host."),
    "backup": Subcommand("cli.backup", "backup", "Write everything that the store has into one zip."),
    "restore": Subcommand("cli.backup", "restore", "Bring a backup back into a new store."),
    "plugin": Subcommand("cli.plugin", "app", "Begin a plug-in, and see it live while it is written."),
    "models": Subcommand("cli.models", "app", "List, build, train and verify the models."),
    "detector": Subcommand("cli.detector", "app", "Train the hand and gesture detector, stage by stage."),
    "hand": Subcommand("cli.hand", "app", "Train the landmark network for a smaller input, stage by stage."),
    "graft": Subcommand("cli.graft", "app", "Teach a borrowed portrait network another input."),
    "portrait": Subcommand("cli.portrait", "app", "Train our own portrait network, stage by stage."),
    "eval": Subcommand("cli.evaluate", "app", "Measure the models' accuracy on labelled pictures."),
    "bench": Subcommand("cli.bench", "bench", "Measure the page's speed, start and size beside its peers."),
    "ortweb": Subcommand("cli.ortweb", "app", "Hold the bridge to onnxruntime-web called from JavaScript."),
}


class LazyCommand(TyperCommand):
    """A line of help that becomes the real command when it is called."""

    def __init__(self, name: str, source: Subcommand) -> None:
        super().__init__(name, help=source.about)
        self.source = source

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Import the subcommand and let it read its own arguments."""
        found = getattr(importlib.import_module(self.source.module), self.source.name)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(add_completion=False)
            found.command(self.name)(function)
        return typer.main.get_command(found).make_context(info_name, args, parent, **extra)


def main() -> None:
    """Run ``oivis``; a failure is one sentence and exit code 1, or a traceback with ``--debug``."""
    args = [arg for arg in sys.argv[1:] if arg != "--debug"]
    commands = [LazyCommand(name, source) for name, source in SUBCOMMANDS.items()]
    about = "Interactive video that runs wholly in the viewer's browser."
    group = TyperGroup(
        name="oivis",
        commands=commands,
        help=about,
        epilog="oivis COMMAND --help says more. --debug shows the traceback of a failure.",
        no_args_is_help=True,
    )
    try:
        group.main(args, prog_name="oivis")
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        typer.secho(f"oivis: {error or type(error).__name__}", fg="red", err=True)
        sys.exit(1)
