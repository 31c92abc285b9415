/*{
  "name": "lanterns",
  "about": "Paper lanterns that rise into the night, far and near, a few of them before the person.",
  "kind": "points",
  "count": 56,
  "params": {
    "amount": {"default": 0.75, "min": 0.0, "max": 1.0, "about": "0 none, 1 a festival"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they hang in the air, 1 they rise"}
  }
}*/
const float lanterns_count = 56.0;
const float lanterns_margin = 0.12;
const float lanterns_front = 0.72;   // depth from which one is nearer than the person

vec4 lanterns_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 lanterns_place(float index) {
  vec4 random = lanterns_random(index + 41.0);
  // Most are far; they are drawn first.
  float place = (index + random.z) / lanterns_count;
  float depth = place * place * place * place;
  float time = u_time_s * lanterns_speed;
  float rise = mix(0.008, 0.035, depth) * mix(0.8, 1.2, random.w);
  float sway = mix(0.004, 0.016, depth) * sin(time * mix(0.2, 0.5, random.x) + 40.0 * random.w);
  float lowest = mix(0.78, 1.0 + lanterns_margin, smoothstep(0.0, 0.4, depth));
  float part = fract(random.y + time * rise);
  vec2 at = vec2(mix(-lanterns_margin, 1.0 + lanterns_margin, random.x) + sway, mix(lowest, -lanterns_margin, part));
  at -= u_look * mix(0.015, 0.09, depth);
  float fade = smoothstep(0.0, 0.10, part);
  float chosen = step(1.0 - lanterns_amount, fract(random.w * 7.0));
  return vec4(at, chosen * fade * mix(0.036, 0.20, depth), index + 0.9 * depth);
}

vec4 lanterns(vec2 at, vec4 place, vec2 uv) {
  float away = dot(at, at);
  if (away > 1.0) return vec4(0.0);
  float depth = fract(place.w) / 0.9;
  vec4 random = lanterns_random(floor(place.w) + 7.0);
  float tilt = 0.12 * sin(u_time_s * 0.4 + 20.0 * random.x);
  vec2 local = vec2(at.x + tilt * at.y, at.y) * 1.45;
  float soft = mix(0.10, 0.22, smoothstep(0.3, 1.0, depth));
  float wide = mix(0.46, 0.36, smoothstep(-0.6, 0.75, local.y));
  vec2 edge = abs(local - vec2(0.0, 0.05)) - vec2(wide, 0.56);
  float border = length(max(edge + 0.16, 0.0)) - 0.16;
  float body = 1.0 - smoothstep(-soft, soft * 0.5, border);
  // The flame is low in it, and flickers.
  float flicker = 0.92 + 0.08 * sin(u_time_s * 5.0 * mix(0.7, 1.3, random.y) + 60.0 * random.z);
  float flame = exp(-3.2 * dot(local - vec2(0.0, 0.50), local - vec2(0.0, 0.50)));
  vec3 silk = mix(vec3(0.86, 0.32, 0.09), vec3(1.0, 0.60, 0.22), random.x);
  vec3 rgb = silk * (0.62 + 0.30 * smoothstep(-0.6, 0.6, local.y)) + vec3(1.0, 0.78, 0.42) * flame * flicker * 0.75;
  rgb *= 1.0 - 0.12 * smoothstep(0.75, 1.0, abs(cos(local.x * 7.0)));
  float halo = 0.26 * (1.0 - away) * (1.0 - away) * (1.0 - away);
  float seen = depth < lanterns_front ? 1.0 - matte_at(uv) : 1.0;
  return vec4(rgb * body + vec3(1.0, 0.48, 0.14) * halo, body * 0.96) * seen;
}
