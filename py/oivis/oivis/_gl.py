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
from ._context import Context, Target
from ._shader import UNITS, Shader, scatter
from .filters import shader_files
from .focus import WHOLE, box_of
from .follow import Follow
from .islands import HALF, Islands
from .likeness import decide
from .near import near
from .refine import coefficients, resize
from .stabilise import stabilise
from .types import Box

_FROM_FRAME = """vec4 color = texture(u_frame, v_uv);
  color.a = texture(u_alpha, v_uv).r;"""
_FROM_IMAGE = "vec4 color = texture(u_image, v_uv);"


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
        self._context = Context(width, height)
        self._gl = self._context.gl
        self._steps = [_Step()]
        self._behind: tuple[Shader, dict[str, Any]] | None = None
        self._before: Shader | None = None
        self._began_s: float | None = None
        self._drawn = 0
        self._is_stale = False
        self._look = Look()
        self._shared: dict[str, Any] = {}
        self._surveyed: dict[str, float] = {}
        self._islands = Islands()
        self._follow = Follow()
        self._held: np.ndarray | None = None
        self._view = WHOLE
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

    def matte(self, matte: np.ndarray, pixels: np.ndarray | None = None, view: Box = WHOLE) -> Box | None:
        """The matte of the frame in hand, or of a part of it: it is steadied over time and refined.

        Parameters
        ----------
        matte : ndarray of uint8, shape (h, w)
            0..255.
        pixels : ndarray of uint8, shape (h, w, 3), optional
            What the model saw; the whole frame where it is left out.
        view : Box
            What of the frame that is, in shares of it. Another one than before begins anew.

        Returns
        -------
        Box or None
            The smallest box that holds the people, in shares of the view.
        """
        with self._gl:
            height, width = matte.shape
            if pixels is None:
                pixels = np.rint(resize(self._rgb, height, width))
            if view != self._view:
                self.forget()
                self._view = view
            left, top, right, bottom = view
            self._shared["u_focus"] = (left, top, right - left, bottom - top)
            clean = self._islands.clean(decide(matte, pixels))
            flow = self._follow.see(pixels)
            before = self._held if self._held is not None and self._held.shape == matte.shape else None
            self._held = stabilise(clean, before, flow)
            refined = coefficients(self._held, pixels)
            person, room = near(refined)
            rest = np.zeros_like(flow.rest) if before is None else flow.rest
            self._context.given("u_matte", self._held)
            self._context.given("u_rest", (255 * rest).astype(np.uint8))
            self._context.given("u_person", person)
            self._context.given("u_room", room)
            # Mesa's llvmpipe interpolates bytes in eight bits, too coarse for codes.
            codes = self._context.given("codes", refined.codes.astype(np.float32) / 255)
            alpha, shown = self._context.swapped("alpha", "shown")
            shown.texture.use(UNITS["u_alpha"])
            self._area(self._shaders["alpha"], alpha, codes, 0)
            alpha.texture.use(UNITS["u_alpha"])
            self._look.see(clean, view)
            return box_of(self._held >= HALF)

    def picture(self, name: str, rgba: np.ndarray) -> None:
        """Give a picture the name by which chains speak of it: uint8 [h, w, 4], premultiplied; copied."""
        with self._gl:
            self._context.picture(name, rgba)
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
            image = self._context.target("picture 0", self.width, self.height)
            spare = self._context.target("picture 1", self.width, self.height)
            for index, step in enumerate(self._steps):
                if step.shader and step.shader.kind == "points":
                    self._points(*step.links[0], image)
                    continue
                if step.is_merged:
                    self._merged(step, spare, image.texture, first=index == 0)
                else:
                    self._passes(*step.links[0], f"step {index}", image.texture, last=spare)
                image, spare = spare, image
            return self._context.read(image, 3)

    def refined(self) -> np.ndarray:
        """The refined matte of the frame in hand: uint8 [height, width], 0..255."""
        with self._gl:
            return self._context.read(self._context.target("alpha", self.width, self.height, "matte"), 1)[
                ..., 0
            ]

    def forget(self) -> None:
        """A new source: the matte's history is dropped."""
        self._held = None
        self._islands.forget()
        self._follow = Follow()

    def close(self) -> None:
        """Give everything back; the renderer is of no use afterwards."""
        self._context.release()

    def _keep_background(self) -> None:
        """What was behind the person fades away from the next picture on."""
        kept = (
            [name for name in self._context.targets if name.startswith("background")] if self._drawn else []
        )
        last = max(kept, default=None)
        self._before, self._began_s = self._behind[0] if self._behind and last else None, None
        if last:
            for name in ("before background", *(name for name in kept if name != last)):
                if name in self._context.targets:
                    self._context.targets.pop(name).release()
            self._context.targets["before background"] = self._context.targets.pop(last)

    def _background(self) -> None:
        if self._began_s is None:
            self._began_s = self._time_s
        shown = fade(self._time_s - self._began_s) if self._before else 1.0
        if shown == 1.0:
            self._before = None
        look = self._look.at
        self._shared |= {
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
        self._context.targets[f"background {len(shader.passes) - 1}"].texture.use(UNITS["u_background"])
        if self._before:
            self._mix(self._before)
        self._drawn += 1

    def _mix(self, before: Shader) -> None:
        """While one background fades into the other they are mixed first, and filters look at one as ever."""
        kept = self._context.targets["before background"].texture
        target = self._context.target("mixed background", *kept.size)
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
            cells = self._context.target(f"{name} cells", *SURVEYED, "half")
            now, before = (
                self._context.target(f"{name} {place}", *LEARNT, "half") for place in ("now", "before")
            )
            if shader.name not in self._surveyed:
                for target in (now, before):
                    target.framebuffer.clear()
            self._context.targets[f"{name} now"], self._context.targets[f"{name} before"] = before, now
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
        last: Target | None = None,
    ) -> Target:
        image.use(UNITS["u_picture"])
        for index, step in enumerate(shader.passes):
            width, height = (ceil(side * step["scale"]) for side in (self.width, self.height))
            target = self._context.target(f"{name} {index}", width, height, step.get("format", "bytes"))
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
        target: Target,
        image: moderngl.Texture,
        index: int,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        main = f"void main() {{\n  o_color = {shader.name}(u_image, v_uv);\n}}"
        bound = [(shader, shader.params if values is None else values)]
        self._draw(shader.name, self._whole([shader]), main, target, image, bound, index)

    def _merged(self, step: _Step, target: Target, image: moderngl.Texture, *, first: bool) -> None:
        shaders = [shader for shader, _ in step.links]
        calls = "".join(f"  color = {shader.name}(color, v_uv);\n" for shader in shaders)
        main = f"void main() {{\n  {_FROM_FRAME if first else _FROM_IMAGE}\n{calls}  o_color = color;\n}}"
        name = f"{'frame' if first else 'image'}+{'+'.join(shader.name for shader in shaders)}"
        self._draw(name, self._whole(shaders), main, target, image, step.links)

    def _whole(self, shaders: Sequence[Shader]) -> list[Shader]:
        """The filters, each after the functions that it uses, none twice."""
        used = [self._shaders[name] for shader in shaders for name in shader.uses]
        return list({shader.name: shader for shader in [*used, *shaders]}.values())

    def _points(self, shader: Shader, values: Mapping[str, Any], target: Target) -> None:
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
        target: Target,
        image: moderngl.Texture | None,
        bound: Iterable[tuple[Shader, Mapping[str, Any]]] = (),
        index: int = 0,
        vertex: str | None = None,
    ) -> None:
        shared = {**self._shared, "u_time_s": self._time_s, "u_pass": index}
        self._context.draw(name, shaders, main, target, image, shared, bound, vertex)
