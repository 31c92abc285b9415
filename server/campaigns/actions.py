"""What a command does in a campaign. A record says by `do` which of these it is."""

from typing import Annotated, Literal

from pydantic import Field

from server.campaigns.strict import Id, Strict


class Scene(Strict):
    """Change the scene."""

    do: Literal["scene"] = "scene"
    to: Literal["next", "previous", "first"]


class Photo(Strict):
    """Take a photo."""

    do: Literal["photo"] = "photo"


class Product(Strict):
    """Show a product's card."""

    do: Literal["product"] = "product"
    product: Id


class Say(Strict):
    """Show a line of the texts."""

    do: Literal["say"] = "say"
    line: Id


class Call(Strict):
    """Show the call to action."""

    do: Literal["call"] = "call"


class Nothing(Strict):
    """Let the command pass; `return` still closes what lies open."""

    do: Literal["nothing"] = "nothing"


class Play(Strict):
    """Start a plug-in, such as a game."""

    do: Literal["play"] = "play"
    plugin: Id


Action = Annotated[Scene | Photo | Product | Say | Call | Play | Nothing, Field(discriminator="do")]
Command = Literal["confirm", "next", "previous", "return"]

# What a command does on the plain page, and where a campaign says nothing else.
DEFAULTS: dict[Command, Action] = {
    "confirm": Photo(),
    "next": Scene(to="next"),
    "previous": Scene(to="previous"),
    "return": Scene(to="first"),
}
