"""The filters in CPython, through moderngl: the `.frag` files and passes of `web/gl`, the same picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from typing import Any

import moderngl
import numpy as np

from ._backdrop import LEARNT, SURVEY_S, SURVEYED, Look, fade, share, view
from ._shader import PREAMBLE, UNITS, Shader, cover, declare, scatter, uniform
from .errors import OivisError
from .filters import shader_files
from .follow import Follow
from .islands import Islands
from .near import near
from .refine import coefficients, resize
from .stabilise import stabilise

_FROM_FRAME = """vec4 color = texture(u_frame, v_uv);
  color.a = texture(u_alpha, v_uv).r;"""
_FROM_IMAGE = "vec4 color = texture(u_image, v_uv);"
# Premultiplied colour over what is there, whose alpha, the matte, stays.
_OVER = moderngl.ONE, moderngl.ONE_MINUS_SRC_ALPHA, moderngl.ZERO, moderngl.ONE


@dataclass(slots=True)
class _Target:
    """What a pass draws into."""

    texture: moderngl.Texture
    framebuffer: moderngl.Framebuffer

    def release(self) -> None:
        self.framebuffer.release()
        self.texture.release()


@dataclass(slots=True)
class _Step:
    """One pass over the picture: point filters merged, or one other filter with its passes."""

    links: list[tuple[Shader, dict[str, Any]]] = field(default_factory=list)

    @property
    def shader(self) -> Shader | None:
        return self.links[0][0] if self.links else None

    @property
    def is_merged(self) -> bool:
        return self.shader is None or self.shader.kind == "point"

    def takes(self, shader: Shader) -> bool:
        return self.is_merged and shader.kind == "point" and all(shader is not mine for mine, _ in self.links)


class Renderer:
    """Draws scenes over frames of one size.

    Parameters
    ----------
    width, height : int
        Of the frames, pixels.
    filters : Path
        The folder of `.frag` files; those of the scenes are added.

    Raises
    ------
    OivisError
        `webgl-missing` where there is no OpenGL, `shader-compile` where a filter does not compile.
    """

    def __init__(self, width: int, height: int, filters: Path) -> None:
        self.width, self.height = width, height
        self._shaders = {path.stem: Shader.from_file(path) for path in shader_files(filters)}
        try:
            self._gl = moderngl.create_context(standalone=True, require=330, backend="egl")  # type: ignore[arg-type]  # a name, as documented
        except Exception as error:
            raise OivisError(
                "webgl-missing",
                f"There is no OpenGL 3.3 to draw with ({error}). "
                "On Debian: apt install libegl1 libgl1-mesa-dri.",
            ) from error
        self._gl.blend_func = _OVER  # type: ignore[assignment]  # four numbers are taken too, as documented
        self._programs: dict[str, tuple[moderngl.Program, moderngl.VertexArray]] = {}
        self._targets: dict[str, _Target] = {}
        self._textures: dict[str, moderngl.Texture] = {}
        self._steps = [_Step()]
        self._behind: tuple[Shader, dict[str, Any]] | None = None
        self._before: Shader | None = None
        self._began_s: float | None = None
        self._pictures: dict[str, moderngl.Texture] = {}
        self._drawn = 0
        self._is_stale = False
        self._look = Look()
        self._shared: dict[str, Any] = {}
        self._surveyed: dict[str, float] = {}
        self._islands = Islands()
        self._follow = Follow()
        self._held: np.ndarray | None = None
        self._time_s = 0.0
        self._rgb = np.zeros((height, width, 3), np.uint8)
        self._frame = self._gl.texture((width, height), 3, alignment=1)
        self._frame.repeat_x = self._frame.repeat_y = False
        # The name of no picture: one clear texel.
        self.picture("", np.zeros((1, 1, 4), np.uint8))

    def ingest(self, rgb: np.ndarray) -> None:
        """Take a frame in hand: uint8 [height, width, 3], as the viewer is to see it. It is copied."""
        with self._gl:
            if rgb.shape != (self.height, self.width, 3) or rgb.dtype != np.uint8:
                raise ValueError(
                    f"the frame is {rgb.dtype} {rgb.shape}, not uint8 {(self.height, self.width, 3)}"
                )
            self._rgb = np.ascontiguousarray(rgb)
            self._frame.write(self._rgb)
            self._frame.use(UNITS["u_frame"])

    def matte(self, matte: np.ndarray) -> None:
        """The matte of the frame in hand: uint8 [h, w], 0..255. It is steadied over time and refined."""
        with self._gl:
            height, width = matte.shape
            clean = self._islands.clean(matte)
            pixels = np.rint(resize(self._rgb, height, width))
            flow = self._follow.see(pixels)
            before = self._held if self._held is not None and self._held.shape == matte.shape else None
            self._held = stabilise(clean, before, flow)
            refined = coefficients(self._held, pixels)
            person, room = near(refined)
            rest = np.zeros_like(flow.rest) if before is None else flow.rest
            self._given("u_matte", self._held)
            self._given("u_rest", (255 * rest).astype(np.uint8))
            self._given("u_person", person)
            self._given("u_room", room)
            # Mesa's llvmpipe interpolates bytes in eight bits, too coarse for codes.
            codes = self._given("codes", refined.codes.astype(np.float32) / 255)
            alpha, shown = self._swapped("alpha", "shown")
            shown.texture.use(UNITS["u_alpha"])
            self._area(self._shaders["alpha"], alpha, codes, 0)
            alpha.texture.use(UNITS["u_alpha"])
            self._look.see(clean)

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """Give a picture the name by which chains speak of it: uint8 [h, w, 4], premultiplied; copied."""
        with self._gl:
            height, width = rgba.shape[:2]
            texture = self._gl.texture((width, height), 4, np.ascontiguousarray(rgba).tobytes(), alignment=1)
            texture.build_mipmaps()
            texture.repeat_x = texture.repeat_y = False
            before = self._pictures.pop(name, None)
            if before:
                before.release()
            self._pictures[name] = texture
            self._is_stale = True

    def chain(self, links: Iterable[Mapping[str, Any]]) -> None:
        """Set the filter chain: `[{"filter": name, "params": {name: value}}, ...]`, already checked."""
        steps, behind = [_Step()], None
        for link in links:
            shader = self._shaders[link["filter"]]
            bound = shader, {**shader.params, **link.get("params", {})}
            if shader.kind == "background":
                behind = bound
            elif steps[-1].takes(shader):
                steps[-1].links.append(bound)
            else:
                steps.append(_Step([bound]))
        if not (behind and self._behind and behind[0] is self._behind[0]):
            self._keep_background()
        self._steps, self._behind, self._drawn = steps, behind, 0

    def render(self, timestamp_ms: float) -> np.ndarray:
        """Draw the frame in hand with its matte: uint8 [height, width, 3], a new array."""
        with self._gl:
            if self._held is None:
                raise ValueError("the frame has no matte: call matte() first")
            self._time_s = timestamp_ms / 1000 % 4096
            self._look.step(self._time_s)
            self._background()
            self._survey()
            image = self._target("picture 0", self.width, self.height)
            spare = self._target("picture 1", self.width, self.height)
            for index, step in enumerate(self._steps):
                if step.shader and step.shader.kind == "points":
                    self._points(*step.links[0], image)
                    continue
                if step.is_merged:
                    self._merged(step, spare, image.texture, first=index == 0)
                else:
                    self._passes(*step.links[0], f"step {index}", image.texture, last=spare)
                image, spare = spare, image
            return self._read(image, 3)

    def refined(self) -> np.ndarray:
        """The refined matte of the frame in hand: uint8 [height, width], 0..255."""
        with self._gl:
            return self._read(self._target("alpha", self.width, self.height, "matte"), 1)[..., 0]

    def forget(self) -> None:
        """A new source: the matte's history is dropped."""
        self._held = None
        self._islands.forget()

    def close(self) -> None:
        """Give everything back; the renderer is of no use afterwards."""
        self._gl.release()

    def _keep_background(self) -> None:
        """What was behind the person fades away from the next picture on."""
        kept = [name for name in self._targets if name.startswith("background")] if self._drawn else []
        last = max(kept, default=None)
        self._before, self._began_s = self._behind[0] if self._behind and last else None, None
        if last:
            for name in ("before background", *(name for name in kept if name != last)):
                if name in self._targets:
                    self._targets.pop(name).release()
            self._targets["before background"] = self._targets.pop(last)

    def _background(self) -> None:
        if self._began_s is None:
            self._began_s = self._time_s
        shown = fade(self._time_s - self._began_s) if self._before else 1.0
        if shown == 1.0:
            self._before = None
        look = self._look.at
        self._shared = {
            "u_look": look,
            "u_fade": shown,
            "u_view": view(self._behind[0].depth if self._behind else 0.0, look),
        }
        if not self._behind:
            return
        shader, values = self._behind
        is_due = shader.every and self._drawn % shader.every == 0
        if self._drawn == 0 or self._is_stale or is_due:
            self._is_stale = False
            self._passes(shader, values, "background", self._frame)
        self._targets[f"background {len(shader.passes) - 1}"].texture.use(UNITS["u_background"])
        if self._before:
            self._mix(self._before)
        self._drawn += 1

    def _mix(self, before: Shader) -> None:
        """While one background fades into the other they are mixed first, and filters look at one as ever."""
        kept = self._targets["before background"].texture
        target = self._target("mixed background", *kept.size)
        main = (
            "uniform vec4 fade_view;\nvoid main() {\n  vec3 now = scene(v_uv);\n"
            "  vec3 before = texture(u_image, fade_view.xy + v_uv * fade_view.zw).rgb;\n"
            "  o_color = vec4(mix(before, now, u_fade), 1.0);\n}"
        )
        self._shared["fade_view"] = view(before.depth, self._look.at)
        self._draw("fade", [], main, target, kept)
        self._shared["u_view"] = (0.0, 0.0, 1.0, 1.0)
        target.texture.use(UNITS["u_background"])

    def _survey(self) -> None:
        """Look at the whole picture for the filters that ask for it; what was seen is smoothed over time."""
        asking = [link for step in self._steps for link in step.links if link[0].survey]
        self._surveyed = {
            shader.name: self._surveyed[shader.name] for shader, _ in asking if shader.name in self._surveyed
        }
        for shader, values in asking:
            name = f"survey {shader.name}"
            cells = self._target(f"{name} cells", *SURVEYED, "half")
            now, before = (self._target(f"{name} {place}", *LEARNT, "half") for place in ("now", "before"))
            if shader.name not in self._surveyed:
                for target in (now, before):
                    target.framebuffer.clear()
            self._targets[f"{name} now"], self._targets[f"{name} before"] = before, now
            self._shared["u_share"] = share(self._time_s, self._surveyed.get(shader.name), SURVEY_S)
            self._surveyed[shader.name] = self._time_s
            now.texture.use(UNITS["u_survey"])
            main = f"void main() {{\n  o_color = {shader.name}_survey(u_image, v_uv);\n}}"
            for index, (target, image) in enumerate(((cells, None), (before, cells.texture))):
                self._draw(name, [shader], main, target, image, [(shader, values)], index)
            before.texture.use(UNITS["u_survey"])

    def _passes(
        self,
        shader: Shader,
        values: Mapping[str, Any],
        name: str,
        image: moderngl.Texture,
        last: _Target | None = None,
    ) -> _Target:
        image.use(UNITS["u_picture"])
        for index, step in enumerate(shader.passes):
            width, height = (ceil(side * step["scale"]) for side in (self.width, self.height))
            target = self._target(f"{name} {index}", width, height, step.get("format", "bytes"))
            if last and index == len(shader.passes) - 1:
                target = last
            self._area(shader, target, image, index, values)
            image = target.texture
            if index == shader.keep:
                image.use(UNITS["u_kept"])
        return target

    def _area(
        self,
        shader: Shader,
        target: _Target,
        image: moderngl.Texture,
        index: int,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        main = f"void main() {{\n  o_color = {shader.name}(u_image, v_uv);\n}}"
        bound = [(shader, shader.params if values is None else values)]
        self._draw(shader.name, self._whole([shader]), main, target, image, bound, index)

    def _merged(self, step: _Step, target: _Target, image: moderngl.Texture, *, first: bool) -> None:
        shaders = [shader for shader, _ in step.links]
        calls = "".join(f"  color = {shader.name}(color, v_uv);\n" for shader in shaders)
        main = f"void main() {{\n  {_FROM_FRAME if first else _FROM_IMAGE}\n{calls}  o_color = color;\n}}"
        name = f"{'frame' if first else 'image'}+{'+'.join(shader.name for shader in shaders)}"
        self._draw(name, self._whole(shaders), main, target, image, step.links)

    def _whole(self, shaders: Sequence[Shader]) -> list[Shader]:
        """The filters, each after the functions that it uses, none twice."""
        used = [self._shaders[name] for shader in shaders for name in shader.uses]
        return list({shader.name: shader for shader in [*used, *shaders]}.values())

    def _points(self, shader: Shader, values: Mapping[str, Any], target: _Target) -> None:
        main = (
            "in vec2 v_at;\nin vec4 v_place;\n"
            f"void main() {{\n  o_color = {shader.name}(v_at, v_place, v_uv) * u_fade;\n}}"
        )
        self._draw(shader.name, [shader], main, target, None, [(shader, values)], vertex=scatter([shader]))

    def _draw(
        self,
        name: str,
        shaders: Sequence[Shader],
        main: str,
        target: _Target,
        image: moderngl.Texture | None,
        bound: Iterable[tuple[Shader, Mapping[str, Any]]] = (),
        index: int = 0,
        vertex: str | None = None,
    ) -> None:
        program, vertices = self._programs.get(name) or self._compile(name, shaders, main, vertex)
        values: dict[str, Any] = {
            **self._shared,
            "u_size": target.texture.size,
            "u_time_s": self._time_s,
            "u_pass": index,
        }
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
            self._gl.enable(moderngl.BLEND)
            vertices.render(moderngl.TRIANGLES, vertices=3 * shaders[0].count)
            self._gl.disable(moderngl.BLEND)
        else:
            vertices.render(moderngl.TRIANGLES, vertices=3)

    def _compile(
        self, name: str, shaders: Sequence[Shader], main: str, vertex: str | None
    ) -> tuple[moderngl.Program, moderngl.VertexArray]:
        fragment = f"{PREAMBLE}in vec2 v_uv;\nout vec4 o_color;\n{declare(shaders)}{main}"
        try:
            program = self._gl.program(vertex or cover(shaders), fragment)
        except moderngl.Error as error:
            raise OivisError("shader-compile", f"The filter {name} does not compile: {error}") from error
        for key, unit in UNITS.items():
            if key in program:
                program[key] = unit
        made = program, self._gl.vertex_array(program, [])
        self._programs[name] = made
        return made

    def _given(self, name: str, values: np.ndarray) -> moderngl.Texture:
        """A texture of values, [h, w] or [h, w, 4], bytes or floats; filters see what has a unit's name."""
        height, width = values.shape[:2]
        kind = "f1" if values.dtype == np.uint8 else "f4"
        texture = self._textures.get(name)
        if texture is None or texture.size != (width, height):
            if texture:
                texture.release()
            channels = 1 if values.ndim == 2 else values.shape[2]
            texture = self._gl.texture((width, height), channels, alignment=1, dtype=kind)
            texture.repeat_x = texture.repeat_y = False
            self._textures[name] = texture
        texture.write(np.ascontiguousarray(values).tobytes())
        if name in UNITS:
            texture.use(UNITS[name])
        return texture

    def _swapped(self, now: str, before: str) -> tuple[_Target, _Target]:
        """What is drawn into now, and what was the frame before: they take turns."""
        pair = (self._target(name, self.width, self.height, "matte") for name in (before, now))
        self._targets[now], self._targets[before] = pair
        return self._targets[now], self._targets[before]

    def _target(self, name: str, width: int, height: int, form: str = "bytes") -> _Target:
        target = self._targets.get(name)
        if target and target.texture.size == (width, height):
            return target
        if target:
            target.release()
        kind = {"bytes": "f1", "half": "f2", "matte": "f1"}[form]
        texture = self._gl.texture((width, height), 1 if form == "matte" else 4, alignment=1, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        self._targets[name] = _Target(texture, self._gl.framebuffer([texture]))
        return self._targets[name]

    def _read(self, target: _Target, components: int) -> np.ndarray:
        data = target.framebuffer.read(components=components, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(self.height, self.width, components).copy()
