/*{
  "name": "motes",
  "about": "Dust that floats through lamplight, behind the person and before them.",
  "kind": "points",
  "count": 60,
  "params": {
    "amount": {"default": 0.6, "min": 0.0, "max": 1.0, "about": "0 none, 1 a beaten carpet"},
    "speed":  {"default": 1.0, "min": 0.0, "max": 3.0, "about": "0 it hangs still, 1 it floats"}
  }
}*/
const float motes_count = 60.0;
const float motes_front = 0.6;   // depth from which one is nearer than the person

vec4 motes_random(float seed) {
  vec4 mixed = fract(seed * vec4(0.1031, 0.1030, 0.0973, 0.1099));
  mixed += dot(mixed, mixed.wzxy + 33.33);
  return fract((mixed.xxyz + mixed.yzzw) * mixed.zywx);
}

vec4 motes_place(float index) {
  vec4 random = motes_random(index + 17.0);
  float depth = random.z * random.z;
  float time = u_time_s * motes_speed;
  vec2 way = vec2(0.05 * sin(time * 0.21 + 40.0 * random.w), 0.04 * cos(time * 0.17 + 30.0 * random.x));
  vec2 at = fract(random.xy + way + vec2(0.006, -0.008) * time) - u_look * mix(0.02, 0.08, depth);
  return vec4(at, index < motes_amount * motes_count ? mix(0.004, 0.020, depth) : 0.0, depth);
}

vec4 motes(vec2 at, vec4 place, vec2 uv) {
  float fade = clamp(1.0 - length(at), 0.0, 1.0);
  float light = fade * fade * mix(0.75, 0.28, place.w) * (1.1 - 0.7 * uv.x);
  if (place.w < motes_front) light *= 1.0 - matte_at(uv);
  return vec4(vec3(1.0, 0.80, 0.50) * light, 0.0);
}
