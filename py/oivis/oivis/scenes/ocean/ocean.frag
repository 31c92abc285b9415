/*{
  "name": "ocean",
  "about": "Under water: rays of light from the surface, its net of light on the sand, a reef in the distance.",
  "kind": "background",
  "passes": [{"scale": 0.375}],
  "every": 3,
  "depth": 0.035,
  "params": {
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 the light stands still, 1 it plays"},
    "bright": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 deep down, 1 just below the surface"}
  }
}*/
const float ocean_floor = 0.74;

float ocean_random(vec2 at) {
  vec3 mixed = fract(at.xyx * 0.1031);
  mixed += dot(mixed, mixed.yzx + 33.33);
  return fract((mixed.x + mixed.y) * mixed.z);
}

float ocean_noise(vec2 at) {
  vec2 cell = floor(at);
  vec2 part = at - cell;
  part *= part * (3.0 - 2.0 * part);
  return mix(mix(ocean_random(cell), ocean_random(cell + vec2(1.0, 0.0)), part.x),
             mix(ocean_random(cell + vec2(0.0, 1.0)), ocean_random(cell + vec2(1.0)), part.x), part.y);
}

// The bright net that waves throw on the ground: where two noises pass through their middle.
float ocean_net(vec2 at, float time) {
  vec2 bent = at + 0.55 * vec2(ocean_noise(at * 0.9 + time), ocean_noise(at * 0.9 + 7.0 - time));
  float one = abs(2.0 * ocean_noise(bent * 1.5 + vec2(0.0, 0.8 * time)) - 1.0);
  float two = abs(2.0 * ocean_noise(bent * 2.1 - vec2(0.7 * time, 0.0) + 19.0) - 1.0);
  return pow(1.0 - min(one, two), 7.0) + 0.5 * pow(1.0 - one * two, 18.0);
}

float ocean_reef(float x, float row) {
  return 0.55 * ocean_noise(vec2(x * 2.3, row)) + 0.28 * ocean_noise(vec2(x * 6.1, row + 3.0)) + 0.17 * ocean_noise(vec2(x * 15.0, row + 7.0));
}

vec4 ocean(sampler2D image, vec2 uv) {
  float time = u_time_s * ocean_speed;
  vec2 at = vec2((uv.x - 0.5) * u_size.x / u_size.y, uv.y);
  float light = mix(0.55, 1.15, ocean_bright);
  vec3 rgb = mix(vec3(0.30, 0.80, 0.86), vec3(0.05, 0.42, 0.62), smoothstep(-0.05, 0.40, at.y));
  rgb = mix(rgb, vec3(0.012, 0.17, 0.36), smoothstep(0.28, 0.95, at.y));
  vec2 sun = vec2(-0.18, -0.30);
  rgb += vec3(0.50, 0.62, 0.52) * exp(-2.9 * distance(at, sun));
  // The surface from below.
  float ripple = ocean_noise(vec2(at.x * 9.0 / (0.25 + at.y), 1.2 / (0.06 + at.y) + 0.7 * time));
  rgb += vec3(0.42, 0.50, 0.46) * smoothstep(0.55, 0.9, ripple) * (1.0 - smoothstep(0.0, 0.16, at.y));
  // Rays fan out from the sun.
  vec2 from = at - sun;
  float turn = atan(from.x, from.y);
  float rays = ocean_noise(vec2(turn * 9.0 + 0.12 * time, 0.3 * time)) * ocean_noise(vec2(turn * 21.0 - 0.18 * time, 5.0 + 0.2 * time));
  rgb += vec3(0.36, 0.62, 0.58) * smoothstep(0.16, 0.62, rays) * (1.0 - smoothstep(0.2, 1.15, from.y)) * 0.75;
  for (int row = 0; row < 2; row++) {
    float near = float(row);
    float top = ocean_floor - 0.05 + 0.05 * near - (0.22 - 0.06 * near) * (ocean_reef(at.x + 5.0 * near, 4.0 + 9.0 * near) - 0.25) * smoothstep(-0.1, 0.5, abs(at.x + 0.06));
    vec3 rock = mix(vec3(0.045, 0.36, 0.53), vec3(0.030, 0.235, 0.375), near);
    rgb = mix(rgb, rock + 0.05 * ocean_noise(at * 24.0), smoothstep(top - 0.006, top + 0.008, at.y));
  }
  float depth = at.y - ocean_floor - 0.012 * sin(at.x * 3.0 + 1.0);
  if (depth > -0.01) {
    float far = 1.0 / (depth + 0.16);
    vec2 ground = vec2(at.x * far, far) * 2.6;
    vec3 sand = mix(vec3(0.05, 0.34, 0.47), vec3(0.22, 0.50, 0.52), smoothstep(0.0, 0.30, depth));
    sand *= 0.86 + 0.20 * ocean_noise(ground * vec2(2.0, 5.0));
    sand += vec3(0.34, 0.46, 0.38) * ocean_net(ground * vec2(0.8, 1.6), 0.35 * time) * smoothstep(0.0, 0.14, depth);
    rgb = mix(rgb, sand, smoothstep(-0.006, 0.012, depth));
  }
  rgb *= light * (1.0 - 0.30 * dot(uv - vec2(0.45, 0.35), uv - vec2(0.45, 0.35)));
  return vec4(clamp(rgb, 0.0, 1.0), 1.0);
}
