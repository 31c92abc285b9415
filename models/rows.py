"""What the manifest says, as values: the wheel, and every model with its files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wheel:
    """The wheel on PyPI that holds the sources; fetched for one platform, whatever the host's."""

    package: str
    version: str
    python: str
    platform: str
    sha256: str
    bytes: int

    @property
    def file(self) -> str:
        """Name of the wheel's file."""
        tag = "cp" + self.python.replace(".", "")
        return f"{self.package}-{self.version}-{tag}-{tag}-{self.platform}.whl"


@dataclass(frozen=True)
class Source:
    """A .tflite file in the wheel."""

    member: str
    sha256: str
    bytes: int

    @property
    def file(self) -> str:
        """Name without its folders."""
        return self.member.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Recipe:
    """How weights that are committed here came about.

    Attributes
    ----------
    module : str
        Of this folder; its `recipe.train` makes the weights anew.
    data : tuple of str
        Folders of the training pictures.
    """

    module: str
    data: tuple[str, ...]


@dataclass(frozen=True)
class Pixels:
    """The one input of a network. Layout NHWC, colour RGBA, range 0..255, row 0 at the top."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    border: str


@dataclass(frozen=True)
class Value:
    """What goes into a model, or comes out of it."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    unit: str


@dataclass(frozen=True)
class Output(Value):
    """An output, and how far a provider may be from the float32 graph on the reference input."""

    stride: int
    tolerance: float


@dataclass(frozen=True)
class File:
    """A built file: which precision a provider gets."""

    precision: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Model:
    """One model, wherever it is from."""

    name: str
    task: str
    licence: str
    card: str
    accuracy: dict[str, float]


@dataclass(frozen=True)
class Graft:
    """What was learnt here of a borrowed network, so that it takes fewer pixels: a committed file.

    Attributes
    ----------
    file : str
        From the root of the project; see `models.graft`.
    data : tuple of str
        Folders of the training pictures.
    """

    file: str
    sha256: str
    bytes: int
    data: tuple[str, ...]


@dataclass(frozen=True)
class Borrowed(Model):
    """A network converted from a file of the wheel, in a file for each provider."""

    weights: str
    source: Source
    graft: Graft | None
    input: Pixels
    outputs: tuple[Output, ...]
    files: dict[str, File]

    def path(self, provider: str) -> str:
        """Name of the file for a provider."""
        return f"{self.name}.{self.files[provider].precision}.onnx"


@dataclass(frozen=True)
class Trained(Model):
    """A model trained here, whose weights are committed; the stage runs it in NumPy.

    Attributes
    ----------
    file : str
        Of the weights, from the root of the project.
    """

    recipe: Recipe
    file: str
    sha256: str
    bytes: int
    input: Value
    outputs: tuple[Value, ...]


@dataclass(frozen=True)
class Manifest:
    """All of it."""

    wheel: Wheel
    borrowed: dict[str, Borrowed]
    trained: dict[str, Trained]

    @property
    def grafts(self) -> list[Graft]:
        """Of borrowed networks that have learnt here."""
        return [model.graft for model in self.borrowed.values() if model.graft]

    @property
    def models(self) -> dict[str, Model]:
        """Every model by its name."""
        return {**self.borrowed, **self.trained}
