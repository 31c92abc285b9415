/*{
  "name": "shadow",
  "about": "What the person casts on what stands close behind them: soft, away from the light.",
  "kind": "area",
  "passes": [{"scale": 0.0625}, {"scale": 0.0625}, {"scale": 1.0}],
  "params": {
    "strength": {"default": 0.35, "min": 0.0, "max": 1.0, "about": "0 none, 1 black"},
    "way":      {"type": "vector", "default": [0.022, 0.03], "min": -0.2, "max": 0.2, "about": "how far and where to it falls, in widths and heights of the view"}
  }
}*/
const int shadow_cells = 4;      // of one texel of the first pass, each way
const int shadow_reach = 2;      // texels of the second pass on each side
const float shadow_spread = 0.35;

// How much of a place the person fills.
float shadow_person(vec2 uv) {
  float sum = 0.0;
  for (int y = 0; y < shadow_cells; y++) {
    for (int x = 0; x < shadow_cells; x++) {
      vec2 at = (vec2(float(x), float(y)) + 0.5) / float(shadow_cells) - 0.5;
      sum += matte_at(uv + at / u_size);
    }
  }
  return sum / float(shadow_cells * shadow_cells);
}

float shadow_soft(sampler2D image, vec2 uv) {
  float sum = 0.0;
  float weights = 0.0;
  for (int y = -shadow_reach; y <= shadow_reach; y++) {
    for (int x = -shadow_reach; x <= shadow_reach; x++) {
      vec2 at = vec2(float(x), float(y));
      float weight = exp(-shadow_spread * dot(at, at));
      sum += weight * texture(image, uv + at / u_size).r;
      weights += weight;
    }
  }
  return sum / weights;
}

vec4 shadow(sampler2D image, vec2 uv) {
  if (u_pass == 0) return vec4(shadow_person(uv));
  if (u_pass == 1) return vec4(shadow_soft(image, uv));
  vec4 color = texture(u_picture, uv);
  float dark = texture(image, uv - shadow_way).r;
  return vec4(color.rgb * (1.0 - shadow_strength * dark * dark * (1.0 - color.a)), color.a);
}
