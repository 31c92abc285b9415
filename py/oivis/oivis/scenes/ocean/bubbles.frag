/*{
  "name": "bubbles",
  "about": "Air bubbles that rise and wobble, behind the person and before them.",
  "kind": "points",
  "count": 72,
  "params": {
    "amount": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 none, 1 many"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they hang still, 1 they rise"}
  }
}*/
const float bubbles_count = 72.0;
const float bubbles_margin = 0.08;
const float bubbles_front = 0.5;   // depth from which a bubble is nearer than the person
const float bubbles_streams = 7.0;

vec4 bubbles_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 bubbles_place(float index) {
  vec4 random = bubbles_random(index + 29.0);
  float depth = random.z * random.z;
  float time = u_time_s * bubbles_speed;
  float rise = mix(0.07, 0.16, depth) * mix(0.7, 1.3, random.w);
  // They come up in streams from the ground, some on their own.
  float x = mix(random.x, bubbles_random(floor(random.x * bubbles_streams) + 400.0).x + 0.03 * random.w, step(random.y, 0.6));
  x += mix(0.006, 0.016, depth) * sin(time * mix(1.5, 3.0, random.w) + 40.0 * random.x);
  vec2 at = mix(vec2(-bubbles_margin), vec2(1.0 + bubbles_margin), vec2(x, 1.0 - fract(random.y * 7.0 + time * rise)));
  at -= u_look * mix(0.02, 0.10, depth);
  return vec4(at, index < bubbles_amount * bubbles_count ? mix(0.010, 0.062, depth) * mix(0.6, 1.2, random.w) : 0.0, depth);
}

vec4 bubbles(vec2 at, vec4 place, vec2 uv) {
  float away = length(at);
  float rim = smoothstep(0.55, 0.90, away) * (1.0 - smoothstep(0.90, 1.0, away));
  float glint = 1.0 - smoothstep(0.06, 0.26, distance(at, vec2(-0.36, -0.40)));
  float second = 0.4 * (1.0 - smoothstep(0.04, 0.20, distance(at, vec2(0.38, 0.42))));
  float light = 0.50 * rim * (0.75 - 0.35 * at.y) + 0.9 * glint + second + 0.05 * (1.0 - smoothstep(0.9, 1.0, away));
  if (place.w < bubbles_front) light *= 1.0 - matte_at(uv);
  return vec4(vec3(0.78, 0.97, 1.0) * light, 0.35 * light);
}
