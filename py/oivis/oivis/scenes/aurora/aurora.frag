/*{
  "name": "aurora",
  "about": "Northern lights over a mountain lake, and again in the water.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 6,
  "depth": 0.03,
  "params": {
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 the lights stand still, 1 they drift"},
    "bright": {"default": 0.8, "min": 0.0, "max": 1.0, "about": "0 a faint glow, 1 a storm"}
  }
}*/
const int aurora_curtains = 3;
const float aurora_shore = 0.74;

float aurora_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float aurora_noise(float x, float row) {
  float cell = floor(x);
  float part = x - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(aurora_random(vec2(cell, row)), aurora_random(vec2(cell + 1.0, row)), part);
}

float aurora_ridge(float x, float row) {
  return 0.6 * aurora_noise(x, row) + 0.27 * aurora_noise(2.3 * x + 5.0, row) + 0.13 * aurora_noise(6.1 * x + 2.0, row);
}

// Light at a place in the sky: sharp at its lower hem, drawn out in rays above it.
vec3 aurora_light(vec2 at, float time) {
  vec3 light = vec3(0.0);
  for (int curtain = 0; curtain < aurora_curtains; curtain++) {
    float row = float(curtain);
    float x = at.x + 0.10 * sin(2.1 * at.x + 0.23 * time + row * 2.0) + 0.05 * sin(6.3 * at.x - 0.31 * time + row);
    float hem = 0.50 - 0.10 * row + 0.09 * sin(x * 2.4 + 0.11 * time + row * 1.7) +
        0.06 * aurora_noise(x * 3.1 + 0.07 * time, row);
    float above = hem - at.y;
    float rays = 0.35 + 0.65 * aurora_noise(x * 26.0 + 0.5 * time, 10.0 + row) *
        aurora_noise(x * 7.0 - 0.21 * time, 20.0 + row) * 1.9;
    float patches = smoothstep(0.15, 0.75, aurora_noise(x * 1.4 - 0.09 * time, 30.0 + row));
    float reach = mix(4.0, 7.5, aurora_noise(x * 9.0 + 0.17 * time, 40.0 + row));
    float body = smoothstep(-0.035, 0.03, above) * exp(-max(above, 0.0) * reach);
    vec3 hue = mix(vec3(0.16, 0.95, 0.55), vec3(0.52, 0.24, 0.85), smoothstep(0.06, 0.34, above));
    light += hue * body * rays * patches * (0.85 - 0.18 * row);
  }
  return light;
}

vec3 aurora_sky(vec2 at, float time) {
  vec3 rgb = mix(vec3(0.012, 0.022, 0.065), vec3(0.045, 0.105, 0.155), smoothstep(0.0, aurora_shore, at.y));
  vec2 grid = at * 120.0;
  float star = step(0.984, aurora_random(floor(grid))) * (1.0 - smoothstep(0.0, 0.45, distance(fract(grid), vec2(0.5))));
  rgb += star * (0.15 + 0.75 * aurora_random(floor(grid) + 3.0)) * (1.0 - at.y);
  rgb += aurora_light(at, time) * mix(0.25, 1.15, aurora_bright);
  float far = aurora_shore - 0.05 - 0.20 * aurora_ridge(at.x * 1.9 + 3.0, 51.0);
  rgb = mix(rgb, vec3(0.030, 0.070, 0.105), smoothstep(far - 0.003, far + 0.003, at.y));
  float near = aurora_shore - 0.005 - 0.10 * aurora_ridge(at.x * 2.7 + 8.0, 57.0) * smoothstep(0.05, 0.6, abs(at.x + 0.1));
  float firs = 0.022 * abs(fract(at.x * 31.0 + 3.0 * aurora_noise(at.x * 9.0, 61.0)) - 0.5);
  near += firs - 0.012;
  return mix(rgb, vec3(0.010, 0.022, 0.036), smoothstep(near - 0.003, near + 0.003, at.y));
}

vec4 aurora(sampler2D image, vec2 uv) {
  float time = u_time_s * aurora_speed;
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float depth = at.y - aurora_shore;
  if (depth < 0.0) return vec4(min(aurora_sky(at, time), 1.0), 1.0);
  float ripple = aurora_noise(at.y * 160.0 / (1.0 + 5.0 * depth) + 1.3 * time, 71.0) - 0.5;
  vec2 mirror = vec2(at.x + 0.05 * ripple * depth / (0.05 + depth), aurora_shore - 0.9 * depth - 0.012 * ripple);
  vec3 rgb = aurora_sky(mirror, time) * mix(0.75, 0.40, smoothstep(0.0, 0.26, depth));
  return vec4(min(rgb + vec3(0.004, 0.012, 0.020), 1.0), 1.0);
}
