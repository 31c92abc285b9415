/*{
  "name": "confetti",
  "about": "Paper confetti that tumbles down, behind the person and before them.",
  "kind": "points",
  "count": 210,
  "params": {
    "amount": {"default": 0.8, "min": 0.0, "max": 1.0, "about": "0 none, 1 a shower"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 it hangs in the air, 1 it falls"}
  }
}*/
const float confetti_count = 210.0;
const float confetti_turn = 6.28318;
const float confetti_margin = 0.08;
const float confetti_front = 0.55;   // depth from which a piece is nearer than the person

vec4 confetti_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 confetti_place(float index) {
  vec4 random = confetti_random(index + 5.0);
  float depth = random.z * random.z;
  float time = u_time_s * confetti_speed;
  float fall = mix(0.06, 0.20, depth) * mix(0.8, 1.25, random.w);
  float sway = mix(0.012, 0.035, depth) * sin(time * mix(0.9, 2.0, random.x) + 40.0 * random.w);
  float y = fract(random.y + time * fall);
  vec2 at = mix(vec2(-confetti_margin), vec2(1.0 + confetti_margin), vec2(random.x + sway, y));
  at -= u_look * mix(0.02, 0.09, depth);
  return vec4(at, index < confetti_amount * confetti_count ? mix(0.018, 0.052, depth) : 0.0, index + 0.9 * depth);
}

vec4 confetti(vec2 at, vec4 place, vec2 uv) {
  float depth = fract(place.w) / 0.9;
  vec4 random = confetti_random(floor(place.w) + 91.0);
  float time = u_time_s * confetti_speed;
  float turn = confetti_turn * random.x + time * mix(-1.6, 1.6, random.y);
  vec2 local = mat2(cos(turn), sin(turn), -sin(turn), cos(turn)) * at;
  // It turns over: seen from the side it is a line, and its back is darker.
  float face = cos(time * mix(1.4, 3.4, random.z) + confetti_turn * random.w);
  local.y /= max(abs(face), 0.12);
  float soft = mix(0.10, 0.34, smoothstep(0.45, 1.0, depth)) + 0.06;
  vec2 edge = 1.0 - smoothstep(vec2(0.62, 0.40) - soft, vec2(0.62, 0.40) + soft * 0.4, abs(local));
  float disc = 1.0 - smoothstep(0.58 - soft, 0.58 + soft * 0.4, length(local));
  float alpha = random.w < 0.3 ? disc : edge.x * edge.y;
  if (depth < confetti_front) alpha *= 1.0 - matte_at(uv);
  vec3 rgb = 0.54 + 0.46 * cos(confetti_turn * (random.z * 3.7 - vec3(0.0, 0.3333, 0.6667)));
  rgb = mix(rgb, vec3(1.0, 0.84, 0.35), step(0.78, random.y));
  rgb *= face < 0.0 ? 0.72 : 0.88 + 0.22 * face;
  return vec4(min(rgb, 1.0), 1.0) * alpha;
}
