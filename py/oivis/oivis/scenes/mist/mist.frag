/*{
  "name": "mist",
  "about": "Ridge behind ridge in the morning mist, firs on the near ones, the sun just up.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 10,
  "depth": 0.03,
  "params": {
    "speed": {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 the mist stands still, 1 it drifts"},
    "thick": {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 a clear morning, 1 only the nearest ridge is seen"}
  }
}*/
const int mist_ridges = 6;
const int mist_octaves = 4;

float mist_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float mist_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(mist_random(cell), mist_random(cell + vec2(1.0, 0.0)), part.x),
             mix(mist_random(cell + vec2(0.0, 1.0)), mist_random(cell + vec2(1.0)), part.x), part.y);
}

float mist_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < mist_octaves; octave++) {
    sum += share * mist_noise(at);
    at = at * 2.03 + 13.0;
    share *= 0.5;
  }
  return sum;
}

float mist_ridge(float x, float row) {
  float sum = 0.0;
  float share = 0.55;
  for (int octave = 0; octave < mist_octaves; octave++) {
    sum += share * mist_noise(vec2(x, row));
    x = x * 2.2 + 7.0;
    share *= 0.46;
  }
  return sum;
}

// Firs that stand on a ridge, as what they add to its height.
float mist_firs(float x, float wide, float tall, float row) {
  float best = 0.0;
  float cell = floor(x / wide);
  for (int side = -1; side <= 1; side++) {
    float mine = cell + float(side);
    float chance = mist_random(vec2(mine, row));
    float foot = (mine + 0.5 + 0.5 * (chance - 0.5)) * wide;
    float off = abs(x - foot) / (0.46 * wide);
    float size = tall * mix(0.35, 1.0, mist_random(vec2(mine, row + 5.0))) * step(0.22, chance);
    float tiers = 0.10 * abs(fract(off * 4.0 + 0.3 * chance) - 0.5);
    best = max(best, size * (1.0 - off - tiers));
  }
  return best;
}

vec4 mist(sampler2D image, vec2 uv) {
  float time = u_time_s * mist_speed;
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  float fuzz = 1.0 / u_size.y;
  vec2 sun = vec2(0.22 * min(aspect, 1.6), 0.27);
  float near = distance(at, sun);
  vec3 air = mix(vec3(0.98, 0.83, 0.70), vec3(0.66, 0.76, 0.86), smoothstep(0.0, 0.9, near));
  vec3 rgb = mix(vec3(0.42, 0.58, 0.78), air, smoothstep(-0.1, 0.50, at.y));
  rgb += vec3(0.55, 0.36, 0.16) * exp(-4.5 * near) + vec3(0.5, 0.42, 0.3) * exp(-17.0 * near);
  rgb = mix(min(rgb, vec3(1.0, 0.95, 0.84)), vec3(1.0, 0.985, 0.94), 1.0 - smoothstep(0.043, 0.047, near));
  float streak = smoothstep(0.45, 0.75, mist_cloud(vec2(at.x * 1.7 + 0.01 * time, at.y * 9.0)));
  rgb = mix(rgb, vec3(1.0, 0.92, 0.86), 0.40 * streak * (1.0 - smoothstep(0.1, 0.45, at.y)));
  for (int ridge = 0; ridge < mist_ridges; ridge++) {
    float row = float(ridge);
    float part = row / float(mist_ridges - 1);
    float high = mix(0.25, 0.17, part);
    float top = mix(0.48, 0.97, part * (0.55 + 0.45 * part)) - high * (mist_ridge(at.x * mix(2.4, 1.5, part) + 11.0 * row, row) - 0.30);
    // The near ridges rise at the sides: the person stands in a gap.
    top -= 0.16 * part * part * smoothstep(0.15, 0.75, abs(at.x));
    float below = at.y - top;
    if (ridge > 2) top -= mist_firs(at.x + 0.37 * row, mix(0.020, 0.060, part), mix(0.030, 0.155, part), 30.0 + row);
    vec3 wood = mix(vec3(0.36, 0.47, 0.60), vec3(0.035, 0.085, 0.105), part);
    vec3 color = mix(wood, air, (1.0 - part) * mix(0.25, 0.72, mist_thick));
    float bank = mist_cloud(vec2(at.x * mix(2.6, 1.4, part) - 0.02 * time * (1.0 + part) + 5.0 * row, at.y * 6.5 + row));
    float fog = smoothstep(0.02, 0.20 + 0.06 * part, below) * smoothstep(0.25, 0.68, bank + 0.22 * mist_thick);
    color = mix(color, mix(air, vec3(0.96, 0.94, 0.93), 0.4), 0.88 * fog * mix(1.0, 0.35, part));
    rgb = mix(rgb, color, smoothstep(-fuzz, fuzz, at.y - top));
  }
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
