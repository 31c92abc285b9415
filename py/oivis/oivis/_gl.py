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
from .islands import Islands

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
        self._steps = [_Step()]
        self._behind: tuple[Shader, dict[str, Any]] | None = None
        self._before: Shader | None = None
        self._began_s: float | None = None
        self._pictures: dict[str, moderngl.Texture] = {}
        self._drawn = 0
        self._look = Look()
        self._shared: dict[str, Any] = {}
        self._surveyed: dict[str, float] = {}
        self._has_matte = False
        self._islands = Islands()
        self._time_s = 0.0
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
            self._frame.write(np.ascontiguousarray(rgb))
            self._frame.use(UNITS["u_frame"])

    def matte(self, matte: np.ndarray) -> None:
        """The matte of the frame in hand: uint8 [h, w], 0..255. It is steadied over time and refined."""
        with self._gl:
            height, width = matte.shape
            matte = self._islands.clean(matte)
            fresh = self._target("fresh", width, height, "matte")
            fresh.texture.write(matte)
            held, before = self._swapped("held", "before", width, height, "matte")
            before.texture.use(UNITS["u_matte"])
            follow = self._shaders["follow"]
            small = (max(1, round(side * follow.passes[0]["scale"])) for side in (width, height))
            seen, past = self._swapped("seen", "past", *small)
            flow, flowed = self._swapped("flow", "flowed", *seen.texture.size)
            past.texture.use(UNITS["u_past"])
            flowed.texture.use(UNITS["u_flow"])
            self._area(follow, seen, fresh.texture, 0)
            self._area(follow, flow, seen.texture, 1)
            flow.texture.use(UNITS["u_flow"])
            stabilise = self._shaders["stabilise"]
            values = stabilise.params if self._has_matte else {**stabilise.params, "keep": 0.0}
            self._area(stabilise, held, fresh.texture, 0, values)
            held.texture.use(UNITS["u_matte"])
            refine, steps = self._shaders["refine"], [fresh]
            for index, step in enumerate(refine.passes):
                steps.append(self._shrunk(f"refine {index}", step, width, height))
                self._area(refine, steps[-1], steps[-2].texture, index)
            alpha, shown = self._swapped("alpha", "shown", self.width, self.height, "matte")
            shown.texture.use(UNITS["u_alpha"])
            values = refine.params if self._has_matte else {**refine.params, "rest": 0.0}
            self._area(refine, alpha, steps[-1].texture, len(refine.passes), values)
            alpha.texture.use(UNITS["u_alpha"])
            person = self._shaders["person"]
            for index, name in enumerate(("u_person", "u_room")):
                near = self._shrunk(name, person.passes[index], width, height)
                # The colour and the matte, refined once, side by side.
                self._area(person, near, steps[2].texture, index)
                near.texture.use(UNITS[name])
            self._has_matte = True
            self._look.see(matte)

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
            if not self._has_matte:
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
        self._has_matte = False
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
            "u_view_before": view(self._before.depth if self._before else 0.0, look),
        }
        if not self._behind:
            return
        shader, values = self._behind
        if self._drawn == 0 or (shader.every and self._drawn % shader.every == 0):
            self._passes(shader, values, "background", self._frame)
        self._targets[f"background {len(shader.passes) - 1}"].texture.use(UNITS["u_background"])
        if self._before:
            self._targets["before background"].texture.use(UNITS["u_before"])
        self._drawn += 1

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
            vertices.render(moderngl.TRIANGLES, vertices=3, instances=shaders[0].count)
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

    def _shrunk(self, name: str, step: Mapping[str, Any], width: int, height: int) -> _Target:
        width, height = (max(1, round(side * step["scale"])) for side in (width, height))
        return self._target(name, width, height, step.get("format", "bytes"))

    def _swapped(
        self, now: str, before: str, width: int, height: int, form: str = "bytes"
    ) -> tuple[_Target, _Target]:
        """What is drawn into now, and what was the frame before: they take turns."""
        pair = self._target(before, width, height, form), self._target(now, width, height, form)
        self._targets[now], self._targets[before] = pair
        return pair

    def _target(self, name: str, width: int, height: int, form: str = "bytes") -> _Target:
        target = self._targets.get(name)
        if target and target.texture.size == (width, height):
            return target
        if target:
            target.release()
        # Mesa's llvmpipe interpolates bytes in eight bits, too coarse for codes.
        kind = {"bytes": "f1", "half": "f2", "codes": "f4", "matte": "f1"}[form]
        texture = self._gl.texture((width, height), 1 if form == "matte" else 4, alignment=1, dtype=kind)
        texture.repeat_x = texture.repeat_y = False
        self._targets[name] = _Target(texture, self._gl.framebuffer([texture]))
        if name in ("before", "held"):
            self._has_matte = False
        return self._targets[name]

    def _read(self, target: _Target, components: int) -> np.ndarray:
        data = target.framebuffer.read(components=components, alignment=1)
        return np.frombuffer(data, np.uint8).reshape(self.height, self.width, components).copy()
