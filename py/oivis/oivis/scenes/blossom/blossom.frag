/*{
  "name": "blossom",
  "about": "Cherry trees in bloom against a spring sky, out of focus, with one branch near.",
  "kind": "background",
  "passes": [{"scale": 0.5}],
  "every": 0,
  "depth": 0.03,
  "params": {
    "bloom": {"default": 0.75, "min": 0.0, "max": 1.0, "about": "0 the first flowers, 1 in full bloom"}
  }
}*/

vec4 blossom_random(vec2 at) {
  vec4 mixed = fract(at.xyxy * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

float blossom_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(blossom_random(cell).x, blossom_random(cell + vec2(1.0, 0.0)).x, part.x),
             mix(blossom_random(cell + vec2(0.0, 1.0)).x, blossom_random(cell + vec2(1.0)).x, part.x), part.y);
}

// Where trees bloom: at both sides and overhead, so that the middle is left to the person.
float blossom_crown(vec2 at, float aspect) {
  float outer = abs(at.x) / (0.5 * aspect);
  float lump = blossom_noise(at * 3.3 + 5.0) + 0.5 * blossom_noise(at * 7.0);
  return smoothstep(0.58, 1.02, 0.50 * lump + 0.42 * outer + 0.42 * (1.0 - smoothstep(0.0, 0.42, at.y)));
}

vec3 blossom_discs(vec3 rgb, vec2 at, float size, float seed, float aspect, float sharp) {
  vec2 grid = at / size + seed;
  vec2 cell = floor(grid - 0.5);
  for (int corner = 0; corner < 4; corner++) {
    vec2 mine = cell + vec2(corner & 1, corner >> 1);
    vec4 random = blossom_random(mine);
    vec2 centre = mine + 0.15 + 0.7 * random.xy;
    float crown = blossom_crown((centre - seed) * size, aspect);
    if (random.z > crown * mix(0.5, 1.0, blossom_bloom)) continue;
    float radius = mix(0.26, 0.48, random.w);
    float away = distance(grid, centre);
    float inside = 1.0 - smoothstep(radius * sharp, radius, away);
    vec3 petal = mix(vec3(1.0, 0.90, 0.94), vec3(0.97, 0.62, 0.75), fract(random.w * 7.0));
    petal = mix(petal, vec3(0.72, 0.80, 0.52), step(0.90, fract(random.x * 13.0)));
    petal *= 0.94 + 0.16 * smoothstep(0.3, 1.0, away / radius) - 0.12 * random.y;
    rgb = mix(rgb, petal, inside * mix(0.25, 0.62, random.x));
  }
  return rgb;
}

float blossom_branch(vec2 at, vec2 from, vec2 to, float bend, float wide) {
  vec2 way = to - from;
  float along = clamp(dot(at - from, way) / dot(way, way), 0.0, 1.0);
  vec2 across = normalize(vec2(-way.y, way.x));
  vec2 spine = from + way * along + across * (bend * along * (1.0 - along) + 0.006 * sin(along * 15.0));
  return 1.0 - smoothstep(0.5, 1.0, distance(at, spine) / (wide * (1.1 - 0.8 * along)));
}

vec4 blossom(sampler2D image, vec2 uv) {
  float aspect = u_size.x / u_size.y;
  vec2 at = vec2((uv.x - 0.5) * aspect, uv.y);
  vec3 rgb = mix(vec3(0.52, 0.74, 0.93), vec3(0.90, 0.93, 0.95), smoothstep(0.0, 0.60, at.y));
  rgb += vec3(0.30, 0.24, 0.14) * exp(-3.2 * distance(at, vec2(0.30 * aspect, 0.10)));
  float lawn = smoothstep(0.66, 0.86, at.y + 0.03 * sin(at.x * 3.0));
  rgb = mix(rgb, mix(vec3(0.72, 0.82, 0.55), vec3(0.47, 0.64, 0.34), smoothstep(0.75, 1.05, at.y)), lawn);
  rgb = mix(rgb, vec3(0.97, 0.80, 0.87), 0.35 * lawn * blossom_noise(at * vec2(9.0, 24.0)));
  float hedge = exp(-pow((at.y - 0.70 - 0.02 * sin(at.x * 7.0)) / 0.07, 2.0));
  rgb = mix(rgb, mix(vec3(0.95, 0.76, 0.83), vec3(0.60, 0.70, 0.50), blossom_noise(at * 4.0)), 0.75 * hedge);
  float side = 0.5 * aspect;
  vec3 bark = vec3(0.36, 0.25, 0.25);
  rgb = mix(rgb, bark, 0.55 * blossom_branch(at, vec2(-side * 0.86, 0.86), vec2(-side * 0.62, 0.12), 0.05, 0.030));
  rgb = mix(rgb, bark, 0.50 * blossom_branch(at, vec2(side * 0.90, 0.82), vec2(side * 0.70, 0.16), 0.04, 0.026));
  // The crowns themselves, far out of focus.
  float crown = blossom_crown(at, aspect);
  float shade = blossom_noise(at * 9.0) * 0.6 + blossom_noise(at * 21.0) * 0.4;
  vec3 mass = mix(vec3(0.86, 0.55, 0.68), vec3(1.0, 0.88, 0.93), shade);
  rgb = mix(rgb, mass, 0.80 * blossom_bloom * smoothstep(0.15, 0.75, crown + 0.35 * (shade - 0.5)));
  rgb = blossom_discs(rgb, at, 0.040, 31.0, aspect, 0.35);
  rgb = blossom_discs(rgb, at, 0.055, 47.0, aspect, 0.45);
  rgb = blossom_discs(rgb, at, 0.080, 57.0, aspect, 0.62);
  rgb = mix(rgb, bark * 0.8, 0.85 * blossom_branch(at, vec2(-side - 0.05, 0.26), vec2(-side * 0.18, 0.10), -0.06, 0.016));
  rgb = mix(rgb, bark * 0.8, 0.85 * blossom_branch(at, vec2(-side * 0.62, 0.20), vec2(-side * 0.34, 0.30), 0.04, 0.009));
  rgb = blossom_discs(rgb, at, 0.115, 83.0, aspect, 0.72);
  rgb = blossom_discs(rgb, at, 0.160, 11.0, aspect, 0.80);
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
