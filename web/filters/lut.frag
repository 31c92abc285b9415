/*{
  "name": "lut",
  "about": "Gives every colour the one that a table names: a film's look, from a .cube file or one of our own.",
  "kind": "point",
  "params": {
    "table":    {"type": "table", "default": "", "about": "its name; nothing leaves the picture as it is"},
    "strength": {"default": 1.0, "min": 0.0, "max": 1.0, "about": "0 changes nothing, 1 the table's colours"}
  }
}*/
// A table of n^3 colours lies as n squares side by side: red to the right, green down, blue from square to square.
vec3 lut_cube(vec3 rgb, vec2 size) {
  vec3 at = rgb * (size.y - 1.0);
  float below = min(floor(at.z), size.y - 2.0);
  vec2 place = (vec2(below * size.y, 0.0) + at.xy + 0.5) / size;
  vec3 low = textureLod(lut_table, place, 0.0).rgb;
  return mix(low, textureLod(lut_table, place + vec2(size.y / size.x, 0.0), 0.0).rgb, at.z - below);
}

// A table of one row holds three curves.
vec3 lut_curves(vec3 rgb, float count) {
  vec3 at = (rgb * (count - 1.0) + 0.5) / count;
  return vec3(textureLod(lut_table, vec2(at.x, 0.5), 0.0).r, textureLod(lut_table, vec2(at.y, 0.5), 0.0).g,
              textureLod(lut_table, vec2(at.z, 0.5), 0.0).b);
}

vec4 lut(vec4 color, vec2 uv) {
  vec2 size = vec2(textureSize(lut_table, 0));
  if (size.x < 2.0) return color;
  vec3 rgb = clamp(color.rgb, 0.0, 1.0);
  vec3 found = size.y < 2.0 ? lut_curves(rgb, size.x) : lut_cube(rgb, size);
  return vec4(mix(color.rgb, found, lut_strength), color.a);
}
