"""`.frag` files as OpenGL takes them: what is put round their text, here as in `web/gl/program.js`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .filters import Filter, Param, read_header

UNITS = {
    "u_image": 0,
    "u_frame": 1,
    "u_matte": 2,
    "u_background": 3,
    "u_alpha": 4,
    "u_person": 5,
    "u_room": 6,
    "u_picture": 7,
    "u_kept": 8,
    "u_survey": 9,
    "u_rest": 10,
}

PREAMBLE = (
    "#version 330 core\n"
    + "".join(f"uniform sampler2D {name};\n" for name in UNITS)
    + """uniform vec2 u_size;
uniform float u_time_s;
uniform int u_pass;
uniform vec2 u_look;
uniform float u_fade;
uniform float u_share;
uniform vec4 u_view;
uniform vec4 u_focus;
vec2 focused(vec2 uv) {
  return (uv - u_focus.xy) / u_focus.zw;
}
float matte_at(vec2 uv) {
  vec2 at = focused(clamp(uv, 0.0, 1.0));
  vec2 inside = step(vec2(-0.0001), at) * step(at, vec2(1.0001));
  return texture(u_matte, at).r * inside.x * inside.y;
}
vec3 scene(vec2 uv) {
  return texture(u_background, u_view.xy + uv * u_view.zw).rgb;
}
"""
)

# Row 0 of a texture is the top of the picture, and so is row 0 of what is read back: nothing is turned over.
_COVER = """
out vec2 v_uv;
void main() {
  HELDv_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}"""

_SCATTER = """
out vec2 v_uv;
out vec2 v_at;
out vec4 v_place;
void main() {
  int corner = gl_VertexID % 3;
  v_place = NAME_place(float(gl_VertexID / 3));
  v_at = vec2(float(corner - 1) * 1.7320508, corner == 1 ? -2.0 : 1.0);
  v_uv = v_place.xy + 0.5 * v_at * v_place.z * vec2(u_size.y / u_size.x, 1.0);
  gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}"""


@dataclass(slots=True)
class Shader:
    """A `.frag` file: its header and its text; `web/filters/README.md` has the rules."""

    name: str
    kind: str
    source: str
    types: Mapping[str, Param]
    passes: Sequence[Mapping[str, Any]]
    keep: int | None
    uses: Sequence[str]
    every: int
    depth: float
    survey: bool
    count: int

    @classmethod
    def from_file(cls, path: Path) -> Shader:
        """Read it; `ValueError` where the header is none."""
        source = path.read_text()
        header = read_header(source)
        return cls(
            name=header["name"],
            kind=header["kind"],
            source=source,
            types=Filter.from_header(header).params,
            passes=header.get("passes", [{"scale": 1}]),
            keep=header.get("keep"),
            uses=header.get("uses", []),
            every=header.get("every", 1),
            depth=header.get("depth", 0.0),
            survey=header.get("survey", False),
            count=header.get("count", 0),
        )

    @property
    def params(self) -> dict[str, Any]:
        """The default of each parameter."""
        return {name: param.default for name, param in self.types.items()}


def _glsl(param: Param) -> str:
    if param.type == "vector":
        return f"vec{len(param.default)}"
    return {"number": "float", "colour": "vec3"}.get(param.type, "sampler2D")


def uniform(param: Param, value: Any) -> Any:
    """A number, vector or colour of a chain as the uniform takes it; the name of a picture as it is."""
    if param.type == "colour":
        return tuple(int(value[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(value) if param.type == "vector" else value


def declare(shaders: Iterable[Shader], way: str = "in") -> str:
    """The filters' texts, each after its uniforms; a compiler's message then has file and line."""
    text = ""
    for place, shader in enumerate(shaders, 1):
        for name, param in shader.types.items():
            text += f"uniform {_glsl(param)} {shader.name}_{name};\n"
        if shader.survey:
            text += f"flat {way} mat4 {shader.name}_held;\n"
        text += f"#line 1 {place}\n{shader.source}\n#line 1 0\n"
    return text


def cover(shaders: Sequence[Shader]) -> str:
    """The vertex shader of a pass over everything; it works out what the filters want once for all pixels."""
    surveys = [shader for shader in shaders if shader.survey]
    held = "".join(f"{shader.name}_held = {shader.name}_once();\n  " for shader in surveys)
    return PREAMBLE + declare(surveys, "out") + _COVER.replace("HELD", held)


def scatter(shaders: Sequence[Shader]) -> str:
    """The vertex shader of points: a triangle round each one's disc."""
    return PREAMBLE + declare(shaders) + _SCATTER.replace("NAME", shaders[0].name)
