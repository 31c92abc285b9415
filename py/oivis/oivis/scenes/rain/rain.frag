/*{
  "name": "rain",
  "about": "A window on a rainy evening: the street's lights out of focus, and again, upside down, in each drop on the pane.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.03,
  "params": {
    "wet": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 a dry pane, 1 covered with drops"}
  }
}*/
const int rain_sizes = 3;
const float rain_street = 0.66;

vec4 rain_random(vec2 at) {
  vec4 mixed = fract(at.xyxy * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec3 rain_lamp(float pick) {
  vec3 warm = mix(vec3(1.0, 0.60, 0.25), vec3(1.0, 0.84, 0.62), fract(pick * 9.0));
  vec3 cold = mix(vec3(0.45, 0.72, 1.0), vec3(0.80, 0.92, 1.0), fract(pick * 5.0));
  vec3 stop = mix(vec3(1.0, 0.20, 0.16), vec3(0.25, 0.95, 0.70), step(0.55, fract(pick * 3.0)));
  return mix(mix(cold, warm, step(pick, 0.66)), stop, step(0.84, fract(pick * 13.0)));
}

vec3 rain_bokeh(vec2 at, float size, float seed) {
  vec2 grid = at / size + seed;
  vec2 cell = floor(grid - 0.5);
  vec3 light = vec3(0.0);
  for (int corner = 0; corner < 4; corner++) {
    vec2 mine = cell + vec2(corner & 1, corner >> 1);
    vec4 random = rain_random(mine);
    vec2 centre = mine + 0.2 + 0.6 * random.xy;
    float height = ((centre.y - seed) * size - rain_street + 0.12) / 0.26;
    float radius = mix(0.22, 0.46, random.w);
    float away = distance(grid, centre);
    float inside = 1.0 - smoothstep(radius - 0.07, radius, away);
    inside *= 0.62 + 0.45 * smoothstep(radius * 0.5, radius, away);
    light += step(1.0 - 0.85 * exp(-height * height), random.z) * inside * rain_lamp(random.w) * mix(0.15, 0.9, random.x * random.y);
  }
  return light;
}

// The street behind the pane.
vec3 rain_view(vec2 at) {
  vec3 dusk = mix(vec3(0.075, 0.115, 0.190), vec3(0.250, 0.275, 0.340), smoothstep(-0.1, rain_street, at.y));
  vec3 road = mix(vec3(0.200, 0.200, 0.245), vec3(0.045, 0.055, 0.085), smoothstep(rain_street, 1.05, at.y));
  vec3 rgb = mix(dusk, road, smoothstep(rain_street - 0.07, rain_street + 0.09, at.y));
  for (int row = 0; row < 2; row++) {
    float x = at.x / (row == 0 ? 0.23 : 0.36) + 3.0 + 5.0 * float(row);
    float edge = smoothstep(0.0, 0.14, fract(x)) * (1.0 - smoothstep(0.86, 1.0, fract(x)));
    float top = rain_street - 0.16 - 0.42 * rain_random(vec2(floor(x), 40.0 + float(row))).x;
    rgb = mix(rgb, vec3(0.085, 0.105, 0.150), 0.6 * edge * smoothstep(top - 0.03, top + 0.05, at.y) * (1.0 - smoothstep(rain_street - 0.05, rain_street + 0.06, at.y)));
  }
  float glow = (at.y - rain_street + 0.03) / 0.17;
  rgb += vec3(0.22, 0.13, 0.06) * exp(-glow * glow);
  rgb += rain_bokeh(at, 0.10, 11.0) + 0.8 * rain_bokeh(at, 0.17, 37.0) + 0.45 * rain_bokeh(at, 0.27, 71.0);
  // The wet road gives the lamps back as streaks.
  float below = at.y - rain_street;
  if (below > 0.0) {
    vec4 lane = rain_random(vec2(floor(at.x * 13.0), 8.0));
    float streak = smoothstep(0.0, 0.5, fract(at.x * 13.0)) * (1.0 - smoothstep(0.5, 1.0, fract(at.x * 13.0)));
    rgb += rain_lamp(lane.x) * streak * step(0.35, lane.y) * 0.28 * exp(-7.0 * below) * smoothstep(0.0, 0.05, below);
  }
  return 1.0 - exp(-1.25 * rgb);
}

vec4 rain(sampler2D image, vec2 uv) {
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  vec3 rgb = rain_view(at);
  rgb = mix(rgb, vec3(0.36, 0.42, 0.50), 0.10 + 0.05 * at.y);
  for (int size = 0; size < rain_sizes; size++) {
    float cells = size == 0 ? 11.0 : size == 1 ? 24.0 : 52.0;
    vec2 grid = at * cells + float(size) * 17.0;
    vec4 random = rain_random(floor(grid));
    if (random.z > (size == 2 ? 0.34 : 0.40) * rain_wet) continue;
    float radius = mix(0.10, 0.30, random.w * random.w);
    vec2 from = fract(grid) - (0.35 + 0.3 * random.xy);
    // Gravity draws a drop out: narrow above, round below.
    from.x *= 1.0 + 0.55 * (1.0 - smoothstep(-radius, 0.0, from.y));
    from.y *= from.y < 0.0 ? 0.72 : 1.0;
    float away = length(from) / radius;
    if (away > 1.0) continue;
    // Upside down in it: the sky lies at the bottom, the street's lamps are a soft glow.
    vec2 local = from / radius;
    vec3 inside = rgb * mix(0.62, 1.25, smoothstep(-0.8, 0.9, local.y)) + vec3(0.10, 0.12, 0.15) * smoothstep(0.0, 1.0, local.y);
    inside += 0.35 * (1.0 - smoothstep(0.04, 0.30, distance(local, vec2(-0.26, -0.38))));
    inside += vec3(0.16, 0.14, 0.11) * smoothstep(0.55, 0.85, away) * smoothstep(0.1, 0.8, local.y);
    rgb = mix(rgb, inside, (1.0 - smoothstep(0.80, 1.0, away)) * (size == 2 ? 0.7 : 1.0));
  }
  return vec4(min(rgb, 1.0), 1.0);
}
