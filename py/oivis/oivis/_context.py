"""OpenGL for CPython, through moderngl: programs, and the textures that they read and draw into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import moderngl
import numpy as np

from ._shader import PREAMBLE, UNITS, Shader, cover, declare, uniform
from .errors import OivisError

# Premultiplied colour over what is there, whose alpha, the matte, stays.
_OVER = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA, moderngl.ZERO, moderngl.ONE


@dataclass(slots=True)
class Target:
    """What a pass draws into."""

    texture: moderngl.Texture
    framebuffer: moderngl.Framebuffer

    def release(self) -> None:
        """Give it back."""
        self.framebuffer.release()
        self.texture.release()


class Context:
    """One context, which draws frames of one size.

    Parameters
    ----------
    width, height : int
        Of the frames, pixels.

    Attributes
    ----------
    gl : moderngl.Context
        To be entered by whoever calls.
    targets : dict of str to Target

    Raises
    ------
    OivisError
        `webgl-missing` where there is no OpenGL.
    """

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        try:
            self.gl = moderngl.create_context(standalone=True, require=330, backend="egl")  # type: ignore[arg-type]  # a name, as documented
        except Exception as error:
            raise OivisError(
                "webgl-missing",
                f"There is no OpenGL 3.3 to draw with ({error}). "
                "On Debian: apt install libegl1 libgl1-mesa-dri.",
            ) from error
        self.gl.blend_func = _OVER  # type: ignore[assignment]  # four numbers are taken too, as documented
        self.targets: dict[str, Target] = {}
        self._programs: dict[str, tuple[moderngl.Program, moderngl.VertexArray]] = {}
        self._textures: dict[str, moderngl.Texture] = {}
        self._pictures: dict[str, moderngl.Texture] = {}

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """Give a picture the name by which chains speak of it: uint8 [h, w, 4], premultiplied; copied."""
        height, width = rgba.shape[:2]
        texture = self.gl.texture((width, height), 4, np.ascontiguousarray(rgba).tobytes(), alignment=1)
        texture.build_mipmaps()
        texture.repeat_x = texture.repeat_y = False
        before = self._pictures.pop(name, None)
        if before:
            before.release()
        self._pictures[name] = texture

    def given(self, name: str, values: np.ndarray) -> moderngl.Texture:
        """A texture of values, [h, w] or [h, w, 4], bytes or floats; filters see what has a unit's name."""
        height, width = values.shape[:2]
        kind = "f1" if values.dtype == np.uint8 else "f4"
        texture = self._textures.get(name)
        if texture is None or texture.size != (width, height):
            if texture:
                texture.release()
            channels = 1 if values.ndim == 2 else values.shape[2]
            texture = self.gl.texture((width, height), channels, alignment=1, dtype=kind)
            texture.repeat_x = texture.repeat_y = False
            self._textures[name] = texture
        texture.write(np.ascontiguousarray(values).tobytes())
        if name in UNITS:
            texture.use(UNITS[name])
        return texture

    def swapped(self, now: str, before: str) -> tuple[Target, Target]:
        """What is drawn into now, and what was the frame before: they take turns."""
        pair = (self.target(name, *self._size, "matte") for name in (before, now))
        self.targets[now], self.targets[before] = pair
        return self.targets[now], self.targets[before]

    def target(self, name: str, width: int, height: int, form: str = "bytes") -> Target:
        """What is drawn into by that name: `bytes` or `half` of four channels, or one of a `matte`."""
        target = self.targets.get(name)
        if target and target.texture.size == (width, height):
            return target
        if target:
            target.release()
        kind = {"bytes": "f1", "half": "f2", "matte": "f1"}[form]
        texture = self.gl.texture((width, height), 1 if form == "matte" else 4, alignment=1, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        self.targets[name] = Target(texture, self.gl.framebuffer([texture]))
        return self.targets[name]

    def read(self, target: Target, components: int) -> np.ndarray:
        """The pixels of a target of the frames' size: uint8 [height, width, components], a new array."""
        width, height = self._size
        data = target.framebuffer.read(components=components, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(height, width, components).copy()

    def draw(
        self,
        name: str,
        shaders: Sequence[Shader],
        main: str,
        target: Target,
        image: moderngl.Texture | None,
        shared: Mapping[str, Any],
        bound: Iterable[tuple[Shader, Mapping[str, Any]]],
        vertex: str | None,
    ) -> None:
        """Draw into a target by a program, which is compiled once.

        Parameters
        ----------
        name : str
            Of the program.
        shaders : sequence of Shader
            The filters whose functions it has.
        main : str
            The rest of its text.
        target : Target
        image : moderngl.Texture, optional
            What `u_image` is.
        shared : mapping of str to value
            Uniforms by their own names; one that the text does not use is passed over.
        bound : iterable of (Shader, mapping of str to value)
            The filters' parameters.
        vertex : str, optional
            The vertex shader of points; without one the whole target is drawn.

        Raises
        ------
        OivisError
            `shader-compile`, with the driver's words.
        """
        program, vertices = self._programs.get(name) or self._compile(name, shaders, main, vertex)
        values: dict[str, Any] = {**shared, "u_size": target.texture.size}
        for shader, params in bound:
            for key, value in params.items():
                values[f"{shader.name}_{key}"] = uniform(shader.types[key], value)
        unit = len(UNITS)
        for key, value in values.items():
            # A uniform that the text does not use is not there.
            if key not in program:
                continue
            if isinstance(value, str):
                self._pictures[value].use(unit)
                value, unit = unit, unit + 1
            program[key] = value
        if image:
            image.use(UNITS["u_image"])
        target.framebuffer.use()
        if vertex:
            self.gl.enable(moderngl.BLEND)
            vertices.render(moderngl.TRIANGLES, vertices=3 * shaders[0].count)
            self.gl.disable(moderngl.BLEND)
        else:
            vertices.render(moderngl.TRIANGLES, vertices=3)

    def _compile(
        self, name: str, shaders: Sequence[Shader], main: str, vertex: str | None
    ) -> tuple[moderngl.Program, moderngl.VertexArray]:
        fragment = f"{PREAMBLE}in vec2 v_uv;\nout vec4 o_color;\n{declare(shaders)}{main}"
        try:
            program = self.gl.program(vertex or cover(shaders), fragment)
        except moderngl.Error as error:
            raise OivisError("shader-compile", f"The filter {name} does not compile: {error}") from error
        for key, unit in UNITS.items():
            if key in program:
                program[key] = unit
        made = program, self.gl.vertex_array(program, [])
        self._programs[name] = made
        return made

    def release(self) -> None:
        """Give everything back."""
        self.gl.release()
