/*{
  "name": "night",
  "about": "A city at night behind a wide open lens: lamps, windows and traffic as discs of light.",
  "kind": "background",
  "passes": [{"scale": 0.375}],
  "every": 8,
  "depth": 0.035,
  "params": {
    "speed": {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 the lights stand still, 1 traffic and a breath of twinkling"},
    "warm":  {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 neon blue and pink, 1 golden lamps"}
  }
}*/
const int night_layers = 3;
const float night_horizon = 0.60;

vec4 night_random(vec2 at) {
  vec4 mixed = fract(at.xyxy * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec3 night_lamp(float pick) {
  vec3 gold = mix(vec3(1.0, 0.56, 0.20), vec3(1.0, 0.80, 0.52), fract(pick * 7.0));
  vec3 neon = mix(vec3(0.25, 0.55, 1.0), vec3(1.0, 0.25, 0.62), step(0.5, fract(pick * 5.0)));
  vec3 signal = mix(vec3(1.0, 0.16, 0.10), vec3(0.20, 0.95, 0.60), step(0.6, fract(pick * 3.0)));
  return mix(mix(neon, gold, step(pick, mix(0.25, 0.95, night_warm))), signal, step(0.88, fract(pick * 11.0)));
}

// One lamp out of focus: an even disc with a brighter rim, as a lens draws it.
float night_disc(float away, float radius, float soft) {
  float inside = 1.0 - smoothstep(radius - soft, radius, away);
  float rim = smoothstep(radius * 0.60, radius * 0.95, away) * inside;
  return inside * 0.72 + rim * 0.42;
}

vec3 night_lights(vec2 at, float layer, float time) {
  float size = mix(0.10, 0.23, layer / float(night_layers - 1));
  // The last layer is traffic, and drifts.
  float drift = layer < 1.5 ? 0.0 : 0.012 * time;
  vec2 grid = (at + vec2(drift, 0.0)) / size + layer * 19.0;
  vec2 cell = floor(grid - 0.5);
  vec3 light = vec3(0.0);
  // No disc reaches half a cell beyond its own, so four cells are all that can be seen from here.
  for (int corner = 0; corner < 4; corner++) {
    vec2 mine = cell + vec2(corner & 1, corner >> 1);
    vec4 random = night_random(mine);
    vec2 centre = mine + 0.15 + 0.7 * random.xy;
    float radius = mix(0.24, 0.46, random.w);
    float away = distance(grid, centre);
    float height = ((centre.y - layer * 19.0) * size - night_horizon + 0.06) / 0.21;
    if (away < radius && random.z > 1.0 - 0.80 * exp(-height * height)) {
      float twinkle = 0.82 + 0.18 * sin(time * (0.4 + random.w) + random.x * 40.0);
      float soft = 0.012 / size + 0.03;
      light += night_lamp(random.w) * night_disc(away, radius, soft) * twinkle * mix(0.22, 0.95, random.x * random.x);
    }
  }
  return light * mix(0.9, 0.62, layer / float(night_layers - 1));
}

vec4 night(sampler2D image, vec2 uv) {
  float time = u_time_s * night_speed;
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  vec3 sky = mix(vec3(0.020, 0.028, 0.070), vec3(0.115, 0.085, 0.125), smoothstep(0.0, night_horizon, at.y));
  vec3 street = mix(vec3(0.120, 0.085, 0.090), vec3(0.022, 0.022, 0.034), smoothstep(night_horizon, 1.0, at.y));
  vec3 rgb = mix(sky, street, smoothstep(night_horizon - 0.10, night_horizon + 0.10, at.y));
  float away = (at.y - night_horizon) / 0.16;
  rgb += mix(vec3(0.10, 0.08, 0.20), vec3(0.26, 0.14, 0.05), night_warm) * exp(-away * away);
  // Towers: two rows of soft blocks against the glow.
  for (int row = 0; row < 2; row++) {
    float x = at.x / (row == 0 ? 0.14 : 0.22) + 7.0 * float(row);
    float edge = smoothstep(0.0, 0.16, fract(x)) * (1.0 - smoothstep(0.84, 1.0, fract(x)));
    float top = night_horizon - mix(0.10, row == 0 ? 0.42 : 0.30, night_random(vec2(floor(x), 90.0 + float(row))).x);
    float tower = edge * smoothstep(top, top + 0.06, at.y) * (1.0 - smoothstep(night_horizon - 0.02, night_horizon + 0.06, at.y));
    rgb = mix(rgb, vec3(0.030, 0.034, 0.066), tower * 0.55);
  }
  for (int layer = 0; layer < night_layers; layer++) rgb += night_lights(at, float(layer), time);
  return vec4(1.0 - exp(-1.35 * rgb), 1.0);
}
