"""How a campaign looks: its name, its logo, colours that can be read, and a font that is safe."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from server.campaigns.place import Place
from server.campaigns.strict import COLOUR, Line, Picture, PictureOrClip, Strict
from server.texts.say import say

Colour = Annotated[str, StringConstraints(pattern=COLOUR)]

# WCAG 2.2, 1.4.3 for text and 1.4.11 for what must be told from its ground.
TEXT, THING = 4.5, 3.0


def luminance(colour: str) -> float:
    """Give the relative luminance of ``#rrggbb``, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


class Colours(Strict):
    """The page's colours, `#rrggbb`: its ground, the ink on it, what can be pressed and the ink on that."""

    ground: Colour = "#f4f3ee"
    ink: Colour = "#14171f"
    action: Colour = "#14171f"
    on_action: Colour = "#f7f8f2"

    @model_validator(mode="after")
    def can_be_read(self) -> Self:
        """Refuse colours that many could not tell apart."""
        pairs = [("ink", "ground", TEXT), ("on_action", "action", TEXT), ("action", "ground", THING)]
        for upper, lower, least in pairs:
            found = contrast(getattr(self, upper), getattr(self, lower))
            if found < least:
                raise ValueError(
                    say(
                        "The contrast of {upper} {over} on {lower} {under} is {found:.1f}; right would be"
                        " {least:g} or more.",
                        upper=Place("brand", "colours", upper, text=upper),
                        over=getattr(self, upper),
                        lower=Place("brand", "colours", lower, text=lower),
                        under=getattr(self, lower),
                        found=found,
                        least=least,
                    )
                )
        return self


class Brand(Strict):
    """Whose campaign it is. The font is one that every machine has in some form; none is fetched."""

    name: Line
    logo: Picture | None = None
    backdrop: PictureOrClip | None = Field(None, description="Fills the screen before the start.")
    colours: Colours = Colours()
    font: Literal["system", "serif", "rounded", "mono"] = "system"
