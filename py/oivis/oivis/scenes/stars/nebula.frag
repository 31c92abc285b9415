/*{
  "name": "nebula",
  "about": "A nebula and its star clusters, far away.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.02,
  "params": {
    "bright": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 the dark between the stars, 1 glowing clouds"}
  }
}*/
const int nebula_octaves = 6;

float nebula_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1043 + 0.017);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float nebula_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(nebula_random(cell), nebula_random(cell + vec2(1.0, 0.0)), part.x),
             mix(nebula_random(cell + vec2(0.0, 1.0)), nebula_random(cell + vec2(1.0)), part.x), part.y);
}

float nebula_cloud(vec2 at) {
  float sum = 0.0;
  float share = 0.5;
  for (int octave = 0; octave < nebula_octaves; octave++) {
    sum += share * nebula_noise(at);
    at = mat2(0.8, 0.6, -0.6, 0.8) * at * 2.03 + 7.0;
    share *= 0.5;
  }
  return sum;
}

vec3 nebula_stars(vec2 at, float cells, float chance) {
  vec2 grid = at * cells;
  vec2 cell = floor(grid);
  float pick = nebula_random(cell + cells);
  vec2 centre = 0.2 + 0.6 * vec2(nebula_random(cell + 3.0), nebula_random(cell + 8.0));
  float away = distance(fract(grid), centre);
  float bright = step(1.0 - chance, pick) * pow(nebula_random(cell + 5.0), 3.0);
  vec3 hue = mix(vec3(0.72, 0.82, 1.0), vec3(1.0, 0.86, 0.70), nebula_random(cell + 1.0));
  return hue * bright * (1.0 - smoothstep(0.03, 0.14 + 0.1 * bright, away));
}

vec4 nebula(sampler2D image, vec2 uv) {
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y - 0.5);
  vec2 turned = mat2(0.88, 0.47, -0.47, 0.88) * at;
  vec2 warp = vec2(nebula_cloud(turned * 1.7 + 3.0), nebula_cloud(turned * 1.7 + 9.0));
  float gas = nebula_cloud(turned * 2.3 + 2.2 * warp);
  float dust = nebula_cloud(turned * 3.1 - 1.9 * warp + 20.0);
  float band = exp(-pow((turned.y + 0.16 * warp.x - 0.06) / 0.30, 2.0));
  float glow = band * smoothstep(0.30, 0.85, gas);
  vec3 rgb = vec3(0.010, 0.014, 0.038) + vec3(0.020, 0.022, 0.055) * warp.y;
  vec3 hue = mix(vec3(0.14, 0.28, 0.85), vec3(0.95, 0.22, 0.55), smoothstep(0.35, 0.68, warp.x));
  hue = mix(hue, vec3(0.20, 0.80, 0.82), 0.65 * smoothstep(0.50, 0.70, warp.y));
  rgb += hue * glow * 1.25 * nebula_bright;
  rgb += vec3(1.0, 0.82, 0.66) * pow(glow, 2.4) * 1.5 * nebula_bright;
  rgb *= 1.0 - 0.72 * band * smoothstep(0.46, 0.72, dust);
  rgb += nebula_stars(at, 95.0, 0.35) * (0.6 + band) + nebula_stars(at + 4.0, 42.0, 0.16) * 1.4;
  return vec4(1.0 - exp(-1.35 * rgb), 1.0);
}
