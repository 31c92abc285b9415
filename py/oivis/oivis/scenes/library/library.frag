/*{
  "name": "library",
  "about": "A reading room in the evening, out of focus: shelves of books, a lamp, a string of lights, a window with blue dusk in it.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.03,
  "params": {
    "warm": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 dusk from the window, 1 lamplight"}
  }
}*/
const float library_shelf = 0.215;   // height of one
const float library_soft = 0.010;    // how far out of focus it is, of the picture's height
const int library_bulbs = 16;

vec4 library_random(vec2 at) {
  vec4 mixed = fract(at.xyxy * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec3 library_cloth(vec4 random) {
  vec3 red = mix(vec3(0.42, 0.10, 0.08), vec3(0.55, 0.26, 0.12), random.y);
  vec3 green = mix(vec3(0.09, 0.21, 0.17), vec3(0.10, 0.17, 0.29), random.y);
  vec3 pale = mix(vec3(0.66, 0.53, 0.36), vec3(0.50, 0.42, 0.33), random.y);
  return random.x < 0.40 ? red : random.x < 0.74 ? green : pale;
}

// Books on one shelf: x along it, y up from its board, in shelves.
vec3 library_books(vec2 at, float row, float soft) {
  vec3 dark = vec3(0.055, 0.034, 0.022);
  float wide = 0.15;
  float place = at.x / wide + library_random(vec2(row, 7.0)).x;
  float slot = floor(place);
  vec3 rgb = vec3(0.0);
  float weight = 0.0;
  // Each slot holds two books; neighbours blur into one another.
  for (int side = -1; side <= 1; side++) {
    for (int second = 0; second < 2; second++) {
      float mine = slot + float(side);
      vec4 random = library_random(vec2(mine * 2.0 + float(second), row));
      float cut = mix(0.35, 0.65, library_random(vec2(mine, row + 50.0)).x);
      vec2 span = second == 0 ? vec2(0.0, cut) : vec2(cut, 1.0);
      vec2 edge = (mine + span - place) * wide;
      float share = smoothstep(-soft, soft, -edge.x) * (1.0 - smoothstep(-soft, soft, -edge.y));
      float tall = mix(0.56, 0.86, random.z);
      float up = 1.0 - smoothstep(tall - soft, tall + soft, at.y);
      vec3 cloth = library_cloth(random);
      float spine = 1.0 - 0.35 * pow(abs((-edge.x) / max(edge.y - edge.x, 0.01) * 2.0 - 1.0), 3.0);
      float band = exp(-pow((at.y - 0.62 * tall) / 0.05, 2.0)) + exp(-pow((at.y - 0.16 * tall) / 0.03, 2.0));
      cloth = mix(cloth, vec3(0.80, 0.62, 0.30), 0.38 * band * step(0.45, random.w));
      // Here and there one is missing.
      up *= step(0.07, fract(random.w * 9.0));
      rgb += mix(dark, cloth * spine, up) * share;
      weight += share;
    }
  }
  return rgb / max(weight, 0.01);
}

vec4 library(sampler2D image, vec2 uv) {
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  float shelf = at.y / library_shelf + 0.25;
  float row = floor(shelf);
  float soft = library_soft / library_shelf;
  float up = 1.0 - fract(shelf);
  vec3 rgb = library_books(vec2(at.x / library_shelf, (up - 0.10) / 0.90), row, soft);
  float board = 1.0 - smoothstep(0.10 - soft, 0.10 + soft, up);
  float lip = smoothstep(1.0 - 2.0 * soft, 1.0, up);
  vec3 wood = mix(vec3(0.22, 0.125, 0.065), vec3(0.30, 0.18, 0.09), library_random(vec2(floor(at.x * 40.0), row)).x);
  rgb = mix(rgb, wood, max(board, lip * 0.6));
  rgb *= 1.0 - 0.55 * smoothstep(0.70, 1.0, up) * (1.0 - lip);
  // Uprights, and between two of them a window.
  float bay = 0.62;
  float post = abs(fract(at.x / bay + 0.30) - 0.5) * bay;
  rgb = mix(wood * 1.1, rgb, smoothstep(0.018 - library_soft, 0.018 + library_soft, post));
  vec2 window = vec2(0.32 * aspect, 0.30);
  vec2 pane = abs(at - window) - vec2(0.150, 0.235);
  float inside = 1.0 - smoothstep(-library_soft, library_soft, max(pane.x, pane.y));
  float frame = 1.0 - smoothstep(0.020, 0.020 + 2.0 * library_soft, max(pane.x, pane.y));
  rgb = mix(rgb, vec3(0.36, 0.255, 0.165), frame);
  vec3 dusk = mix(vec3(0.13, 0.20, 0.40), vec3(0.50, 0.42, 0.50), smoothstep(0.05, 0.55, at.y));
  float bars = min(abs(at.x - window.x), min(abs(at.y - window.y + 0.08), abs(at.y - window.y - 0.08)));
  rgb = mix(rgb, mix(vec3(0.26, 0.18, 0.12), dusk, smoothstep(0.002, 0.002 + library_soft, bars)), inside);
  // Light falls from the lamp, and a little from the window.
  vec2 lamp = vec2(-0.33 * aspect, 0.50);
  float near = distance(at, lamp);
  vec3 light = vec3(1.0, 0.70, 0.38) * (2.4 * exp(-3.4 * near) + 0.42) * mix(0.4, 1.25, library_warm);
  light += vec3(0.35, 0.50, 0.90) * 0.9 * exp(-3.0 * distance(at, window)) * mix(1.2, 0.5, library_warm);
  rgb *= mix(light + 0.22, vec3(1.15), inside);
  vec2 from = at - lamp;
  float slope = abs(from.x) - (0.075 + 0.30 * (from.y + 0.07));
  float shade = (1.0 - smoothstep(-0.006, 0.014, slope)) * smoothstep(-0.085, -0.060, from.y) * (1.0 - smoothstep(0.075, 0.100, from.y));
  rgb = mix(rgb, vec3(0.16, 0.10, 0.05), (1.0 - smoothstep(0.008, 0.018, abs(from.x))) * smoothstep(0.06, 0.10, from.y) * (1.0 - smoothstep(0.28, 0.32, from.y)));
  rgb = mix(rgb, mix(vec3(1.0, 0.80, 0.47), vec3(1.0, 0.93, 0.74), exp(-pow((from.y - 0.06) / 0.07, 2.0))), shade);
  rgb += vec3(1.0, 0.62, 0.26) * 0.55 * exp(-6.5 * near) * mix(0.3, 1.0, library_warm);
  // A string of little lights, as discs.
  for (int bulb = 0; bulb < library_bulbs; bulb++) {
    vec4 random = library_random(vec2(float(bulb), 91.0));
    float x = (float(bulb) + 0.5 + 0.4 * (random.x - 0.5)) / float(library_bulbs) - 0.5;
    vec2 hang = vec2(x * aspect * 1.06, 0.085 + 0.10 * pow(abs(fract(2.0 * x + 0.5) * 2.0 - 1.0), 2.0) * -1.0 + 0.07 + 0.02 * random.y);
    float away = distance(at, hang) / mix(0.020, 0.033, random.z);
    float disc = (1.0 - smoothstep(0.82, 1.0, away)) * (0.70 + 0.35 * smoothstep(0.4, 0.95, away));
    rgb += mix(vec3(1.0, 0.66, 0.28), vec3(1.0, 0.84, 0.55), random.w) * disc * 0.78;
  }
  return vec4(1.0 - exp(-1.7 * max(rgb, 0.0)), 1.0);
}
