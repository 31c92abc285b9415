/*{
  "name": "grid",
  "about": "A drive into the eighties: a striped sun behind wire mountains, a neon grid that runs towards the viewer.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 2,
  "depth": 0.03,
  "params": {
    "speed": {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 it stands still, 1 cruising"}
  }
}*/
const float grid_horizon = 0.60;
const vec3 grid_pink = vec3(1.0, 0.18, 0.62);
const vec3 grid_cyan = vec3(0.22, 0.88, 1.0);

float grid_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

// Peaks with straight slopes; the middle is left free.
float grid_peak(float x, float stride, float row) {
  float cell = floor(x / stride);
  float part = x / stride - cell;
  float left = grid_random(vec2(cell, row));
  float right = grid_random(vec2(cell + 1.0, row));
  return mix(left, right, part) * smoothstep(0.10, 0.75, abs(x));
}

vec4 grid(sampler2D image, vec2 uv) {
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  float fuzz = 1.0 / u_size.y;
  float time = u_time_s * grid_speed;
  vec3 rgb;
  if (at.y < grid_horizon) {
    float up = (grid_horizon - at.y) / grid_horizon;
    rgb = mix(vec3(0.56, 0.10, 0.48), vec3(0.075, 0.025, 0.20), smoothstep(0.0, 0.62, up));
    rgb = mix(rgb, vec3(0.018, 0.010, 0.075), smoothstep(0.5, 1.0, up));
    vec2 stars = at * 70.0;
    float star = step(0.972, grid_random(floor(stars))) * (1.0 - smoothstep(0.05, 0.32, distance(fract(stars), vec2(0.5))));
    rgb += star * up * (0.5 + 0.5 * sin(time * 1.3 + 40.0 * grid_random(floor(stars) + 9.0)));
    vec2 sun = vec2(0.0, 0.33);
    float away = distance(at, sun);
    float low = (at.y - sun.y) / 0.27;
    vec3 disc = mix(vec3(1.0, 0.88, 0.35), vec3(1.0, 0.22, 0.56), smoothstep(-0.8, 0.9, low));
    float bar = fract(at.y * 26.0 - 0.25 * time);
    float wide = 0.06 + 0.42 * clamp(low, 0.0, 1.0);
    float slit = low > -0.05 ? smoothstep(wide - 26.0 * fuzz, wide + 26.0 * fuzz, bar) : 1.0;
    rgb += vec3(0.95, 0.24, 0.50) * 0.55 * exp(-5.0 * max(away - 0.27, 0.0)) ;
    rgb = mix(rgb, 2.4 * disc * disc + 0.12, (1.0 - smoothstep(0.27 - fuzz, 0.27 + fuzz, away)) * slit);
    for (int row = 0; row < 2; row++) {
      float line = float(row);
      float stride = 0.115 - 0.03 * line;
      float top = grid_horizon - (0.24 - 0.10 * line) * grid_peak(at.x + 0.04 * line, stride, 5.0 + line);
      float inside = smoothstep(-fuzz, fuzz, at.y - top);
      rgb = mix(rgb, mix(vec3(0.11, 0.03, 0.22), vec3(0.05, 0.015, 0.13), line), inside);
      float edge = abs(at.y - top);
      float rib = abs(fract(at.x / stride + 0.04 * line / stride) - 0.5);
      float mesh = (1.0 - smoothstep(0.0, 2.2 * fuzz, edge)) + 0.5 * inside * smoothstep(0.5 - 2.2 * fuzz / stride, 0.5, rib);
      rgb += mix(grid_cyan, grid_pink, line) * (0.85 * mesh + 0.25 * exp(-edge * 60.0)) * step(0.004, grid_horizon - top);
    }
  } else {
    float depth = at.y - grid_horizon;
    float far = 0.16 / (depth + 0.002);
    vec2 ground = vec2(at.x * far * 3.2, far * 3.2 + 1.1 * time);
    vec2 wide = vec2(3.2 * far, 3.2 * far / (depth + 0.002)) * fuzz;
    vec2 line = abs(fract(ground + 0.5) - 0.5);
    vec2 lit = 1.0 - smoothstep(vec2(0.0), 0.020 + 1.6 * wide, line);
    vec2 glow = exp(-line * 11.0) * 0.22;
    float fog = exp(-1.6 * far);
    lit *= 1.0 / (1.0 + 14.0 * wide * wide);
    rgb = mix(vec3(0.25, 0.03, 0.28), vec3(0.020, 0.008, 0.060), smoothstep(0.0, 0.30, depth));
    rgb += mix(grid_pink, vec3(0.72, 0.30, 1.0), smoothstep(0.0, 0.4, depth)) * (max(lit.x, lit.y) + glow.x + glow.y) * mix(0.25, 1.0, fog);
    rgb += vec3(1.0, 0.35, 0.55) * 0.28 * exp(-9.0 * abs(at.x)) * exp(-5.0 * depth);
  }
  rgb += vec3(1.0, 0.45, 0.80) * 0.50 * exp(-abs(at.y - grid_horizon) * 45.0);
  return vec4(1.0 - exp(-1.55 * rgb), 1.0);
}
