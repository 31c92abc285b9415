/*{
  "name": "flakes",
  "about": "Falling snow in depth: far flakes pass behind the person, near ones in front.",
  "kind": "points",
  "count": 320,
  "params": {
    "amount": {"default": 0.7, "min": 0.0, "max": 1.0, "about": "0 no flake, 1 a snowstorm"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they hang still, 1 calm weather"},
    "wind":   {"default": 0.25, "min": -1.0, "max": 1.0, "about": "-1 blows to the left, 1 to the right"}
  }
}*/
const float flakes_count = 320.0;
const float flakes_margin = 0.06;      // they begin and end outside the picture
const float flakes_front = 0.45;       // depth from which a flake is nearer than the person
const float flakes_drift = 1.2;        // how far wind carries a flake while it falls by one

vec4 flakes_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

// Depth runs from 0, far, to 1, near. Few are near: the volume in view grows with distance.
vec4 flakes_place(float index) {
  vec4 random = flakes_random(index + 7.0);
  float depth = random.z * random.z;
  float time = u_time_s * flakes_speed;
  float fall = mix(0.04, 0.30, depth) * mix(0.8, 1.2, random.w);
  float sway = mix(0.006, 0.030, depth) * sin(time * mix(0.5, 1.3, random.x) + 40.0 * random.w);
  float x = fract(random.x + time * fall * flakes_wind * flakes_drift) + sway;
  float y = fract(random.y + time * fall);
  float size = mix(0.007, 0.036, depth) * mix(0.75, 1.25, random.w);
  vec2 at = mix(vec2(-flakes_margin), vec2(1.0 + flakes_margin), vec2(x, y));
  return vec4(at, index < flakes_amount * flakes_count ? size : 0.0, depth);
}

vec4 flakes(vec2 at, vec4 place, vec2 uv) {
  float depth = place.w;
  // Near ones are out of focus: larger, softer, easier to see through.
  float falloff = clamp((1.0 - length(at)) * mix(1.8, 1.3, depth), 0.0, 1.0);
  float alpha = falloff * falloff * mix(0.95, 0.60, depth);
  if (depth < flakes_front) alpha *= 1.0 - matte_at(uv);
  return vec4(alpha);
}
