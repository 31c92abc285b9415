/*{
  "name": "lake",
  "about": "A still lake among dark hills on a clear night, before the stars and a band of milky light.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.025,
  "params": {
    "glow": {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 a black night, 1 the last light in the west"}
  }
}*/
const float lake_shore = 0.70;
const int lake_octaves = 5;

float lake_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float lake_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(lake_random(cell), lake_random(cell + vec2(1.0, 0.0)), part.x),
             mix(lake_random(cell + vec2(0.0, 1.0)), lake_random(cell + vec2(1.0)), part.x), part.y);
}

float lake_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < lake_octaves; octave++) {
    sum += share * lake_noise(at);
    at = at * 2.04 + 5.0;
    share *= 0.5;
  }
  return sum;
}

vec3 lake_sky(vec2 at) {
  float up = clamp((lake_shore - at.y) / lake_shore, 0.0, 1.0);
  vec3 rgb = mix(vec3(0.085, 0.115, 0.235), vec3(0.012, 0.018, 0.062), smoothstep(0.1, 0.9, up));
  rgb += mix(vec3(0.04), vec3(0.62, 0.30, 0.20), lake_glow) * exp(-up * 5.5) * (0.75 - 0.5 * at.x);
  vec2 turned = mat2(0.80, 0.60, -0.60, 0.80) * (at - vec2(0.1, 0.2));
  float band = exp(-pow((turned.y + 0.05 * lake_noise(turned * 5.0)) / 0.13, 2.0));
  rgb += vec3(0.22, 0.20, 0.34) * band * smoothstep(0.30, 0.75, lake_cloud(turned * 5.0)) * up;
  vec2 grid = at * 95.0;
  float pick = lake_random(floor(grid));
  float star = step(0.955, pick) * (1.0 - smoothstep(0.05, 0.42, distance(fract(grid), vec2(0.5))));
  rgb += star * up * (0.25 + 1.2 * pow(lake_random(floor(grid) + 3.0), 4.0));
  for (int row = 0; row < 3; row++) {
    float place = float(row);
    float high = (0.26 - 0.07 * place) * (lake_cloud(vec2(at.x * (1.3 + 0.5 * place) + 7.0 * place, place)) - 0.14);
    float top = lake_shore - 0.015 - high * smoothstep(-0.15, 0.55, abs(at.x - 0.1));
    if (row == 2) top -= 0.016 * abs(fract(at.x * 37.0 + 4.0 * lake_noise(vec2(at.x * 8.0, 2.0))) - 0.5);
    vec3 hill = mix(vec3(0.075, 0.078, 0.150), vec3(0.012, 0.014, 0.034), 0.5 * place);
    rgb = mix(rgb, hill, smoothstep(-0.003, 0.003, at.y - top));
  }
  return rgb;
}

vec4 lake(sampler2D image, vec2 uv) {
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float depth = at.y - lake_shore;
  if (depth < 0.0) return vec4(min(lake_sky(at), 1.0), 1.0);
  float ripple = lake_noise(vec2(at.x * 6.0, at.y * 90.0 / (1.0 + 4.0 * depth))) - 0.5;
  vec2 mirror = vec2(at.x + 0.035 * ripple * depth / (0.04 + depth), lake_shore - 0.92 * depth - 0.010 * ripple);
  vec3 rgb = lake_sky(mirror) * mix(0.82, 0.42, smoothstep(0.0, 0.30, depth)) + vec3(0.006, 0.010, 0.022);
  // Lanterns that have not yet risen lie on the water as streaks of light.
  vec4 lane = vec4(lake_random(vec2(floor(at.x * 9.0), 3.0)), lake_random(vec2(floor(at.x * 9.0), 9.0)), 0.0, 0.0);
  float streak = exp(-pow((fract(at.x * 9.0) - 0.5) / 0.12, 2.0)) * step(0.55, lane.x);
  rgb += vec3(1.0, 0.52, 0.18) * streak * 0.40 * exp(-9.0 * abs(depth - 0.05 - 0.12 * lane.y)) * (0.6 + 0.8 * (ripple + 0.5));
  return vec4(min(rgb, 1.0), 1.0);
}
