/*{
  "name": "paper",
  "about": "A valley cut out of paper: sun, clouds and hills in sheets that throw shadows on one another.",
  "kind": "background",
  "passes": [{"scale": 0.6}],
  "every": 0,
  "depth": 0.025,
  "params": {
    "dusk": {"default": 0.0, "min": 0.0, "max": 1.0, "about": "0 a warm morning, 1 a blue evening"}
  }
}*/
const int paper_hills = 6;
const float paper_lift = 0.016;     // how far a sheet stands off the one behind it

float paper_random(float at) {
  float mixed = fract(at * 0.1031 + 0.37);
  mixed *= mixed + 33.33;
  return fract(mixed * (mixed + mixed));
}

// The upper edge of a hill: long waves, and on the near ones trees.
float paper_edge(float x, float row) {
  float edge = 0.050 * sin(x * (2.2 + 0.5 * row) + row * 2.3) + 0.026 * sin(x * (5.3 - 0.4 * row) + row * 4.7);
  return edge + 0.008 * sin(x * 13.0 + row);
}

float paper_trees(vec2 at, float row, float ground) {
  float wide = 0.060 - 0.004 * row;
  float cell = floor(at.x / wide);
  float cover = -1.0;
  for (int side = -1; side <= 1; side++) {
    float mine = cell + float(side);
    float chance = paper_random(mine + 17.0 * row);
    float foot = (mine + 0.5 + 0.3 * (chance - 0.5)) * wide;
    float tall = step(0.42, chance) * mix(0.05, 0.105, paper_random(mine * 3.0 + row));
    float low = ground + paper_edge(foot, row) + 0.012;
    float up = (low - at.y) / max(tall, 0.001);
    float tier = fract(up * 3.0);
    float reach = 0.30 * tall * (1.05 - up) * (1.15 - 0.55 * tier);
    cover = max(cover, tall > 0.0 && up > 0.0 && up < 1.0 ? reach - abs(at.x - foot) : -1.0);
  }
  return cover;
}

// How far inside the sheet a place is, in heights; below 0 outside.
float paper_sheet(vec2 at, float row) {
  float ground = 0.50 + 0.082 * row + 0.012 * row * row * 0.3;
  float inside = at.y - ground - paper_edge(at.x, row);
  if (row > 1.5 && row < 4.5) inside = max(inside, paper_trees(at, row, ground));
  return inside;
}

float paper_cloud(vec2 at, vec2 middle, float size) {
  vec2 from = (at - middle) / size;
  float puff = min(length(from - vec2(-0.62, 0.02)) - 0.36, length(from - vec2(0.60, 0.05)) - 0.32);
  puff = min(puff, min(length(from - vec2(-0.14, -0.22)) - 0.46, length(from - vec2(0.32, -0.10)) - 0.40));
  float bar = max(abs(from.y - 0.16) - 0.21, abs(from.x) - 0.80);
  return -max(min(puff, bar), from.y - 0.36) * size;
}

vec3 paper_lay(vec3 rgb, vec3 sheet, float inside, float shade, float fuzz) {
  rgb *= 1.0 - 0.40 * smoothstep(-0.020, 0.012, shade);
  float rim = 1.0 - smoothstep(0.0, 0.005, inside);
  return mix(rgb, sheet + 0.07 * rim, smoothstep(-fuzz, fuzz, inside));
}

vec4 paper(sampler2D image, vec2 uv) {
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  vec2 up = at + vec2(-0.4, -1.0) * paper_lift;
  float fuzz = 0.7 / u_size.y;
  vec3 far = mix(vec3(0.99, 0.86, 0.70), vec3(0.30, 0.36, 0.62), paper_dusk);
  vec3 near = mix(vec3(0.075, 0.26, 0.30), vec3(0.045, 0.075, 0.20), paper_dusk);
  vec3 warm = mix(vec3(0.95, 0.56, 0.42), vec3(0.42, 0.30, 0.56), paper_dusk);
  vec3 rgb = mix(far * 1.02, far * 0.93, at.y);
  vec2 sun = vec2(-0.24 * min(aspect, 1.5), 0.30);
  for (int ring = 0; ring < 4; ring++) {
    float radius = 0.40 - 0.095 * float(ring);
    float lighter = 0.25 * float(ring + 1);
    rgb = paper_lay(rgb, mix(far, mix(vec3(1.0, 0.72, 0.40), vec3(0.86, 0.88, 0.98), paper_dusk), lighter),
        radius - distance(at, sun), radius - distance(up, sun), fuzz);
  }
  for (int cloud = 0; cloud < 4; cloud++) {
    float place = float(cloud);
    vec2 middle = vec2((paper_random(place + 4.0) - 0.5) * 0.95 * aspect + 0.12, 0.09 + 0.085 * place);
    float size = mix(0.085, 0.145, paper_random(place + 9.0));
    rgb = paper_lay(rgb, mix(vec3(1.0, 0.975, 0.94), vec3(0.62, 0.66, 0.85), paper_dusk), paper_cloud(at, middle, size),
        paper_cloud(up, middle, size), fuzz);
  }
  for (int hill = 0; hill < paper_hills; hill++) {
    float row = float(hill);
    float part = row / float(paper_hills - 1);
    vec3 sheet = part < 0.4 ? mix(warm, mix(warm, near, 0.55), part / 0.4) : mix(mix(warm, near, 0.55), near, (part - 0.4) / 0.6);
    rgb = paper_lay(rgb, sheet, paper_sheet(at, row), paper_sheet(up, row), fuzz);
  }
  float fibre = fract(52.9829189 * fract(dot(floor(uv * u_size), vec2(0.06711056, 0.00583715)))) - 0.5;
  return vec4(clamp(rgb * (1.0 + 0.035 * fibre), 0.0, 1.0), 1.0);
}
