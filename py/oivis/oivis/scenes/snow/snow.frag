/*{
  "name": "snow",
  "about": "A winter valley: mountains in the haze, firs under snow, a cabin with a light on; a low sun or a moon.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.025,
  "params": {
    "night": {"default": 0.0, "min": 0.0, "max": 1.0, "about": "0 a clear morning, 1 moonlight"}
  }
}*/
const int snow_octaves = 4;
const float snow_tiers = 7.0;            // of a fir's branches
const vec2 snow_light = vec2(-0.42, 0.30);  // where sun and moon stand, in heights from the middle of the top edge
const vec2 snow_home = vec2(0.34, 0.648);   // the cabin's foot

float snow_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float snow_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(snow_random(cell), snow_random(cell + vec2(1.0, 0.0)), part.x),
             mix(snow_random(cell + vec2(0.0, 1.0)), snow_random(cell + vec2(1.0)), part.x), part.y);
}

float snow_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < snow_octaves; octave++) {
    sum += share * snow_noise(at);
    at = at * 2.03 + 17.0;
    share *= 0.5;
  }
  return sum;
}

vec3 snow_sky(vec2 at) {
  float up = 1.0 - clamp(at.y / 0.62, 0.0, 1.0);
  vec3 day = mix(vec3(0.97, 0.90, 0.85), vec3(0.35, 0.57, 0.85), pow(up, 0.75));
  vec3 dark = mix(vec3(0.20, 0.28, 0.46), vec3(0.03, 0.06, 0.16), pow(up, 0.6));
  float near = distance(at, snow_light);
  day += vec3(0.55, 0.36, 0.16) * exp(-near * 4.5) + vec3(0.5, 0.45, 0.35) * exp(-near * 22.0);
  float streak = smoothstep(0.45, 0.80, snow_cloud(vec2(at.x * 1.6, at.y * 7.0) + 3.0));
  day = mix(day, vec3(1.0, 0.96, 0.93), 0.45 * streak * (0.35 + 0.65 * up));
  vec2 cell = floor(at * 90.0);
  float star = step(0.985, snow_random(cell)) * (1.0 - smoothstep(0.0, 0.35, distance(fract(at * 90.0), vec2(0.5))));
  dark += star * up * snow_random(cell + 7.0);
  dark += vec3(0.30, 0.36, 0.48) * exp(-near * 7.0);
  dark = mix(dark, vec3(0.93, 0.95, 0.98), 1.0 - smoothstep(0.036, 0.040, near));
  return mix(day, dark, snow_night);
}

// What a surface under snow looks like: `lit` 0 in the shade, 1 towards the light.
vec3 snow_cover(float lit) {
  vec3 day = mix(vec3(0.55, 0.66, 0.86), vec3(1.0, 0.975, 0.95), lit);
  vec3 dark = mix(vec3(0.09, 0.13, 0.26), vec3(0.42, 0.52, 0.72), lit);
  return mix(day, dark, snow_night);
}

vec3 snow_haze() {
  return mix(vec3(0.90, 0.90, 0.93), vec3(0.17, 0.23, 0.38), snow_night);
}

float snow_peaks(float x) {
  float peak = 0.0;
  float share = 0.55;
  for (int octave = 0; octave < snow_octaves; octave++) {
    float wave = abs(2.0 * snow_noise(vec2(x, 4.0)) - 1.0);
    peak += share * (1.0 - wave);
    x = x * 2.1 + 5.3;
    share *= 0.45;
  }
  return peak;
}

// A fir that stands at `foot`: x the light on it, y how much of the point it covers.
vec2 snow_fir(vec2 at, vec2 foot, float tall, float seed) {
  vec2 local = vec2(at.x - foot.x, foot.y - at.y) / tall;
  if (local.y < -0.02 || local.y > 1.0 || abs(local.x) > 0.3) return vec2(0.0);
  float rough = snow_noise(local * vec2(38.0, 30.0) + seed * 50.0);
  float climb = local.y * snow_tiers + 0.30 * (rough - 0.5) + 1.1 * abs(local.x);
  float tier = fract(climb);
  // Where one tier ends the next begins, within a pixel or two.
  float over = smoothstep(0.92, 1.0, tier);
  float wide = 0.27 * (1.02 - local.y) * (1.0 - 0.50 * tier * (1.0 - over)) + 0.02 * (rough - 0.5);
  float cover = 1.0 - smoothstep(wide - 0.012, wide + 0.004, abs(local.x));
  // The lowest branches lie in the snow.
  cover *= smoothstep(0.0, 0.05, local.y + 0.02 * cos(local.x * 40.0 + seed * 9.0));
  float snowed = max(1.0 - smoothstep(0.20, 0.62, tier + 0.45 * (rough - 0.5)), over);
  float side = clamp(0.62 - 1.9 * local.x, 0.25, 1.0);
  return vec2(snowed * side, cover);
}

// A fir and its shadow.
vec3 snow_plant(vec3 rgb, vec2 at, vec2 foot, float tall, float haze, float seed) {
  vec2 away = (at - foot - vec2(0.10, 0.012) * tall) / (tall * vec2(0.34, 0.045));
  rgb *= 1.0 - 0.30 * (1.0 - haze) * exp(-2.0 * dot(away, away));
  vec2 fir = snow_fir(at, foot, tall, seed);
  vec3 needles = mix(vec3(0.10, 0.20, 0.20), vec3(0.02, 0.05, 0.10), snow_night);
  vec3 color = mix(mix(needles, snow_cover(fir.x), clamp(fir.x * 1.5, 0.0, 1.0)), snow_haze(), haze);
  return mix(rgb, color, fir.y);
}

// A row of firs over `rgb`, their feet on a line; `gap` keeps the middle of the view free.
vec3 snow_firs(vec3 rgb, vec2 at, float line, float spacing, float tall, float haze, float gap, float seed) {
  float cell = floor(at.x / spacing);
  for (int side = -1; side <= 1; side++) {
    float mine = cell + float(side);
    float chance = snow_random(vec2(mine, seed));
    float foot = (mine + 0.25 + 0.5 * snow_random(vec2(mine, seed + 3.0))) * spacing;
    float size = tall * mix(0.55, 1.15, chance) * mix(0.55, 1.0, smoothstep(gap, gap + 0.35, abs(foot)));
    float low = line + 0.10 * spacing * snow_random(vec2(mine, seed + 9.0));
    if (abs(foot) > gap) rgb = snow_plant(rgb, at, vec2(foot, low), size, haze, chance);
  }
  return rgb;
}

vec3 snow_cabin(vec3 rgb, vec2 at) {
  vec2 local = (at - snow_home) / 0.085;
  float roof = -1.02 + 0.62 * abs(local.x);
  float wall = step(abs(local.x), 0.62) * step(local.y, 0.0) * step(roof + 0.08, local.y);
  vec3 wood = mix(vec3(0.33, 0.22, 0.16), vec3(0.07, 0.05, 0.06), snow_night) * (0.85 + 0.15 * sin(local.y * 60.0));
  rgb = mix(rgb, wood, wall);
  float top = step(abs(local.x), 0.78) * step(roof - 0.10, local.y) * step(local.y, roof + 0.08);
  rgb = mix(rgb, snow_cover(local.x < 0.0 ? 1.0 : 0.55), top);
  vec2 pane = abs(vec2(abs(local.x) - 0.30, local.y + 0.30));
  float window = step(pane.x, 0.12) * step(pane.y, 0.13) * step(0.02, pane.x) * step(0.02, pane.y);
  rgb = mix(rgb, vec3(1.0, 0.80, 0.42), window);
  float glow = exp(-3.2 * length(local - vec2(0.0, -0.25)));
  return rgb + vec3(1.0, 0.62, 0.25) * glow * mix(0.10, 0.55, snow_night);
}

vec3 snow_mountain(vec2 at, float peaks) {
  float slope = snow_peaks(at.x * 1.25 + 2.14) - snow_peaks(at.x * 1.25 + 2.06);
  float craggy = snow_cloud(vec2(at.x * 9.0 + at.y * 5.0, at.y * 16.0)) - 0.47;
  float lit = clamp(0.5 + 3.2 * slope + 1.9 * craggy, 0.0, 1.0);
  vec3 rock = mix(vec3(0.42, 0.47, 0.58), vec3(0.10, 0.13, 0.22), snow_night);
  vec3 rgb = mix(snow_cover(lit), rock, 0.75 * smoothstep(0.06, 0.20, craggy + 0.35 * (at.y - peaks)));
  return mix(rgb, snow_haze(), 0.30 + 0.60 * smoothstep(peaks, 0.60, at.y));
}

vec3 snow_ground(vec2 at) {
  float ripple = snow_cloud(vec2(at.x * 2.2 + 6.0, at.y * 8.0 + 0.8 * at.x));
  float level = clamp(0.10 + 1.25 * ripple - 0.35 * smoothstep(0.80, 1.0, at.y), 0.0, 1.0);
  float shade = smoothstep(0.35, 0.75, snow_cloud(vec2(at.x * 1.1 - at.y * 2.0, at.y * 3.2) + 40.0));
  float sparkle = step(0.9965, snow_random(floor(at * u_size.y * 0.5)));
  return snow_cover(level * (1.0 - 0.45 * shade)) + 0.22 * sparkle * level;
}

vec4 snow(sampler2D image, vec2 uv) {
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float fuzz = 1.5 / u_size.y;
  float peaks = 0.545 - 0.30 * snow_peaks(at.x * 1.25 + 2.1);
  float hill = 0.625 + 0.05 * snow_noise(vec2(at.x * 1.7 + 4.0, 2.0)) - 0.03 * at.x;
  float bank = 0.735 + 0.06 * snow_noise(vec2(at.x * 1.3 + 9.0, 5.0)) + 0.05 * at.x;
  vec3 rgb = snow_haze();

  // From the back to the front; what is wholly covered is not drawn.
  if (at.y < peaks + fuzz) rgb = snow_sky(at);
  if (at.y > peaks - fuzz && at.y < hill + fuzz) {
    rgb = mix(rgb, snow_mountain(at, peaks), smoothstep(peaks - fuzz, peaks + fuzz, at.y));
  }
  if (at.y > 0.48 && at.y < hill + fuzz) {
    float wood = 0.600 + 0.030 * snow_noise(vec2(at.x * 3.0, 8.0));
    rgb = snow_firs(rgb, at, wood, 0.024, 0.075, 0.62, 0.0, 11.0);
    rgb = snow_firs(rgb, at, wood + 0.012, 0.034, 0.095, 0.45, 0.0, 23.0);
  }
  if (at.y > hill - fuzz && at.y < bank + fuzz) {
    float drift = snow_cloud(vec2(at.x * 3.0, at.y * 14.0));
    vec3 field = mix(snow_cover(clamp(0.35 + 0.9 * drift, 0.0, 1.0)), snow_haze(), 0.25);
    rgb = mix(rgb, field, smoothstep(hill - fuzz, hill + fuzz, at.y));
  }
  if (at.y > 0.38 && at.y < bank + fuzz) {
    rgb = snow_cabin(rgb, at);
    rgb = snow_firs(rgb, at, hill + 0.045, 0.115, 0.24, 0.16, 0.16, 31.0);
  }
  if (at.y > bank - fuzz) rgb = mix(rgb, snow_ground(at), smoothstep(bank - fuzz, bank + fuzz, at.y));
  rgb = snow_plant(rgb, at, vec2(-0.56, 0.93), 0.66, 0.0, 0.31);
  rgb = snow_plant(rgb, at, vec2(0.62, 0.97), 0.80, 0.0, 0.73);
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
