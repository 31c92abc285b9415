/*{
  "name": "drops",
  "about": "Drops that run down a window behind the person; each shows what is behind it upside down.",
  "kind": "points",
  "count": 56,
  "params": {
    "amount": {"default": 0.8, "min": 0.0, "max": 1.0, "about": "0 no drop, 1 a downpour"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they hang still, 1 steady rain"}
  }
}*/
const float drops_count = 56.0;
const float drops_follow = 0.03;   // as the pane moves with the viewer
const float drops_lens = 0.05;     // how far from itself a drop looks, of the picture

vec4 drops_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

// A drop hangs, lets go, and hangs again.
vec4 drops_place(float index) {
  vec4 random = drops_random(index + 3.0);
  float time = u_time_s * drops_speed * mix(0.05, 0.11, random.w) + random.z * 7.0;
  float turn = floor(time);
  float part = fract(time);
  vec4 now = drops_random(index + 61.0 * turn);
  float run = part + 0.06 * sin(part * 25.0 + random.x * 9.0);
  float x = now.x + 0.006 * sin(part * 30.0 + random.y * 20.0);
  float size = mix(0.020, 0.042, now.w * now.w) * smoothstep(0.0, 0.08, part);
  vec2 at = vec2(x, mix(-0.15, 1.1, run)) - u_look * drops_follow;
  return vec4(at, index < drops_amount * drops_count ? size : 0.0, now.y);
}

vec4 drops(vec2 at, vec4 place, vec2 uv) {
  vec2 from = vec2(at.x * (1.70 - 0.45 * smoothstep(-0.9, 0.2, at.y)), at.y < 0.0 ? at.y : at.y * 1.15);
  float away = length(from);
  float alpha = (1.0 - smoothstep(0.82, 1.0, away)) * (1.0 - matte_at(uv));
  if (alpha <= 0.0) return vec4(0.0);
  vec3 rgb = scene(clamp(place.xy - from * drops_lens, 0.02, 0.98));
  rgb = rgb * mix(0.55, 1.35, smoothstep(-0.8, 0.9, from.y)) + vec3(0.12, 0.14, 0.17) * smoothstep(0.0, 1.0, from.y);
  rgb += 0.50 * (1.0 - smoothstep(0.04, 0.26, distance(from, vec2(-0.22, -0.36))));
  rgb += vec3(0.22, 0.20, 0.16) * smoothstep(0.60, 0.88, away) * smoothstep(0.1, 0.8, from.y);
  return vec4(min(rgb, 1.0), 1.0) * alpha;
}
