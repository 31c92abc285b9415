/*{
  "name": "studio",
  "about": "A photographer's sweep: paper that curves from wall to floor, a soft light behind the person.",
  "kind": "background",
  "passes": [{"scale": 0.25}],
  "every": 0,
  "depth": 0.015,
  "params": {
    "hue":   {"default": 0.58, "min": 0.0, "max": 1.0, "about": "of the paper, once round the colour circle from red"},
    "tint":  {"default": 0.45, "min": 0.0, "max": 1.0, "about": "0 grey paper, 1 coloured"},
    "light": {"default": 0.80, "min": 0.0, "max": 1.0, "about": "0 a dark room, 1 bright"}
  }
}*/
const float studio_turn = 6.28318;
const float studio_bend = 0.80;  // where the wall becomes the floor

vec4 studio(sampler2D image, vec2 uv) {
  vec3 wheel = 0.5 + 0.5 * cos(studio_turn * (studio_hue - vec3(0.0, 0.3333, 0.6667)));
  vec3 paper = mix(vec3(0.90), 0.32 + 0.62 * wheel, studio_tint);
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float spot = exp(-2.6 * dot(at - vec2(0.0, 0.40), at - vec2(0.0, 0.40)));
  float key = 0.12 * (0.5 - at.x);
  float sweep = 0.16 * smoothstep(studio_bend - 0.02, 1.0, at.y);
  float bend = 0.10 * exp(-pow((at.y - studio_bend) / 0.09, 2.0));
  float level = mix(0.25, 1.05, studio_light) * (0.40 + 0.66 * spot + key + sweep - bend);
  vec3 rgb = paper * level;
  rgb = mix(rgb, vec3(1.0), 0.22 * studio_light * spot * spot);
  // Without noise a gradient this even shows its steps.
  float grain = fract(52.9829189 * fract(dot(floor(uv * u_size), vec2(0.06711056, 0.00583715)))) - 0.5;
  return vec4(clamp(rgb + grain / 128.0, 0.0, 1.0), 1.0);
}
