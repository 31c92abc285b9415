/*{
  "name": "forest",
  "about": "A wood at dusk: trunks that fade into the mist, ferns, the last light between them.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.035,
  "params": {
    "light": {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 nearly night, 1 the sun is just gone"}
  }
}*/
const int forest_rows = 5;
const int forest_octaves = 4;

float forest_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float forest_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(forest_random(cell), forest_random(cell + vec2(1.0, 0.0)), part.x),
             mix(forest_random(cell + vec2(0.0, 1.0)), forest_random(cell + vec2(1.0)), part.x), part.y);
}

float forest_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < forest_octaves; octave++) {
    sum += share * forest_noise(at);
    at = at * 2.05 + 9.0;
    share *= 0.5;
  }
  return sum;
}

// Trunks of one row: x how far a place is covered, y the light on it.
vec2 forest_trunks(vec2 at, float row, float spacing, float wide, float soft) {
  float cell = floor(at.x / spacing);
  vec2 best = vec2(0.0);
  for (int side = -1; side <= 1; side++) {
    float mine = cell + float(side);
    float chance = forest_random(vec2(mine, row));
    float foot = (mine + 0.5 + 0.7 * (chance - 0.5)) * spacing;
    float lean = 0.10 * (forest_random(vec2(mine, row + 3.0)) - 0.5);
    float thick = wide * mix(0.55, 1.2, forest_random(vec2(mine, row + 6.0))) * (0.82 + 0.30 * at.y * at.y + 0.4 * smoothstep(0.8, 1.0, at.y));
    float bark = 0.10 * thick * (forest_noise(vec2(at.y * 11.0, mine)) - 0.5);
    float off = (at.x - foot - lean * (at.y - 0.8) - bark) / thick;
    float cover = (1.0 - smoothstep(1.0 - soft / thick, 1.0 + soft / thick, abs(off))) * step(0.20, chance);
    best = cover > best.x ? vec2(cover, 0.5 - 0.5 * off) : best;
  }
  return best;
}

vec4 forest(sampler2D image, vec2 uv) {
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  float day = mix(0.35, 1.0, forest_light);
  vec2 glow = vec2(-0.10 * aspect, 0.44);
  float near = length((at - glow) * vec2(0.85, 1.25));
  vec3 air = mix(vec3(0.62, 0.78, 0.62), vec3(0.10, 0.26, 0.29), smoothstep(0.0, 0.75, near));
  air += vec3(0.75, 0.62, 0.28) * exp(-5.5 * near);
  air *= day;
  vec3 rgb = air * (0.92 + 0.20 * forest_cloud(at * 3.0));
  for (int row = 0; row < forest_rows; row++) {
    float place = float(row);
    float part = place / float(forest_rows - 1);
    float wide = mix(0.008, 0.060, part * part);
    vec2 trunk = forest_trunks(at, 5.0 + 13.0 * place, mix(0.062, 0.50, part), wide, mix(0.003, 0.010, part));
    // The middle of the near rows is left to the person.
    trunk.x *= part > 0.7 ? smoothstep(0.22, 0.34, abs(at.x)) : 1.0;
    vec3 bark = mix(vec3(0.035, 0.080, 0.080), vec3(0.012, 0.022, 0.022), part);
    float rim = pow(clamp(at.x < glow.x ? trunk.y : 1.0 - trunk.y, 0.0, 1.0), 4.0);
    bark += air * rim * 0.30 * exp(-2.2 * near) + 0.02 * forest_noise(vec2(at.x * 90.0, at.y * 14.0));
    float haze = (1.0 - part) * 0.78;
    rgb = mix(rgb, mix(bark, air, haze), trunk.x);
    // Leaves overhead, undergrowth below, and mist that lies between the rows.
    float leaves = forest_cloud(at * mix(11.0, 8.0, part) + 20.0 * place);
    float crown = smoothstep(0.50, 0.58, leaves + 0.95 * (0.25 + 0.04 * sin(at.x * 4.0 + place) - at.y) + 0.06 * part * smoothstep(0.1, 0.6, abs(at.x)));
    rgb = mix(rgb, mix(vec3(0.022, 0.060, 0.050), air, haze), 0.92 * crown);
    float ground = mix(0.66, 0.90, part) + 0.035 * sin(at.x * 5.0 + 3.0 * place);
    float blade = forest_cloud(vec2(at.x * mix(40.0, 17.0, part), at.y * 7.0 + place));
    float fern = smoothstep(ground - 0.012, ground + 0.012, at.y + 0.10 * (blade - 0.5));
    vec3 moss = mix(vec3(0.055, 0.125, 0.075), vec3(0.014, 0.036, 0.026), part);
    moss += 0.10 * air * smoothstep(0.5, 0.8, blade) * exp(-1.2 * near);
    rgb = mix(rgb, mix(moss, air, haze * 0.85), fern);
    float mist = smoothstep(0.42, 0.75, forest_cloud(vec2(at.x * 1.6 + 4.0 * place, at.y * 5.0))) * exp(-pow((at.y - ground + 0.05) / 0.13, 2.0));
    rgb = mix(rgb, air * 1.05, 0.45 * mist * (1.0 - 0.7 * part));
  }
  // Shafts of light.
  vec2 from = at - vec2(glow.x, -0.25);
  float fan = forest_noise(vec2(atan(from.x, from.y) * 11.0, 3.0)) * forest_noise(vec2(atan(from.x, from.y) * 27.0, 8.0));
  rgb += vec3(0.55, 0.56, 0.30) * 0.55 * day * smoothstep(0.20, 0.65, fan) * exp(-2.0 * near);
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
