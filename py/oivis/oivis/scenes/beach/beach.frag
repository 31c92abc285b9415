/*{
  "name": "beach",
  "about": "The sun goes down over the sea: its path of light on the waves, wet sand, a palm.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 5,
  "depth": 0.03,
  "params": {
    "speed": {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 the sea stands still, 1 a calm evening"}
  }
}*/
const float beach_horizon = 0.56;
const float beach_sun = 0.475;
const int beach_octaves = 4;
const float beach_leaflets = 15.0;  // at half size finer ones are steps, not leaflets

float beach_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float beach_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(beach_random(cell), beach_random(cell + vec2(1.0, 0.0)), part.x),
             mix(beach_random(cell + vec2(0.0, 1.0)), beach_random(cell + vec2(1.0)), part.x), part.y);
}

float beach_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < beach_octaves; octave++) {
    sum += share * beach_noise(at);
    at = at * 2.07 + 11.0;
    share *= 0.5;
  }
  return sum;
}

vec3 beach_sky(vec2 at, vec2 sun, float detail) {
  float up = clamp((beach_horizon - at.y) / beach_horizon, 0.0, 1.0);
  vec3 rgb = mix(vec3(1.00, 0.66, 0.34), vec3(0.97, 0.46, 0.36), smoothstep(0.0, 0.28, up));
  rgb = mix(rgb, vec3(0.56, 0.33, 0.50), smoothstep(0.22, 0.68, up));
  rgb = mix(rgb, vec3(0.20, 0.22, 0.45), smoothstep(0.55, 1.05, up));
  float near = distance(at, sun);
  rgb += vec3(0.60, 0.38, 0.12) * exp(-4.2 * near) + vec3(0.5, 0.36, 0.2) * exp(-16.0 * near);
  if (detail > 0.0) {
    float bank = beach_cloud(vec2(at.x * 1.5 + 2.0, at.y * 7.5));
    float thin = smoothstep(0.44, 0.72, bank);
    vec3 lit = mix(vec3(1.0, 0.56, 0.32), vec3(0.62, 0.34, 0.48), smoothstep(0.0, 0.75, up));
    vec3 edge = vec3(1.0, 0.80, 0.50) * exp(-2.5 * near);
    rgb = mix(rgb, lit * 0.94 + edge * (1.0 - thin), 0.72 * thin * smoothstep(0.02, 0.16, up));
    rgb = mix(rgb, vec3(1.0, 0.96, 0.80), 1.0 - smoothstep(0.062, 0.067, near));
  }
  return rgb;
}

// A frond: its rib falls in an arc, leaflets hang from it. `at` is seen from the crown, x outwards.
float beach_frond(vec2 at, float rise, float fall, float seed) {
  float reach = 0.36;
  float along = at.x / reach;
  if (along < 0.0 || along > 1.05) return 0.0;
  float rib = -rise * at.x + fall * at.x * at.x;
  float below = (at.y - rib) / sqrt(1.0 + pow(2.0 * fall * at.x - rise, 2.0));
  float leaflet = fract(along * beach_leaflets - below * beach_leaflets + seed);
  float longest = 0.105 * sin(3.14 * min(0.12 + 0.9 * along, 1.0)) * (1.0 - 0.35 * abs(leaflet - 0.5));
  float hang = smoothstep(-0.004, 0.0, below) * (1.0 - smoothstep(longest - 0.006, longest, below));
  float gap = smoothstep(0.0, 0.25, leaflet) * (1.0 - smoothstep(0.55, 0.95, leaflet));
  return max(hang * mix(1.0, gap, smoothstep(0.006, 0.04, below)), 1.0 - smoothstep(0.003, 0.006, abs(below)));
}

float beach_palm(vec2 at, vec2 head) {
  float bend = head.x + 0.10 * (at.y - head.y) + 0.10 * pow(at.y - head.y, 2.0);
  float wide = 0.0095 + 0.009 * at.y + 0.0015 * sin(at.y * 160.0);
  float cover = (1.0 - smoothstep(wide, wide + 0.004, abs(at.x - bend))) * step(head.y, at.y);
  vec2 from = at - head;
  for (int side = 0; side < 2; side++) {
    vec2 outwards = vec2(side == 0 ? from.x : -from.x, from.y);
    float seed = 0.37 * float(side);
    cover = max(cover, beach_frond(outwards, 0.62 + 0.1 * seed, 2.1, seed));
    cover = max(cover, beach_frond(outwards, 0.20 - 0.2 * seed, 2.4, seed + 0.4));
    cover = max(cover, beach_frond(outwards, -0.55, 3.4, seed + 0.7));
    cover = max(cover, beach_frond(outwards, 1.25 - 0.5 * seed, 3.8, seed + 0.2));
  }
  return cover;
}

vec4 beach(sampler2D image, vec2 uv) {
  float time = u_time_s * beach_speed;
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  vec2 sun = vec2(-0.27 * min(aspect, 1.4), beach_sun);
  vec3 rgb = beach_sky(at, sun, 1.0);
  float depth = at.y - beach_horizon;
  if (depth > 0.0) {
    float far = 1.0 / (depth + 0.018);
    vec2 wave = vec2(at.x * far * 0.55, far * 1.6);
    float swell = beach_noise(wave * vec2(1.0, 1.4) + vec2(0.15 * time, 0.55 * time)) - 0.5;
    float ripple = beach_noise(wave * vec2(3.4, 4.3) - vec2(0.3 * time, 0.9 * time)) - 0.5;
    float slope = swell + 0.6 * ripple;
    vec3 sky = beach_sky(vec2(at.x + 0.10 * slope, beach_horizon - 0.62 * depth - 0.16 * abs(slope) - 0.02), sun, 0.0);
    rgb = mix(sky * vec3(0.72, 0.62, 0.66), vec3(0.16, 0.17, 0.32), 0.34 + 0.34 * smoothstep(-0.3, 0.4, slope));
    float path = exp(-pow((at.x - sun.x) / (0.045 + 0.42 * depth), 2.0));
    float glint = smoothstep(0.10, 0.42, slope + 0.30 * path - 0.05);
    rgb += vec3(1.0, 0.72, 0.38) * path * glint * mix(1.1, 0.65, smoothstep(0.0, 0.3, depth));
    rgb = mix(rgb, vec3(1.0, 0.66, 0.40), 0.55 * exp(-depth * 55.0));
  }
  // The last wave runs up the sand and back.
  float shore = 0.845 + 0.014 * sin(0.55 * time) + 0.022 * sin(at.x * 2.6 + 0.4) + 0.008 * beach_noise(vec2(at.x * 9.0, 0.15 * time));
  float sand = smoothstep(shore - 0.004, shore + 0.010, at.y);
  float grain = beach_noise(at * vec2(5.0, 22.0)) + 0.5 * beach_noise(at * 60.0);
  vec3 dry = mix(vec3(0.36, 0.235, 0.21), vec3(0.60, 0.40, 0.30), smoothstep(shore + 0.05, 1.05, at.y)) * (0.80 + 0.22 * grain);
  vec3 wet = mix(dry * 0.75, beach_sky(vec2(at.x, 0.42), sun, 0.0), 0.42);
  rgb = mix(rgb, mix(wet, dry, smoothstep(shore + 0.02, shore + 0.10, at.y)), sand);
  float foam = exp(-pow((at.y - shore) / 0.007, 2.0)) + 0.35 * exp(-pow((at.y - shore + 0.035 + 0.01 * sin(at.x * 7.0)) / 0.005, 2.0));
  rgb = mix(rgb, vec3(1.0, 0.86, 0.76), 0.75 * min(foam, 1.0) * (0.5 + 0.5 * beach_noise(at * vec2(40.0, 90.0))));
  rgb = mix(rgb, vec3(0.085, 0.055, 0.095), 0.96 * beach_palm(at, vec2(0.5 * aspect - 0.24, 0.17)));
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
