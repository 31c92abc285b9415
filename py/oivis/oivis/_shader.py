"""`.frag` files as OpenGL takes them: what is put round their text, here as in `web/gl/program.js`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .filters import read_header

UNITS = {
    "u_image": 0,
    "u_frame": 1,
    "u_matte": 2,
    "u_background": 3,
    "u_coefficients": 4,
    "u_person": 5,
    "u_before": 6,
}

PREAMBLE = (
    "#version 330 core\n"
    + "".join(f"uniform sampler2D {name};\n" for name in UNITS)
    + """uniform vec2 u_size;
uniform float u_time_s;
uniform int u_pass;
uniform vec2 u_look;
uniform float u_fade;
uniform vec4 u_view;
uniform vec4 u_view_before;
vec3 scene(vec2 uv) {
  vec3 now = texture(u_background, u_view.xy + uv * u_view.zw).rgb;
  if (u_fade >= 1.0) return now;
  return mix(texture(u_before, u_view_before.xy + uv * u_view_before.zw).rgb, now, u_fade);
}
"""
)

# Row 0 of a texture is the top of the picture, and so is row 0 of what is read back: nothing is turned over.
COVER = f"""{PREAMBLE}
out vec2 v_uv;
void main() {{
  v_uv = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0;
  gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}}"""

_SCATTER = """
out vec2 v_uv;
out vec2 v_at;
out vec4 v_place;
void main() {
  v_place = NAME_place(float(gl_InstanceID));
  v_at = vec2(float(gl_VertexID - 1) * 1.7320508, gl_VertexID == 1 ? -2.0 : 1.0);
  v_uv = v_place.xy + 0.5 * v_at * v_place.z * vec2(u_size.y / u_size.x, 1.0);
  gl_Position = vec4(v_uv * 2.0 - 1.0, 0.0, 1.0);
}"""


@dataclass(slots=True)
class Shader:
    """A `.frag` file: its header and its text; `web/filters/README.md` has the rules."""

    name: str
    kind: str
    source: str
    params: Mapping[str, float]
    passes: Sequence[Mapping[str, Any]]
    every: int
    depth: float
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
            params={name: param["default"] for name, param in header.get("params", {}).items()},
            passes=header.get("passes", [{"scale": 1}]),
            every=header.get("every", 1),
            depth=header.get("depth", 0.0),
            count=header.get("count", 0),
        )


def declare(shaders: Iterable[Shader]) -> str:
    """The filters' texts, each after its uniforms; a compiler's message then has file and line."""
    text = ""
    for place, shader in enumerate(shaders, 1):
        text += "".join(f"uniform float {shader.name}_{param};\n" for param in shader.params)
        text += f"#line 1 {place}\n{shader.source}\n#line 1 0\n"
    return text


def scatter(shaders: Sequence[Shader]) -> str:
    """The vertex shader of points: a triangle round each one's disc."""
    return PREAMBLE + declare(shaders) + _SCATTER.replace("NAME", shaders[0].name)
