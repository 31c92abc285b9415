/*{
  "name": "stars",
  "about": "Stars that come towards the viewer, behind the person.",
  "kind": "points",
  "count": 240,
  "params": {
    "amount": {"default": 0.8, "min": 0.0, "max": 1.0, "about": "0 none, 1 a dense field"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 they stand still, 1 a slow voyage"}
  }
}*/
const float stars_count = 240.0;
const float stars_pace = 0.045;

vec4 stars_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 stars_place(float index) {
  vec4 random = stars_random(index + 2.0);
  float way = fract(random.z + u_time_s * stars_speed * stars_pace);
  float near = 1.0 / (1.06 - way);
  vec2 at = 0.5 + (random.xy - 0.5) * 0.62 * near - u_look * 0.012 * near;
  float size = (0.0040 + 0.0035 * random.w) * (0.6 + 0.34 * near);
  float bright = smoothstep(0.0, 0.25, way) * mix(0.45, 1.0, random.w);
  return vec4(at, index < stars_amount * stars_count ? min(size, 0.03) : 0.0, bright);
}

vec4 stars(vec2 at, vec4 place, vec2 uv) {
  float away = length(at);
  float light = exp(-7.0 * away * away) + 0.30 * exp(-2.2 * away) * (1.0 - away);
  light *= place.w * (1.0 - matte_at(uv)) * step(away, 1.0);
  return vec4(mix(vec3(0.70, 0.82, 1.0), vec3(1.0, 0.93, 0.84), fract(place.w * 17.0)) * light, 0.0);
}
