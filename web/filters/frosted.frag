/*{
  "name": "frosted",
  "about": "A frosted pane over the frame: its colours, and nothing that can be made out.",
  "kind": "area",
  "passes": [{"scale": 0.25}, {"scale": 0.0625}, {"scale": 0.015625}, {"scale": 0.0625}, {"scale": 1.0}],
  "params": {
    "veil": {"default": 0.45, "min": 0.0, "max": 1.0, "about": "how white the pane is; 0 clear, 1 all white"}
  }
}*/
const vec3 frosted_pane = vec3(0.80, 0.85, 0.90);
const int frosted_smallest = 2;   // the pass up to which the picture shrinks
const float frosted_last = 4.0;

vec4 frosted(sampler2D image, vec2 uv) {
  // Three taps a third of a pixel apart while it shrinks, of a texel of the small picture while it grows.
  vec2 apart = u_pass <= frosted_smallest ? 0.3333 / u_size : 0.6667 / vec2(textureSize(image, 0));
  vec3 sum = vec3(0.0);
  for (int y = -1; y <= 1; y++) {
    for (int x = -1; x <= 1; x++) sum += texture(image, uv + vec2(x, y) * apart).rgb;
  }
  return vec4(mix(sum / 9.0, frosted_pane, frosted_veil * step(frosted_last, float(u_pass))), 1.0);
}
