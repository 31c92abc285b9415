/*{
  "name": "petals",
  "about": "Petals that sail down on a breath of wind, behind the person and before them.",
  "kind": "points",
  "count": 90,
  "params": {
    "amount": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 none, 1 a gust"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they hang in the air, 1 they sail"}
  }
}*/
const float petals_count = 90.0;
const float petals_turn = 6.28318;
const float petals_margin = 0.08;
const float petals_front = 0.5;    // depth from which a petal is nearer than the person

vec4 petals_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 petals_place(float index) {
  vec4 random = petals_random(index + 13.0);
  float depth = random.z * random.z;
  float time = u_time_s * petals_speed;
  float fall = mix(0.03, 0.095, depth) * mix(0.8, 1.3, random.w);
  float sway = mix(0.015, 0.05, depth) * sin(time * mix(0.5, 1.1, random.x) + 40.0 * random.w);
  float x = fract(random.x + 0.75 * time * fall) + sway;
  vec2 at = mix(vec2(-petals_margin), vec2(1.0 + petals_margin), vec2(x, fract(random.y + time * fall)));
  at -= u_look * mix(0.02, 0.10, depth);
  return vec4(at, index < petals_amount * petals_count ? mix(0.016, 0.070, depth) : 0.0, index + 0.9 * depth);
}

vec4 petals(vec2 at, vec4 place, vec2 uv) {
  float depth = fract(place.w) / 0.9;
  vec4 random = petals_random(floor(place.w) + 77.0);
  float time = u_time_s * petals_speed;
  float turn = petals_turn * random.x + 0.9 * sin(time * mix(0.5, 1.2, random.y) + 9.0 * random.w);
  vec2 local = mat2(cos(turn), sin(turn), -sin(turn), cos(turn)) * at * 1.12;
  float tilt = cos(time * mix(0.7, 1.7, random.z) + petals_turn * random.w);
  local.y /= mix(0.28, 0.72, abs(tilt));
  // A petal is round at one end, narrow at the other, with a notch.
  float wide = mix(0.95, 0.42, smoothstep(-0.2, 0.95, local.x));
  float edge = length(vec2(local.x, local.y / wide)) + 0.16 * (1.0 - smoothstep(0.0, 0.35, abs(local.y))) * step(local.x, -0.5);
  float soft = mix(0.10, 0.55, smoothstep(0.35, 1.0, depth));
  float alpha = (1.0 - smoothstep(0.92 - soft, 0.97, edge)) * mix(0.95, 0.72, depth);
  if (depth < petals_front) alpha *= 1.0 - matte_at(uv);
  vec3 rgb = mix(vec3(1.0, 0.86, 0.91), vec3(0.97, 0.58, 0.72), smoothstep(-0.3, 1.0, local.x) * 0.8 + 0.2 * random.y);
  rgb *= tilt < 0.0 ? 0.86 : 1.0;
  return vec4(rgb, 1.0) * alpha;
}
