/*{
  "name": "cutout",
  "about": "The person alone, their colour premultiplied by the matte, before nothing or before chroma green; their edge loses the room's colour.",
  "kind": "point",
  "hides": true,
  "params": {
    "green": {"default": 0.0, "min": 0.0, "max": 1.0, "about": "what is behind the person; 0 nothing, 1 chroma green"},
    "clean": {"default": 1.0, "min": 0.0, "max": 1.0, "about": "how far the edge's colour is taken from inside the person; 0 leaves the room's in it"}
  }
}*/
const vec3 cutout_key = vec3(0.0, 1.0, 0.0);
const float cutout_least = 0.02;

// Between the four nearest cells, those that hold nobody left out: their black would darken the edge.
vec4 cutout_near(vec2 uv) {
  vec2 size = vec2(textureSize(u_person, 0));
  vec2 at = uv * size - 0.5;
  vec2 part = fract(at);
  vec4 sum = vec4(0.0);
  for (int corner = 0; corner < 4; corner++) {
    vec2 side = vec2(corner & 1, corner >> 1);
    vec2 weight = mix(1.0 - part, part, side);
    vec4 cell = texelFetch(u_person, ivec2(clamp(floor(at) + side, vec2(0.0), size - 1.0)), 0);
    sum += vec4(cell.rgb, 1.0) * cell.a * weight.x * weight.y;
  }
  return vec4(sum.rgb / max(sum.a, cutout_least), step(cutout_least, sum.a));
}

vec4 cutout(vec4 color, vec2 uv) {
  vec3 behind = cutout_key * cutout_green;
  if (color.a <= 0.0) return vec4(behind, 0.0);
  float thin = 1.0 - color.a;
  vec4 near = thin > 0.0 ? cutout_near(uv) : vec4(0.0);
  vec3 person = mix(color.rgb, near.rgb, cutout_clean * thin * near.a);
  return vec4(person * color.a + behind * thin, color.a);
}
