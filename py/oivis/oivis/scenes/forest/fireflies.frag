/*{
  "name": "fireflies",
  "about": "Fireflies that wander and glow by turns, behind the person and before them.",
  "kind": "points",
  "count": 52,
  "params": {
    "amount": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 none, 1 a swarm"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they rest and glow, 1 they wander"}
  }
}*/
const float fireflies_count = 52.0;
const float fireflies_front = 0.5;   // depth from which one is nearer than the person

vec4 fireflies_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 fireflies_place(float index) {
  vec4 random = fireflies_random(index + 23.0);
  float depth = random.z * random.z;
  float time = u_time_s * fireflies_speed;
  vec2 way = vec2(sin(0.31 * time + 40.0 * random.w) + 0.5 * sin(0.83 * time + 20.0 * random.x),
                  cos(0.27 * time + 30.0 * random.x) + 0.5 * cos(0.71 * time + 50.0 * random.y));
  vec2 at = vec2(random.x * 1.1 - 0.05, mix(0.18, 0.98, random.y)) + 0.045 * way - u_look * mix(0.02, 0.10, depth);
  float pulse = 0.5 + 0.5 * sin(time * mix(0.9, 1.9, random.w) + 40.0 * random.y);
  float size = index < fireflies_amount * fireflies_count ? mix(0.028, 0.085, depth) : 0.0;
  return vec4(at, size, floor(depth * 8.0) + 0.15 + 0.80 * pulse);
}

vec4 fireflies(vec2 at, vec4 place, vec2 uv) {
  float depth = floor(place.w) / 8.0;
  float away = length(at);
  if (away > 1.0) return vec4(0.0);
  float halo = (1.0 - away) * (1.0 - away) * (1.0 - away) * 0.42;
  float body = 1.0 - smoothstep(0.06, mix(0.15, 0.42, depth), away);
  float light = (halo + body * mix(0.95, 0.55, depth)) * fract(place.w);
  if (depth < fireflies_front) light *= 1.0 - matte_at(uv);
  return vec4(mix(vec3(0.72, 0.95, 0.25), vec3(1.0, 0.98, 0.66), body) * light, 0.0);
}
